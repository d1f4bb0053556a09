"""Options of OpenAI's: those that would change what comes back are refused, all others change nothing."""

from __future__ import annotations

from typing import Any

import openai
import pytest
from openai import OpenAI

from ragbot.api.openai.chat import ChatBody
from ragbot.api.openai.errors import Refused
from ragbot.api.openai.options import LIMITS, OptionsBody, check_model
from ragbot.api.openai.responses import ResponsesBody
from tests.api.openai_calls import chat, client, respond, user

__all__ = ["client"]


def test_other_options_are_ignored(client: OpenAI) -> None:
    tool = {"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {}}}}
    options = {"temperature": 0.2, "max_tokens": 5, "seed": 1, "stop": ["a"], "user": "me", "tools": [tool], "n": 1}
    same = chat(client, **options, response_format={"type": "text"}, tool_choice="auto", extra_body={"top_k": 3})
    assert same.choices == chat(client).choices


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("n", 2),
        ("response_format", {"type": "json_object"}),
        ("response_format", {"type": "json_schema", "json_schema": {"name": "x", "schema": {}}}),
        ("tool_choice", "required"),
        ("tool_choice", {"type": "function", "function": {"name": "f"}}),
        ("function_call", {"name": "f"}),
        ("logprobs", True),
        ("top_logprobs", 3),
        ("modalities", ["text", "audio"]),
        ("audio", {"voice": "alloy", "format": "mp3"}),
    ],
    ids=str,
)
def test_an_option_that_would_change_what_comes_back_is_refused(client: OpenAI, option: str, value: Any) -> None:
    with pytest.raises(openai.BadRequestError, match=f"{option}: ") as refused:
        chat(client, extra_body={option: value})
    assert (refused.value.param, refused.value.code) == (option, "unsupported")


DEFAULTS: dict[str, Any] = {
    "temperature": 1, "top_p": 1, "tool_choice": "none", "tools": [], "store": True, "user": "me",
    "metadata": {"run": "1"}, "parallel_tool_calls": True, "service_tier": "auto", "top_logprobs": 0,
}  # fmt: skip


CHAT_DEFAULTS = DEFAULTS | {
    "max_tokens": 16, "max_completion_tokens": 16, "seed": 1, "n": 1, "stop": None, "logprobs": False, "logit_bias": {},
    "presence_penalty": 0, "frequency_penalty": 0, "reasoning_effort": "low", "modalities": ["text"],
    "response_format": {"type": "text"}, "stream_options": None,
}  # fmt: skip


RESPONSE_DEFAULTS = DEFAULTS | {
    "max_output_tokens": 16, "truncation": "disabled", "reasoning": {"effort": "low"}, "background": False,
    "include": ["reasoning.encrypted_content"], "text": {"format": {"type": "text"}, "verbosity": "low"},
}  # fmt: skip


def test_what_clients_send_by_default_changes_nothing(client: OpenAI) -> None:
    plain, response = chat(client).choices, respond(client).output_text
    for choice in ("none", "auto"):
        assert chat(client, **CHAT_DEFAULTS | {"tool_choice": choice}).choices == plain
        assert respond(client, **RESPONSE_DEFAULTS | {"tool_choice": choice}).output_text == response


@pytest.mark.parametrize("option", CHAT_DEFAULTS)
def test_an_option_of_chat_that_clients_send_is_taken_alone(client: OpenAI, option: str) -> None:
    assert chat(client, **{option: CHAT_DEFAULTS[option]}).ragbot["outcome"] == "answered"


@pytest.mark.parametrize("option", RESPONSE_DEFAULTS)
def test_an_option_of_a_response_that_clients_send_is_taken_alone(client: OpenAI, option: str) -> None:
    assert respond(client, **{option: RESPONSE_DEFAULTS[option]}).ragbot["outcome"] == "answered"


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("previous_response_id", "resp_1"),
        ("conversation", "conv_1"),
        ("background", True),
        ("text", {"format": {"type": "json_object"}}),
        ("tool_choice", "required"),
        ("prompt", {"id": "p"}),
        ("top_logprobs", 3),
        ("include", ["message.output_text.logprobs"]),
    ],
    ids=str,
)
def test_what_a_response_cannot_have_is_refused(client: OpenAI, option: str, value: Any) -> None:
    with pytest.raises(openai.BadRequestError, match=f"{option}: ") as refused:
        respond(client, extra_body={option: value})
    assert refused.value.param == option


CHAT = {"model": "ragbot", "messages": [user("x")]}
RESPONSE = {"model": "ragbot", "input": "x"}
TAKEN: dict[str, list[Any]] = {
    "n": [1, 1.0],
    "response_format": [{}, {"type": "text"}],
    "text": [{}, {"format": None}, {"format": {}}, {"format": {"type": "text"}}, {"verbosity": "low"}],
    "tool_choice": ["auto", "none"],
    "function_call": ["auto", "none"],
    "logprobs": [False],
    "top_logprobs": [0],
    "include": [[], ["reasoning.encrypted_content"], "any"],
    "modalities": [["text"]],
    "audio": [False, {}],
    "previous_response_id": [""],
    "conversation": ["", {}],
    "background": [False],
    "prompt": [{}],
}
OTHERS: dict[str, list[Any]] = {
    "n": [0, 2, True, "1", [1]],
    "response_format": ["text", [], {"type": "json_object"}, {"type": None}],
    "text": ["text", [], {"format": "text"}, {"format": {"type": "json_schema"}}],
    "tool_choice": ["required", "", 0, {}, ["auto"]],
    "function_call": ["f", {"name": "f"}],
    "logprobs": [True, "no"],
    "top_logprobs": [1, -1],
    "include": [["message.output_text.logprobs"]],
    "modalities": ["text", [], ["audio"], ["text", "audio"]],
    "audio": [{"voice": "alloy"}],
    "previous_response_id": ["resp_1"],
    "conversation": ["conv_1"],
    "background": [True],
    "prompt": [{"id": "p"}],
}


def bodies(option: str, value: object) -> list[OptionsBody]:
    """Those that know the option, with this value of it."""
    both: tuple[tuple[type[OptionsBody], Any], ...] = ((ChatBody, CHAT), (ResponsesBody, RESPONSE))
    return [kind.model_validate({**rest, option: value}) for kind, rest in both if option in kind.model_fields]


@pytest.mark.parametrize("option", LIMITS)
def test_a_value_that_changes_nothing_is_taken_and_null_is_none(option: str) -> None:
    for value in (None, *TAKEN[option]):
        found = bodies(option, value)
        assert found, "an option that is looked at is a field of some body"
        for body in found:
            body.check_options()


@pytest.mark.parametrize("option", LIMITS)
def test_any_other_value_is_refused_by_the_name_of_its_option(option: str) -> None:
    for value in OTHERS[option]:
        for body in bodies(option, value):
            with pytest.raises(Refused) as refused:
                body.check_options()
            assert (refused.value.status_code, refused.value.param) == (400, option)
            assert refused.value.detail == f"{option}: {LIMITS[option].why}"


def test_another_model_is_told_first_and_in_a_few_words() -> None:
    with pytest.raises(Refused) as missing:
        ChatBody.model_validate({**CHAT, "model": "x" * 5_000, "n": 2}).check_options()
    assert (missing.value.status_code, missing.value.param, missing.value.code) == (404, "model", "model_not_found")
    assert len(missing.value.detail) < 200
    check_model("ragbot")

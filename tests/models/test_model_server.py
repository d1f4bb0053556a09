"""A server for language models at an address of the user's own: which models it has, and which is meant."""

from __future__ import annotations

import json

import pytest

from ragbot.errors import SettingsError
from ragbot.models.model_server import LONGEST_LIST, ModelServer, check_reachable, find_model_server, models_in
from tests.openai_server import OpenAIServer, Reply, fails, nowhere

ADDRESS = "http://127.0.0.1:11434/v1"


def refusal(*models: str) -> str:
    with pytest.raises(SettingsError) as caught:
        ModelServer(ADDRESS, models).pick()
    return str(caught.value)


def unknown(model: str, *models: str) -> str:
    with pytest.raises(SettingsError) as caught:
        ModelServer(ADDRESS, models).check(model)
    return str(caught.value)


@pytest.mark.parametrize(
    ("body", "models"),
    [
        ('{"data": [{"id": "qwen3"}, {"id": "gemma"}]}', ("qwen3", "gemma")),
        ('[{"id": "qwen3"}, {"name": "?"}, {"id": 7}, null, "x"]', ("qwen3",)),
        ('{"data": []}', ()),
        ("[]", ()),
        ('{"models": []}', None),
        ('{"data": {"id": "qwen3"}}', None),
        ("null", None),
        ("<html>", None),
        ("", None),
        ("\xff", None),
    ],
)
def test_the_names_of_a_list_are_read_and_nothing_else(body: str, models: tuple[str, ...] | None) -> None:
    assert models_in(body.encode("latin-1")) == models


def test_the_only_model_is_taken() -> None:
    assert ModelServer(ADDRESS, ("qwen3",)).pick() == "qwen3"


def test_of_several_or_none_a_name_is_asked_for() -> None:
    told = refusal(*(f"model-{i}" for i in range(7)))
    assert told.startswith(f"The server at {ADDRESS} has 7 models: model-0, model-1, ")
    assert "model-4 and 2 more. Name the model: RAGBOT_LLM=model-0 with RAGBOT_LLM_BASE_URL=" in told
    assert "has no model: load one. Name the model: RAGBOT_LLM=NAME" in refusal()
    with pytest.raises(SettingsError, match="does not tell which models it has"):
        ModelServer(ADDRESS, None).pick()


def test_the_name_of_a_model_cannot_leave_its_quotation_marks_or_steer_a_terminal() -> None:
    told = refusal("x; rm -rf ~\x1b[2J", "y")
    assert "RAGBOT_LLM='x; rm -rf ~ [2J' with" in told
    assert "\x1b" not in told


@pytest.mark.parametrize("model", ["qwen3", "gemma", "org/mistral"])
def test_a_model_is_known_by_any_of_its_names(model: str) -> None:
    ModelServer(ADDRESS, ("qwen3", "gemma:latest", "models/org/mistral")).check(model)
    ModelServer(ADDRESS, None).check(model)


def test_an_unknown_model_is_refused_with_the_nearest() -> None:
    told = unknown("qwen3:14b", "a", "b", "c", "d", "qwen3:4b", "qwen3:8b")
    assert told.startswith(
        f"RAGBOT_LLM=qwen3:14b: the server at {ADDRESS} has no such model; it has qwen3:4b, qwen3:8b"
    )
    assert told.endswith(" and 1 more.")
    assert unknown("qwen3").endswith("; it has none: load one.")


def test_a_server_is_found_at_its_v1_and_with_its_key() -> None:
    with OpenAIServer(models=["qwen3"]) as server:
        assert find_model_server("RAGBOT_LLM", server.root, "key-1") == ModelServer(server.base_url, ("qwen3",))
        assert server.lookups[-1][1]["authorization"] == "Bearer key-1"


def test_a_server_that_is_too_busy_to_tell_is_taken_and_one_that_refuses_the_key_is_not() -> None:
    with OpenAIServer(models=fails(503)) as server:
        assert find_model_server("RAGBOT_LLM", server.base_url, None) == ModelServer(server.base_url, None)
    with (
        OpenAIServer(models=fails(401)) as server,
        pytest.raises(SettingsError, match="wants a key: set RAGBOT_LLM"),
    ):
        find_model_server("RAGBOT_LLM", server.base_url, None)


def test_a_list_without_end_is_not_read_to_it() -> None:
    body = json.dumps({"data": [{"id": "x" * LONGEST_LIST}], "more": "x" * 1_000_000})
    with OpenAIServer(models=Reply(body=body)) as server, pytest.raises(SettingsError, match="does not speak OpenAI's"):
        find_model_server("RAGBOT_LLM", server.base_url, None)


def test_an_address_where_nothing_answers_is_refused_by_its_setting_without_its_password() -> None:
    address = nowhere().replace("http://", "http://me:pa55word@")
    with pytest.raises(SettingsError, match=r"Start it, or correct OLLAMA_HOST\.$") as caught:
        check_reachable("OLLAMA_HOST", address)
    assert "pa55word" not in str(caught.value)

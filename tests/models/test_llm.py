"""Tests of the language model: against a scripted server on loopback, never a real one."""

from __future__ import annotations

import os
import random
import re
import sys
import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from typing import cast

import pytest
from pydantic import SecretStr

from ragbot.errors import LLMError, SettingsError
from ragbot.models.llm import LLM, open_llm
from ragbot.models.reply import Counted
from ragbot.models.thoughts import TAKEN_BACK
from ragbot.settings import load_settings
from ragbot.types import Usage
from tests.openai_server import (
    UNKNOWN_HOST,
    OpenAIServer,
    Reply,
    endless,
    ends_without_a_word,
    fails,
    nowhere,
    says,
    stopped_at_its_limit,
)

KEY = "sk-test-1234567890abcdef"


@pytest.fixture(autouse=True)
def no_keys_and_no_tracing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("OPENAI_", "ANTHROPIC_", "RAGBOT_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("LANGSMITH_TRACING", "false")
    monkeypatch.setenv("LANGCHAIN_TRACING_V2", "false")


def opened(server: OpenAIServer, llm: str = "qwen3:8b", key: str | None = None, timeout: float = 10) -> LLM:
    secret = SecretStr(key) if key else None
    model = open_llm(load_settings(llm=llm, llm_base_url=server.base_url, llm_api_key=secret, llm_timeout=timeout))
    assert model
    return model


def failure(*replies: Reply, key: str | None = None, timeout: float = 10) -> str:
    with OpenAIServer(*replies) as server, pytest.raises(LLMError) as caught:
        list(opened(server, key=key, timeout=timeout).stream("Be short.", "Who?"))
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400
    return str(caught.value)


def test_extractive_needs_no_model() -> None:
    assert open_llm(load_settings(llm="extractive")) is None


def test_the_reply_comes_in_pieces() -> None:
    with OpenAIServer(says("The mayor ", "said so ", "[1].")) as server:
        assert list(opened(server).stream("Be short.", "Who?")) == ["The mayor ", "said so ", "[1]."]


def test_the_model_gets_the_system_prompt_and_the_question_and_is_told_to_be_steady() -> None:
    with OpenAIServer() as server:
        list(opened(server).stream("Be short.", "Who?"))
        request = server.requests[0]
    assert (request.system, request.user) == ("Be short.", "Who?")
    assert request.body["model"] == "qwen3:8b"
    assert request.body["temperature"] == 0
    assert request.body["max_completion_tokens"] == request.body["max_tokens"] == 4096


@pytest.mark.parametrize("llm", ["qwen3", "qwen3:8b", "openai:qwen3", "mistral-small", "org/model"])
def test_with_a_base_url_any_name_goes_to_that_server(llm: str) -> None:
    with OpenAIServer() as server:
        model = opened(server, llm)
        assert list(model.stream("s", "u")) == ["Hello."]
        assert model.name == "openai:" + llm.removeprefix("openai:")
        assert server.requests[0].body["model"] == llm.removeprefix("openai:")


def test_the_key_of_the_settings_is_sent() -> None:
    with OpenAIServer() as server:
        list(opened(server, key=KEY).stream("s", "u"))
        assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"


def test_a_server_of_ones_own_needs_no_key_and_never_gets_the_one_for_openai(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with OpenAIServer() as server:
        assert list(opened(server).stream("s", "u")) == ["Hello."]
        assert KEY not in str(server.requests[0].headers)


def test_a_refused_key_is_not_repeated() -> None:
    reason = failure(fails(401, f"Incorrect API key provided: {KEY}."), key=KEY)
    assert "Incorrect API key" in reason
    assert KEY not in reason


def test_a_key_that_the_provider_masked_itself_is_not_repeated_either() -> None:
    assert "cdef" not in failure(fails(401, "Incorrect API key provided: sk-te***cdef."))


def test_a_key_from_the_providers_own_variable_is_not_repeated_either(monkeypatch: pytest.MonkeyPatch) -> None:
    with OpenAIServer(fails(401, "Wrong: 0123456789-secret")) as server:
        monkeypatch.setenv("OPENAI_API_KEY", "0123456789-secret")
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        model = open_llm(load_settings(llm="openai:gpt-4.1-mini"))
        assert model
        with pytest.raises(LLMError, match=r"401 Unauthorized \(Wrong: …\)"):
            list(model.stream("s", "u"))


def test_what_a_server_says_cannot_steer_a_terminal() -> None:
    assert failure(fails(400, "no\x1b[2J\x07 way\u202e!")).isprintable()


@pytest.mark.parametrize("reply", [says(), says(""), says(" ", "\n")])
def test_no_text_is_a_failure(reply: Reply) -> None:
    assert "no text" in failure(reply)


def test_a_slow_first_word_is_waited_for() -> None:
    with OpenAIServer(says("At last.", delay=0.3)) as server:
        assert list(opened(server).stream("s", "u")) == ["At last."]


def test_the_tokens_are_counted() -> None:
    with OpenAIServer(says("It ", "sank.")) as server:
        pieces = Counted(opened(server).stream("s", "u"))
        assert "".join(pieces) == "It sank."
    assert pieces.usage == Usage(input_tokens=11, output_tokens=2)


def test_a_server_that_counts_nothing_has_no_usage() -> None:
    with OpenAIServer(ends_without_a_word("It sank.")) as server:
        pieces = Counted(opened(server).stream("s", "u"))
        assert "".join(pieces) == "It sank."
    assert pieces.usage is None


def test_many_ask_at_the_same_time() -> None:
    with OpenAIServer(says("Nine ", "died.", delay=0.2)) as server:
        model, begin = opened(server), time.monotonic()
        with ThreadPoolExecutor(20) as threads:
            answers = list(threads.map(lambda _: list(model.stream("s", "u")), range(20)))
        assert answers == [["Nine ", "died."]] * 20
        assert time.monotonic() - begin < 3  # one after the other takes four


MISTRAL = '{"object": "error", "message": {"detail": [{"type": "extra_forbidden", "loc": ["body", "stream_options"]}]}}'
FASTAPI = '{"detail": [{"type": "extra_forbidden", "loc": ["body", "stream_options"], "msg": "not permitted"}]}'
REFUSALS = [
    ("stream_options", Reply(status=422, body=MISTRAL)),
    ("stream_options", Reply(status=422, body=FASTAPI)),
    ("stream_options", fails(500, "unknown field stream_options")),
    ("stream_options", fails(400, "Unrecognized request argument supplied: stream_options")),
    ("stream_options", fails(422, "[{'type': 'extra_forbidden', 'loc': ('body', 'stream_options', 'include_usage')}]")),
    ("temperature", fails(400, "Unsupported value: 'temperature' does not support 0 with this model.")),
    ("max_tokens", fails(400, "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.")),
    ("max_completion_tokens", fails(422, "[{'type': 'extra_forbidden', 'loc': ('body', 'max_completion_tokens')}]")),
]


@pytest.mark.parametrize(("option", "refusal"), REFUSALS)
def test_an_option_that_the_server_refuses_is_left_out_from_then_on(option: str, refusal: Reply) -> None:
    with OpenAIServer(refusal, says("It sank.")) as server:
        model = opened(server)
        assert [*model.stream("s", "u"), *model.stream("s", "u")] == ["It sank.", "It sank."]
    assert [option in request.body for request in server.requests] == [True, False, False]


NO_SYSTEM = [
    fails(400, "System role not supported"),
    fails(500, "Conversation roles must alternate user/assistant/user/assistant/..."),
    fails(400, "Only user and assistant roles are supported!"),
    fails(400, "Developer instruction is not enabled for models/gemma-3-4b-it"),
    fails(422, "Input should be 'user' or 'assistant': role 'system'"),
]


@pytest.mark.parametrize("refusal", NO_SYSTEM)
def test_a_model_whose_template_has_no_system_role_gets_one_message_from_then_on(refusal: Reply) -> None:
    with OpenAIServer(refusal, says("It sank.")) as server:
        model = opened(server)
        assert [*model.stream("Be short.", "Who?"), *model.stream("Be short.", "Who?")] == ["It sank.", "It sank."]
    assert [request.system for request in server.requests] == ["Be short.", "", ""]
    assert {request.user for request in server.requests[1:]} == {"Be short.\n\nWho?"}


def test_a_server_that_refuses_everything_is_not_asked_for_ever() -> None:
    with OpenAIServer(fails(400, "stream_options temperature max_tokens max_completion_tokens")) as server:
        with pytest.raises(LLMError, match="400 Bad Request"):
            list(opened(server).stream("s", "u"))
        assert len(server.requests) == 5


def news(sentences: int) -> list[str]:
    """Sentences of which none is like another, each with its marker."""
    words = [f"{name}{n}" for n in range(97) for name in ("Ostvik", "bridge", "mayor", "votes", "crown", "harbor")]
    chosen = random.Random(7)
    return [f"The {' '.join(chosen.choices(words, k=8))} had stood open. [1] " for _ in range(sentences)]


def test_an_answer_without_end_ends_with_a_whole_sentence_and_its_markers() -> None:
    with OpenAIServer(says("".join(news(200)))) as server:
        whole = "".join(opened(server).stream("s", "u"))
    with OpenAIServer(endless(*news(200))) as server:
        streamed = list(opened(server).stream("s", "u"))
        assert server.gone.wait(5)
    assert "".join(streamed) == whole
    assert len(streamed) > 20
    assert 4800 < len(whole) <= 5050
    assert whole.endswith("had stood open. [1]")


@pytest.mark.parametrize(
    ("sentence", "reason"), [("It sank. [1] ", "again and again"), ("on and ", "within a sentence")]
)
def test_a_model_that_turns_in_circles_has_failed(sentence: str, reason: str) -> None:
    assert reason in failure(endless(sentence))


def test_thoughts_without_end_are_no_answer() -> None:
    assert "no text but thoughts" in failure(endless("<think>", "Or is it the other one? "))


def test_at_the_models_own_limit_a_whole_sentence_is_kept_and_half_a_one_is_none() -> None:
    assert "within a sentence, at the limit" in failure(stopped_at_its_limit("It sank. [1] And"))
    with OpenAIServer(stopped_at_its_limit("It sank ", "[1]. ", "Nine died.", " [2]")) as server:
        assert "".join(opened(server).stream("s", "u")) == "It sank [1]. Nine died. [2]"


def test_a_stream_that_ends_without_saying_so_is_half_an_answer_unless_its_sentence_is_whole() -> None:
    assert "stopped within a sentence." in failure(ends_without_a_word("It sank in"))
    with OpenAIServer(ends_without_a_word("It sank. [1]\n")) as server:
        assert "".join(opened(server).stream("s", "u")) == "It sank. [1]\n"


def test_closing_the_stream_closes_the_connection() -> None:
    with OpenAIServer(endless("word ")) as server:
        stream = cast(Generator[str], opened(server).stream("s", "u"))
        next(stream)
        stream.close()
        assert server.gone.wait(5)


def test_half_an_emoji_does_not_break_the_text() -> None:
    with OpenAIServer(says("so \ud83d", "!")) as server:
        text = "".join(opened(server).stream("s", "u"))
    assert text.encode() == b"so ?!"


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_what_a_model_thinks_aloud_is_left_out(size: int) -> None:
    text = "\n<think>\nThe user asks [2]. <b>\n</think>\n\nIt is so [1], <think> I."
    with OpenAIServer(says(*[text[i : i + size] for i in range(0, len(text), size)])) as server:
        assert "".join(opened(server).stream("s", "u")) == "It is so [1], <think> I."


def test_a_model_that_closes_thoughts_without_opening_them_is_known_from_then_on() -> None:
    with OpenAIServer(says("Okay, the user ", "asks.</th", "ink>It ", "sank.")) as server:
        model = opened(server)
        assert list(model.stream("s", "u")) == ["Okay, the user ", "asks.", TAKEN_BACK, "It ", "sank."]
        assert list(model.stream("s", "u")) == ["It ", "sank."]


def test_thoughts_and_nothing_else_are_no_answer() -> None:
    assert "no text but thoughts" in failure(says("Okay, the user asks.</think>"))


@pytest.mark.parametrize("text", ["<", "<thing> is", "<think", "Thus: <think>"])
def test_what_only_looks_like_thinking_is_kept(text: str) -> None:
    with OpenAIServer(says(*text)) as server:
        assert "".join(opened(server).stream("s", "u")) == text


def test_thoughts_without_an_answer_are_no_answer() -> None:
    assert "no text" in failure(says("<think>", "Hm, let me see"))


# -- a server of one's own, when the bot starts ------------------------------------------------------------------------


def refused(llm: str, base_url: str | None = None, key: str | None = None) -> str:
    settings = load_settings(llm=llm, llm_base_url=base_url, llm_api_key=SecretStr(key) if key else None)
    with pytest.raises(SettingsError) as caught:
        open_llm(settings)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize("path", ["", "/v1"])
def test_an_address_is_enough_when_the_server_has_one_model(path: str, slash: str) -> None:
    with OpenAIServer(models=["org/qwen3:8b"]) as server:
        model = open_llm(load_settings(llm=server.root + path + slash))
        assert model
        assert model.name == "openai:org/qwen3:8b"
        assert list(model.stream("s", "u")) == ["Hello."]
        assert server.requests[0].body["model"] == "org/qwen3:8b"
        assert len(server.lookups) == (1 if path else 2)


def test_an_address_of_many_models_asks_for_a_name() -> None:
    with OpenAIServer(models=[f"model-{i}" for i in range(12)]) as server:
        told = refused(server.base_url)
    assert "has 12 models: model-0, model-1, model-2, model-3, model-4 and 7 more" in told
    assert f"RAGBOT_LLM=model-0 with RAGBOT_LLM_BASE_URL={server.base_url}" in told


@pytest.mark.parametrize(("models", "problem"), [([], "has no model"), (None, "does not tell which models it has")])
def test_an_address_without_models_asks_for_a_name(models: list[str] | None, problem: str) -> None:
    with OpenAIServer(models=models) as server:
        told = refused(server.base_url)
    assert problem in told
    assert "RAGBOT_LLM=NAME" in told


def test_two_addresses_are_one_too_many() -> None:
    assert "unset one" in refused("http://127.0.0.1:1/v1", "http://127.0.0.1:2/v1")


@pytest.mark.parametrize("listed", ["qwen3", "qwen3:latest", "models/qwen3"])
def test_a_model_is_known_by_the_name_that_the_server_gives_it(listed: str) -> None:
    with OpenAIServer(models=["other", listed]) as server:
        assert list(opened(server, "qwen3").stream("s", "u")) == ["Hello."]


def test_a_model_that_the_server_has_not_is_refused_with_those_that_are_nearest() -> None:
    with OpenAIServer(models=["nomic-embed", "qwen3:4b", "qwen3:8b", "a", "b", "c"]) as server:
        told = refused("qwen3:14b", server.base_url)
    assert "RAGBOT_LLM=qwen3:14b: the server at http" in told
    assert "has no such model; it has qwen3:4b, qwen3:8b, " in told
    assert told.endswith(" and 1 more.")


def test_a_bare_list_of_models_is_understood_too() -> None:
    with OpenAIServer(models=Reply(body='[{"id": "qwen3"}, {"name": "?"}, 7]')) as server:
        assert opened(server, "qwen3").name == "openai:qwen3"
        assert "it has qwen3." in refused("qwen2", server.base_url)


@pytest.mark.parametrize("status", [404, 405, 501, 500, 503, 429])
def test_a_server_without_a_list_of_models_or_too_busy_to_give_it_is_taken(status: int) -> None:
    with OpenAIServer(models=fails(status)) as server:
        assert list(opened(server, "qwen3").stream("s", "u")) == ["Hello."]
        assert len(server.lookups) == 1


@pytest.mark.parametrize("status", [401, 403])
def test_a_server_that_wants_a_key_names_the_setting(status: int) -> None:
    with OpenAIServer(models=fails(status)) as server:
        assert "wants a key: set RAGBOT_LLM_API_KEY." in refused("qwen3", server.base_url)
        told = refused("qwen3", server.base_url, KEY)
        assert "refuses RAGBOT_LLM_API_KEY" in told
        assert KEY not in told
        assert server.lookups[-1][1]["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize("body", ["<html>login</html>", '{"error": "Unexpected endpoint"}', "null", '{"data": 7}', ""])
def test_what_is_no_list_of_models_is_no_such_server(body: str) -> None:
    with OpenAIServer(models=Reply(body=body)) as server:
        assert "does not speak OpenAI's protocol: RAGBOT_LLM_BASE_URL wants" in refused("qwen3", server.base_url)


@pytest.mark.parametrize("llm", ["qwen3", "ollama:qwen3", "openai:qwen3"])
@pytest.mark.parametrize(
    ("address", "reason"), [(nowhere(), "refused"), (UNKNOWN_HOST, "[Nn]ame")], ids=["nobody listens", "no such host"]
)
def test_an_address_where_nothing_answers_is_refused(llm: str, address: str, reason: str) -> None:
    told = refused(llm, address)
    assert re.search(rf"No language model's server answers at {address}\S* \(.*({reason})", told)
    assert told.endswith("Start it, or correct RAGBOT_LLM_BASE_URL.")


def test_an_address_in_place_of_a_name_is_refused_by_its_own_setting() -> None:
    assert refused(nowhere()).endswith("Start it, or correct RAGBOT_LLM.")


@pytest.mark.parametrize("models", [Reply(body="[]", delay=20), Reply(("a",), body=None, trickle=True)])
def test_a_server_that_hangs_is_not_waited_for(models: Reply, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ragbot.models.model_server.PATIENCE", 0.2)
    with OpenAIServer(models=models) as server:
        assert "within 0.2 s" in refused("qwen3", server.base_url)


def test_a_password_in_an_address_is_not_shown() -> None:
    told = refused("qwen3", nowhere().replace("http://", "http://me:pa55word@"))
    assert "pa55word" not in told
    assert "http://127.0.0.1:" in told


def test_an_address_that_is_none_is_refused_by_name() -> None:
    with pytest.raises(SettingsError, match=r"^RAGBOT_LLM_BASE_URL: .*http"):
        load_settings(llm="qwen3", llm_base_url="localhost:11434")


def test_a_hosted_provider_is_not_called_when_the_bot_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", nowhere())
    assert open_llm(load_settings(llm="openai:gpt-4.1-mini", llm_api_key=SecretStr(KEY)))


def test_opening_imports_nothing_heavy_when_extractive() -> None:
    import subprocess

    code = "import sys, ragbot.models.llm; sys.exit(any(name.startswith('langchain') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

"""Tests of the language model: against a scripted server on loopback, never a real one."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Generator
from typing import cast

import pytest
from pydantic import SecretStr

from ragbot.errors import LLMError, SettingsError
from ragbot.llm import LLM, PROVIDERS, ChatModel, open_llm
from ragbot.settings import load_settings
from tests.openai_server import OpenAIServer, Reply, cut_after, fails, garbage, says

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
    assert request.body["max_completion_tokens"] == 1024


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


@pytest.mark.parametrize("status", [400, 404, 429, 500, 503])
def test_a_refusal_is_one_line_and_comes_at_once(status: int) -> None:
    begin = time.monotonic()
    with OpenAIServer(fails(status, "slow\ndown")) as server:
        with pytest.raises(LLMError, match="slow down"):
            list(opened(server).stream("s", "u"))
        assert len(server.requests) == 1
    assert time.monotonic() - begin < 5


def test_a_connection_cut_half_way_yields_what_came_and_then_fails() -> None:
    with OpenAIServer(cut_after("The mayor ", "said")) as server:
        pieces: list[str] = []
        with pytest.raises(LLMError):
            pieces.extend(opened(server).stream("s", "u"))
    assert "".join(pieces) in ("", "The mayor ", "The mayor said")  # a reset may overtake what is in the buffers


@pytest.mark.parametrize("reply", [says(), says(""), says(" ", "\n")])
def test_no_text_is_a_failure(reply: Reply) -> None:
    assert "no text" in failure(reply)


def test_a_server_that_speaks_something_else_is_a_failure() -> None:
    failure(garbage())


def test_a_slow_first_word_is_waited_for() -> None:
    with OpenAIServer(says("At last.", delay=0.3)) as server:
        assert list(opened(server).stream("s", "u")) == ["At last."]


def test_a_model_that_is_too_slow_is_given_up_after_one_try() -> None:
    begin = time.monotonic()
    assert "imeout" in failure(says("Too late.", delay=20), timeout=0.3)
    assert time.monotonic() - begin < 5


def test_a_server_that_is_not_there_is_a_failure() -> None:
    with OpenAIServer() as server:
        address = server.base_url
    model = open_llm(load_settings(llm="qwen3", llm_base_url=address))
    assert model
    with pytest.raises(LLMError, match="openai:qwen3 did not answer"):
        list(model.stream("s", "u"))


def test_closing_the_stream_closes_the_connection() -> None:
    with OpenAIServer(says(*["word " * 2000] * 2000)) as server:
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


@pytest.mark.parametrize("text", ["<", "<thing> is", "<think", "Thus: <think>"])
def test_what_only_looks_like_thinking_is_kept(text: str) -> None:
    with OpenAIServer(says(*text)) as server:
        assert "".join(opened(server).stream("s", "u")) == text


def test_thoughts_without_an_answer_are_no_answer() -> None:
    assert "no text" in failure(says("<think>", "Hm, let me see"))


def test_an_unknown_provider_is_refused_with_examples() -> None:
    for llm in ("nonsense", "nonsense:model", "", "openai:"):
        with pytest.raises(SettingsError, match=r"RAGBOT_LLM=.*openai:gpt-4\.1-mini") as caught:
            open_llm(load_settings(llm=llm))
        assert "\n" not in str(caught.value)


def test_a_missing_key_is_named() -> None:
    with pytest.raises(SettingsError, match="Set RAGBOT_LLM_API_KEY or OPENAI_API_KEY"):
        open_llm(load_settings(llm="openai:gpt-4.1-mini"))


def test_the_providers_own_key_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    model = open_llm(load_settings(llm="openai:gpt-4.1-mini"))
    assert model
    assert model.name == "openai:gpt-4.1-mini"


@pytest.mark.parametrize(
    ("llm", "module", "install"),
    [
        ("openai:gpt-4.1-mini", "langchain_openai", r'pip install "ragbot\[openai\]"'),
        ("ollama:qwen3", "langchain_ollama", r'pip install "ragbot\[ollama\]"'),
        ("anthropic:claude-haiku-4-5", "langchain_anthropic", r'pip install "ragbot\[anthropic\]"'),
        ("groq:llama-3.3-70b", "langchain_groq", "pip install langchain-groq"),
    ],
)
def test_a_missing_package_is_named(llm: str, module: str, install: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from langchain.chat_models import base

    base._get_chat_model_creator.cache_clear()
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(SettingsError, match=install):
        open_llm(load_settings(llm=llm, llm_api_key=SecretStr(KEY)))


def test_our_list_of_providers_is_langchains() -> None:
    from langchain.chat_models import base

    assert frozenset(base._BUILTIN_PROVIDERS) == PROVIDERS


def test_any_langchain_model_will_do() -> None:
    from langchain_core.language_models import GenericFakeChatModel
    from langchain_core.messages import AIMessage

    model = ChatModel("fake", GenericFakeChatModel(messages=iter([AIMessage("It is so [1].")])))
    assert "".join(model.stream("s", "u")) == "It is so [1]."


def test_opening_imports_nothing_heavy_when_extractive() -> None:
    import subprocess

    code = "import sys, ragbot.llm; sys.exit(any(name.startswith('langchain') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

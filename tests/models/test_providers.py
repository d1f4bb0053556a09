"""LangChain's chat models by name: which package, which key, which options each provider wants."""

from __future__ import annotations

import re
import sys
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest
from pydantic import SecretStr

from ragbot.errors import SettingsError
from ragbot.models.llm import open_llm
from ragbot.models.providers import KEYS, MAX_TOKENS, chat_model, ollama_address, secrets_of, without_refused_option
from ragbot.settings import load_settings

KEY = "sk-test-1234567890abcdef"


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in KEYS.values():
        monkeypatch.delenv(name, raising=False)


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
        ("openai:gpt-4.1-mini", "langchain_openai", '-e ".[openai]"'),
        ("ollama:qwen3", "langchain_ollama", '-e ".[ollama]"'),
        ("anthropic:claude-haiku-4-5", "langchain_anthropic", '-e ".[anthropic]"'),
        ("groq:llama-3.3-70b", "langchain_groq", "langchain-groq"),
    ],
)
def test_a_missing_package_is_named(llm: str, module: str, install: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from langchain.chat_models import base

    base._get_chat_model_creator.cache_clear()
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(SettingsError, match=re.escape(f".venv/bin/uv pip install -c constraints.txt {install}")):
        open_llm(load_settings(llm=llm, llm_api_key=SecretStr(KEY)))


def test_ollama_is_looked_for_where_its_own_client_does() -> None:
    class Client:
        base_url = httpx.URL("http://192.0.2.1:11434/")

    assert (
        ollama_address(cast(Any, SimpleNamespace(_client=SimpleNamespace(_client=Client)))) == "http://192.0.2.1:11434"
    )
    assert ollama_address(cast(Any, SimpleNamespace())) is None


def made(name: str, base_url: str | None = None, key: str | None = KEY) -> Any:
    secret = SecretStr(key) if key else None
    return chat_model(name, base_url, load_settings(llm=name, llm_api_key=secret, llm_timeout=7))


def test_a_model_is_told_to_be_steady_short_and_not_to_retry() -> None:
    model = made("openai:gpt-4.1-mini")
    assert (model.model_name, model.temperature, model.max_retries) == ("gpt-4.1-mini", 0, 0)
    assert (model.max_tokens, model.request_timeout, model.stream_usage) == (MAX_TOKENS, 7, True)
    assert model.extra_body is None


def test_a_server_of_ones_own_gets_the_limit_in_the_words_that_it_knows_and_no_key_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    model = made("openai:qwen3:8b", "http://127.0.0.1:1/v1", key=None)
    assert (model.model_name, model.extra_body) == ("qwen3:8b", {"max_tokens": MAX_TOKENS})
    assert secrets_of(model) == ["none"]


@pytest.mark.parametrize(
    ("key", "client"), [(None, {"timeout": 7}), (KEY, {"timeout": 7, "headers": {"Authorization": f"Bearer {KEY}"}})]
)
def test_ollama_has_other_names_for_the_same(
    monkeypatch: pytest.MonkeyPatch, key: str | None, client: dict[str, object]
) -> None:
    monkeypatch.setattr("langchain.chat_models.init_chat_model", lambda name, **options: (name, options))
    expected = {"temperature": 0, "num_predict": MAX_TOKENS, "client_kwargs": client}
    assert made("ollama:qwen3:8b", key=key) == ("ollama:qwen3:8b", expected)


def test_secrets_are_all_keys_that_a_model_holds() -> None:
    assert secrets_of(made("openai:gpt-4.1-mini")) == [KEY]


@pytest.mark.parametrize(
    ("error", "changed", "value"),
    [
        ("unknown field stream_options", "stream_usage", False),
        ("'temperature' does not support 0", "temperature", None),
        ("max_completion_tokens is not permitted", "max_tokens", None),
        ("max_tokens: not together with another limit", "extra_body", None),
    ],
)
def test_an_option_that_is_refused_by_name_is_left_out_once(error: str, changed: str, value: object) -> None:
    model = made("openai:qwen3", "http://127.0.0.1:1/v1")
    without = cast(Any, without_refused_option(model, ValueError(error)))
    assert getattr(without, changed) == value != getattr(model, changed)
    assert without_refused_option(without, ValueError(error)) is None


@pytest.mark.parametrize("error", ["", "the model is overloaded", "temperatures", "my_max_tokens"])
def test_an_error_that_names_no_option_changes_nothing(error: str) -> None:
    assert without_refused_option(made("openai:qwen3", "http://127.0.0.1:1/v1"), ValueError(error)) is None


def test_whatever_else_goes_wrong_is_told_without_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(f"no such thing: {KEY}\nand more")

    monkeypatch.setattr("langchain.chat_models.init_chat_model", broken)
    with pytest.raises(SettingsError, match=r"^RAGBOT_LLM=openai:x cannot be set up: RuntimeError: no such") as caught:
        made("openai:x")
    assert KEY not in str(caught.value)
    assert "\n" not in str(caught.value)

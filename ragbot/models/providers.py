"""Makes LangChain's chat model of a name: which package, which key, which options each provider wants."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr, ValidationError

from ragbot.errors import SettingsError
from ragbot.extras import EXTRAS, install_command
from ragbot.models.failures import readable, words_of
from ragbot.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

MAX_TOKENS = 4096
"""What a model may write, the thoughts of a reasoning model included; an answer has about 200."""
KEYS = {
    "openai": "OPENAI_API_KEY",
    "anthropic": "ANTHROPIC_API_KEY",
    "deepseek": "DEEPSEEK_API_KEY",
    "groq": "GROQ_API_KEY",
    "mistralai": "MISTRAL_API_KEY",
    "openrouter": "OPENROUTER_API_KEY",
    "xai": "XAI_API_KEY",
}
"""Of providers that answer nobody without a key."""
EXAMPLES = "openai:gpt-4.1-mini, ollama:qwen3:8b, anthropic:claude-haiku-4-5 or extractive"


def chat_model(name: str, base_url: str | None, settings: Settings) -> BaseChatModel:
    """The model `provider:name`, ready to be asked. Nothing is asked yet.

    Raises SettingsError when the name, the package or the key is missing or wrong.
    """
    if not name.rpartition(":")[2].strip():  # init_chat_model takes "" for "chosen at each call"
        raise SettingsError(_unknown(name))
    try:
        model = _init(name, _options(name, base_url, settings))
    except ImportError as error:
        raise SettingsError(_missing_package(name, str(error))) from None
    except Exception as error:
        if isinstance(error, ValueError) and "model provider" in str(error):
            raise SettingsError(_unknown(name)) from None
        reason = readable(f"{type(error).__name__}: {error}", [key_of(settings) or ""])
        raise SettingsError(f"RAGBOT_LLM={name} cannot be set up: {reason}.{_key_hint(name, settings)}") from None
    if name.partition(":")[0] in KEYS and not any(secrets_of(model)):  # some complain only when they are asked
        raise SettingsError(f"RAGBOT_LLM={name} needs a key.{_key_hint(name, settings)}")
    return model


def _init(name: str, options: dict[str, Any]) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # gemini-… without a provider
            model: BaseChatModel = init_chat_model(name, **options)
        return model
    except ValidationError as error:
        unknown = {each["loc"][0] for each in error.errors() if each["type"] == "extra_forbidden"} & options.keys()
        if not unknown:
            raise
        return _init(name, {option: value for option, value in options.items() if option not in unknown})


def _options(name: str, base_url: str | None, settings: Settings) -> dict[str, Any]:
    """What every provider is told: the same question gets the same answer. Retries are ours (`llm.py`)."""
    options: dict[str, Any] = {"temperature": 0} | ({"base_url": base_url} if base_url else {})
    if name.startswith("ollama:"):  # it has other names for these, and ignores the usual ones without a word
        return options | {"num_predict": MAX_TOKENS, "client_kwargs": _ollama_options(settings)}
    key = key_of(settings) or ("none" if base_url else None)
    if key:  # with an address of the user's own, never the provider's key from the environment
        options["api_key"] = key
    if name.startswith("openai:"):
        options |= {"stream_usage": True, "stream_chunk_timeout": None}  # else given up after 120 s without a word
    if name.startswith("openai:") and base_url:  # Ollama and LM Studio ignore max_completion_tokens (November 2026)
        options["extra_body"] = {"max_tokens": MAX_TOKENS}
    return options | {"max_tokens": MAX_TOKENS, "timeout": settings.llm_timeout, "max_retries": 0}


def _ollama_options(settings: Settings) -> dict[str, Any]:
    key = key_of(settings)
    return {"timeout": settings.llm_timeout} | ({"headers": {"Authorization": f"Bearer {key}"}} if key else {})


def key_of(settings: Settings) -> str | None:
    return settings.llm_api_key.get_secret_value() if settings.llm_api_key else None


def secrets_of(model: BaseChatModel) -> list[str]:
    """Every key that it holds, wherever it has it from: none of them is to be seen in an error."""
    return [value.get_secret_value() for value in vars(model).values() if isinstance(value, SecretStr)]


def ollama_address(model: BaseChatModel) -> str | None:
    """Where its client looks for Ollama: on this machine, or where OLLAMA_HOST says."""
    url = getattr(getattr(getattr(model, "_client", None), "_client", None), "base_url", None)
    return str(url).rstrip("/") if url else None


REFUSABLE: dict[str, dict[str, Any]] = {
    "stream_options": {"stream_usage": False},
    "temperature": {"temperature": None},
    "max_tokens": {"extra_body": None},
    "max_completion_tokens": {"max_tokens": None},
}
"""Options that a server may refuse by name, and the change of the model that leaves each out."""


def without_refused_option(model: BaseChatModel, error: Exception) -> BaseChatModel | None:
    """The same model without the option that an error complains about; None when it complains about none of these.

    Models that reason refuse a temperature, Mistral `stream_options`, OpenAI one of the two limits.
    """
    for option, changes in REFUSABLE.items():
        given = {name: value for name, value in changes.items() if getattr(model, name, value) != value}
        if given and re.search(rf"\b{option}\b", words_of(error)):
            return model.model_copy(update=given)
    return None


def _missing_package(name: str, error: str) -> str:
    provider = name.partition(":")[0]
    named = re.search(r"pip install ([\w\[\]-]+)", error)
    package = provider if provider in EXTRAS else named[1] if named else None
    way_out = install_command(package) if package else f"install LangChain's package for {provider}."
    return f"RAGBOT_LLM={name} needs a package that is not installed: {way_out}"


def _unknown(name: str) -> str:
    return (
        f"RAGBOT_LLM={name} names no provider that LangChain knows. Write provider:model, such as {EXAMPLES}, or the "
        "address of a server of your own that speaks OpenAI's protocol, such as http://127.0.0.1:11434/v1."
    )


def _key_hint(name: str, settings: Settings) -> str:
    own = KEYS.get(name.partition(":")[0])
    return "" if settings.llm_api_key else f" Set RAGBOT_LLM_API_KEY{f' or {own}' if own else ''}."

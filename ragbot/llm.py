"""The language model: any LangChain chat model by its name, as one method that yields text. Or none: "extractive"."""

from __future__ import annotations

import re
import warnings
from collections.abc import Generator, Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Any, Protocol, cast

from ragbot.errors import LLMError, SettingsError
from ragbot.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk

MAX_TOKENS = 1024
THOUGHTS, END_OF_THOUGHTS = "<think>", "</think>"
EXTRAS = {"openai": "openai", "ollama": "ollama", "anthropic": "anthropic"}
KEYS = {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY"}
EXAMPLES = "openai:gpt-4.1-mini, ollama:qwen3:8b, anthropic:claude-haiku-4-5 or extractive"

# The providers of init_chat_model (langchain 1.4): what tells `ollama:qwen3` from `qwen3:8b`, a model with a tag.
_NAMES = (
    "anthropic anthropic_bedrock azure_ai azure_openai baseten bedrock bedrock_converse bedrock_mantle_anthropic "
    "bedrock_mantle_openai cohere deepseek fireworks google_anthropic_vertex google_genai google_vertexai groq "
    "huggingface ibm langsmith litellm meta mistralai nvidia ollama openai openrouter perplexity together upstage xai"
)
PROVIDERS = frozenset(_NAMES.split())


class LLM(Protocol):
    """Whatever writes text when told what to do and asked."""

    @property
    def name(self) -> str: ...

    def stream(self, system: str, user: str) -> Iterator[str]:
        """Yields pieces of the reply, which does not begin with space.

        Raises LLMError, also half-way, and when there is no text at all.
        """
        ...


def open_llm(settings: Settings) -> LLM | None:
    """The model that the settings name, or None for "extractive". Asks nothing of the network.

    Raises SettingsError when the name, the package or the key is missing or wrong.
    """
    if settings.llm == "extractive":
        return None
    name = _full_name(settings)
    if not name.rpartition(":")[2].strip():  # init_chat_model takes "" for "chosen at each call"
        raise SettingsError(_unknown(name))
    return ChatModel(name, _init(name, settings), _key(settings))


def _full_name(settings: Settings) -> str:
    """With its provider. A server at an address of the user's own is taken to speak OpenAI's language."""
    bare = settings.llm.partition(":")[0] not in PROVIDERS
    return f"openai:{settings.llm}" if settings.llm_base_url and bare else settings.llm


def _key(settings: Settings) -> str | None:
    return settings.llm_api_key.get_secret_value() if settings.llm_api_key else None


def _init(name: str, settings: Settings) -> BaseChatModel:
    try:
        from langchain.chat_models import init_chat_model

        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # gemini-… without a provider
            model: BaseChatModel = init_chat_model(name, **_options(name, settings))
        return model
    except ImportError as error:
        raise SettingsError(_missing_package(name, str(error))) from None
    except Exception as error:
        reason = _reason(error, _key(settings))
        if isinstance(error, ValueError) and "model provider" in str(error):
            raise SettingsError(_unknown(name)) from None
        raise SettingsError(f"RAGBOT_LLM={name} cannot be set up: {reason}{_key_hint(name, settings)}") from None


def _options(name: str, settings: Settings) -> dict[str, Any]:
    """What every provider is told: the same question gets the same answer, and one try.

    A try that timed out would otherwise be waited for three times, while the archive can be quoted at once.
    """
    options: dict[str, Any] = {"temperature": 0}
    if settings.llm_base_url:
        options["base_url"] = settings.llm_base_url
    if name.startswith("ollama:"):  # it has other names for these, and ignores the usual ones without a word
        return options | {"num_predict": MAX_TOKENS, "client_kwargs": _ollama_options(settings)}
    key = _key(settings) or ("none" if settings.llm_base_url else None)
    if key:  # with an address of the user's own, never the provider's key from the environment
        options["api_key"] = key
    return options | {"max_tokens": MAX_TOKENS, "timeout": settings.llm_timeout, "max_retries": 0}


def _ollama_options(settings: Settings) -> dict[str, Any]:
    key = _key(settings)
    return {"timeout": settings.llm_timeout} | ({"headers": {"Authorization": f"Bearer {key}"}} if key else {})


def _missing_package(name: str, error: str) -> str:
    provider = name.partition(":")[0]
    named = re.search(r"pip install ([\w\[\]-]+)", error)
    package = f'"ragbot[{EXTRAS[provider]}]"' if provider in EXTRAS else named[1] if named else "the package it needs"
    return f"RAGBOT_LLM={name} needs a package that is not installed: pip install {package}"


def _unknown(name: str) -> str:
    return (
        f"RAGBOT_LLM={name} names no provider that LangChain knows. Write provider:model, such as {EXAMPLES}; "
        "for a server of your own that speaks OpenAI's language, set RAGBOT_LLM_BASE_URL too."
    )


def _key_hint(name: str, settings: Settings) -> str:
    own = KEYS.get(name.partition(":")[0])
    return "" if settings.llm_api_key else f" Set RAGBOT_LLM_API_KEY{f' or {own}' if own else ''}."


class ChatModel:
    """A LangChain chat model as an LLM."""

    def __init__(self, name: str, model: BaseChatModel, key: str | None = None) -> None:
        self.name = name
        self._model = model
        self._key = key

    def stream(self, system: str, user: str) -> Iterator[str]:
        written = False
        try:
            with closing(self._pieces(system, user)) as pieces:
                for piece in _without_thoughts(pieces):
                    piece = piece if written else piece.lstrip()
                    if piece:
                        written = True
                        yield piece
        except Exception as error:
            raise LLMError(f"{self.name} did not answer: {_reason(error, self._key)}") from None
        if not written:
            raise LLMError(f"{self.name} answered with no text.")

    def _pieces(self, system: str, user: str) -> Generator[str]:
        """Closing it closes the connection, so that nobody pays for text that nobody reads."""
        chunks = self._model.stream([("system", system), ("human", user)])
        with closing(cast("Generator[AIMessageChunk]", chunks)) as open_chunks:
            for chunk in open_chunks:
                if piece := str(chunk.text):
                    yield piece.encode(errors="replace").decode()  # half an emoji cannot be written as JSON


def _without_thoughts(pieces: Iterator[str]) -> Iterator[str]:
    """Leaves out what a small reasoning model thinks aloud first: its [n] are no citations."""
    begin = ""
    for piece in pieces:
        begin = (begin + piece).lstrip()
        if not begin.startswith(THOUGHTS[: len(begin)]):
            break
        if END_OF_THOUGHTS in begin:
            begin = begin.partition(END_OF_THOUGHTS)[2]
            break
    if begin and not begin.startswith(THOUGHTS):
        yield begin
    yield from pieces


def _reason(error: Exception, key: str | None) -> str:
    """One short line without the key, which some providers repeat."""
    text = " ".join(f"{type(error).__name__}: {error}".split())
    if key:
        text = text.replace(key, "…")
    return re.sub(r"\bsk-[\w*.-]+", "…", text)[:300]

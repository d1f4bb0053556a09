"""The language model: what it must do, and every kind of it in one table, by what its name begins with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from ragbot.errors import SettingsError
from ragbot.models.chat_model import ChatModel
from ragbot.models.model_server import check_reachable, find_model_server
from ragbot.models.names import OURS, PROVIDERS, QUOTING
from ragbot.models.plugged import PluggedModel
from ragbot.models.providers import chat_model, key_of, ollama_address
from ragbot.plugins import LLMS, Plugin, plugins, warn_once
from ragbot.prefixes import chooses
from ragbot.settings import Settings


class LLM(Protocol):
    """Whatever writes text when told what to do and asked."""

    @property
    def name(self) -> str: ...

    def stream(self, system: str, user: str, spent: float = 0.0) -> Iterator[str]:
        """Yields pieces of the reply, which does not begin with space; TAKEN_BACK takes back all before it.

        `spent`: seconds that the reader has waited already; they count against its time.
        It may be a generator that returns its Usage: `Counted` keeps it. Raises LLMError, also half-way, and when there
        is no text at all. Threads may ask at the same time.
        """
        ...


@dataclass(frozen=True, slots=True)
class Kind:
    """A row of the table."""

    begins: tuple[str, ...]
    """What `RAGBOT_LLM` is, or begins with: see `chooses`."""
    open: Callable[[Settings], LLM | None]
    """Raises SettingsError when the name, the package or the key is missing or wrong, and when no server answers."""


def open_llm(settings: Settings) -> LLM | None:
    """The model that the settings name, or None for "extractive".

    A server at an address of the user's own, or Ollama, is asked once which models it has. A hosted provider is not
    called: an outage there must not keep the bot from starting, since the archive can be quoted meanwhile.

    Raises SettingsError when the name, the package or the key is missing or wrong, and when no server answers.
    """
    kind = next((kind for kind in (*KINDS, *_plugged(settings.llm)) if chooses(settings.llm, kind.begins)), None)
    return kind.open(settings) if kind else _by_name(settings)


def _plugged(setting: str) -> Iterator[Kind]:
    """Those of other people's packages. Raises SettingsError for a name that is wanted and is no package's."""
    found = plugins(LLMS, OURS)
    for name, problem in found.refused.items():
        warn_once(problem)
        if name not in OURS and setting.startswith(f"{name}:"):
            raise SettingsError(f"RAGBOT_LLM={setting}: {problem}")
    return (_kind_of(plugin) for plugin in found.by_name.values())


def _kind_of(plugin: Plugin) -> Kind:
    return Kind((f"{plugin.name}:",), lambda settings: PluggedModel(plugin, settings))


def _quoting(settings: Settings) -> None:
    return None


def _at_address(settings: Settings) -> LLM:
    server = find_model_server("RAGBOT_LLM", _address(settings), key_of(settings))
    return _chat_model(f"openai:{server.pick()}", server.base_url, settings)


def _by_name(settings: Settings) -> LLM:
    name = _full_name(settings)
    return _chat_model(name, _checked_base_url(name, settings) if settings.llm_base_url else None, settings)


KINDS: tuple[Kind, ...] = (
    Kind((QUOTING,), _quoting),
    Kind(("http://", "https://"), _at_address),
    Kind(tuple(f"{provider}:" for provider in sorted(PROVIDERS)), _by_name),
)
"""Whatever is of none of these, and of no package's, is a model's bare name: `gpt-4.1-mini`, `qwen3:8b`."""


def _chat_model(name: str, base_url: str | None, settings: Settings) -> ChatModel:
    model = chat_model(name, base_url, settings)
    if name.startswith("ollama:") and not base_url and (address := ollama_address(model)):
        find_model_server("OLLAMA_HOST", address, key_of(settings)).check(name.partition(":")[2])
    return ChatModel(name, model, settings.llm_timeout, key_of(settings))


def _address(settings: Settings) -> str:
    address = settings.llm.rstrip("/")
    if settings.llm_base_url not in (None, address):
        raise SettingsError("RAGBOT_LLM is an address, and RAGBOT_LLM_BASE_URL is another: unset one of them.")
    return address


def _full_name(settings: Settings) -> str:
    """With its provider. A server at an address of the user's own is taken to speak OpenAI's protocol."""
    bare = settings.llm.partition(":")[0] not in PROVIDERS
    return f"openai:{settings.llm}" if settings.llm_base_url and bare else settings.llm


def _checked_base_url(name: str, settings: Settings) -> str:
    """As the provider wants it. Raises SettingsError when nothing answers there, or without that model."""
    setting, base_url = "RAGBOT_LLM_BASE_URL", settings.llm_base_url or ""
    provider, _, model = name.partition(":")
    if provider not in ("openai", "ollama"):
        check_reachable(setting, base_url)
        return base_url
    server = find_model_server(setting, base_url, key_of(settings))
    server.check(model)
    return server.base_url.removesuffix("/v1") if provider == "ollama" else server.base_url  # its own is not below it

"""A language model of somebody else's package: what it does wrong is told as its own, and quotes take its place."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import Any, Protocol, cast

from ragbot.errors import LLMError, RagbotError, SettingsError
from ragbot.models.failures import readable, reason_of
from ragbot.models.providers import key_of
from ragbot.models.reply import Counted
from ragbot.plugins import Plugin
from ragbot.settings import Settings
from ragbot.types import Usage


class _Model(Protocol):
    def stream(self, system: str, user: str, spent: float = 0.0) -> Iterator[str]: ...


class PluggedModel:
    """The model that the package makes of `RAGBOT_LLM=echo:loud`: it is called with "loud" and the settings."""

    def __init__(self, plugin: Plugin, settings: Settings) -> None:
        """Raises SettingsError, which names the package, when it cannot be loaded or makes no model."""
        self.name = settings.llm
        self._plugin, self._secrets = plugin, [key_of(settings) or ""]
        self._model = self._made(plugin.load(), settings)

    def _made(self, make: Callable[[str, Settings], Any], settings: Settings) -> _Model:
        try:
            model = make(settings.llm.partition(":")[2], settings)
        except RagbotError:
            raise
        except Exception as error:
            reason = readable(f"{type(error).__name__}: {error}", self._secrets)
            problem = f"makes no model of {settings.llm} ({reason})"
            raise SettingsError(self._plugin.refusal(problem)) from error
        if not callable(getattr(model, "stream", None)):
            raise SettingsError(self._plugin.refusal("makes something that has no method 'stream'"))
        return cast(_Model, model)

    def stream(self, system: str, user: str, spent: float = 0.0) -> Generator[str, None, Usage | None]:
        """As `LLM.stream`. Raises LLMError, which names the package, whatever the package raises."""
        begun = False
        try:
            pieces = Counted(self._model.stream(system, user, spent))
            for piece in pieces:
                if not isinstance(piece, str):
                    raise self._failed(f"it wrote {type(piece).__name__} and no text")
                begun = begun or bool(piece)
                yield piece
        except RagbotError:  # its own, or nobody waits any more
            raise
        except Exception as error:
            raise self._failed(reason_of(error, self._secrets)) from error
        if not begun:
            raise self._failed("it wrote nothing")
        return pieces.usage

    def _failed(self, why: str) -> LLMError:
        return LLMError(f"{self.name}, a model of the package {self._plugin.package}, failed: {why}.")

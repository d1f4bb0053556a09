"""Ask the news and check every sentence."""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # as typing has it, whose own import took 13 of this one's 13.5 ms
if TYPE_CHECKING:
    from typing import Any

    from ragbot.answering.bot import Bot as Bot
    from ragbot.answering.opening import open_bot as open_bot
    from ragbot.types import Answer as Answer
    from ragbot.types import Citation as Citation
    from ragbot.types import Question as Question

__version__ = "0.1.0"
__all__ = ["Answer", "Bot", "Citation", "Question", "__version__", "open_bot"]

_HOMES = {
    "Answer": "ragbot.types",
    "Bot": "ragbot.answering.bot",
    "Citation": "ragbot.types",
    "Question": "ragbot.types",
    "open_bot": "ragbot.answering.opening",
}
"""Where each name is defined: its module is imported when the name is first used (PEP 562)."""


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'ragbot' has no attribute {name!r}; it has {', '.join(__all__)}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

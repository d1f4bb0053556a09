"""Opening a bot from a program, by the folder of its archive."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ragbot.answering.bot import Bot
from ragbot.answering.bot import open_bot as open_bot_of
from ragbot.models.llm import LLM
from ragbot.settings import load_settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


def open_bot(
    archive: str | Path | None = None,
    *,
    llm: str | LLM | BaseChatModel | None = None,
    create: bool = False,
    **settings: object,
) -> Bot:
    """Open the bot of an archive, which it owns until it is closed: use it in a `with`, or call `close`.

    `archive` is a folder; `llm` is what RAGBOT_LLM can be, a chat model of LangChain, or any `LLM`. `create` makes the
    archive where there is none. Other settings go by their names in docs/settings.md, in lower case and without
    RAGBOT_. What is not given comes from the environment, else it has its default.

    Raises SettingsError, LLMError, ArchiveError; ArchiveOwnedError when another process owns the archive.
    """
    named = llm if isinstance(llm, str) else None
    wanted = load_settings(archive=archive, llm=named, **settings)
    given = None if llm is None or isinstance(llm, str) else _as_llm(llm, wanted.llm_timeout)
    return open_bot_of(wanted, create=create, llm=given)


def _as_llm(model: LLM | BaseChatModel, timeout: float) -> LLM:
    from langchain_core.language_models import BaseChatModel

    from ragbot.models.chat_model import ChatModel

    return ChatModel(model.get_name(), model, timeout) if isinstance(model, BaseChatModel) else model

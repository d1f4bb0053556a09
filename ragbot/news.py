"""The news as programs ask and read it: from a bot that is open here, or from a running server."""

from __future__ import annotations

from typing import Protocol

from ragbot.answering.bot import Bot
from ragbot.api.bodies import AnswerBody, ArticleBody, EvidencePage
from ragbot.api.evidence_page import evidence_page
from ragbot.archive.listing import Filter
from ragbot.client import PublicClient
from ragbot.errors import NotThereError
from ragbot.types import ArticlePage, Question


class News(Protocol):
    """An archive that can be asked, searched and read. Threads may share one."""

    def ask(self, question: Question) -> AnswerBody:
        """Raises QuestionError, and ServerError when a server does not do it."""
        ...

    def search(self, question: Question, limit: int) -> EvidencePage:
        """At most `limit` passages, from 1 to 50, best first. Raises as `ask` does."""
        ...

    def article(self, article_id: str) -> ArticleBody:
        """An article with its current text, also one that was retracted. Raises NotThereError."""
        ...

    def latest(self, criteria: Filter, limit: int) -> ArticlePage:
        """The newest articles of those that meet the criteria, at most 200. Raises QuestionError."""
        ...


class BotNews:
    """That of a bot in this process."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    def ask(self, question: Question) -> AnswerBody:
        return AnswerBody.of(self._bot.ask(question))

    def search(self, question: Question, limit: int) -> EvidencePage:
        return evidence_page(self._bot, question, limit)

    def article(self, article_id: str) -> ArticleBody:
        found = self._bot.archive.article(article_id)
        version = self._bot.archive.version(found[0].id, found[0].version) if found else None
        if not found or not version:
            raise NotThereError(f"No article has the id {article_id[:64]!r}.")
        return ArticleBody(found[0], version, found[1])

    def latest(self, criteria: Filter, limit: int) -> ArticlePage:
        return self._bot.archive.articles(criteria, limit=limit)


def news_of(place: News | Bot | str) -> News:
    """The news of a bot, or of the server at an http(s) address. Raises SettingsError when it is no address."""
    if isinstance(place, str):
        return PublicClient(place)
    return BotNews(place) if isinstance(place, Bot) else place

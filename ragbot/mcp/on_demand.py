"""The news of an archive that is opened when somebody asks, and let go soon after, so that others can own it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ragbot.answering.bot import Bot, open_bot
from ragbot.api.bodies import AnswerBody, ArticleBody, EvidencePage
from ragbot.archive.listing import Filter
from ragbot.client import find_server
from ragbot.news import BotNews, News
from ragbot.settings import Settings
from ragbot.types import ArticlePage, Question

IDLE = 30.0
"""Seconds after the last question. An assistant runs all day, and ragbot-ingest must not wait for its end."""


class OnDemandNews:
    """Those of the server that owns the archive, while one runs; else of a bot of its own."""

    def __init__(self, settings: Settings, idle: float = IDLE) -> None:
        self._settings, self._idle = settings, idle
        self._lock = threading.Lock()
        self._bot: Bot | None = None
        self._asking = 0
        self._timer: threading.Timer | None = None

    def ask(self, question: Question) -> AnswerBody:
        with self._news() as news:
            return news.ask(question)

    def search(self, question: Question, limit: int) -> EvidencePage:
        with self._news() as news:
            return news.search(question, limit)

    def article(self, article_id: str) -> ArticleBody:
        with self._news() as news:
            return news.article(article_id)

    def latest(self, criteria: Filter, limit: int) -> ArticlePage:
        with self._news() as news:
            return news.latest(criteria, limit)

    def close(self) -> None:
        """Let the archive go."""
        with self._lock:
            self._stop_timer()
            if self._bot:
                self._bot.close()
            self._bot = None

    @contextmanager
    def _news(self) -> Iterator[News]:
        """Raises ArchiveOwnedError when another process, which is no server, owns the archive."""
        with self._lock:
            self._stop_timer()
            news = self._opened()
            self._asking += 1
        try:
            yield news
        finally:
            with self._lock:
                self._asking -= 1
                self._start_timer()

    def _opened(self) -> News:
        if self._bot is None:
            if server := find_server(self._settings):
                return server
            self._bot = open_bot(self._settings)
        return BotNews(self._bot)

    def _start_timer(self) -> None:
        self._stop_timer()
        if self._bot and not self._asking:
            self._timer = threading.Timer(self._idle, self._close_if_idle)
            self._timer.daemon = True
            self._timer.start()

    def _stop_timer(self) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = None

    def _close_if_idle(self) -> None:
        with self._lock:
            if self._bot and not self._asking:
                self._bot.close()
                self._bot = None

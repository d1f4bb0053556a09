"""The words of the archive's full text: which there are, in how many articles, and how those write them."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import select

from ragbot.archive import fulltext
from ragbot.archive.database import Database
from ragbot.archive.tables import CURRENT, articles, versions

SHOWN = 12
"""Articles that are looked into for how a word is written."""


class Vocabulary:
    """What is looked up stays in memory: make a new one when the archive has changed."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.terms = lru_cache(64)(self._terms)
        self.holding = lru_cache(512)(self._holding)

    def _terms(self, prefix: str) -> dict[str, int]:
        """The stems that begin so, and how many articles have each: 10 ms for a letter at 5,000 articles."""
        with self._database.reading() as connection:
            return fulltext.terms(connection, prefix)

    def _holding(self, words: str) -> frozenset[int]:
        """Serials of the articles with this word, or with these words one after the other."""
        with self._database.reading() as connection:
            return frozenset(fulltext.holding(connection, words))

    def texts(self, words: str) -> list[str]:
        """Title and text of a few articles with the words."""
        serials = sorted(self.holding(words))[-SHOWN:]
        query = select(versions.c.title, versions.c.text).join(articles, CURRENT).where(articles.c.serial.in_(serials))
        with self._database.reading() as connection:
            return [f"{row.title}\n{row.text}" for row in connection.execute(query)]

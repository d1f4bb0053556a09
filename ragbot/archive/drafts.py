"""Drafts: versions on their way in, which are stored with their passages first, and shown to readers later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, func, select

from ragbot.archive import clock, file_names, fulltext, notices, states, texts
from ragbot.archive.amendments import amend, amend_article, changeable
from ragbot.archive.shown import shown
from ragbot.archive.states import PublisherNotice
from ragbot.archive.tables import articles, parts, passages, versions
from ragbot.types import Article, Passage


@dataclass(frozen=True, slots=True)
class Draft:
    """A version on its way in, with the spans of its passages."""

    article: Article
    spans: Sequence[tuple[int, int]]

    def passages(self, number: int) -> list[Passage]:
        article = self.article
        return [Passage(article.id, number, a, b, article.text[a:b], article.title) for a, b in self.spans]


# -- storing --


def store(connection: Connection, draft: Draft) -> int:
    """Store a new version with its passages, not yet visible; return its number."""
    article, seen = draft.article, clock.seen_now(connection)
    last = _last(connection, article.id)
    if last and last.digest == article.digest:  # another process, on the same Chroma server, was faster
        amend(connection, article, last.number)
        return int(last.number)
    number = last.number + 1 if last else 1
    if last is None:
        _add_article(connection, article, seen)
    else:
        amend_article(connection, article)
    _add_version(connection, article, number, seen)
    _add_passages(connection, draft.passages(number))
    return number


def _last(connection: Connection, article_id: str) -> Any:
    query = select(versions.c.number, versions.c.digest).where(versions.c.article_id == article_id)
    return connection.execute(query.order_by(versions.c.number.desc()).limit(1)).first()


def _add_article(connection: Connection, article: Article, seen: str) -> None:
    serial = select(func.coalesce(func.max(articles.c.serial), 0) + 1).scalar_subquery()
    row = {"id": article.id, "url": article.url, "source": article.source, "state": "live", "first_seen": seen}
    connection.execute(articles.insert().values(serial=serial, **row))


def _add_version(connection: Connection, article: Article, number: int, seen: str) -> None:
    """Add a version with all but its passages."""
    of_version = {"article_id": article.id, "number": number}
    row = {**of_version, "digest": article.digest, "title": article.title, "text": article.text, "seen": seen}
    connection.execute(versions.insert().values(**row, **changeable(article)))
    if said := states.said_with(article):
        states.keep(connection, article.id, number, said)
    if article.file:
        file_names.keep(connection, article)
    if article.partial:
        connection.execute(parts.insert().values(**of_version))


def _add_passages(connection: Connection, new: Sequence[Passage]) -> None:
    ids = texts.ids_of(connection, [passage.key for passage in new])
    rows = [
        {"article_id": p.article_id, "number": p.version, "start": p.start, "end": p.end, "text_id": ids[p.key]}
        for p in new
    ]
    if rows:
        connection.execute(passages.insert(), rows)


# -- showing --


def show(connection: Connection, whole: Mapping[str, int]) -> None:
    """Let readers see these versions, numbers by article id, and find their words."""
    ids = list(whole)
    fulltext.remove(connection, shown(connection, ids))
    turned = [each for pair in whole.items() for each in _make_current(connection, *pair)]
    fulltext.add(connection, shown(connection, ids))
    for article_id, said in turned:
        notices.reach(connection, article_id, said)


def _make_current(connection: Connection, article_id: str, number: int) -> Iterator[tuple[str, PublisherNotice]]:
    """Make a version current, unless another process has made a later one so; the article's state follows.

    Versions that were left on their way in come with it: readers have never seen them, but what their publisher
    said holds. Yields the article with each word that hid it or brought it back.
    """
    of_article = articles.c.id == article_id
    before = connection.execute(select(articles.c.current).where(of_article)).scalar_one() or 0
    if before >= number:
        return
    seen, on_their_way = clock.seen_now(connection), and_(versions.c.number > before, versions.c.number <= number)
    connection.execute(articles.update().where(of_article).values(current=number))
    connection.execute(versions.update().where(versions.c.article_id == article_id, on_their_way).values(seen=seen))
    if not before:
        connection.execute(articles.update().where(of_article).values(first_seen=seen))
    for each in range(before + 1, number + 1):
        said, earlier = (states.said_in(connection, article_id, n) for n in (each, each - 1))
        if said and states.follow(connection, article_id, said, earlier, seen):
            yield article_id, said

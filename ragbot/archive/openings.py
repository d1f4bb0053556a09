"""Openings show how the articles of some days begin, for lists of the news; without their texts, which may be long."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from ragbot.archive.database import Database
from ragbot.archive.tables import Scope, articles, versions
from ragbot.types import Version

BEGINNING = 1_200
"""Characters of an article that tell what it is about."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The part of a version that a list of news needs."""

    article_id: str
    number: int
    """The version's number."""
    title: str
    source: str
    url: str | None
    published: str | None
    language: str | None
    text: str
    """The first 1,200 characters of it."""


@dataclass(frozen=True, slots=True)
class Extent:
    """The numbers of articles and outlets in a scope, and its first and last day."""

    articles: int
    outlets: int
    oldest: str | None
    newest: str | None
    """First and last day of publication."""


def opening(version: Version) -> Opening:
    """Return the opening of a version whose text is at hand."""
    v = version
    return Opening(v.article_id, v.number, v.title, v.source, v.url, v.published, v.language, v.text[:BEGINNING])


def extent(database: Database, scope: Scope) -> Extent:
    """Return how many articles a reader sees in the scope, of how many outlets, from when to when."""
    sources = func.count(func.nullif(articles.c.source, "").distinct())
    days = [func.substr(of(versions.c.published), 1, 10) for of in (func.min, func.max)]
    query = select(func.count(), sources, *days).select_from(versions.join(articles, scope.shown))
    with database.reading() as connection:
        return Extent(*connection.execute(query.where(*scope.conditions())).one())


def outlets(database: Database, scope: Scope) -> list[tuple[str, int]]:
    """Return each outlet with its number of articles in the scope, most first; "" stands for unknown ones."""
    query = select(articles.c.source, func.count()).select_from(versions.join(articles, scope.shown))
    query = (
        query.where(*scope.conditions()).group_by(articles.c.source).order_by(func.count().desc(), articles.c.source)
    )
    with database.reading() as connection:
        return [(source, count) for source, count in connection.execute(query)]


def openings(database: Database, scope: Scope, limit: int) -> list[Opening]:
    """Return the openings of the articles in the scope, newest first; of more than `limit` a sample even over all days.

    A big story keeps its share in a sample, where the newest of a month would be of its last week.
    """
    return _newest(database, scope, limit, every=-(-extent(database, scope).articles // limit))


def _newest(database: Database, scope: Scope, limit: int, every: int) -> list[Opening]:
    """Keep one of each `every` articles."""
    v = versions.c
    text = func.substr(v.text, 1, BEGINNING)
    query = select(v.article_id, v.number, v.title, articles.c.source, articles.c.url, v.published, v.language, text)
    query = query.select_from(versions.join(articles, scope.shown)).where(*scope.conditions())
    if every > 1:
        query = query.where(articles.c.serial % every == 0)
    with database.reading() as connection:
        rows = connection.execute(query.order_by(v.published.desc(), v.article_id).limit(limit)).all()
    return [Opening(*row) for row in rows]

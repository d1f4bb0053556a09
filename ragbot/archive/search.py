"""Searches of the ledger find passages, their vectors, and the articles that have a question's words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import sqlalchemy as sql
from sqlalchemy import and_, bindparam, func, select

from ragbot.archive import bm25, fulltext
from ragbot.archive.database import Database
from ragbot.archive.tables import (
    CURRENT,
    IN_CURRENT,
    OF_VERSION,
    SUPERSEDED,
    Scope,
    articles,
    embeddings,
    passages,
    superseded,
    texts,
    versions,
)
from ragbot.errors import ArchiveError
from ragbot.models.embeddings import Vectors


class Hit(NamedTuple):  # a search makes 400 of them, and 400 dataclasses take 1 ms longer
    """A passage of a current version whose text a search has found; without that text, which is slow to read."""

    text_id: int
    key: str
    serial: int
    """The serial of its article in the full text."""
    article_id: str
    version: int
    start: int
    end: int
    source: str
    published: str | None


_HIT = (
    select(
        texts.c.id,
        texts.c.key,
        articles.c.serial,
        passages.c.article_id,
        passages.c.number,
        passages.c.start,
        passages.c.end,
        articles.c.source,
        versions.c.published,
    )
    .select_from(passages)
    .join(texts, texts.c.id == passages.c.text_id)
    .join(versions, OF_VERSION)
)
BEST = 60
"""The best articles by BM25, which get the floor of each word they have: 300 take 2 ms longer and rank no better."""
MOST_HITS = 5_000
"""The most hits of a search, whatever the size of the articles: twenty books have 30,000 passages."""
HITS_BY = {
    # Three statements, each with a list of values bound when it runs: building one anew from 200 values takes longer
    # than SQLite needs for it, and an OR of the three would keep SQLite from its indices.
    "ids": _HIT.where(texts.c.id.in_(bindparam("ids", expanding=True))),
    "keys": _HIT.where(texts.c.key.in_(bindparam("keys", expanding=True))),
    "serials": _HIT.where(articles.c.serial.in_(bindparam("serials", expanding=True))),
}
HITS_NOW = {name: query.join(articles, CURRENT) for name, query in HITS_BY.items()}
VECTORS = select(embeddings.c.text_id, embeddings.c.vector).where(embeddings.c.model == bindparam("model"))
OLD_VECTORS = select(superseded.c.text_id, superseded.c.vector).where(superseded.c.model == bindparam("model"))


def hits(database: Database, scope: Scope, **values: Sequence[int] | Sequence[str]) -> list[Hit]:
    """Return every passage of a visible, current version in the scope that has one of the values.

    The values are `ids` or `keys` of texts, or `serials` of articles.
    """
    ((name, given),) = values.items()
    with database.reading() as connection:
        query = HITS_NOW[name] if scope.as_of is None else HITS_BY[name].join(articles, scope.shown)
        query = query.where(*scope.conditions()).limit(MOST_HITS)
        rows = connection.execute(query, {name: list(given)}).all()
        return [Hit._make(row) for row in rows]


def vectors_of(database: Database, model: str, ids: Sequence[int]) -> tuple[list[int], Vectors]:
    """Return those of the text ids that have a vector, and their vectors, of shape (n, dimension)."""
    return _vectors(
        database, VECTORS.where(embeddings.c.text_id.in_(bindparam("ids", list(ids), expanding=True))), model
    )


def matching(database: Database, terms: Sequence[str], limit: int, scope: Scope) -> dict[int, float]:
    """Return serials of the articles in the scope that contain any of the terms, with their scores, best first.

    A term is a word, or several in a row.
    """
    among = select(articles.c.serial).select_from(versions.join(articles, scope.shown)).where(*scope.conditions())
    with database.reading() as connection:
        total = connection.execute(select(func.max(articles.c.serial))).scalar_one() or 0  # counting takes 1 ms
        counts = fulltext.counts(connection, [term for term in terms if bm25.floor_of(term)])
        words = bm25.telling(counts, total)
        wanted = [term for term in terms if term in words or term not in counts]
        found = fulltext.search(connection, wanted, limit, None if scope.is_everything else among)
        for word, serial in fulltext.having(connection, list(words), list(found)[:BEST]):
            found[serial] += bm25.floor_of(word) * bm25.idf(words[word], total)
    return dict(sorted(found.items(), key=lambda item: item[1], reverse=True))


def frequencies(database: Database, terms: Sequence[str]) -> tuple[int, dict[str, int]]:
    """Return how many articles there are, and how many of them contain each term."""
    with database.reading() as connection:
        total = connection.execute(select(func.count(articles.c.current))).scalar_one()
        return total, fulltext.counts(connection, terms)


def _ids_in(scope: Scope) -> sql.Select[tuple[int]]:
    if scope.as_of is not None:
        return _ids_then(scope)
    return select(passages.c.text_id).select_from(IN_CURRENT).where(*scope.conditions())


def _ids_then(scope: Scope, *more: sql.ColumnElement[bool]) -> sql.Select[tuple[int]]:
    """Select versions first, which are far fewer than passages: 0.1 s instead of 0.8 s at 36,000 and 360,000."""
    chosen = select(versions.c.article_id, versions.c.number).select_from(versions.join(articles, scope.shown))
    shown = chosen.where(*scope.conditions(), *more).cte("shown").prefix_with("MATERIALIZED")
    of_shown = and_(passages.c.article_id == shown.c.article_id, passages.c.number == shown.c.number)
    return select(passages.c.text_id).select_from(shown.join(passages, of_shown))


def count_in(database: Database, scope: Scope) -> int:
    """Count the texts that a search in this scope could find."""
    with database.reading() as connection:
        return connection.execute(select(func.count()).select_from(_ids_in(scope).distinct().subquery())).scalar_one()


def vectors_in(database: Database, model: str, scope: Scope) -> tuple[list[int], Vectors]:
    """Return the ids and vectors, of shape (n, dimension), of all texts in the scope."""
    return _vectors(database, VECTORS.where(embeddings.c.text_id.in_(_ids_in(scope))), model)


def superseded_of(database: Database, model: str, ids: Sequence[int]) -> tuple[list[int], Vectors]:
    """Return those of the text ids that no current version has, and their vectors, of shape (n, dimension)."""
    return _vectors(database, OLD_VECTORS.where(superseded.c.text_id.in_(ids)), model, "<f2")


def superseded_in(database: Database, model: str, scope: Scope, most: int) -> tuple[list[int], Vectors]:
    """Return the same for all texts in a scope as of an earlier instant; nothing when there are more than `most`."""
    found = _vectors(
        database,
        OLD_VECTORS.where(superseded.c.text_id.in_(_ids_then(scope, SUPERSEDED))).limit(most + 1),
        model,
        "<f2",
    )
    return found if len(found[0]) <= most else ([], matrix([]))


def superseded_texts(database: Database, scope: Scope, serials: Sequence[int]) -> list[fulltext.Row]:
    """Return serial, title and text of those of these articles in the scope that had another text then."""
    query = (
        select(articles.c.serial, versions.c.title, versions.c.text)
        .select_from(versions.join(articles, scope.shown))
        .where(SUPERSEDED, articles.c.serial.in_(serials), *scope.conditions())
    )
    with database.reading() as connection:
        return [(row.serial, row.title, row.text) for row in connection.execute(query)]


def leads_of(database: Database, model: str, versions_: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Vectors]:
    """Return the embedding, of shape (dimension,), of the first passage of each (article id, version number)."""
    first = (
        select(passages.c.article_id, passages.c.number, func.min(passages.c.start).label("start"))
        .where(sql.tuple_(passages.c.article_id, passages.c.number).in_(list(versions_)))
        .group_by(passages.c.article_id, passages.c.number)
        .subquery()
    )
    of_first = and_(*(passages.c[name] == first.c[name] for name in ("article_id", "number", "start")))
    query = (
        select(passages.c.article_id, passages.c.number, embeddings.c.vector)
        .select_from(first.join(passages, of_first))
        .join(embeddings, and_(embeddings.c.text_id == passages.c.text_id, embeddings.c.model == model))
    )
    with database.reading() as connection:
        rows = connection.execute(query).all() if versions_ else []
    keys = [(row.article_id, row.number) for row in rows]
    return dict(zip(keys, matrix([row.vector for row in rows]), strict=True))


def _vectors(
    database: Database, query: sql.Select[tuple[int, bytes]], model: str, kind: str = "<f4"
) -> tuple[list[int], Vectors]:
    with database.reading() as connection:
        rows = connection.execute(query, {"model": model}).all()
    return [row.text_id for row in rows], matrix([row.vector for row in rows], kind)


def matrix(vectors: Sequence[bytes], kind: str = "<f4") -> Vectors:
    """Return a matrix of shape (n, dimension). Raises ArchiveError when the bytes are no vectors of one dimension."""
    if not vectors:
        return np.empty((0, 0), "f4")
    size = len(vectors[0]) // np.dtype(kind).itemsize
    try:
        found = np.frombuffer(b"".join(vectors), dtype=kind).reshape(len(vectors), size)
    except (TypeError, ValueError):  # in an archive from elsewhere
        found = None
    if found is None or not size or not np.isfinite(found.sum(dtype="f4")):
        raise ArchiveError("The ledger has embeddings that are none: run 'ragbot rebuild': no text is lost.")
    return found.astype("<f4", copy=False)

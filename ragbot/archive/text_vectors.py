"""The vectors of texts, as the ledger keeps them: in use, or put aside when no current version has their text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import sqlalchemy as sql
from sqlalchemy import Connection, func, select

from ragbot.archive.database import Database
from ragbot.archive.search import matrix
from ragbot.archive.tables import IN_ANY_CURRENT, embeddings, passages, superseded, texts
from ragbot.models.embeddings import Vectors

AT_ONCE = 1000
"""Texts in one query."""


class TextVectors(NamedTuple):
    """Some texts with their vectors, of shape (n, dimension)."""

    ids: list[int]
    keys: list[str]
    vectors: Vectors


# -- in a step of the ledger --


def keep(connection: Connection, model: str, vectors: Mapping[int, Vectors]) -> None:
    """Keep vectors, by text id, that are not there yet: another process may have been faster."""
    ids = list(vectors)
    known = _known(connection, model, ids)
    rows = [{"text_id": i, "model": model, "vector": _bytes(v)} for i, v in vectors.items() if i not in known]
    if rows:
        connection.execute(superseded.delete().where(superseded.c.text_id.in_(ids)))
        connection.execute(embeddings.insert(), rows)


def _known(connection: Connection, model: str, ids: Sequence[int]) -> set[int]:
    query = select(embeddings.c.text_id).where(embeddings.c.model == model, embeddings.c.text_id.in_(ids))
    return set(connection.execute(query).scalars())


def put_unused_aside(connection: Connection, before: Mapping[int, str]) -> Sequence[str]:
    """Put the vectors aside of those of these texts that no current version has; return the keys of those texts.

    `before` has keys by text id. An often updated article would crowd out others.
    """
    ids = list(before)
    used = select(passages.c.text_id).select_from(IN_ANY_CURRENT).where(passages.c.text_id.in_(ids))
    gone = set(ids) - set(connection.execute(used).scalars())
    _put_aside(connection, list(gone))
    return [before[id_] for id_ in gone]


def put_all_unused_aside(connection: Connection) -> None:
    """Put the vectors aside of all texts that no current version has."""
    used = select(passages.c.text_id).select_from(IN_ANY_CURRENT)
    unused = select(embeddings.c.text_id).distinct().where(embeddings.c.text_id.not_in(used))
    _put_aside(connection, connection.execute(unused).scalars().all())


def _put_aside(connection: Connection, ids: Sequence[int]) -> None:
    for i in range(0, len(ids), AT_ONCE):
        some = ids[i : i + AT_ONCE]
        rows = connection.execute(select(embeddings).where(embeddings.c.text_id.in_(some))).all()
        if rows:  # a text without any keeps what was put aside before: an older version elsewhere may have it
            known = {row.text_id for row in rows}
            connection.execute(superseded.delete().where(superseded.c.text_id.in_(known)))
            old = [{**row._mapping, "vector": matrix([row.vector]).astype("<f2").tobytes()} for row in rows]
            connection.execute(superseded.insert(), old)
        connection.execute(embeddings.delete().where(embeddings.c.text_id.in_(some)))


def drop_others(connection: Connection, model: str) -> None:
    """Delete the vectors of other models."""
    connection.execute(embeddings.delete().where(embeddings.c.model != model))
    connection.execute(superseded.delete().where(superseded.c.model != model))


# -- for the index --


def count(database: Database, model: str) -> int:
    query = select(func.count()).select_from(embeddings).where(embeddings.c.model == model)
    with database.reading() as connection:
        return connection.execute(query).scalar_one()


def batches(database: Database, model: str, most: int) -> Iterator[TextVectors]:
    """Yield all texts that have a vector of the model, in batches of at most so many."""
    last = -1
    while True:
        found = _batch(database, model, texts.c.id > last, most)
        if not found.ids:
            return
        yield found
        last = found.ids[-1]


def batches_of(database: Database, model: str, ids: Sequence[int]) -> Iterator[TextVectors]:
    """Yield those of these texts that have a vector of the model, in batches."""
    for i in range(0, len(ids), AT_ONCE):
        yield _batch(database, model, texts.c.id.in_(ids[i : i + AT_ONCE]), AT_ONCE)


def _batch(database: Database, model: str, condition: sql.ColumnElement[bool], most: int) -> TextVectors:
    query = (
        select(texts.c.id, texts.c.key, embeddings.c.vector)
        .join(embeddings, embeddings.c.text_id == texts.c.id)
        .where(embeddings.c.model == model, condition)
    )
    with database.reading() as connection:
        rows = connection.execute(query.order_by(texts.c.id).limit(most)).all()
    return TextVectors([r.id for r in rows], [r.key for r in rows], matrix([r.vector for r in rows]))


def text_ids(database: Database, model: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the ids of all texts that have a vector of the model."""
    with database.reading() as connection:
        ids = connection.execute(select(embeddings.c.text_id).where(embeddings.c.model == model)).scalars()
        return np.fromiter(ids, np.int64)


def _bytes(vector: Vectors) -> bytes:
    return vector.astype("<f4").tobytes()

"""The texts that passages have: each distinct one is kept once, by its key, and embedded once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sql
from sqlalchemy import Connection, and_, delete, select

from ragbot.archive.database import Database
from ragbot.archive.tables import (
    IN_ANY_CURRENT,
    OF_CURRENT,
    articles,
    embeddings,
    passage_query,
    passages,
    superseded,
    texts,
)
from ragbot.types import Passage


def ids_of(connection: Connection, keys: Sequence[str]) -> dict[str, int]:
    """Return the ids of these keys, adding new ones."""
    known = _known(connection, keys)
    if missing := [{"key": key} for key in dict.fromkeys(keys) if key not in known]:
        connection.execute(texts.insert(), missing)
        known = _known(connection, keys)
    return known


def _known(connection: Connection, keys: Sequence[str]) -> dict[str, int]:
    rows = connection.execute(select(texts.c.key, texts.c.id).where(texts.c.key.in_(keys)))
    return {row.key: row.id for row in rows}


def keys_of(database: Database, ids: Sequence[int]) -> list[str]:
    with database.reading() as connection:
        return list(connection.execute(select(texts.c.key).where(texts.c.id.in_(ids))).scalars())


def in_current(connection: Connection, article_ids: Sequence[str]) -> dict[int, str]:
    """Return ids and keys of the texts in the versions of these articles that readers see."""
    query = select(texts.c.id, texts.c.key).select_from(IN_ANY_CURRENT).join(texts, texts.c.id == passages.c.text_id)
    rows = connection.execute(query.where(articles.c.id.in_(article_ids)))
    return {row.id: row.key for row in rows}


def in_any(connection: Connection, article_ids: Sequence[str]) -> dict[int, str]:
    """Return ids and keys of the texts in any version of these articles."""
    query = select(texts.c.id, texts.c.key).join(passages, passages.c.text_id == texts.c.id)
    rows = connection.execute(query.where(passages.c.article_id.in_(article_ids)).distinct())
    return {row.id: row.key for row in rows}


def delete_unused(connection: Connection, text_ids: Sequence[int]) -> None:
    """Delete those of these texts that no version has any more, with their embeddings."""
    for start in range(0, len(text_ids), 1000):
        some = text_ids[start : start + 1000]
        used = set(connection.scalars(select(passages.c.text_id).where(passages.c.text_id.in_(some))))
        gone = [each for each in some if each not in used]
        for table in (embeddings, superseded):
            connection.execute(delete(table).where(table.c.text_id.in_(gone)))
        connection.execute(delete(texts).where(texts.c.id.in_(gone)))


def unembedded(database: Database, model: str, versions: Sequence[tuple[str, int]] | None = None) -> dict[int, Passage]:
    """Return a passage by text id for each text without embedding.

    Looks at these versions, each an (article id, number), or at all current ones.
    """
    missing = ~has_embedding(model)
    with database.reading() as connection:
        if versions is None:
            rows = connection.execute(passage_query().join(articles, OF_CURRENT).where(missing)).all()
        else:
            pairs = [and_(passages.c.article_id == a, passages.c.number == n) for a, n in versions]
            rows = connection.execute(passage_query().where(missing, sql.or_(sql.false(), *pairs))).all()
    return {row.text_id: _passage(row) for row in rows}


def has_embedding(model: str | None = None) -> sql.ColumnElement[bool]:
    of_text = embeddings.c.text_id == passages.c.text_id
    return sql.exists().where(of_text if model is None else and_(of_text, embeddings.c.model == model))


def _passage(row: Any) -> Passage:
    return Passage(row.article_id, row.number, row.start, row.end, row.text, row.title)

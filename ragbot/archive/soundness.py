"""Soundness: whether the tables and the full text hold together."""

from __future__ import annotations

import numpy as np
from sqlalchemy import Connection, and_, func, select

from ragbot.archive import fulltext
from ragbot.archive.database import Database
from ragbot.archive.shown import FULL_TEXTS
from ragbot.archive.tables import IN_CURRENT, embeddings, passages, versions
from ragbot.archive.texts import has_embedding
from ragbot.errors import ArchiveError

_IS_PLACE = and_(func.typeof(passages.c.start) == "integer", func.typeof(passages.c.end) == "integer")
_WITHIN = and_(_IS_PLACE, passages.c.start >= 0, passages.c.end.between(passages.c.start, func.length(versions.c.text)))
"""True of every sound passage of a version."""


def problems(database: Database) -> list[str]:
    """Return the problems of the tables and of the full text, a sentence each."""
    found = []
    with database.reading() as connection:
        # from 3.44 on SQLite looks into the full text, too, and tells of it after all else
        said = connection.exec_driver_sql("PRAGMA integrity_check(2)").scalars()
        if damage := [what for what in said if what != "ok" and fulltext.NAME not in what]:
            found.append(f"The ledger is damaged ({damage[0]}): restore it from a backup.")
        outside = select(func.count()).select_from(IN_CURRENT).where(~_WITHIN)
        if n := connection.execute(outside).scalar_one():
            found.append(f"{n} passages reach beyond their text: restore the ledger from a backup.")
        bare = select(func.count()).select_from(IN_CURRENT).where(~has_embedding())
        if n := connection.execute(bare).scalar_one():
            found.append(f"{n} passages have no embedding: run 'ragbot rebuild'.")
    return found + _problems_of_full_text(database)


def forget_bad_embeddings(database: Database) -> None:
    """Delete embeddings that are no vectors, or have another length than most of their model: they can be made anew."""
    with database.writing() as connection:
        for text_id, model in _bad_embeddings(connection):
            this = and_(embeddings.c.text_id == text_id, embeddings.c.model == model)
            connection.execute(embeddings.delete().where(this))


def _bad_embeddings(connection: Connection) -> list[tuple[int, str]]:
    """Return the text id and the model of each bad embedding."""
    size = func.length(embeddings.c.vector)
    rows = connection.execute(
        select(embeddings.c.model, size).group_by(embeddings.c.model, size).order_by(func.count())
    )
    usual = {row.model: row[1] for row in rows}  # the last one is the most frequent
    query = select(embeddings.c.text_id, embeddings.c.model, embeddings.c.vector)
    return [
        (row.text_id, row.model)
        for row in connection.execute(query.execution_options(yield_per=1000))
        if not _is_vector(row.vector, usual[row.model])
    ]


def _is_vector(vector: object, length: int) -> bool:
    if not isinstance(vector, bytes) or len(vector) != length or not length or length % 4:
        return False
    return bool(np.isfinite(np.frombuffer(vector, "<f4")).all())


def _problems_of_full_text(database: Database) -> list[str]:
    found = []
    try:
        with database.writing() as connection:
            fulltext.check(connection)
        with database.reading() as connection:
            shown = ((row.serial, row.title, row.text) for row in connection.execute(FULL_TEXTS))
            lost, foreign = fulltext.compare(connection, shown)
    except ArchiveError as error:
        return [str(error)]
    if lost:
        found.append(f"{lost} articles are not found by their own words: run 'ragbot rebuild'.")
    if foreign:
        found.append(f"The full text has {foreign} articles that nobody may read: run 'ragbot rebuild'.")
    return found

"""Whether the tables and the full text hold together."""

from __future__ import annotations

from sqlalchemy import func, select

from ragbot.errors import ArchiveError
from ragbot.store import fulltext
from ragbot.store.database import Database
from ragbot.store.ledger import FULL_TEXTS, has_embedding
from ragbot.store.tables import IN_CURRENT, passages, versions


def problems(database: Database) -> list[str]:
    """What is wrong with the tables and the full text, a sentence each."""
    found = []
    with database.reading() as connection:
        # from 3.44 on SQLite looks into the full text, too, and tells of it after all else
        said = connection.exec_driver_sql("PRAGMA integrity_check(2)").scalars()
        if damage := [what for what in said if what != "ok" and fulltext.NAME not in what]:
            found.append(f"The ledger is damaged ({damage[0]}): restore it from a backup.")
        outside = select(func.count()).select_from(IN_CURRENT).where(passages.c.end > func.length(versions.c.text))
        if n := connection.execute(outside).scalar_one():
            found.append(f"{n} passages reach beyond their text: restore the ledger from a backup.")
        bare = select(func.count()).select_from(IN_CURRENT).where(~has_embedding())
        if n := connection.execute(bare).scalar_one():
            found.append(f"{n} passages have no embedding: run 'ragbot rebuild'.")
    return found + _problems_of_full_text(database)


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

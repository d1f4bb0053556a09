"""Brings the tables of an older ledger to the present schema, in place: nothing that was accepted is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, inspect, select

from ragbot.errors import ArchiveError
from ragbot.store.tables import meta, tables

SCHEMA = "3"
STEPS: Mapping[str, tuple[str, Sequence[str]]] = {
    "2": (
        "3",
        [
            "ALTER TABLE articles ADD COLUMN state_by VARCHAR(12)",
            "ALTER TABLE articles ADD COLUMN state_since VARCHAR(20)",
            "ALTER TABLE articles ADD COLUMN reason TEXT",
            # a state that was set before schema 3 was an operator's: no ingest set any
            "UPDATE articles SET state_by = 'operator' WHERE state != 'live'",
        ],
    )
}
"""By schema: the next one, and the statements that lead there. Whole tables that are new need none."""


def check_schema(connection: Connection) -> None:
    """Before anything is written: raises ArchiveError when the file is of a schema that nothing leads on from."""
    found = _schema(connection)
    if found not in (None, SCHEMA, *STEPS):
        raise ArchiveError(
            f"it has schema {found}, and this ragbot reads {SCHEMA}. Take the articles into a new folder with "
            "ragbot-ingest --archive, or use the ragbot that wrote it."
        )


def upgrade(connection: Connection) -> None:
    """Make all tables as they are now, in the transaction of the connection: wholly or not at all."""
    while (found := _schema(connection)) in STEPS:
        schema, statements = STEPS[str(found)]
        for statement in statements:
            connection.exec_driver_sql(statement)
        connection.execute(meta.update().where(meta.c.name == "schema").values(value=schema))
    tables.create_all(connection)


def _schema(connection: Connection) -> str | None:
    if not inspect(connection).has_table("meta"):
        return None
    return connection.execute(select(meta.c.value).where(meta.c.name == "schema")).scalar()

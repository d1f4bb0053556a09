"""Brings the tables of an older ledger to the present schema, in place: nothing that was accepted is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, inspect, select

from ragbot.archive.tables import meta, tables
from ragbot.errors import ArchiveError

SCHEMA = "8"


@dataclass(frozen=True, slots=True)
class Step:
    """The statements that lead from one schema to the next. Missing tables are made whole, after all steps."""

    schema: str
    """The schema that the step leads to."""
    statements: Mapping[str, Sequence[str]]
    """The statements by the table that they change."""


STEPS: Mapping[str, Step] = {
    "2": Step(
        "3",
        {
            "articles": [
                "ALTER TABLE articles ADD COLUMN state_by VARCHAR(12)",
                "ALTER TABLE articles ADD COLUMN state_since VARCHAR(20)",
                "ALTER TABLE articles ADD COLUMN reason TEXT",
                # a state that was set before schema 3 was an operator's: no ingest set any
                "UPDATE articles SET state_by = 'operator' WHERE state != 'live'",
            ]
        },
    ),
    "3": Step(
        "4",
        {
            "sources": [
                "ALTER TABLE sources ADD COLUMN is_named BOOLEAN NOT NULL DEFAULT 0",
                "UPDATE sources SET is_named = is_listed",  # until their list is read again
            ],
            "checks": [
                "ALTER TABLE checks ADD COLUMN unchanged INTEGER NOT NULL DEFAULT 0",
                "ALTER TABLE checks ADD COLUMN requests INTEGER NOT NULL DEFAULT 0",
                "ALTER TABLE checks ADD COLUMN not_modified INTEGER NOT NULL DEFAULT 0",
            ],
        },
    ),
    # the tables of keys and deeds are new: a ragbot that does not know keys would serve everybody
    "4": Step("5", {}),
    # the table of feedback is new
    "5": Step("6", {}),
    # new are the tables of standing questions, which a ragbot that does not know them would leave unasked, and of what
    # expired
    "6": Step("7", {}),
    # the table of hearsay is new; ratings from before it keep what they cite, as was promised then
    "7": Step("8", {}),
}
"""The step from each older schema, by that schema."""


def check_schema(connection: Connection) -> None:
    """Check the schema before anything is written. Raises ArchiveError when no step leads on from it."""
    found = _schema(connection)
    if found not in (None, SCHEMA, *STEPS):
        raise ArchiveError(
            f"it has schema {found}, and this ragbot reads {SCHEMA}. Take the articles into a new folder with "
            "ragbot-ingest --archive, or use the ragbot that wrote it."
        )


def upgrade(connection: Connection) -> None:
    """Make all tables as they are now, in the transaction of the connection: wholly or not at all."""
    while (found := _schema(connection)) in STEPS:
        step = STEPS[str(found)]
        for statement in _needed(connection, step):
            connection.exec_driver_sql(statement)
        connection.execute(meta.update().where(meta.c.name == "schema").values(value=step.schema))
    tables.create_all(connection)


def _needed(connection: Connection, step: Step) -> list[str]:
    present = inspect(connection)
    return [each for table, statements in step.statements.items() if present.has_table(table) for each in statements]


def _schema(connection: Connection) -> str | None:
    if not inspect(connection).has_table("meta"):
        return None
    return connection.execute(select(meta.c.value).where(meta.c.name == "schema")).scalar()

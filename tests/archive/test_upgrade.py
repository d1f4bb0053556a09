"""The tables of an older ledger are brought to the present schema, step by step."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest
import sqlalchemy as sql
from sqlalchemy import Connection

from ragbot.archive.tables import meta, tables
from ragbot.archive.upgrade import SCHEMA, STEPS, check_schema, upgrade
from ragbot.errors import ArchiveError


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = sql.create_engine("sqlite://")
    with engine.begin() as opened:
        yield opened
    engine.dispose()


ADDED = re.compile(r"ALTER TABLE (\w+) ADD COLUMN (\w+)")  # "ALTER TABLE checks ADD COLUMN requests INTEGER"
AT_FIRST = {
    "articles": 7, "checks": 7, "deeds": 5, "embeddings": 3, "expired": 6, "feedback": 13, "file_names": 3,
    "hearsay": 1, "items": 15, "keys": 6, "meta": 2, "notes": 4, "parts": 2, "passages": 5, "refusals": 5,
    "sources": 22, "spellings": 2, "superseded": 3, "texts": 2, "versions": 10, "watch_updates": 8, "watches": 24,
}  # fmt: skip
"""The number of columns that each table began with, which stays; a new table gets its entry."""


def added_from(schema: str) -> list[tuple[str, str]]:
    """Return the columns, each with its table, that the steps from a schema on add."""
    later = [step for begins, step in STEPS.items() if int(begins) >= int(schema)]
    statements = [each for step in later for of_table in step.statements.values() for each in of_table]
    return [(found[1], found[2]) for each in statements if (found := ADDED.match(each))]


def of_schema(connection: Connection, schema: str) -> Connection:
    """Tables as an older ragbot had them, as far as its steps tell."""
    tables.create_all(connection)
    connection.execute(meta.insert().values(name="schema", value=schema))
    for table, column in added_from(schema) if schema in STEPS else ():
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP COLUMN {column}")
    return connection


def schema_of(connection: Connection) -> str | None:
    return connection.execute(sql.select(meta.c.value).where(meta.c.name == "schema")).scalar()


def columns(connection: Connection) -> dict[str, set[str]]:
    found = sql.inspect(connection)
    return {table: {column["name"] for column in found.get_columns(table)} for table in found.get_table_names()}


def test_the_steps_lead_from_each_schema_to_the_present_one() -> None:
    for schema in STEPS:
        passed = [schema]
        while passed[-1] in STEPS:
            passed.append(STEPS[passed[-1]].schema)
        assert passed[-1] == SCHEMA
        assert len(set(passed)) == len(passed)


@pytest.mark.parametrize("schema", [*STEPS, SCHEMA])
def test_a_ledger_of_any_schema_has_all_columns_then(connection: Connection, schema: str) -> None:
    of_schema(connection, schema)
    check_schema(connection)
    for _ in range(2):
        upgrade(connection)
        assert schema_of(connection) == SCHEMA
        assert columns(connection) == {
            table.name: {column.name for column in table.columns} for table in tables.sorted_tables
        }


def test_a_column_that_a_table_did_not_begin_with_has_the_step_that_adds_it() -> None:
    """Without it an older ledger lacks the column, and a fresh one, which every other test has, does not."""
    added = Counter(table for table, _ in added_from(min(STEPS)))
    assert {table.name: len(table.columns) - added[table.name] for table in tables.sorted_tables} == AT_FIRST


def test_a_new_ledger_gets_its_tables(connection: Connection) -> None:
    check_schema(connection)
    upgrade(connection)
    assert {"articles", "versions", "meta"} <= columns(connection).keys()
    assert schema_of(connection) is None


def test_a_state_from_before_operators_were_noted_is_an_operators(connection: Connection) -> None:
    of_schema(connection, "2")
    for number, state in enumerate(("live", "retracted")):
        connection.exec_driver_sql(
            "INSERT INTO articles (id, serial, source, state, first_seen) VALUES (?, ?, '', ?, '')",
            (state, number, state),
        )
    upgrade(connection)
    found = connection.exec_driver_sql("SELECT id, state_by FROM articles ORDER BY serial").all()
    assert [tuple(row) for row in found] == [("live", None), ("retracted", "operator")]


@pytest.mark.parametrize("schema", ["1", str(int(SCHEMA) + 1), "", "soon"])
def test_a_schema_that_no_step_leads_on_from_is_refused_with_the_way_out(connection: Connection, schema: str) -> None:
    of_schema(connection, schema)
    with pytest.raises(ArchiveError, match=rf"^it has schema {schema}, and this ragbot reads {SCHEMA}\. Take the art"):
        check_schema(connection)

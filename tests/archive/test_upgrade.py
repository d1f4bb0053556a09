"""The tables of an older ledger are brought to the present schema, step by step."""

from __future__ import annotations

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


def of_schema(connection: Connection, schema: str) -> Connection:
    """Tables as an older ragbot had them, as far as its steps tell."""
    tables.create_all(connection)
    connection.execute(meta.insert().values(name="schema", value=schema))
    if schema in ("2", "3"):
        for column in ("unchanged", "requests", "not_modified"):
            connection.exec_driver_sql(f"ALTER TABLE checks DROP COLUMN {column}")
        connection.exec_driver_sql("ALTER TABLE sources DROP COLUMN is_named")
    if schema == "2":
        for column in ("state_by", "state_since", "reason"):
            connection.exec_driver_sql(f"ALTER TABLE articles DROP COLUMN {column}")
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

"""The database of an archive: one SQLite file, private, checked before anything is written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sql

from ragbot.archive.database import Database
from ragbot.archive.upgrade import SCHEMA
from ragbot.errors import ArchiveError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite3"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    opened = Database(path)
    yield opened
    opened.close()


def change(path: Path, statement: str, *values: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement, values)


def refusal(path: Path) -> str:
    with pytest.raises(ArchiveError) as caught:
        Database(path)
    return str(caught.value)


def test_a_new_one_is_made_for_its_user_alone_with_a_name_that_stays(database: Database, path: Path) -> None:
    assert path.stat().st_mode & 0o777 == 0o600
    assert database.meta("schema") == SCHEMA
    assert database.meta("nothing") is None
    name = database.meta("archive")
    assert name is not None
    assert len(name) == 16
    with closing(Database(path)) as again:
        assert again.meta("archive") == name


def test_facts_are_replaced(database: Database) -> None:
    with database.writing() as connection:
        database.set_meta(connection, model="one", generation="1")
        database.set_meta(connection, model="two")
    assert (database.meta("model"), database.meta("generation")) == ("two", "1")


def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    def fail() -> None:
        with database.writing() as connection:
            database.set_meta(connection, model="one")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert database.meta("model") is None


def test_a_reader_sees_one_state_while_another_writes(database: Database) -> None:
    query = sql.text("SELECT value FROM meta WHERE name = 'model'")
    with database.reading() as reader:
        assert reader.execute(query).scalar() is None
        with database.writing() as writer:
            database.set_meta(writer, model="one")
        assert reader.execute(query).scalar() is None
    assert database.meta("model") == "one"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("archive", "../../elsewhere"),
        ("archive", "1F0C2AB93D4E5F60"),
        ("generation", "0"),
        ("generation", "1234567"),
        ("model", "a\nb"),
        ("model", "x" * 501),
        ("model", ""),
    ],
)
def test_a_name_that_no_ragbot_writes_is_refused(database: Database, path: Path, name: str, value: str) -> None:
    database.close()
    change(path, "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", name, value)
    told = refusal(path)
    assert told.startswith(f"{path}: its {name} is ")
    assert told.endswith(", which no ragbot writes: restore it from a backup.")
    assert "\n" not in told


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("CREATE TRIGGER evil AFTER INSERT ON meta BEGIN DELETE FROM meta; END", "trigger 'evil'"),
        ("CREATE VIEW evil AS SELECT * FROM meta", "view 'evil'"),
        ("CREATE VIRTUAL TABLE evil USING fts5(a)", "table 'evil'"),
    ],
)
def test_what_acts_on_its_own_is_refused(database: Database, path: Path, statement: str, kind: str) -> None:
    database.close()
    change(path, statement)
    assert refusal(path) == f"{path}: it has a {kind}, which no ragbot makes: restore it from a backup."


def test_authors_that_are_no_list_of_names_are_damage(database: Database) -> None:
    read = database._engine.dialect._json_deserializer
    assert read
    assert read('["Mira Holt"]') == ["Mira Holt"]
    for text in ("7", '{"a": 1}', "[7]", "no", "[" * 100_000):
        with pytest.raises(ArchiveError, match=r"^The ledger is damaged \(authors '"):
            read(text)


def test_an_error_of_the_file_tells_what_to_do(database: Database) -> None:
    with (
        pytest.raises(ArchiveError, match=r"The ledger cannot be used now \(.*\); try again"),
        database.reading() as one,
    ):
        one.exec_driver_sql("SELECT * FROM nothing")


def test_its_size_is_that_of_the_file_with_its_log(database: Database, path: Path) -> None:
    files = [file for file in path.parent.iterdir() if file.name in (path.name, f"{path.name}-wal")]
    assert database.size() == sum(file.stat().st_size for file in files) > 0


def test_unused_pages_go_back_to_the_disk_where_that_is_worth_it(database: Database, path: Path) -> None:
    assert not database.shrink()
    with database.writing() as connection:
        database.set_meta(connection, **{f"note{i}": "x" * 9_000 for i in range(100)})
    with database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM meta WHERE name LIKE 'note%'")
    before = database.size()
    assert database.shrink()
    assert database.size() < before
    assert database.meta("schema") == SCHEMA

"""The condition of an archive, looked at from outside."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ragbot.archive.archive import Archive, ledger_path
from ragbot.archive.lock import Owner
from ragbot.archive.upgrade import SCHEMA
from ragbot.errors import ArchiveError, ServerError
from ragbot.operations.condition import ask_server, look_at_archive, look_at_vectors, model_of_archive, nearest_folder
from ragbot.settings import Settings
from tests.conftest import add, article
from tests.memory_store import INDEXES
from tests.openai_server import nowhere


@pytest.fixture
def closed(light_archive: Archive, in_memory: Settings) -> Settings:
    """An archive with one article that nobody has open."""
    add(light_archive, article("The Grey Linnet sank off Halmere."))
    light_archive.close()
    return in_memory


def change(settings: Settings, statement: str) -> None:
    with closing(sqlite3.connect(ledger_path(settings.archive))) as connection, connection:
        connection.execute(statement)


def test_the_nearest_folder_is_it_or_the_first_above_it(tmp_path: Path) -> None:
    assert nearest_folder(tmp_path) == nearest_folder(tmp_path / "a" / "b") == tmp_path


def test_a_sound_archive_is_told_with_its_figures(closed: Settings) -> None:
    ((status, text),) = [each for each in look_at_archive(closed) if "read by others" not in each[1]]
    assert status == "ok"
    assert text.startswith(f"{closed.archive} has 1 articles, 1 versions, 1 passages, as of 2")
    assert text.endswith(f", schema {SCHEMA}")


def test_where_there_is_none_the_way_to_one_is_told_and_none_is_made(in_memory: Settings) -> None:
    (finding,) = look_at_archive(in_memory)
    assert finding == (
        "warning",
        f"There is no archive in {in_memory.archive} yet: make one with 'ragbot-ingest PATH'.",
    )
    assert not in_memory.archive.exists()
    assert list(look_at_vectors(in_memory)) == [("ok", "memory, not looked into")]
    assert model_of_archive(in_memory) is None


def test_an_older_schema_is_told_and_left(closed: Settings) -> None:
    change(closed, "UPDATE meta SET value = '7' WHERE name = 'schema'")
    assert ("warning", f"{closed.archive} has schema 7; it is brought to {SCHEMA} when it is next opened") in list(
        look_at_archive(closed)
    )
    assert list(look_at_vectors(closed)) == [("ok", "memory, not looked into")]


def test_a_file_that_is_no_ledger_is_told_with_the_way_out(closed: Settings) -> None:
    ledger_path(closed.archive).write_bytes(b"no database at all, and long enough" * 9)
    with pytest.raises(ArchiveError, match=r"cannot be read .*: is it a ledger\? Restore it from a backup\."):
        list(look_at_archive(closed))


def test_vectors_are_counted_and_a_missing_index_is_not_made(closed: Settings) -> None:
    (finding,) = look_at_vectors(closed)
    assert finding == ("ok", "memory with 1 vectors; 'ragbot verify' tells whether each is found")
    for path in [path for path in INDEXES if path.parent == closed.archive]:
        del INDEXES[path]
    ((status, text),) = look_at_vectors(closed)
    assert (status, text.partition(";")[0]) == ("warning", "memory lacks 1 of 1 vectors")
    assert not [path for path in INDEXES if path.parent == closed.archive]


def test_the_model_is_that_of_the_index(closed: Settings) -> None:
    assert model_of_archive(closed) == "words@1"


@pytest.mark.parametrize("address", ["http://192.0.2.1:8000", "", "http://halmere.example"])
def test_no_token_goes_to_another_machine(address: str) -> None:
    owner = Owner(1, "ragbot serve", "2026-01-05T08:00:00Z", address=address, token="secret")
    with pytest.raises(ServerError, match="which is not on this machine: stop ") as caught:
        ask_server(owner, "/readyz")
    assert "secret" not in str(caught.value)


def test_a_server_that_does_not_answer_is_told() -> None:
    owner = Owner(1, "ragbot serve", "2026-01-05T08:00:00Z", address=nowhere(), token="secret")
    with pytest.raises(ServerError, match=r"does not answer \(.*\): look at its log, or start it anew\.$"):
        ask_server(owner, "/readyz")

"""The full text has just the versions that readers see."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from ragbot.archive import fulltext, states
from ragbot.archive.archive import Archive
from ragbot.archive.shown import index_all, reindexed, shown
from tests.conftest import add, article

SHIP, RAIN = article("It sank.", "Ferry"), article("It rained.", "Rain", "https://daily.example/b")


@pytest.fixture
def filled(light_archive: Archive) -> Archive:
    add(light_archive, SHIP, RAIN)
    return light_archive


def words(connection: Connection) -> set[str]:
    return {word for word in ("sank", "rained", "rose") if fulltext.holding(connection, word)}


def test_readers_see_title_and_text_of_current_versions(filled: Archive) -> None:
    with filled._ledger.reading() as connection:
        assert sorted(row[1:] for row in shown(connection, [SHIP.id, RAIN.id])) == [
            ("Ferry", "It sank."),
            ("Rain", "It rained."),
        ]
        assert shown(connection, []) == shown(connection, ["0" * 32]) == []


def test_what_readers_see_no_more_leaves_the_full_text_and_comes_back(filled: Archive) -> None:
    with filled._ledger.writing() as connection:
        for state, left in (("retracted", {"rained"}), ("live", {"sank", "rained"}), ("corrected", {"sank", "rained"})):
            with reindexed(connection, SHIP.id):
                states.decide(connection, SHIP.id, state, None, "2026-03-01T08:00:00Z")  # type: ignore[arg-type]
            assert words(connection) == left
            assert bool(shown(connection, [SHIP.id])) == ("sank" in left)


def test_nothing_is_written_where_readers_see_the_same(filled: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fulltext, "add", lambda *_: pytest.fail("written"))
    with filled._ledger.writing() as connection, reindexed(connection, SHIP.id):
        pass


def test_the_full_text_can_be_written_anew(filled: Archive) -> None:
    filled.set_state(RAIN.id, "removed")
    with filled._ledger.writing() as connection:
        fulltext.clear(connection)
        fulltext.add(connection, [(999, "Foreign", "It rose.")])
        index_all(connection)
        assert words(connection) == {"sank"}

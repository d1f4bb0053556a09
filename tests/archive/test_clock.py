"""The time by which the ledger says when something came in or changed."""

from __future__ import annotations

import re

import pytest

from ragbot.archive import clock
from ragbot.archive.archive import Archive
from tests.conftest import add, article

EARLY, LATE = "2026-03-01T08:00:00Z", "2026-03-02T08:00:00Z"


def test_an_instant_is_written_to_the_second_in_utc() -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", clock.now())


def test_an_empty_ledger_has_seen_nothing_later_than_now(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: EARLY)
    with archive._ledger.reading() as connection:
        assert clock.seen_now(connection) == EARLY


@pytest.mark.parametrize(
    ("then", "seen"), [(EARLY, LATE), (LATE, LATE), ("2026-03-03T08:00:00Z", "2026-03-03T08:00:00Z")]
)
def test_a_clock_that_was_set_back_is_not_followed(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, then: str, seen: str
) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATE)
    add(archive, article("It sank."))
    monkeypatch.setattr(clock, "now", lambda: then)
    with archive._ledger.reading() as connection:
        assert clock.seen_now(connection) == seen

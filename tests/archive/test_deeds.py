"""Who fed, retracted or changed what, and when."""

from __future__ import annotations

import pytest

from ragbot.archive import clock
from ragbot.archive.archive import Archive
from ragbot.archive.deeds import COMMAND_LINE, LONGEST_DETAIL, Deed


def test_the_newest_deeds_come_first_and_no_more_than_wanted(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: "2026-03-01T08:00:00Z")  # at one instant
    for number in range(3):
        archive.deeds.add("desk", "POST /v1/articles", f"{number} added")
    assert [deed.detail for deed in archive.deeds.newest(2)] == ["2 added", "1 added"]
    assert archive.deeds.newest(9)[-1] == Deed("2026-03-01T08:00:00Z", "desk", "POST /v1/articles", "0 added")


def test_an_archive_without_deeds_has_none(archive: Archive) -> None:
    assert archive.deeds.newest(9) == []


def test_a_detail_is_cut_and_may_be_left_out(archive: Archive) -> None:
    archive.deeds.add(COMMAND_LINE, "ragbot-ingest", "é" * 2 * LONGEST_DETAIL)
    archive.deeds.add(COMMAND_LINE, "ragbot-ingest")
    assert [deed.detail for deed in archive.deeds.newest(9)] == ["", "é" * LONGEST_DETAIL]

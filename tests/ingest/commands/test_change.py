"""ragbot-ingest change, pause, resume and forget: what changes in the ledger, and what the audit keeps of it."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from ingest import cli
from ingest.commands.change import HABIT, interval
from ingest.sources.lists import Listed
from ingest.sources.subscriptions import source_at
from ragbot.archive.archive import open_deeds, open_sources
from ragbot.archive.source import ASKED, Source
from ragbot.settings import Settings

FEED = "https://mira:pass@courier.example/feed?key=k123"


@pytest.fixture
def folder(settings: Settings) -> Path:
    with open_sources(settings, create=True) as sources:
        sources.add(source_at(Listed(FEED, "The Courier")))
    return settings.archive


def run(folder: Path, *words: str) -> int:
    return cli.main([*words, "--archive", str(folder)])


def source(settings: Settings) -> Source:
    with open_sources(settings) as sources:
        return sources.all()[0]


def deeds(settings: Settings) -> list[tuple[str, str | None]]:
    with open_deeds(settings) as found:
        return [(deed.what, deed.detail) for deed in found.newest(9)]


@pytest.mark.parametrize(("text", "seconds"), [("30m", 1800), ("6h", 21_600), ("1d", 86_400), ("habit", HABIT)])
def test_an_interval_is_read(text: str, seconds: int) -> None:
    assert interval(text) == seconds


@pytest.mark.parametrize("text", ["", "0m", "59", "31d", "often", "Habit"])
def test_what_is_no_interval_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="no interval from 1m to 30d, such as 30m, 6h or 1d, and not"):
        interval(text)


def test_a_title_and_an_interval_are_changed_and_taken_back(folder: Path, settings: Settings) -> None:
    assert run(folder, "change", "The Courier", "--title", "Our Courier", "--every", "2h") == 0
    changed = source(settings)
    assert (changed.title, changed.is_named, changed.every, changed.interval) == ("Our Courier", True, 7200, 7200)
    assert run(folder, "change", "Our Courier", "--title", "", "--every", "habit") == 0
    changed = source(settings)
    assert (changed.is_named, changed.every) == (False, None)
    assert deeds(settings) == [("ragbot-ingest change", "https://courier.example/feed")] * 2


def test_without_a_change_nothing_is_done(folder: Path, settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "change", "The Courier") == 2
    assert "Say what is to change: --title TEXT, --every SPAN, or both." in capsys.readouterr().err
    assert run(folder, "change", "The Courier", "--every", "habit") == 0
    assert deeds(settings) == [], "it was so already"


def test_the_file_that_lists_a_source_decides_again(
    folder: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_sources(settings) as sources:
        sources.set(sources.all()[0].id, is_listed=True)
    assert run(folder, "change", "The Courier", "--title", "Our Courier") == 0
    assert "the file that lists it decides again when it is followed the next time" in capsys.readouterr().err


def test_a_source_is_paused_resumed_and_forgotten(
    folder: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_sources(settings) as sources:
        sources.set(sources.all()[0].id, failures=5, error="is answered with 500")
    assert run(folder, "pause", "The Courier") == 0
    assert source(settings).state == "paused"
    assert run(folder, "resume", "The Courier") == 0
    resumed = source(settings)
    assert (resumed.state, resumed.failures, resumed.error, resumed.next_check) == ("active", 0, None, ASKED)
    assert run(folder, "forget", "The Courier") == 0
    out = capsys.readouterr().out.splitlines()
    assert [line.rpartition(": ")[2] for line in out] == ["paused", "active", "forgotten; its articles stay"]
    assert [what for what, _ in deeds(settings)] == [f"ragbot-ingest {step}" for step in ("forget", "resume", "pause")]


def test_an_unknown_source_is_named_and_the_others_are_changed(
    folder: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, "pause", "The Tide", "The Courier") == 1
    assert source(settings).state == "paused"
    assert "The Tide: no source has this address, title or id" in capsys.readouterr().err

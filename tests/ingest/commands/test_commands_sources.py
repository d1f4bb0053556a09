"""Sources on the command line: looked up by address, title or id, shown, and what was done to them kept."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest

from ingest.commands.sources import named, note, show_source, sources_of
from ragbot.archive.archive import open_deeds
from ragbot.archive.source import Source, read
from ragbot.archive.sources import Sources
from ragbot.errors import ArchiveError
from ragbot.settings import Settings
from tests.ingest.commands.sources_kept import COURIER, THEN, TIDE, keep

SPORT = replace(COURIER, id="e" * 32, address="https://courier.example/sport")
NOW: datetime = read(THEN)


def arguments(settings: Settings) -> argparse.Namespace:
    return argparse.Namespace(archive=settings.archive)


@pytest.fixture
def sources(settings: Settings) -> Iterator[Sources]:
    keep(settings, COURIER, TIDE)
    with sources_of(arguments(settings)) as opened:
        yield opened


def test_only_who_may_make_an_archive_makes_one(settings: Settings) -> None:
    with pytest.raises(ArchiveError, match="There is no archive"), sources_of(arguments(settings)):
        pass
    with sources_of(arguments(settings), create=True) as opened:
        assert opened.all() == []
    with sources_of(arguments(settings)) as opened:
        assert opened.all() == []


@pytest.mark.parametrize("name", ["The Courier", COURIER.address, COURIER.id, COURIER.id[:8]])
def test_a_source_has_several_names(sources: Sources, name: str) -> None:
    assert named(sources, [name]) == ([COURIER], 0)


def test_those_that_are_there_are_found_in_the_order_of_their_names(
    sources: Sources, capsys: pytest.CaptureFixture[str]
) -> None:
    assert named(sources, ["The Tide", "no \x1b such", "The Courier"]) == ([TIDE, COURIER], 1)
    assert capsys.readouterr().err == (
        "ragbot: no \\x1b such: no source has this address, title or id; 'ragbot-ingest list' shows them\n"
    )


def test_of_a_title_that_several_have_the_ids_are_told(sources: Sources, capsys: pytest.CaptureFixture[str]) -> None:
    sources.add(SPORT)
    assert named(sources, ["The Courier"]) == ([], 1)
    told = capsys.readouterr().err
    assert "The Courier: 2 sources are called so; name one by its address or its id: " in told
    assert "cccccccc" in told
    assert "eeeeeeee" in told
    assert "dddddddd" not in told


def test_a_deed_is_kept_in_the_name_of_its_command_without_a_password(settings: Settings) -> None:
    keep(settings)
    note(arguments(settings), "follow", "https://me:pa55@courier.example/feed")
    with open_deeds(settings) as deeds:
        assert [(deed.who, deed.what, deed.detail) for deed in deeds.newest(9)] == [
            ("command line", "ragbot-ingest follow", "https://courier.example/feed")
        ]


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        (COURIER, 1),
        (replace(COURIER, error="is answered with 500"), 2),
        (replace(COURIER, title="The \x1b[2JCourier\n"), 1),
    ],
)
def test_a_source_is_shown_with_its_trouble_and_steers_no_terminal(
    source: Source, lines: int, capsys: pytest.CaptureFixture[str]
) -> None:
    show_source(source, NOW)
    shown = capsys.readouterr().out
    assert len(shown.splitlines()) == lines
    assert "\x1b" not in shown

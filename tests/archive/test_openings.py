"""How the articles of some days begin, for lists of the news."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ragbot.archive.archive import Archive
from ragbot.archive.openings import BEGINNING, Extent, Opening, extent, opening, openings, outlets
from ragbot.archive.tables import Scope
from ragbot.types import Window
from tests.conftest import add, article, stories
from tests.evidence import version

MARCH = Scope(Window("2026-03-01", "2026-03-31"))


@pytest.fixture
def filled(archive: Archive) -> Archive:
    days = ("2026-03-01", "2026-03-02T09:00:00Z", "2026-04-01", None)
    outlet = ("Daily", "Daily", "Courier", "")
    add(
        archive,
        *(
            article(f"It sank on {day}.", f"Ferry {day}", f"https://daily.example/{i}", published=day, source=outlet[i])
            for i, day in enumerate(days)
        ),
    )
    return archive


def test_an_opening_is_the_beginning_of_a_version_and_no_more() -> None:
    whole = replace(version("x" * 2 * BEGINNING, "a", 2, "Ferry", "Daily"), published="2026-03-01")
    first = opening(whole)
    assert first == Opening("a", 2, "Ferry", "Daily", whole.url, "2026-03-01", "en", "x" * BEGINNING)
    assert opening(version("short")).text == "short"


def test_an_empty_archive_has_no_extent(archive: Archive) -> None:
    assert extent(archive._ledger, Scope()) == Extent(0, 0, None, None)
    assert outlets(archive._ledger, Scope()) == []
    assert openings(archive._ledger, Scope(), 5) == []


def test_an_extent_counts_articles_and_known_outlets_from_the_first_day_to_the_last(filled: Archive) -> None:
    assert extent(filled._ledger, Scope()) == Extent(4, 2, "2026-03-01", "2026-04-01")
    assert extent(filled._ledger, MARCH) == Extent(2, 1, "2026-03-01", "2026-03-02")
    assert extent(filled._ledger, Scope(sources=("Courier",))).articles == 1


def test_outlets_are_listed_with_most_articles_first_then_by_name(filled: Archive) -> None:
    assert outlets(filled._ledger, Scope()) == [("Daily", 2), ("", 1), ("Courier", 1)]
    assert outlets(filled._ledger, MARCH) == [("Daily", 2)]


def test_openings_are_the_newest_first_within_the_scope(filled: Archive) -> None:
    assert [one.published for one in openings(filled._ledger, MARCH, 9)] == ["2026-03-02T09:00:00Z", "2026-03-01"]


def test_what_nobody_may_read_has_no_opening(filled: Archive) -> None:
    for one in openings(filled._ledger, MARCH, 9)[:1]:
        filled.set_state(one.article_id, "retracted", "invented")
    assert [one.published for one in openings(filled._ledger, MARCH, 9)] == ["2026-03-01"]
    assert extent(filled._ledger, MARCH).articles == 1


def test_of_more_than_the_limit_a_sample_of_all_days_is_taken(archive: Archive) -> None:
    add(archive, *stories(20))
    sample = openings(archive._ledger, Scope(), 5)
    assert len(sample) == 5
    days = [one.published or "" for one in sample]
    assert days == sorted(days, reverse=True)
    assert int(days[0][-2:]) - int(days[-1][-2:]) > 10


def test_a_long_article_is_read_only_at_its_beginning(archive: Archive) -> None:
    add(archive, article("It sank. " * BEGINNING))
    assert len(openings(archive._ledger, Scope(), 5)[0].text) == BEGINNING

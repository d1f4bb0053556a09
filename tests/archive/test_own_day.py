"""The day of an article is that of its publisher's clock: in filters, lists, counts and answers."""

from __future__ import annotations

import pytest

from ingest.records.articles import article_from
from ingest.records.dates import parse_date
from ragbot.archive.archive import Archive
from ragbot.archive.listing import Filter
from ragbot.archive.tables import Scope
from ragbot.types import Window, is_before
from tests.conftest import STORY, add

EVENING = "2026-03-10T22:30:00-05:00"  # in UTC it is the 11th
MORNING = "2026-03-11T06:00:00+09:00"  # in UTC it is the 10th, and earlier than EVENING


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (EVENING, EVENING),
        ("Tue, 10 Mar 2026 22:30:00 EST", EVENING),
        ("2026-03-11T03:30:00Z", "2026-03-11T03:30:00Z"),
        ("2026-03-11T03:30:00+00:00", "2026-03-11T03:30:00Z"),
        ("2026-03-10T22:30:00.250-05:00", EVENING),
        ("2026-03-10T22:30:00-05:00:30", "2026-03-11T03:30:30Z"),
        ("2026-03-29T02:30:00", "2026-03-29"),  # in no time zone, and in Berlin there is no such hour
    ],
)
def test_an_instant_begins_with_the_publishers_day(given: str, kept: str) -> None:
    assert parse_date(given) == kept
    assert parse_date(kept) == kept


def test_instants_are_compared_as_such_and_with_a_day_by_the_day() -> None:
    assert is_before(MORNING, EVENING)
    assert not is_before(EVENING, MORNING)
    assert is_before("2026-03-11T03:29:59Z", EVENING)
    assert not is_before("2026-03-11T03:30:00Z", EVENING)
    assert is_before(EVENING, "2026-03-11")
    assert not is_before("2026-03-10", EVENING)


@pytest.fixture
def filled(archive: Archive) -> Archive:
    for name, published in (("evening", EVENING), ("morning", MORNING), ("day", "2026-03-10")):
        record = {"title": name, "text": STORY, "url": f"https://velm.example/{name}", "published": published}
        assert add(archive, article_from(record, "here")[0]).results == ("added",)
    return archive


def names(archive: Archive, window: Window) -> set[str]:
    listed = {one.title for one in archive.articles(Filter(window=window)).articles}
    scope = Scope(window)
    hits = archive.passages_of(list(archive.matching(["ferry"], 9, scope)), scope)
    found = archive.versions([(hit.article_id, hit.version) for hit in hits])
    assert {version.title for version in found.values()} == listed
    return listed


def test_since_and_until_count_the_publishers_day(filled: Archive) -> None:
    assert names(filled, Window("2026-03-10", "2026-03-10")) == {"evening", "day"}
    assert names(filled, Window("2026-03-11", "2026-03-11")) == {"morning"}
    assert names(filled, Window(None, "2026-03-10")) == {"evening", "day"}
    assert names(filled, Window("2026-03-11", None)) == {"morning"}


def test_days_are_counted_and_pages_turned_by_it(filled: Archive) -> None:
    assert [(one.day, one.articles) for one in filled.days().days] == [("2026-03-10", 2), ("2026-03-11", 1)]
    cursor, titles = None, []
    while True:
        page = filled.articles(limit=1, cursor=cursor)
        titles += [one.title for one in page.articles]
        if (cursor := page.next) is None:
            break
    assert titles == ["morning", "evening", "day"]


def test_an_archive_from_before_learns_the_day_from_the_next_ingest(archive: Archive) -> None:
    record = {"text": STORY, "url": "https://velm.example/tram", "published": "2026-03-11T03:30:00Z"}
    add(archive, article_from(record, "here")[0])
    again = article_from({**record, "published": EVENING}, "here")[0]
    assert add(archive, again).results == ("updated",)
    assert add(archive, again).results == ("unchanged",)
    assert archive.articles().articles[0].published == EVENING

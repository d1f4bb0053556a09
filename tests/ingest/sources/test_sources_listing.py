"""What a source lists at one moment, and why it cannot be read: no answer, no patience, no folder."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from ingest.fetch.fetched import FEEDS, Fetched, QuietError, RefusedError, Target
from ingest.fetch.fetcher import Fetcher
from ingest.formats.feeds import Feed, FeedItem
from ingest.formats.format import Parsers
from ingest.formats.sitemaps import Sitemap
from ingest.records.record import SourceError, never
from ingest.sources.listing import MOST_MAPS, Asking, GoneError, Listing, listing_of
from ragbot.archive.source import Kind, Source

ADDRESS = "https://courier.example/feed"
PAGE = FeedItem("k" * 32, "https://courier.example/dam", {})


def source(kind: Kind = "feed", **more: Any) -> Source:
    return replace(Source("a" * 32, ADDRESS, kind, "The Courier", "2026-03-10T09:30:00Z", ""), **more)


class Web:
    """Answers by address, and keeps what was asked for. What came is parsed already."""

    def __init__(self, pages: dict[str, Any]) -> None:
        self.pages, self.targets = pages, list[Target]()
        self.statuses: dict[str, dict[str, Any]] = {}

    def fetch(self, target: Target, is_over: Any) -> Fetched:
        self.targets.append(target)
        if isinstance(self.pages.get(target.url), SourceError):
            raise self.pages[target.url]
        answer = SimpleNamespace(**{**ANSWER, "url": target.url, **self.statuses.get(target.url, {})})
        return cast(Fetched, answer)

    def follow(self, name: str, data: bytes, address: str, is_over: Any) -> Any:
        return self.pages[address]


ANSWER: dict[str, Any] = {
    "status": 200,
    "is_there": True,
    "data": b"",
    "moved_to": None,
    "is_public": True,
    "etag": "",
    "last_modified": "",
    "opt_outs": (),
    "fresh_seconds": None,
    "retry_seconds": None,
}


def listed(web: Web, one: Source) -> Listing:
    return listing_of(one, Asking(cast(Fetcher, web), cast(Parsers, web)))


def answered(found: object, one: Source | None = None, **answer: Any) -> Listing:
    web = Web({ADDRESS: found})
    web.statuses[ADDRESS] = answer
    return listed(web, one or source())


def sitemap(count: int, *pages: FeedItem) -> Sitemap:
    """An index of so many sitemaps, the first of which changed last."""
    maps = [(f"https://courier.example/{n}.xml", f"2026-03-{30 - n}") for n in range(count)]
    return Sitemap(pages, tuple(maps[::-1]))


# Feeds


def test_a_feed_lists_its_items_with_its_words_about_itself() -> None:
    feed = Feed("The Courier", None, (PAGE,), 600, skip_hours=frozenset({3}), skip_days=frozenset({6}))
    found = answered(feed, etag='"2"', last_modified="Tue", opt_outs=("tdm",), moved_to="https://courier.example/new")
    assert found == Listing(
        *((PAGE,), "The Courier"),
        wait=600,
        skip_hours=frozenset({3}),
        skip_days=frozenset({6}),
        etag='"2"',
        last_modified="Tue",
        opt_outs=("tdm",),
        moved_to="https://courier.example/new",
    )


@pytest.mark.parametrize(("fresh", "ttl", "wait"), [(900.0, 600, 900.0), (None, 600, 600.0), (30.0, None, 30.0)])
def test_the_longer_of_two_waits_counts(fresh: float | None, ttl: int | None, wait: float) -> None:
    assert answered(Feed("", None, (), ttl), fresh_seconds=fresh).wait == wait


def test_a_feed_that_names_too_many_items_says_how_to_have_them_all() -> None:
    (problem,) = answered(Feed("", None, (PAGE,), left_out=1999)).problems
    assert problem.origin == ADDRESS
    assert problem.reason.startswith("names 2,000 items, of which the newest are followed; to have them all, save it")
    assert answered(Feed("", None, (PAGE,))).problems == ()


def test_a_source_is_asked_whether_it_changed_and_stays_as_it_was_if_not() -> None:
    one = source(etag='"1"', last_modified="Mon")
    web = Web({})
    web.statuses[ADDRESS] = {"status": 304, "etag": '"ignored"', "fresh_seconds": 60.0}
    assert listed(web, one) == Listing(is_unchanged=True, etag='"1"', last_modified="Mon", wait=60.0)
    assert web.targets == [Target(ADDRESS, '"1"', "Mon", FEEDS)]


@pytest.mark.parametrize(
    ("answer", "kind", "told"),
    [
        ({"status": 410, "is_there": False}, GoneError, "is gone for good"),
        ({"status": 429, "is_there": False, "retry_seconds": 60.0}, QuietError, r"not given now \(429\)"),
        ({"status": 503, "is_there": False, "retry_seconds": 60.0}, QuietError, r"not given now \(503\)"),
        ({"status": 503, "is_there": False}, SourceError, "is answered with 503"),
        ({"status": 404, "is_there": False, "retry_seconds": 60.0}, SourceError, "is answered with 404"),
    ],
)
def test_a_source_that_does_not_come_says_why(answer: dict[str, Any], kind: type[SourceError], told: str) -> None:
    with pytest.raises(SourceError, match=told) as raised:
        answered(None, **answer)
    assert type(raised.value) is kind
    if isinstance(raised.value, QuietError):
        assert raised.value.seconds == 60.0


# Sitemaps


def test_a_sitemap_without_others_lists_its_pages() -> None:
    found = answered(Sitemap((PAGE,), ()), source("sitemap"), etag='"2"')
    assert (found.items, found.etag, found.has_failed) == ((PAGE,), '"2"', False)


def index(web_pages: dict[str, Any], count: int, *own: FeedItem) -> tuple[Web, Listing]:
    web = Web({ADDRESS: sitemap(count, *own), **web_pages})
    web.statuses[ADDRESS] = {"etag": '"2"', "last_modified": "Tue", "fresh_seconds": 5.0}
    return web, listed(web, source("sitemap"))


def part(n: int) -> str:
    return f"https://courier.example/{n}.xml"


def test_of_an_index_the_sitemaps_that_changed_last_are_read() -> None:
    pages = {part(n): Sitemap((replace(PAGE, key=f"{n:032}"),), ()) for n in range(MOST_MAPS + 2)}
    web, found = index(pages, MOST_MAPS + 2, PAGE)
    assert [target.url for target in web.targets] == [ADDRESS, *map(part, range(MOST_MAPS))]
    assert {target.public_only for target in web.targets[1:]} == {True}
    assert found.items == [PAGE, *(replace(PAGE, key=f"{n:032}") for n in range(MOST_MAPS))]
    assert (found.etag, found.last_modified) == ("", ""), "they say nothing of its sitemaps"
    assert (found.problems, found.has_failed, found.wait) == ((), False, 5.0)


def test_a_part_that_cannot_be_read_costs_none_of_the_others() -> None:
    _, found = index({part(0): QuietError("asks for patience", 90.0), part(1): Sitemap((PAGE,), ())}, 2)
    assert (found.items, found.has_failed, found.wait) == ([PAGE], True, 90.0)
    assert [(each.origin, each.reason) for each in found.problems] == [(part(0), "asks for patience")]


@pytest.mark.parametrize(
    ("error", "kind", "told"),
    [
        (SourceError("is torn"), SourceError, "sitemaps of which none can be read: https://courier.example/0.xml is t"),
        (GoneError("is gone"), SourceError, "none can be read"),
        (QuietError("asks for patience", 90.0), QuietError, "^asks for patience"),
        (RefusedError("is not to be read", ["noai"]), RefusedError, "^is not to be read"),
    ],
)
def test_an_index_of_which_no_part_can_be_read_is_not_read(
    error: SourceError, kind: type[SourceError], told: str
) -> None:
    with pytest.raises(SourceError, match=told) as raised:
        index({part(n): error for n in range(2)}, 2)
    assert type(raised.value) is kind, "a part that is gone does not mean that its index is"
    _, found = index({part(n): error for n in range(2)}, 2, PAGE)
    assert found.items == [PAGE], "it has pages of its own"


# Pages and folders


def test_a_page_is_its_own_item_and_nothing_is_asked() -> None:
    web = Web({})
    found = listed(web, source("page"))
    assert [(item.url, item.record) for item in found.items] == [(ADDRESS, {})]
    assert (web.targets, found.is_public) == ([], False)
    assert found.items[0].key == listed(web, source("page", title="Another")).items[0].key


def test_a_folder_lists_its_files_and_what_tells_that_one_changed(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("It sank.")
    folder = source("folder", address=str(tmp_path))
    (before,) = listed(Web({}), folder).items
    assert before.record == {"path": str(file), "size": 8, "changed": file.stat().st_mtime_ns}
    os.utime(file, ns=(0, 7))
    (after,) = listed(Web({}), folder).items
    assert (after.key, after.record["changed"]) == (before.key, 7)


def test_a_folder_that_is_away_is_told_and_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is no folder any more; is its disk there"):
        listed(Web({}), source("folder", address=str(tmp_path / "none")))


def test_requests_are_counted() -> None:
    asking = Asking(cast(Fetcher, Web({})), cast(Parsers, None))
    asking.fetch(Target(ADDRESS))
    asking.fetch(Target(ADDRESS))
    assert (asking.requests, asking.is_over) == (2, never)

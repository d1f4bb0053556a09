"""An item on its way to a record: from its feed, from its page, or from neither, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import pytest

from ingest.fetch.fetched import Fetched, Target
from ingest.fetch.fetcher import Fetcher
from ingest.formats.feeds import FeedItem
from ingest.formats.format import Parsers
from ingest.records.record import IsOver, SourceError, never
from ingest.sources import taking
from ingest.sources.taking import Entry, ItemResult, Taker
from ragbot.archive.source import Item

URL, MOVED = "https://courier.example/dam", "https://courier.example/news/dam"
ITEM = Item("s", "key", "2026-03-10T09:00:00Z", URL)
OLD = Item("s", "key", "2026-03-10T09:00:00Z", URL, article_id="a" * 32, etag='"1"', last_modified="Mon")
PAGE = {"title": "Dam raised", "text": "The council of Halmere raises the dam.", "url": URL}


class FakeFetcher:
    """Answers with pages of a test, and notes what it is asked."""

    def __init__(self, pages: Mapping[str, Fetched | str]) -> None:
        self.pages, self.targets = pages, list[Target]()

    def fetch(self, target: Target, is_over: IsOver) -> Fetched:
        self.targets.append(target)
        page = self.pages[target.url]
        if isinstance(page, str):
            raise SourceError(page)
        return page


def page(status: int = 200, url: str = URL, moved_to: str | None = None) -> Fetched:
    return Fetched(url, moved_to, status, "text/html", "", b"", '"2"', "Tue")


def feed_item(text: str = "", is_whole: bool = False, **record: Any) -> FeedItem:
    return FeedItem("key", URL, {"title": "Dam", "published": "2026-03-10", "text": text, **record}, is_whole)


@pytest.fixture
def record(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """What is read of a page."""
    record: dict[str, object] = dict(PAGE)
    monkeypatch.setattr(taking, "record_of", lambda page, parsers, is_over: record)
    return record


def take(entry: Entry, *pages: Fetched | str, **more: Fetched | str) -> tuple[ItemResult, list[Target]]:
    fetcher = FakeFetcher({**dict.fromkeys([URL], *pages), **more} if pages or more else {})
    taker = Taker(cast(Fetcher, fetcher), cast(Parsers, None))
    return taker.take(entry, never), fetcher.targets


def test_a_whole_text_of_a_feed_needs_no_page() -> None:
    item = feed_item("The council of Halmere raises the dam.", is_whole=True)
    result, targets = take(Entry(ITEM, item))
    assert result.raw
    assert (result.raw.origin, result.raw.record) == (URL, item.record)
    assert (result.is_partial, result.requests, targets) == (False, 0, [])


def test_a_page_is_read_with_what_only_the_feed_has(record: dict[str, object]) -> None:
    result, (target,) = take(Entry(ITEM, feed_item("The council …")), page(moved_to=MOVED))
    assert result.raw
    assert result.raw.record == PAGE | {"published": "2026-03-10"}
    assert (result.etag, result.last_modified, result.moved_to) == ('"2"', "Tue", MOVED)
    assert (result.is_partial, result.requests, result.reason) == (False, 1, None)
    assert (target.url, target.public_only) == (URL, False)


def test_what_has_not_changed_brings_nothing_new() -> None:
    result, (target,) = take(Entry(OLD, None, public_only=True), page(304))
    assert (result.is_unchanged, result.raw, result.etag) == (True, None, '"1"')
    assert (target.etag, target.last_modified, target.public_only) == ('"1"', "Mon", True)


@pytest.mark.parametrize(
    "answer", [page(404), page(410), page(url="https://courier.example/")], ids=["404", "410", "home"]
)
def test_a_page_that_is_not_there_any_more_is_gone_and_one_that_never_was_may_come(answer: Fetched) -> None:
    result, _ = take(Entry(OLD, feed_item("The council …")), answer)
    assert (result.is_gone, result.raw) == (True, None)
    result, _ = take(Entry(ITEM, feed_item("The council …")), answer)
    assert not result.is_gone
    assert result.raw
    assert result.raw.record
    assert (result.raw.record["text"], result.raw.record["partial"], result.is_partial) == ("The council …", True, True)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (page(503), "is answered with 503"),
        (page(404), "is answered with 404"),
        (page(url="https://courier.example"), "leads to the home page of its site"),
        ("did not come within 10 s", "did not come within 10 s"),
    ],
)
def test_why_a_page_gave_no_record_is_told(answer: Fetched | str, reason: str) -> None:
    result, _ = take(Entry(ITEM, None), answer)
    assert (result.reason, result.raw, result.requests) == (reason, None, 1)


def test_the_home_page_itself_may_be_followed(record: dict[str, object]) -> None:
    home = "https://courier.example/"
    result, _ = take(Entry(Item("s", "key", "2026-03-10T09:00:00Z", home), None), **{home: page(url=home)})
    assert result.raw


def test_what_the_archive_has_whole_does_not_give_way_to_a_part() -> None:
    result, _ = take(Entry(OLD, feed_item("The council …")), "is refused")
    assert (result.raw, result.reason) == (None, "is refused")


@pytest.mark.parametrize(
    ("text", "reason", "is_partial"),
    [
        ("The council …", "has no address, and what its feed has may be a part of its text only", True),
        ("", "has neither an address nor a text", False),
    ],
)
def test_an_item_without_an_address_is_what_its_feed_has(text: str, reason: str, is_partial: bool) -> None:
    entry = Entry(Item("s", "key", "2026-03-10T09:00:00Z"), feed_item(text))
    result, targets = take(entry)
    assert (result.reason, result.is_partial, bool(result.raw), targets) == (reason, is_partial, is_partial, [])
    assert entry.name == "Dam"


def test_an_item_has_a_name_for_people() -> None:
    assert Entry(ITEM, feed_item()).name == URL
    assert Entry(Item("s", "key", ""), None).name == "key"
    assert Entry(Item("s", "key", ""), feed_item(title="")).name == "key"


@pytest.mark.parametrize(
    ("of_page", "of_feed", "text"),
    [("Short.", "The longer teaser.", "The longer teaser."), ("Longer.", "X.", "Longer.")],
)
def test_of_two_teasers_the_longer_one_is_kept(
    record: dict[str, object], of_page: str, of_feed: str, text: str
) -> None:
    record.update(text=of_page, partial=True)
    result, _ = take(Entry(ITEM, feed_item(of_feed)), page())
    assert result.raw
    assert result.raw.record
    assert (result.raw.record["text"], result.is_partial) == (text, True)


def test_an_article_that_moved_for_good_keeps_its_address_in_the_archive(record: dict[str, object]) -> None:
    moved = Item("s", "key", "2026-03-10T09:00:00Z", MOVED, article_id="a" * 32)
    entry = Entry(moved, feed_item(), lambda: URL, before=URL)
    result, targets = take(entry, page(url=MOVED, moved_to=MOVED))
    assert result.raw
    assert result.raw.record
    assert (result.raw.record["_address"], result.moved_to) == (URL, MOVED)
    assert [target.url for target in targets] == [URL], "one request does for both"


@pytest.mark.parametrize("answer", [page(), page(moved_to="https://courier.example/other"), page(404), "is refused"])
def test_another_address_without_a_redirect_may_be_another_article(
    record: dict[str, object], answer: Fetched | str
) -> None:
    moved = Item("s", "key", "2026-03-10T09:00:00Z", MOVED, article_id="a" * 32)
    result, targets = take(Entry(moved, feed_item(), lambda: URL, before=URL), answer, **{MOVED: page(url=MOVED)})
    assert result.raw
    assert result.raw.record
    assert "_address" not in result.raw.record
    assert [target.url for target in targets] == [URL, MOVED]
    assert result.requests == 2

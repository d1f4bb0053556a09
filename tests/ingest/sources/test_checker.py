"""A check of one source: which items are looked at, in which order, and what an error of one does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from ingest.formats.feeds import FeedItem
from ingest.pipeline.report import Problem
from ingest.records.record import IsOver, Raw, SourceError
from ingest.sources import checker as checkers
from ingest.sources.bookkeeping import Bookkeeper, Rules
from ingest.sources.checker import A_FEW, REMEMBERED, Checker
from ingest.sources.habit import Bounds
from ingest.sources.listing import Listing
from ingest.sources.taking import Entry, ItemResult, Taker
from ragbot.archive.archive import Archive
from ragbot.archive.intake import Added
from ragbot.archive.ledger import Ledger
from ragbot.archive.source import Source, moment
from ragbot.archive.sources import Sources
from ragbot.errors import ArchiveError
from ragbot.types import Article

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
FEED = Source("a" * 32, "https://courier.example/feed", "feed", "The Courier", moment(NOW), moment(NOW))


def feed_item(n: int, text: str = "Halmere raises its dam.") -> FeedItem:
    record = {"title": f"Dam {n}", "text": text, "url": f"https://courier.example/{n}"}
    return FeedItem(f"{n:032}", f"https://courier.example/{n}", record, is_whole=True)


class FakeTaker:
    """Takes each item from its feed."""

    def __init__(self) -> None:
        self.fetcher = self.parsers = None
        self.entries: list[Entry] = []

    def take(self, entry: Entry, is_over: IsOver) -> ItemResult:
        self.entries.append(entry)
        record = entry.feed_item.record if entry.feed_item else None
        return ItemResult(entry, Raw(entry.name, record) if record else None, is_unchanged=not record, requests=1)


@dataclass
class World:
    """A source over a real ledger, a listing that a test makes, and an archive that keeps titles."""

    followed: Sources
    listing: Listing = field(default_factory=Listing)
    titles: list[str] = field(default_factory=list)
    error: Exception | None = None
    now: datetime = NOW

    def __post_init__(self) -> None:
        self.followed.add(FEED)
        self.taker = FakeTaker()
        books = Bookkeeper(cast(Archive, self), Rules(Bounds(), (timedelta(hours=1),)), lambda: self.now)
        self.checker = Checker(cast(Archive, self), cast(Taker, self.taker), books)

    @property
    def source(self) -> Source:
        return self.followed.all()[0]

    def add(self, articles: list[Article], cut: object) -> Added:
        if self.error:
            raise self.error
        self.titles += [article.title for article in articles]
        return Added(tuple("added" for _ in articles), len(articles), len(articles))

    def article(self, article_id: str) -> Any:
        return [SimpleNamespace(url="https://courier.example/old")]

    def listed(self, *items: FeedItem, **more: Any) -> None:
        self.listing = Listing(items, **more)

    def taken(self) -> list[str]:
        """The keys of the items that were looked at since the last call."""
        keys = [entry.item.key.lstrip("0") for entry in self.taker.entries]
        self.taker.entries.clear()
        return keys


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    ledger = Ledger(tmp_path / "ledger.sqlite3")
    one = World(Sources(ledger))
    monkeypatch.setattr(checkers, "listing_of", lambda source, asking: one.listing)
    yield one
    ledger.close()


def test_new_items_go_in_the_oldest_first_and_then_only_those_that_changed_or_are_due(world: World) -> None:
    world.listed(feed_item(3), feed_item(2), feed_item(1))
    result = world.checker.check(world.source)
    assert result
    assert (result.added, result.failed, result.requests) == (3, 0, 3)
    assert world.taken() == ["1", "2", "3"]
    assert world.titles == ["Dam 1", "Dam 2", "Dam 3"]
    assert world.checker.check(world.source)
    assert world.taken() == []
    world.listed(feed_item(3), feed_item(2, "The dam stays as it is."))
    assert world.checker.check(world.source)
    assert world.taken() == ["2"]
    world.now += timedelta(hours=1)
    assert world.checker.check(world.source)
    assert sorted(world.taken()) == ["1", "2", "3"], "they are due again, also what has left the feed"


def test_a_check_belongs_to_one_process_and_its_claim_ends_with_it(world: World) -> None:
    world.listed(feed_item(1))
    world.followed.set(FEED.id, claimed=moment(NOW + timedelta(minutes=5)))
    assert world.checker.check(world.source) is None
    assert world.taken() == []
    world.now += timedelta(minutes=6)
    assert world.checker.check(world.source)
    assert world.source.claimed == ""


def test_of_many_entries_the_most_are_taken_and_the_next_check_follows_soon(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkers, "A_FEW", 1)
    monkeypatch.setattr(checkers, "MOST_ENTRIES", 3)
    world.listed(*(feed_item(n) for n in range(5, 0, -1)), etag='"1"')
    assert world.checker.check(world.source)
    assert world.taken() == ["1", "2", "3"]
    assert (world.source.etag, world.source.next_check) == ("", moment(NOW + timedelta(minutes=1)))
    world.now += timedelta(minutes=1)
    assert world.checker.check(world.source)
    assert world.taken() == ["4", "5"]
    assert world.source.etag == '"1"'


def test_a_check_that_is_stopped_keeps_what_it_took_and_goes_on_at_the_next(world: World) -> None:
    world.listed(*(feed_item(n) for n in range(A_FEW * 2, 0, -1)))
    assert world.checker.check(world.source, is_over=lambda: len(world.titles) >= A_FEW)
    assert len(world.taken()) == A_FEW
    assert world.checker.check(world.source)
    assert len(world.taken()) == A_FEW


def test_old_items_are_forgotten_after_a_whole_check_that_brought_something(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[tuple[object, ...]] = []
    monkeypatch.setattr(world.followed, "forget_items", lambda *given: calls.append(given))
    world.listed(feed_item(2), feed_item(1))
    world.checker.check(world.source)
    assert calls == [(FEED.id, {feed_item(1).key, feed_item(2).key}, moment(NOW - REMEMBERED))]
    world.checker.check(world.source)  # brings nothing
    world.listed(feed_item(3), has_failed=True)
    world.checker.check(world.source)
    assert len(calls) == 1


def test_an_item_that_gets_another_key_at_its_address_stays_the_same(world: World) -> None:
    world.listed(feed_item(1))
    world.checker.check(world.source)
    renamed = replace(feed_item(1), key="9" * 32)
    world.listed(renamed)
    world.taken()
    world.checker.check(world.source)
    assert list(world.followed.items(FEED.id)) == ["9" * 32]
    assert world.taken() == []


def test_a_new_address_of_an_item_is_told_with_the_one_before(world: World) -> None:
    world.listed(feed_item(1))
    world.checker.check(world.source)
    world.listed(replace(feed_item(1), url="https://courier.example/new", record={"title": "Dam", "text": "New."}))
    world.taken()
    world.checker.check(world.source)
    (entry,) = world.taker.entries
    assert (entry.item.url, entry.before) == ("https://courier.example/new", "https://courier.example/1")
    assert entry.address() == "https://courier.example/old"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (SourceError("is answered with 500"), "is answered with 500"),
        (ZeroDivisionError("secret"), "cannot be checked (ZeroDivisionError)"),
    ],
)
def test_an_error_of_the_source_is_a_failure_of_its_own(
    world: World, monkeypatch: pytest.MonkeyPatch, error: Exception, told: str
) -> None:
    def failing(source: Source, asking: object) -> Listing:
        raise error

    monkeypatch.setattr(checkers, "listing_of", failing)
    result = world.checker.check(world.source)
    assert result
    assert result.error == told
    assert (world.source.failures, world.source.error, world.source.claimed) == (1, told, "")


def test_an_archive_that_fails_is_raised(world: World) -> None:
    world.error = ArchiveError("The disk is full.")
    world.listed(feed_item(1))
    with pytest.raises(ArchiveError, match="The disk is full"):
        world.checker.check(world.source)


def test_parts_that_were_not_read_are_told(world: World) -> None:
    problem = Problem("https://courier.example/part", "is answered with 503")
    world.listed(feed_item(1), problems=(problem,), is_unchanged=True)
    result = world.checker.check(world.source)
    assert result
    assert (result.problems, result.not_modified) == ([problem], 1)


@pytest.mark.parametrize(("is_public", "public_only"), [(True, True), (False, False)])
def test_items_of_a_source_on_the_internet_have_to_be_there_too(
    world: World, is_public: bool, public_only: bool
) -> None:
    world.listed(feed_item(1), is_public=is_public)
    world.checker.check(world.source)
    (entry,) = world.taker.entries
    assert entry.public_only == public_only
    assert world.checker.met == {FEED.id: is_public}


def test_for_due_items_alone_the_source_is_not_asked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.listed(feed_item(1))
    world.checker.check_due(world.source)
    world.followed.set(FEED.id, next_check=moment(NOW + timedelta(days=1)))
    asked: list[Source] = []
    never: Callable[..., Any] = lambda source, asking: asked.append(source)  # noqa: E731
    monkeypatch.setattr(checkers, "listing_of", never)
    world.now += timedelta(hours=1)
    world.taken()
    assert world.checker.check_due(world.source)
    assert (world.taken(), asked) == (["1"], [])
    assert world.source.next_check == moment(NOW + timedelta(days=1))


def test_a_page_that_cannot_be_read_is_a_failure_of_its_source(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    page = replace(FEED, kind="page")
    world.followed.set(FEED.id, kind="page")
    world.listed(feed_item(1), problems=(Problem("https://courier.example/", "is answered with 503"),))
    monkeypatch.setattr(world.taker, "take", lambda entry, is_over: ItemResult(entry))
    result = world.checker.check(page)
    assert result
    assert result.error == "is answered with 503"

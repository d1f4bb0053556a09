"""The books of a check: when an item and its source are looked at again, and what the history keeps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from ingest.fetch.fetched import QuietError, RefusedError
from ingest.pipeline.report import Problem
from ingest.records.record import SourceError
from ingest.sources.bookkeeping import LONGEST_QUIET, MOST_TOLD, Bookkeeper, CheckResult, Rules
from ingest.sources.habit import Bounds
from ingest.sources.listing import GoneError, Listing
from ingest.sources.taking import Entry, ItemResult
from ragbot.archive.archive import Archive
from ragbot.archive.ledger import Ledger
from ragbot.archive.source import Item, Source, moment
from ragbot.archive.sources import Sources
from ragbot.settings import load_settings
from tests.conftest import article

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
AGES = tuple(timedelta(hours=age) for age in (1, 6, 24))
FEED = Source("a" * 32, "https://courier.example/feed", "feed", "The Courier", moment(NOW), moment(NOW))
ITEM = Item(FEED.id, "key", moment(NOW), "https://courier.example/dam")


class FakeArchive:
    """Sources over a real ledger, and what is said of articles."""

    def __init__(self, followed: Sources) -> None:
        self.followed = followed
        self.said: list[tuple[str, str, str]] = []

    def say(self, article_id: str, state: str, note: str) -> bool:
        self.said.append((article_id, state, note))
        return True


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[FakeArchive]:
    ledger = Ledger(tmp_path / "ledger.sqlite3")
    one = FakeArchive(Sources(ledger))
    one.followed.add(FEED)
    yield one
    ledger.close()


def books(archive: FakeArchive | None = None, now: datetime = NOW, ages: tuple[timedelta, ...] = AGES) -> Bookkeeper:
    return Bookkeeper(cast(Archive, archive), Rules(Bounds(), ages), lambda: now)


def looked(item: Item = ITEM, *, now: datetime = NOW, ages: tuple[timedelta, ...] = AGES, **fields: Any) -> Item:
    """The item after a look."""
    result = ItemResult(Entry(item, None), **fields)
    return books(now=now, ages=ages).item_after(CheckResult(FEED), result)


def in_hours(hours: float) -> str:
    return moment(NOW + timedelta(hours=hours))


def test_the_rules_are_those_of_the_settings() -> None:
    rules = Rules.of(load_settings(rechecks="24h 1h", shortest_interval=600, longest_interval=300))
    assert rules.rechecks == (timedelta(hours=1), timedelta(hours=24))
    assert (rules.bounds.shortest, rules.bounds.longest) == (timedelta(minutes=10), timedelta(minutes=10))


def test_an_item_is_looked_at_again_at_the_next_age() -> None:
    whole = article("The dam is raised.", published="2026-03-10T09:00:00Z")
    moved = "https://courier.example/news/dam"
    item = looked(article=whole, outcome="added", etag='"1"', last_modified="Mon", moved_to=moved)
    assert (item.checks, item.etag, item.last_modified) == (1, '"1"', "Mon")
    assert (item.published, item.url) == ("2026-03-10T09:00:00Z", moved)
    assert item.article_id == whole.id
    assert item.next_check == "2026-03-10T10:00:00Z"
    assert looked(replace(item), now=NOW + timedelta(hours=2)).next_check == "2026-03-10T15:00:00Z"
    assert looked(replace(item), now=NOW + timedelta(days=2)).next_check is None
    assert looked(replace(item), ages=()).next_check is None


def test_news_that_is_dated_ahead_counts_from_now() -> None:
    ahead = article("The dam is raised.", published="2026-03-12")
    assert looked(article=ahead, outcome="added").next_check == in_hours(1)


@pytest.mark.parametrize("ages", [AGES, ()])
def test_an_item_without_its_whole_text_is_tried_again_where_no_ages_are_set(ages: tuple[timedelta, ...]) -> None:
    assert looked(ages=ages).next_check == in_hours(1)
    assert looked(ages=ages, now=NOW + timedelta(hours=3)).next_check == in_hours(6)
    part = replace(ITEM, article_id="a" * 32, is_partial=True)
    assert looked(part, ages=ages).next_check == in_hours(1)


def test_what_failed_changes_neither_the_article_nor_the_address() -> None:
    item = looked(article=article("x"), outcome="failed", moved_to="https://courier.example/other")
    assert (item.article_id, item.url, item.checks) == (None, ITEM.url, 1)


def test_the_reason_of_a_failure_is_kept_with_the_name_of_the_item() -> None:
    result = CheckResult(FEED)
    books().item_after(result, ItemResult(Entry(ITEM, None), reason="is answered with 503"))
    assert result.problems == [Problem("https://courier.example/dam", "is answered with 503")]


def test_only_the_first_problems_are_kept() -> None:
    result = CheckResult(FEED)
    for n in range(MOST_TOLD + 5):
        result.tell(f"{n}", "is answered with 503")
    assert [problem.origin for problem in result.problems] == [f"{n}" for n in range(MOST_TOLD)]


def test_a_page_that_three_checks_over_two_days_did_not_find_is_removed(archive: FakeArchive) -> None:
    item, result = replace(ITEM, article_id="a" * 32, next_check=moment(NOW)), CheckResult(FEED)
    states = []
    for day in range(3):
        later = books(archive, NOW + timedelta(days=day))
        item = later.item_after(result, ItemResult(Entry(item, None), is_gone=True))
        states.append((item.gone, item.next_check, result.removed))
    assert states == [(1, in_hours(24), 0), (2, in_hours(48), 0), (3, None, 1)]
    assert item.gone_since == moment(NOW)
    note = "Its publisher has taken the page away: it is not found any more since 2026-03-10."
    assert archive.said == [("a" * 32, "removed", note)]
    assert result.problems[0].reason == "is not found any more"


def test_three_checks_on_one_day_remove_nothing_and_a_page_that_comes_back_starts_anew(archive: FakeArchive) -> None:
    item = replace(ITEM, article_id="a" * 32, gone=5, gone_since=moment(NOW - timedelta(hours=5)))
    gone = books(archive).item_after(CheckResult(FEED), ItemResult(Entry(item, None), is_gone=True))
    assert (gone.gone, gone.next_check, archive.said) == (6, in_hours(24), [])
    back = looked(gone, is_unchanged=True)
    assert (back.gone, back.gone_since) == (0, None)


def test_what_only_the_feed_ever_had_is_not_taken_away(archive: FakeArchive) -> None:
    item = replace(ITEM, article_id="a" * 32, is_partial=True, gone=9, gone_since=moment(NOW - timedelta(days=9)))
    result = CheckResult(FEED)
    assert books(archive).item_after(result, ItemResult(Entry(item, None), is_gone=True)).next_check is None
    assert (archive.said, result.removed) == ([], 0)


def settled(
    archive: FakeArchive, listing: Listing, source: Source = FEED, is_all: bool = True, **counts: int
) -> Source:
    result = books(archive).settle(CheckResult(source, **counts), listing, is_all)  # type: ignore[arg-type]
    (kept,) = archive.followed.all()
    assert result.source == kept
    return kept


def test_after_a_check_the_source_has_its_marks_and_its_next_check(archive: FakeArchive) -> None:
    listing = Listing(title="The Daily Courier", etag='"1"', last_modified="Mon", opt_outs=("noai", "tdm-reservation"))
    source = settled(archive, listing, added=1)
    assert (source.title, source.etag, source.last_modified) == ("The Daily Courier", '"1"', "Mon")
    assert source.opt_outs == "noai, tdm-reservation"
    assert (source.last_check, source.last_change) == (moment(NOW), moment(NOW))
    assert source.next_check == moment(NOW + timedelta(seconds=source.interval)) > moment(NOW)
    (check,) = archive.followed.history(FEED.id)
    assert (check.at, check.added) == (moment(NOW), 1)


def test_a_check_that_brought_nothing_is_not_in_the_history(archive: FakeArchive) -> None:
    assert settled(archive, Listing(), unchanged=3).last_change is None
    assert archive.followed.history(FEED.id) == []


def test_a_part_that_fails_again_is_in_the_history_once(archive: FakeArchive) -> None:
    for _ in range(3):
        result = CheckResult(archive.followed.all()[0])
        result.tell("https://courier.example/part", "is answered with 503")
        books(archive).settle(result, Listing(), True)
    assert len(archive.followed.history(FEED.id)) == 1


def test_where_not_all_was_taken_the_next_check_comes_soon_and_whole(archive: FakeArchive) -> None:
    source = settled(archive, Listing(etag='"1"', last_modified="Mon"), is_all=False)
    assert (source.next_check, source.etag, source.last_modified) == (moment(NOW + timedelta(minutes=1)), "", "")


def test_the_interval_of_an_operator_counts_and_the_source_may_ask_for_more_time(archive: FakeArchive) -> None:
    source = replace(FEED, every=900)
    archive.followed.set(FEED.id, every=900)
    assert settled(archive, Listing(wait=60), source).next_check == in_hours(0.25)
    assert settled(archive, Listing(wait=7200), source).next_check == in_hours(2)
    assert settled(archive, Listing(wait=10**7), source).next_check == in_hours(24), "the longest of our bounds"
    assert settled(archive, Listing(skip_hours=frozenset({9})), source).next_check == "2026-03-10T10:00:00Z"


def test_a_title_of_the_operator_stays_and_so_does_one_that_the_source_leaves_out(archive: FakeArchive) -> None:
    assert settled(archive, Listing(title="")).title == "The Courier"
    named = replace(FEED, is_named=True)
    archive.followed.set(FEED.id, is_named=True)
    assert settled(archive, Listing(title="Renamed"), named).title == "The Courier"


def test_a_source_that_moved_for_good_has_its_new_address_unless_another_source_has_it(archive: FakeArchive) -> None:
    moved = "https://courier.example/new"
    assert settled(archive, Listing(moved_to=moved)).address == moved
    archive.followed.add(replace(FEED, id="b" * 32, address="https://courier.example/taken"))
    taken = Listing(moved_to="https://courier.example/taken")
    assert books(archive).settle(CheckResult(replace(FEED, address=moved)), taken, True).source.address == moved


def test_a_failure_is_tried_ever_later_and_a_success_forgives_it(archive: FakeArchive) -> None:
    source, waits = FEED, []
    for _ in range(3):
        result = books(archive).settle_failure(CheckResult(source), SourceError("is answered with 500"))
        source = result.source
        waits.append(source.next_check)
    assert waits == [moment(NOW + timedelta(minutes=minutes)) for minutes in (5, 10, 20)]
    assert (source.failures, source.failing_since, source.error) == (3, moment(NOW), "is answered with 500")
    assert source.state == "active"
    assert len(archive.followed.history(FEED.id)) == 1, "only the first one tells something new"
    source = books(archive, NOW + timedelta(hours=1)).settle(CheckResult(source), Listing(), True).source
    assert (source.failures, source.failing_since, source.error) == (0, None, None)
    assert len(archive.followed.history(FEED.id)) == 2


def test_what_its_publisher_ended_is_gone_and_what_it_forbids_is_named(archive: FakeArchive) -> None:
    gone = books(archive).settle_failure(CheckResult(FEED), GoneError("is answered with 410")).source
    assert gone.state == "gone"
    refused = books(archive).settle_failure(CheckResult(FEED), RefusedError("is not wanted", ["robots.txt"])).source
    assert refused.opt_outs == "robots.txt"


@pytest.mark.parametrize(("seconds", "wait"), [(120.0, timedelta(minutes=2)), (10.0**9, LONGEST_QUIET)])
def test_a_server_that_asks_for_time_gets_it_and_that_is_no_failure(
    archive: FakeArchive, seconds: float, wait: timedelta
) -> None:
    result = books(archive).settle_failure(CheckResult(FEED), QuietError("wants to be left alone", seconds))
    assert (result.error, result.source.failures) == (None, 0)
    assert result.source.next_check == moment(NOW + wait)


def test_what_an_operator_changed_during_the_check_stays(archive: FakeArchive) -> None:
    archive.followed.set(FEED.id, state="paused", claimed="2026-03-10T10:00:00Z")
    books(archive).settle(CheckResult(FEED), Listing(title="Renamed"), True)
    (kept,) = archive.followed.all()
    assert (kept.state, kept.title, kept.claimed) == ("paused", "Renamed", "")


def test_a_look_at_items_alone_leaves_the_next_check(archive: FakeArchive) -> None:
    result = books(archive).settle_items(CheckResult(replace(FEED, next_check=in_hours(3)), updated=1))
    assert (result.source.next_check, result.source.last_change) == (in_hours(3), moment(NOW))
    assert books(archive).settle_items(CheckResult(FEED)).source.last_change is None

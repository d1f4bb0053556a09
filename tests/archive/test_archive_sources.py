"""The sources that an archive follows: kept, claimed by one process at a time, and late when they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ragbot.archive.lateness import lateness
from ragbot.archive.ledger import Ledger
from ragbot.archive.source import ASKED, Check, Item, Refusal, Source, moment, read
from ragbot.archive.sources import Sources

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
FEED = Source("a" * 32, "https://courier.example/feed", "feed", "The Courier", moment(NOW), moment(NOW))


@pytest.fixture
def sources(tmp_path: Path) -> Iterator[Sources]:
    ledger = Ledger(tmp_path / "ledger.sqlite3")
    yield Sources(ledger)
    ledger.close()


def ago(**span: float) -> str:
    return moment(NOW - timedelta(**span))


def test_a_source_is_followed_once(sources: Sources) -> None:
    assert sources.add(FEED)
    assert not sources.add(replace(FEED, id="b" * 32))
    assert sources.all() == [FEED]


@pytest.mark.parametrize("name", ["a" * 32, "aaaa", FEED.address, "The Courier"])
def test_it_is_named_by_its_id_its_address_or_its_title(sources: Sources, name: str) -> None:
    sources.add(FEED)
    assert sources.named(name) == FEED
    assert sources.named("aaa") is None, "too short to tell"
    assert sources.named("%") is None


def test_a_name_that_two_have_names_none(sources: Sources) -> None:
    sources.add(FEED)
    sources.add(replace(FEED, id="ab" * 16, address="https://courier.example/sport"))
    assert sources.named("The Courier") is None


def test_what_is_due_is_due_until_somebody_is_at_it(sources: Sources) -> None:
    sources.add(FEED)
    assert sources.due(ago(seconds=1)) == []
    assert [source.id for source in sources.due(moment(NOW))] == [FEED.id]
    until = moment(NOW + timedelta(minutes=10))
    assert sources.claim(FEED.id, moment(NOW), until)
    assert not sources.claim(FEED.id, moment(NOW), until), "another process"
    assert sources.due(moment(NOW)) == []
    assert sources.due(until), "its process was killed"


def test_an_item_that_is_due_makes_its_source_due(sources: Sources) -> None:
    sources.add(replace(FEED, next_check=moment(NOW + timedelta(hours=5))))
    sources.keep_items(
        [Item(FEED.id, "one", ago(hours=1), next_check=ago(minutes=1)), Item(FEED.id, "two", ago(hours=1))]
    )
    assert [source.id for source in sources.due(moment(NOW))] == [FEED.id]
    sources.set(FEED.id, state="paused")
    assert sources.due(moment(NOW)) == []


def test_who_asks_for_a_check_gets_it_though_none_is_due(sources: Sources) -> None:
    sources.add(replace(FEED, next_check=moment(NOW + timedelta(hours=5))))
    assert sources.due_by_hand() == []
    sources.set(FEED.id, next_check=ASKED)
    assert [source.id for source in sources.due_by_hand()] == [FEED.id]
    sources.set(FEED.id, state="paused")
    assert [source.id for source in sources.due(moment(NOW))] == [FEED.id], "also a paused one"
    assert lateness(sources.all()[0], NOW) is None


def test_forgetting_takes_its_items_and_its_history_along(sources: Sources) -> None:
    sources.add(FEED)
    sources.keep_items([Item(FEED.id, "one", moment(NOW))])
    sources.keep_check(Check(FEED.id, moment(NOW), added=1, refusals=(Refusal("/two", "is empty"),)))
    sources.forget(FEED.id)
    assert (sources.all(), sources.items(FEED.id), sources.history(FEED.id)) == ([], {}, [])


def test_the_history_tells_what_was_refused_the_newest_check_first(sources: Sources) -> None:
    sources.add(FEED)
    reasons = (Refusal("/two", "is empty"), Refusal("/one", "is a list of links"))
    older = Check(FEED.id, ago(hours=1), failed=2, requests=3, not_modified=1, refusals=reasons)
    newer = Check(FEED.id, moment(NOW), unchanged=2, refusals=(Refusal("/one", "is a list of links"),))
    for check in (older, newer, replace(older, added=1), newer):  # of the same second the last one is kept
        sources.keep_check(check)
    assert sources.history(FEED.id) == [newer, replace(older, added=1)]
    assert sources.history(FEED.id, limit=1) == [newer]


def test_an_item_that_is_kept_again_is_replaced(sources: Sources) -> None:
    sources.add(FEED)
    sources.keep_items([Item(FEED.id, "one", moment(NOW))])
    sources.keep_items([Item(FEED.id, "one", moment(NOW), article_id="c" * 32, checks=1)])
    assert sources.items(FEED.id)["one"].article_id == "c" * 32


def test_of_items_those_stay_that_are_named_looked_at_or_new(sources: Sources, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ragbot.archive.sources.KEPT_ITEMS", 2)
    for source in (FEED, replace(FEED, id="b" * 32, address="https://tide.example/feed")):
        sources.add(source)
        sources.keep_items(
            [
                Item(source.id, "old", ago(days=90)),
                Item(source.id, "named", ago(days=90)),
                Item(source.id, "due", ago(days=90), next_check=moment(NOW)),
                Item(source.id, "of last month", ago(days=35)),
                Item(source.id, "new", ago(days=1)),
                Item(source.id, "newer", ago(days=1)),
            ]
        )
    assert sources.forget_items(FEED.id, {"named"}, ago(days=40)) == 1
    assert set(sources.items(FEED.id)) == {"named", "due", "of last month", "new", "newer"}
    assert sources.forget_items(FEED.id, (), ago(days=0.5)) == 2, "the two newest stay, however old"
    assert set(sources.items(FEED.id)) == {"due", "new", "newer"}
    assert len(sources.items("b" * 32)) == 6


def test_the_history_keeps_the_newest_checks_of_each_source(sources: Sources, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ragbot.archive.sources.KEPT_CHECKS", 3)
    other = replace(FEED, id="b" * 32, address="https://tide.example/feed")
    for source in (FEED, other):
        sources.add(source)
    sources.keep_check(Check(other.id, ago(days=99), added=1))
    for day in range(9, 0, -1):
        sources.keep_check(Check(FEED.id, ago(days=day), failed=1, refusals=(Refusal("page", "is gone"),)))
    assert [check.at for check in sources.history(FEED.id)] == [ago(days=day) for day in (1, 2, 3)]
    assert all(check.refusals for check in sources.history(FEED.id))
    assert len(sources.history(other.id)) == 1


def test_days_count_articles_by_publication_and_else_by_when_they_came(sources: Sources) -> None:
    sources.add(FEED)
    published = [Item(FEED.id, str(n), moment(NOW), published=f"2026-03-{n:02}T09:00:00Z") for n in (9, 10, 11)]
    sources.keep_items([*published, Item(FEED.id, "undated", "2026-03-11T08:00:00Z")])
    assert sources.days("2026-03-10") == {FEED.id: {"2026-03-10": 1, "2026-03-11": 2}}
    assert list(map(moment, sources.arrivals(FEED.id, 2))) == ["2026-03-11T09:00:00Z", "2026-03-11T08:00:00Z"]


def test_arrivals_are_in_the_order_of_their_instants_whatever_their_offsets(sources: Sources) -> None:
    sources.add(FEED)
    said = ["2026-03-11T06:30:00+09:00", "2026-03-11T01:00:00+02:00", "2026-03-10T20:00:00-05:00", None, "2026-03-10"]
    sources.keep_items([Item(FEED.id, str(n), "2026-03-10T23:30:00Z", published=when) for n, when in enumerate(said)])
    in_order = [f"2026-03-{time}:00Z" for time in ("11T01:00", "10T23:30", "10T23:00", "10T21:30", "10T00:00")]
    for limit in (1, 2, 3, 5, 9):
        assert list(map(moment, sources.arrivals(FEED.id, limit))) == in_order[:limit]


FRESH = replace(FEED, newest=ago(hours=2), last_check=ago(minutes=30), next_check=moment(NOW), patience=24 * 3600)


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (FRESH, None),
        (replace(FRESH, newest=ago(hours=25)), "silent for longer than usual"),
        (replace(FRESH, newest=ago(hours=25), state="paused"), None),
        (replace(FRESH, failures=2, failing_since=ago(hours=1), error="is answered with 500"), None),
        (replace(FRESH, failures=3, failing_since=ago(hours=1), error="is answered with 500"), "is answered with 500"),
        (replace(FRESH, next_check=ago(minutes=50), interval=600), None),
        (replace(FRESH, next_check=ago(minutes=70), last_check=ago(minutes=80), interval=600), "does 'ragbot serve'"),
        (replace(FRESH, next_check=ago(hours=70), interval=24 * 3600), None),
        (replace(FRESH, state="gone"), "is no more"),
        (replace(FRESH, newest=None, added=ago(days=2)), "nothing has come since"),
    ],
)
def test_late_is_what_fails_what_is_silent_and_what_nobody_checks(source: Source, why: str | None) -> None:
    late = lateness(source, NOW)
    assert late is None if why is None else late and why in late.why


def test_moments_are_read_as_they_are_written() -> None:
    assert read(moment(NOW)) == NOW
    assert read("2026-03-14") == datetime(2026, 3, 14, tzinfo=UTC)

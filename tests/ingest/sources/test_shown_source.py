"""A source over HTTP: the operator sees all but passwords, anybody else neither keys nor folders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ingest.sources.shown_source import DAYS, FollowedSource, PastCheck, told_all, told_with_history
from ragbot.archive.ledger import Ledger
from ragbot.archive.source import ASKED, Check, Item, Refusal, Source, moment
from ragbot.archive.sources import Sources
from ragbot.types import DayCount

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
COURIER = Source(
    "a" * 32,
    "https://mira:pass@courier.example/feed?key=k123",
    "feed",
    "The Courier",
    moment(NOW - timedelta(days=3)),
    moment(NOW + timedelta(hours=1)),
    last_check=moment(NOW),
    newest=moment(NOW - timedelta(hours=2)),
)
FOLDER = replace(COURIER, id="b" * 32, address="/srv/mira/wires", kind="folder", title="/srv/mira/wires")


@pytest.fixture
def sources(tmp_path: Path) -> Iterator[Sources]:
    ledger = Ledger(tmp_path / "ledger.sqlite3")
    yield Sources(ledger)
    ledger.close()


def shown(source: Source = COURIER, is_operator: bool = False, **fields: Any) -> FollowedSource:
    return FollowedSource.of(replace(source, **fields), NOW, {}, is_operator)


@pytest.mark.parametrize(
    ("source", "is_operator", "address"),
    [
        (COURIER, True, "https://courier.example/feed?key=k123"),
        (COURIER, False, "https://courier.example/feed"),
        (FOLDER, True, "/srv/mira/wires"),
        (FOLDER, False, "wires"),
        (replace(COURIER, address="http://me:pa55@[feeds/news?key=s3cret"), False, "http://[feeds/news"),
    ],
)
def test_an_address_is_shown_without_secrets(source: Source, is_operator: bool, address: str) -> None:
    assert shown(source, is_operator).address == address


def test_neither_the_title_nor_an_error_tells_what_the_address_hides() -> None:
    error = "https://mira:pass@courier.example/feed cannot be read"
    for is_operator in (True, False):
        told = shown(title="https://mira:pass@courier.example/feed", error=error, is_operator=is_operator)
        assert (told.title, told.error) == (
            "https://courier.example/feed",
            "https://courier.example/feed cannot be read",
        )
    assert shown(FOLDER, error="/srv/mira/wires/a.txt is damaged").error == "wires/a.txt is damaged"
    assert shown(FOLDER, is_operator=True, error="/srv/mira/wires/a.txt is damaged").title == "/srv/mira/wires"


@pytest.mark.parametrize(
    ("fields", "next_check"),
    [
        ({}, "2026-03-10T10:30:00Z"),
        ({"state": "paused"}, None),
        ({"state": "gone"}, None),
        ({"next_check": ASKED}, "2026-03-10T09:30:00Z"),
        ({"next_check": ASKED, "state": "paused"}, "2026-03-10T09:30:00Z"),
    ],
)
def test_the_next_check_is_told_where_there_is_one(fields: dict[str, Any], next_check: str | None) -> None:
    assert shown(**fields).next_check == next_check


def test_whether_it_is_being_checked_is_told() -> None:
    assert not shown().checking
    assert shown(claimed=moment(NOW + timedelta(minutes=1))).checking
    assert not shown(claimed=moment(NOW)).checking, "its process was killed"


def test_a_late_source_says_why_and_since_when() -> None:
    assert (shown().late, shown().late_kind, shown().late_since) == (None, None, None)
    failing = shown(failures=3, failing_since="2026-03-10T06:00:00Z", error="is answered with 500")
    assert (failing.late_kind, failing.late_since) == ("failing", "2026-03-10T06:00:00Z")
    assert failing.late == "cannot be read since 2026-03-10T06:00:00Z: is answered with 500"


def test_its_articles_are_counted_by_day(sources: Sources) -> None:
    today = datetime.now(UTC)
    days = [today - timedelta(days=back) for back in (0, 0, DAYS - 1, DAYS + 1)]
    sources.add(COURIER)
    sources.keep_items(
        [
            Item(COURIER.id, str(n), moment(day), article_id=f"{n}" * 32, published=moment(day))
            for n, day in enumerate(days)
        ]
    )
    (told,) = told_all(sources, sources.all(), is_operator=False)
    assert told.days == (DayCount(f"{days[2]:%Y-%m-%d}", 1), DayCount(f"{today:%Y-%m-%d}", 2))
    assert told_all(sources, [], is_operator=False) == ()


def test_what_a_check_refused_is_for_the_operator() -> None:
    refusals = (Refusal("https://mira:pass@courier.example/1", "is answered with 404"),)
    check = Check(COURIER.id, moment(NOW), added=2, failed=1, requests=4, error="is late", refusals=refusals)
    told = PastCheck.of(check, COURIER, is_operator=True)
    assert (told.added, told.failed, told.requests, told.error) == (2, 1, 4, "is late")
    assert [(each.origin, each.reason) for each in told.refused] == [
        ("https://courier.example/1", "is answered with 404")
    ]
    assert PastCheck.of(check, COURIER, is_operator=False).refused == ()


def test_a_source_has_its_history_the_newest_check_first(sources: Sources) -> None:
    sources.add(COURIER)
    for hour in (8, 9):
        sources.keep_check(Check(COURIER.id, f"2026-03-10T0{hour}:00:00Z", added=hour))
    told = told_with_history(sources, COURIER, is_operator=False)
    assert told.source.id == COURIER.id
    assert [check.added for check in told.history] == [9, 8]

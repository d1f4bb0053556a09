"""The newest items of a feed of thousands: at whichever end they stand; a usual feed stays as it is."""

from __future__ import annotations

import json

import pytest

from ingest.formats import newest as module
from ingest.formats.newest import newest
from ingest.formats.xml import below, line, root_of


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 3)


DAYS = [f"2026-03-0{day}" for day in range(1, 6)]


def rss(days: list[str], date: str = "pubDate", item: str = "item") -> bytes:
    items = "".join(f"<{item}><title>{day}</title><{date}>{day}</{date}></{item}>" for day in days)
    return f"<rss><channel><title>Orm</title>{items}</channel></rss>".encode()


def json_feed(days: list[str]) -> bytes:
    items = [{"id": day, "date_published": day} for day in days]
    return json.dumps({"title": "Orm", "items": items}).encode()


def titles(content: bytes) -> list[str]:
    return [line(each) for each in below(root_of(content), "title")]


@pytest.mark.parametrize("date", ["pubDate", "published", "updated", "date"])
@pytest.mark.parametrize("item", ["item", "entry"])
def test_the_newest_stand_first_or_last(date: str, item: str) -> None:
    content, left_out = newest(rss(DAYS[::-1], date, item))
    assert (titles(content), left_out) == (["Orm", *DAYS[:1:-1]], 2)
    content, left_out = newest(rss(DAYS, date, item))
    assert (titles(content), left_out) == (["Orm", *DAYS[2:]], 2)


def test_of_a_json_feed_too_with_all_that_it_says_of_itself() -> None:
    for days, kept in ((DAYS, DAYS[2:]), (DAYS[::-1], DAYS[:1:-1])):
        content, left_out = newest(json_feed(days))
        assert json.loads(content) == {"title": "Orm", "items": json.loads(json_feed(kept))["items"]}
        assert left_out == 2


def test_without_days_the_first_are_the_newest() -> None:
    content, left_out = newest(rss(["no day"] * 2 + ["some"] * 3))
    assert (titles(content), left_out) == (["Orm", "no day", "no day", "some"], 2)
    content, left_out = newest(json.dumps({"items": [1, "two", None, [], {"id": 5}]}).encode())
    assert (json.loads(content)["items"], left_out) == ([1, "two", None], 2)


@pytest.mark.parametrize(
    "content",
    [
        rss(DAYS[:3]),
        json_feed(DAYS[:3]),
        b"",
        b"{",
        b'{"items": 7}',
        b"{}",
        b'{"items": ' + b"[" * 100_000,
        rss(DAYS)[:-9],
    ],
    ids=["few", "few in JSON", "nothing", "broken JSON", "no list", "no items", "deep", "broken XML"],
)
def test_a_feed_of_few_or_a_broken_one_stays_as_it_is(content: bytes) -> None:
    assert newest(content) == (content, 0)

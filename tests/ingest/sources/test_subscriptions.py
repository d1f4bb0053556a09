"""Which sources are followed: added by hand once, or made those of a list, which forgets only its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.sources.discovery import Candidate
from ingest.sources.lists import Listed, toml_in
from ingest.sources.subscriptions import Changes, add, add_all, source_at, synchronise, with_interval, with_title
from ragbot.archive.ledger import Ledger
from ragbot.archive.source import Source
from ragbot.archive.sources import Sources
from tests.ingest.sources.test_lists import TOML

FEED = "https://courier.example/feed"


@pytest.fixture
def sources(tmp_path: Path) -> Iterator[Sources]:
    ledger = Ledger(tmp_path / "ledger.sqlite3")
    yield Sources(ledger)
    ledger.close()


def test_a_source_is_due_at_once_and_its_address_makes_its_id() -> None:
    source = source_at(Listed(FEED, "The Courier", every=1800))
    assert (source.address, source.kind, source.title, source.every) == (FEED, "feed", "The Courier", 1800)
    assert (source.state, source.is_listed, source.is_named) == ("active", False, False)
    assert source.next_check == source.added
    assert source_at(Listed(FEED, "Another title")).id == source.id != source_at(Listed(f"{FEED}2")).id


def test_a_source_of_a_list_may_be_paused_and_its_title_is_the_operators() -> None:
    source = source_at(Listed(FEED, is_paused=True), is_listed=True)
    assert (source.title, source.is_named, source.is_listed, source.state) == (FEED, False, True, "paused")
    assert source_at(Listed(FEED, "The Courier"), is_listed=True).is_named


def test_a_candidate_is_followed_once(sources: Sources) -> None:
    candidate = Candidate("page", "https://courier.example/", "The Courier")
    source = add(sources, candidate)
    assert source
    assert sources.all() == [source]
    assert (source.kind, source.title) == ("page", "The Courier")
    assert add(sources, replace(candidate, title="Another title")) is None
    assert sources.all() == [source]


def test_of_a_list_only_the_new_ones_are_added(sources: Sources) -> None:
    assert add_all(sources, []) == Changes()
    assert add_all(sources, [Listed(FEED), Listed(f"{FEED}2")]) == Changes((FEED, f"{FEED}2"))
    assert add_all(sources, [Listed(FEED, "New title"), Listed(f"{FEED}3")]) == Changes((f"{FEED}3",), unchanged=1)
    assert {source.title for source in sources.all()} == {FEED, f"{FEED}2", f"{FEED}3"}


def test_synchronising_adds_changes_and_forgets_what_the_list_owns(sources: Sources) -> None:
    add_all(sources, [Listed("https://by-hand.example/feed")])
    assert synchronise(sources, toml_in(TOML.encode())).added == ("https://courier.example/feed", "/news/folder")
    assert synchronise(sources, toml_in(TOML.encode())).unchanged == 2
    changed = TOML.replace("30m", "2h").split('[[source]]\nurl = "/news')[0]
    changes = synchronise(sources, toml_in(changed.encode()))
    assert (changes.changed, changes.forgotten) == (("https://courier.example/feed",), ("/news/folder",))
    assert {source.address: source.every for source in sources.all()} == {
        "https://by-hand.example/feed": None,
        "https://courier.example/feed": 7200,
    }


def test_a_list_pauses_and_resumes_but_does_not_revive_what_is_gone(sources: Sources) -> None:
    listed = Listed("https://courier.example/feed")
    synchronise(sources, [listed])
    [source] = sources.all()
    sources.set(source.id, state="paused")
    synchronise(sources, [listed])
    assert sources.all()[0].state == "active"
    sources.set(source.id, state="gone")
    synchronise(sources, [listed])
    assert sources.all()[0].state == "gone"


def test_what_was_added_by_hand_becomes_the_lists_own(sources: Sources) -> None:
    add_all(sources, [Listed(FEED)])
    assert synchronise(sources, [Listed(FEED, "The Courier")]).changed == (FEED,)
    (source,) = sources.all()
    assert (source.is_listed, source.is_named, source.title) == (True, True, "The Courier")
    assert synchronise(sources, [Listed(FEED)]).changed == (FEED,)
    assert sources.all()[0].is_named is False
    assert synchronise(sources, []).forgotten == (FEED,)
    assert sources.all() == []


def source(**fields: object) -> Source:
    return replace(source_at(Listed(FEED, "The Courier")), **fields)  # type: ignore[arg-type]


def test_a_title_is_the_operators_until_it_is_taken_back() -> None:
    assert with_title(source(), "  Our\nCourier ") == {"title": "Our Courier", "is_named": True}
    assert with_title(source(), "\u200b") == {"title": "The Courier", "is_named": True}
    for nothing in (None, ""):
        assert with_title(source(), nothing) == {}
        assert with_title(source(is_named=True), nothing) == {"is_named": False, "etag": "", "last_modified": ""}


@pytest.mark.parametrize("last_check", ["2026-03-10T09:00:00Z", None])
def test_an_interval_counts_from_the_last_check(last_check: str | None) -> None:
    one = source(added="2026-03-10T09:00:00Z", last_check=last_check)
    due = {"every": 7200, "interval": 7200, "next_check": "2026-03-10T11:00:00Z"}
    assert with_interval(one, 7200) == due
    assert with_interval(replace(one, every=7200), 7200) == {}
    assert with_interval(replace(one, every=7200), None) == {"every": None}
    assert with_interval(one, None) == {}

"""A source that is made to do harm fails by itself: what it sends is parsed apart, within bounds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ingest.fetch.fetcher import Fetcher
from ingest.formats.parsers import SharedParsers, shared_parsers
from ingest.records.record import SourceError
from ingest.sources.discovery import discover
from ingest.sources.follower import check_all, checker_of
from ingest.sources.lists import Listed
from ingest.sources.subscriptions import source_at
from ragbot.archive.archive import Archive
from ragbot.settings import Settings
from tests.newsroom import Newsroom, Page, newsroom

SLOW = f"<item><title>Dam</title>{''.join(f'<category>{n}</category>' for n in range(60_000))}</item>"
"""1.6 MB, which feedparser reads for a minute: it compares each category with all before it."""


@pytest.fixture
def room() -> Iterator[Newsroom]:
    with newsroom() as opened:
        yield opened


@pytest.fixture
def here(settings: Settings) -> Settings:
    return settings.model_copy(update={"allowed_networks": "127.0.0.0/8"})


def test_a_feed_that_takes_too_long_fails_alone_and_its_neighbour_goes_in(
    room: Newsroom, archive: Archive, here: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.sources.follower.shared_parsers", lambda: SharedParsers(seconds=2))
    room.pages["/slow"] = Page(f'<rss version="2.0"><channel>{SLOW}</channel></rss>', "application/rss+xml")
    room.article("/dam", "Ostvale raises its dam", "The council of Ostvale voted on Tuesday to raise the dam.\n" * 9)
    room.feed([("/dam", "Ostvale raises its dam")])
    for path in ("/slow", "/feed"):
        archive.followed.add(source_at(Listed(f"{room.address}{path}", kind="feed")))
    found = list(check_all(checker_of(archive, here), archive.followed.all()))
    assert {each.source.address.removeprefix(room.address): (each.error, each.added) for each in found} == {
        "/slow": ("took longer than 2 s to parse; tell its publisher", 0),
        "/feed": (None, 1),
    }


def test_what_is_discovered_is_parsed_apart_too(room: Newsroom, here: Settings) -> None:
    room.pages["/slow"] = Page(f'<rss version="2.0"><channel>{SLOW}</channel></rss>', "application/rss+xml")
    with pytest.raises(SourceError, match="is neither a feed nor a page"):
        discover(f"{room.address}/slow", Fetcher.of(here), SharedParsers(seconds=1))


def test_uploads_and_what_is_followed_share_their_parsers(archive: Archive, settings: Settings) -> None:
    assert checker_of(archive, settings).taker.parsers is shared_parsers()

"""How an item becomes a record: from the feed where it gives all of the text, else from the article's page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from ingest.fetch.fetched import Fetched, Wanted
from ingest.fetch.fetcher import Fetcher
from ingest.fetch.web import record_of
from ingest.formats.feeds import FeedItem
from ingest.formats.format import Parsers
from ingest.pipeline.tally import Outcome
from ingest.records.record import IsOver, Raw, SourceError
from ragbot.addresses import plain
from ragbot.archive.source import Item
from ragbot.types import Article

ABSENT = (404, 410)
PERHAPS_A_PART = "has no address, and what its feed has may be a part of its text only"
FROM_FEED = ("title", "published", "authors", "language")
"""What a feed says is taken where the page says nothing."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An item that is to be looked at."""

    item: Item
    said: FeedItem | None
    """What its source says of it now; None when it has left the list."""
    address: Callable[[], str | None] = lambda: None
    """Of the article that it is in the archive; only a page that moved needs it, and it takes a look there."""
    before: str | None = None
    """Its own address until now, where its source names another one."""
    public_only: bool = False

    @property
    def is_new(self) -> bool:
        return self.item.article_id is None

    @property
    def name(self) -> str:
        """For people."""
        title = self.said.record.get("title") if self.said else None
        return self.item.url or str(title or self.item.key)


@dataclass(slots=True)
class Taken:
    """What looking at an item gave, and what the archive made of it."""

    entry: Entry
    raw: Raw | None = None
    """What is to go in; None when there is nothing new."""
    is_partial: bool = False
    is_unchanged: bool = False
    """The page by its server's word (304)."""
    is_gone: bool = False
    reason: str | None = None
    """Why the page gave nothing."""
    etag: str = ""
    last_modified: str = ""
    moved_to: str | None = None
    """Where its page is from now on."""
    requests: int = 0
    outcome: Outcome | None = None
    article: Article | None = None


@dataclass(frozen=True, slots=True)
class Taker:
    """Looks at items; threads may share it."""

    fetcher: Fetcher
    parsers: Parsers

    def take(self, entry: Entry, is_over: IsOver) -> Taken:
        """What it gives; never raises for what is there."""
        item, said = entry.item, entry.said
        taken = Taken(entry, etag=item.etag, last_modified=item.last_modified)
        moved = self._moved(taken, is_over)
        if said and said.is_whole:
            return replace(taken, raw=Raw(entry.name, self._at_home(taken, said.record)))
        if not item.url:
            return self._from_feed(replace(taken, reason=PERHAPS_A_PART))
        try:
            return self._from_page(taken, moved, item.url, is_over)
        except SourceError as error:
            taken.reason = str(error)
            return self._from_feed(taken)

    def _moved(self, taken: Taken, is_over: IsOver) -> Fetched | None:
        """The page, where the address that it had leads for good to the one that its source names now.

        Else it may be another article: there are feeds that use a number again.
        """
        entry = taken.entry
        if entry.is_new or not entry.before or not entry.item.url:
            return None
        taken.requests += 1
        try:
            page = self.fetcher.fetch(Wanted(entry.before, public_only=entry.public_only), is_over)
        except SourceError:
            return None
        if not page.moved_to or plain(page.moved_to) != plain(entry.item.url):
            return None
        taken.moved_to = page.moved_to
        return page

    def _at_home(self, taken: Taken, record: Mapping[str, object]) -> Mapping[str, object]:
        """The record; of what moved with the address of the article that it is, which is at another one from now on."""
        address = taken.entry.address() if taken.moved_to else None
        return {**record, "_address": address} if address else record

    def _from_page(self, taken: Taken, moved: Fetched | None, url: str, is_over: IsOver) -> Taken:
        item, page = taken.entry.item, moved
        if page is None:
            taken.requests += 1
            wanted = Wanted(url, item.etag, item.last_modified, public_only=taken.entry.public_only)
            page = self.fetcher.fetch(wanted, is_over)
        taken.is_unchanged, taken.is_gone = page.status == 304, page.status in ABSENT or _is_home(page, url)
        if taken.is_unchanged or (taken.is_gone and not taken.entry.is_new) or item.is_whole:
            return taken
        taken.is_gone = False  # what never was there may still come
        if not page.is_there:
            raise SourceError(f"is answered with {page.status}")
        if _is_home(page, url):
            raise SourceError("leads to the home page of its site")
        record = self._merged(taken.entry, record_of(page, self.parsers, is_over))
        taken.moved_to = page.moved_to
        taken.is_partial = bool(record.get("partial"))
        taken.raw = Raw(url, self._at_home(taken, record))
        taken.etag, taken.last_modified = page.etag, page.last_modified  # of an error they would hide what comes after
        return taken

    def _merged(self, entry: Entry, page: Mapping[str, object]) -> dict[str, object]:
        """The page's record, with what only the feed says; of two teasers the longer text."""
        said = entry.said.record if entry.said else {}
        merged = {name: said[name] for name in FROM_FEED if name in said} | {k: v for k, v in page.items() if v}
        if page.get("partial") and len(str(said.get("text") or "")) > len(str(page.get("text") or "")):
            merged["text"] = said["text"]
        return merged

    def _from_feed(self, taken: Taken) -> Taken:
        """The feed's own text, where the archive has nothing better yet."""
        said = taken.entry.said
        if said and said.record.get("text") and (taken.entry.is_new or taken.entry.item.is_partial):
            record = self._at_home(taken, {**said.record, "partial": True})
            taken.raw, taken.is_partial = Raw(taken.entry.name, record), True
        elif taken.reason == PERHAPS_A_PART:
            taken.reason = "has neither an address nor a text"
        return taken


def _is_home(page: Fetched, url: str) -> bool:
    """Whether an article's address leads to the site's home page: it is gone, though nobody says 404."""
    return urlsplit(page.url).path in ("", "/") and urlsplit(url).path not in ("", "/")

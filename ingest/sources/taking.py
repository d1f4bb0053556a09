"""The way of an item to a record: from the feed where it gives the whole text, else from the page of the article."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from ingest.fetch.fetched import Fetched, Target
from ingest.fetch.fetcher import Fetcher
from ingest.formats.feeds import FeedItem
from ingest.formats.format import Parsers
from ingest.pipeline.tally import Outcome
from ingest.records.record import IsOver, Raw, SourceError
from ingest.sources.web import record_of
from ragbot.addresses import plain
from ragbot.archive.source import Item
from ragbot.types import Article

ABSENT = (404, 410)
PERHAPS_A_PART = "has no address, and what its feed has may be a part of its text only"
FROM_FEED = ("title", "published", "authors", "language")
"""The fields of a feed that count where the page has none."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An item to look at."""

    item: Item
    feed_item: FeedItem | None
    """The words of its source about the item now; None when it has left the list."""
    address: Callable[[], str | None] = lambda: None
    """Returns the address that its article has in the archive; only a page that moved needs it, and it takes a look
    there."""
    before: str | None = None
    """The address of the item until now, where its source names another one."""
    public_only: bool = False

    @property
    def is_new(self) -> bool:
        return self.item.article_id is None

    @property
    def name(self) -> str:
        """Return the name of the item for people."""
        title = self.feed_item.record.get("title") if self.feed_item else None
        return self.item.url or str(title or self.item.key)


@dataclass(slots=True)
class ItemResult:
    """The result of a look at an item, and of its way into the archive."""

    entry: Entry
    raw: Raw | None = None
    """The record for the archive; None when there is nothing new."""
    is_partial: bool = False
    is_unchanged: bool = False
    """Whether its server says that the page is unchanged (304)."""
    is_gone: bool = False
    reason: str | None = None
    """Why the page gave no record."""
    etag: str = ""
    last_modified: str = ""
    moved_to: str | None = None
    """The address of its page from now on."""
    requests: int = 0
    outcome: Outcome | None = None
    article: Article | None = None


@dataclass(frozen=True, slots=True)
class Taker:
    """Looks at items; threads may share it."""

    fetcher: Fetcher
    parsers: Parsers

    def take(self, entry: Entry, is_over: IsOver) -> ItemResult:
        """Return the result of a look at an item; never raises for what it finds there."""
        item, said = entry.item, entry.feed_item
        taken = ItemResult(entry, etag=item.etag, last_modified=item.last_modified)
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

    def _moved(self, item: ItemResult, is_over: IsOver) -> Fetched | None:
        """Return the page, where the old address of the item leads for good to its new one; else None.

        Without that, the new address may be another article: there are feeds that use a number again.
        """
        entry = item.entry
        if entry.is_new or not entry.before or not entry.item.url:
            return None
        item.requests += 1
        try:
            page = self.fetcher.fetch(Target(entry.before, public_only=entry.public_only), is_over)
        except SourceError:
            return None
        if not page.moved_to or plain(page.moved_to) != plain(entry.item.url):
            return None
        item.moved_to = page.moved_to
        return page

    def _at_home(self, item: ItemResult, record: Mapping[str, object]) -> Mapping[str, object]:
        """Return the record; after a move, with the address of its article in the archive."""
        address = item.entry.address() if item.moved_to else None
        return {**record, "_address": address} if address else record

    def _from_page(self, item_result: ItemResult, moved: Fetched | None, url: str, is_over: IsOver) -> ItemResult:
        item = item_result.entry.item
        page = self._page(item_result, url, is_over) if moved is None else moved
        item_result.is_unchanged, item_result.is_gone = page.status == 304, page.status in ABSENT or _is_home(page, url)
        if item_result.is_unchanged or (item_result.is_gone and not item_result.entry.is_new) or item.is_whole:
            return item_result
        item_result.is_gone = False  # a page that never was there may still come
        if not page.is_there:
            raise SourceError(f"is answered with {page.status}")
        if _is_home(page, url):
            raise SourceError("leads to the home page of its site")
        self._read(item_result, page, url, is_over)
        return item_result

    def _page(self, item_result: ItemResult, url: str, is_over: IsOver) -> Fetched:
        """Return what comes from an address, or the word that it is unchanged."""
        item_result.requests += 1
        item = item_result.entry.item
        wanted = Target(url, item.etag, item.last_modified, public_only=item_result.entry.public_only)
        return self.fetcher.fetch(wanted, is_over)

    def _read(self, item_result: ItemResult, page: Fetched, url: str, is_over: IsOver) -> None:
        """Fill in the record of a page that is there, and its marks; those of an error would hide the next page."""
        record = self._merged(item_result.entry, record_of(page, self.parsers, is_over))
        item_result.moved_to = page.moved_to
        item_result.is_partial = bool(record.get("partial"))
        item_result.raw = Raw(url, self._at_home(item_result, record))
        item_result.etag, item_result.last_modified = page.etag, page.last_modified

    def _merged(self, entry: Entry, page: Mapping[str, object]) -> dict[str, object]:
        """Return the record of the page, with the fields that only the feed has; of two teasers the longer text."""
        said = entry.feed_item.record if entry.feed_item else {}
        merged = {name: said[name] for name in FROM_FEED if name in said} | {k: v for k, v in page.items() if v}
        if page.get("partial") and len(str(said.get("text") or "")) > len(str(page.get("text") or "")):
            merged["text"] = said["text"]
        return merged

    def _from_feed(self, item: ItemResult) -> ItemResult:
        """Fill in the feed's own text, where the archive has nothing better yet."""
        said = item.entry.feed_item
        if said and said.record.get("text") and (item.entry.is_new or item.entry.item.is_partial):
            record = self._at_home(item, {**said.record, "partial": True})
            item.raw, item.is_partial = Raw(item.entry.name, record), True
        elif item.reason == PERHAPS_A_PART:
            item.reason = "has neither an address nor a text"
        return item


def _is_home(page: Fetched, url: str) -> bool:
    """Return whether an article's address leads to the home page of its site: it is gone, though nobody says 404."""
    return urlsplit(page.url).path in ("", "/") and urlsplit(url).path not in ("", "/")

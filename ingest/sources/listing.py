"""The listing of a source at one moment: the items of a feed or a sitemap, the one page, the files of a folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ingest.fetch.fetched import FEEDS, Fetched, QuietError, RefusedError, Target
from ingest.fetch.fetcher import Fetcher
from ingest.formats.feeds import FEED, Feed, FeedItem
from ingest.formats.format import Format, Parsers
from ingest.formats.sitemaps import SITEMAP, Sitemap
from ingest.pipeline.report import Problem
from ingest.records.record import IsOver, SourceError, never
from ingest.sources.files import files_in
from ragbot.archive.source import Kind, Source
from ragbot.types import sha256

MOST_MAPS = 5
"""The most sitemaps of one index that a check reads, those that changed last."""
GONE = 410
ALL = "to have them all, save it and take it in with 'ragbot-ingest FILE'"


class GoneError(SourceError):
    """A source that is gone for good, by its publisher's word."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The items that a source names, and its words about itself."""

    items: Sequence[FeedItem] = ()
    title: str = ""
    is_unchanged: bool = False
    """Whether the server said so (304), so that nothing was read."""
    moved_to: str | None = None
    is_public: bool = True
    """Whether the source is on the internet, so that its items have to be there too."""
    etag: str = ""
    last_modified: str = ""
    wait: float = 0.0
    """Seconds for which the source wants no other look."""
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()
    opt_outs: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    """The parts that were not read while others were, and why."""
    has_failed: bool = False
    """Whether a fault is the reason, so that the items of these parts are unknown."""


@dataclass(slots=True)
class Asking:
    """The requests of a check before it knows the items."""

    fetcher: Fetcher
    parsers: Parsers
    is_over: IsOver = never
    requests: int = 0

    def fetch(self, target: Target) -> Fetched:
        self.requests += 1
        return self.fetcher.fetch(target, self.is_over)

    def read(self, kind: Format, fetched: Fetched) -> Any:
        """Return what came, as its format is followed, parsed where it can do no harm: other people wrote it."""
        return self.parsers.follow(kind.name, fetched.data, fetched.url, self.is_over)


def listing_of(source: Source, asking: Asking) -> Listing:
    """Return the listing of `source`. Raises SourceError when it cannot be read."""
    if source.kind == "folder":
        return _folder(source)
    if source.kind == "page":  # it is fetched as its own item
        return Listing((FeedItem(sha256(source.address)[:32], source.address, {}),), is_public=False)
    fetched = asking.fetch(Target(source.address, source.etag, source.last_modified, FEEDS))
    _check(fetched)
    found = Listing(
        moved_to=fetched.moved_to,
        is_public=fetched.is_public,
        etag=fetched.etag,
        last_modified=fetched.last_modified,
        wait=fetched.fresh_seconds or 0.0,
        opt_outs=fetched.opt_outs,
    )
    if fetched.status == 304:
        return replace(found, is_unchanged=True, etag=source.etag, last_modified=source.last_modified)
    return READERS[source.kind](found, fetched, asking)


def _check(fetched: Fetched) -> None:
    """Raise SourceError unless the source came or is unchanged."""
    if fetched.status == GONE:
        raise GoneError("is gone for good, says its server (410): forget it, or follow its successor")
    if fetched.retry_seconds and fetched.status in (429, 503):
        raise QuietError(f"is not given now ({fetched.status}): its server asks for patience", fetched.retry_seconds)
    if not fetched.is_there:
        raise SourceError(f"is answered with {fetched.status}; look at the address in a browser")


def _feed(listing: Listing, fetched: Fetched, asking: Asking) -> Listing:
    feed: Feed = asking.read(FEED, fetched)
    count = len(feed.items) + feed.left_out
    left_out = f"names {count:,} items, of which the newest are followed; {ALL}"
    return replace(
        listing,
        items=feed.items,
        title=feed.title,
        wait=max(listing.wait, feed.ttl or 0.0),
        skip_hours=feed.skip_hours,
        skip_days=feed.skip_days,
        problems=(Problem.of(fetched.url, left_out),) if feed.left_out else (),
    )


def _sitemap(listing: Listing, fetched: Fetched, asking: Asking) -> Listing:
    sitemap: Sitemap = asking.read(SITEMAP, fetched)
    if not sitemap.maps:
        return replace(listing, items=sitemap.pages)
    pages, failed = list(sitemap.pages), dict[str, SourceError]()
    newest = sorted(sitemap.maps, key=lambda one: one[1], reverse=True)[:MOST_MAPS]
    for address, _ in newest:
        try:
            pages += _part(Target(address, accept=FEEDS, public_only=fetched.is_public), asking).pages
        except SourceError as error:
            failed[address] = error
    if len(failed) == len(newest) and not sitemap.pages:
        _raise(failed)
    wait = max(listing.wait, *(error.seconds for error in failed.values() if isinstance(error, QuietError)), 0.0)
    problems = tuple(Problem.of(address, str(error)) for address, error in failed.items())
    # the etag of the index says nothing of its sitemaps
    return replace(
        listing, items=pages, etag="", last_modified="", wait=wait, problems=problems, has_failed=bool(failed)
    )


def _part(target: Target, asking: Asking) -> Sitemap:
    part = asking.fetch(target)
    _check(part)
    sitemap: Sitemap = asking.read(SITEMAP, part)
    return sitemap


def _raise(failed: Mapping[str, SourceError]) -> None:
    """Raise the error of the first part; a part that is gone does not mean that its index is."""
    address, first = next(iter(failed.items()))
    if isinstance(first, QuietError | RefusedError):
        raise first
    raise SourceError(f"leads to sitemaps of which none can be read: {address} {first}")


READERS: dict[Kind, Callable[[Listing, Fetched, Asking], Listing]] = {"feed": _feed, "sitemap": _sitemap}


def _folder(source: Source) -> Listing:
    """Return each file with its size and time, so that only changed ones are read."""
    if not os.path.isdir(source.address):
        raise SourceError("is no folder any more; is its disk there?")
    found = []
    for path in files_in(source.address):
        status = Path(path).stat()
        record = {"path": path, "size": status.st_size, "changed": status.st_mtime_ns}
        found.append(FeedItem(sha256(path)[:32], None, record))
    return Listing(found)

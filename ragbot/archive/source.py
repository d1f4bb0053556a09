"""A source that is followed, an item that it names, a check of it, and instants as the ledger writes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

Kind = Literal["feed", "sitemap", "page", "folder"]
SourceState = Literal["active", "paused", "gone"]
"""`gone`: its publisher says for good that it is no more (410)."""

ASKED = "1970-01-01T00:00:00Z"
"""The next check of a source that somebody wants checked at once."""
RESUMED = {"state": "active", "failures": 0, "failing_since": None, "error": None, "next_check": ASKED}
"""The fields that have a source checked again, after an operator paused it or its publisher ended it."""


@dataclass(frozen=True, slots=True)
class Source:
    """A feed, sitemap, site, page or folder that the archive follows."""

    id: str
    address: str
    """The address of the feed, the sitemap or the page; a folder's path."""
    kind: Kind
    title: str
    added: str
    next_check: str
    is_named: bool = False
    """The title is the operator's: it stays when the source renames itself."""
    outlet: str = ""
    """The outlet of the newest article from the source."""
    state: SourceState = "active"
    is_listed: bool = False
    """Whether the operator's file of sources names it."""
    every: int | None = None
    """Seconds between two checks, as the operator wants it; None where it is learned."""
    interval: int = 3600
    """Seconds between two checks."""
    patience: int = 7 * 24 * 3600
    """Seconds of silence that are usual."""
    claimed: str = ""
    """The instant until which a process is checking it, unless that process was killed; "" when none is."""
    etag: str = ""
    last_modified: str = ""
    last_check: str | None = None
    last_change: str | None = None
    newest: str | None = None
    """When its newest article was published, or else first seen."""
    failures: int = 0
    """Failures in a row."""
    failing_since: str | None = None
    error: str | None = None
    """The last check's error in words, with the way out."""
    opt_outs: str = ""
    """The uses of its texts that its publisher refuses."""


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a source: an article, or one that may become an article."""

    source_id: str
    key: str
    """The key by which the next check knows the item again."""
    seen: str
    url: str | None = None
    article_id: str | None = None
    """None until it was taken in."""
    digest: str = ""
    """The digest of the source's words about the item."""
    published: str | None = None
    is_whole: bool = False
    """Whether the source itself gave the whole text."""
    is_partial: bool = False
    """Whether the archive has only a part of the text."""
    next_check: str | None = None
    """None when the item is checked no more."""
    checks: int = 0
    etag: str = ""
    last_modified: str = ""
    gone: int = 0
    """Checks in a row that found no page."""
    gone_since: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """An item that the archive did not take in, or not wholly, and why."""

    origin: str
    reason: str


@dataclass(frozen=True, slots=True)
class Check:
    """A check of a source that found something, or ended otherwise than the one before."""

    source_id: str
    at: str
    added: int = 0
    updated: int = 0
    removed: int = 0
    failed: int = 0
    unchanged: int = 0
    """Unchanged items among those that the check looked at, again or for the first time."""
    requests: int = 0
    not_modified: int = 0
    """Requests that were answered with 304: nothing new, and nothing sent."""
    error: str | None = None
    refusals: tuple[Refusal, ...] = ()
    """The first refusals."""


def moment(when: datetime) -> str:
    """Write an instant as the ledger does: `2026-03-14T08:30:00Z`."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read(text: str) -> datetime:
    """Read the instant that `moment` wrote; a day counts as its beginning."""
    when = datetime.fromisoformat(text)
    return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)

"""A source that is followed, an item that it names, a check of it, and instants as the ledger writes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

Kind = Literal["feed", "sitemap", "page", "folder"]
SourceState = Literal["active", "paused", "gone"]
"""`gone`: its publisher says for good that it is no more (410)."""

ASKED = "1970-01-01T00:00:00Z"
"""The next check of a source that somebody wants to be checked at once."""
RESUMED = {"state": "active", "failures": 0, "failing_since": None, "error": None, "next_check": ASKED}
"""What is set of one that was paused, or that its publisher had ended, to have it checked again."""


@dataclass(frozen=True, slots=True)
class Source:
    """Something that is followed."""

    id: str
    address: str
    """Of the feed, the sitemap or the page; for a folder its path."""
    kind: Kind
    title: str
    added: str
    next_check: str
    is_named: bool = False
    """The title is the operator's: it stays when the source renames itself."""
    outlet: str = ""
    """Of the newest article that came from it."""
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
    """Until then it is being checked, unless that process was killed."""
    etag: str = ""
    last_modified: str = ""
    last_check: str | None = None
    last_change: str | None = None
    newest: str | None = None
    """When its newest article was published, or else first seen."""
    failures: int = 0
    """In a row."""
    failing_since: str | None = None
    error: str | None = None
    """Of the last check, in words, with the way out."""
    opt_outs: str = ""
    """What its publisher asks not to be done with its texts."""


@dataclass(frozen=True, slots=True)
class Item:
    """What a source named: an article, or what is to become one."""

    source_id: str
    key: str
    """What makes it the same item next time."""
    seen: str
    url: str | None = None
    article_id: str | None = None
    """None until it was taken in."""
    digest: str = ""
    """Of what the source said of it."""
    published: str | None = None
    is_whole: bool = False
    """The source itself gave all of the text."""
    is_partial: bool = False
    """What the archive has of it is not all of the text."""
    next_check: str | None = None
    """None when it is looked at no more."""
    checks: int = 0
    etag: str = ""
    last_modified: str = ""
    gone: int = 0
    """Checks in a row that found no page."""
    gone_since: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was not taken in, or not wholly, and why."""

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
    """Of those that it looked at, again or for the first time."""
    requests: int = 0
    not_modified: int = 0
    """Requests that were answered with 304: nothing new, and nothing sent."""
    error: str | None = None
    refusals: tuple[Refusal, ...] = ()
    """The first ones."""


def moment(when: datetime) -> str:
    """As the ledger writes it: `2026-03-14T08:30:00Z`."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read(text: str) -> datetime:
    """The instant that `moment` wrote; of a day its beginning."""
    when = datetime.fromisoformat(text)
    return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)

"""The target of a request, and what came from there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.records.record import MAX_ARTICLE_BYTES, SourceError

PAGES = "text/html, application/xhtml+xml, text/plain;q=0.9, application/pdf;q=0.8, */*;q=0.1"
FEEDS = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, application/xml;q=0.9, "
    "text/xml;q=0.9, application/json;q=0.8, text/html;q=0.7, */*;q=0.1"
)
ANY_TEXT = "text/plain, */*;q=0.5"
HTML = ("text/html", "application/xhtml+xml")


class RefusedError(SourceError):
    """A page whose publisher does not want us to read it; `words` say by which rules."""

    def __init__(self, reason: str, words: Sequence[str]) -> None:
        super().__init__(reason)
        self.words = tuple(words)
        """The rules, such as `robots.txt`, `noai`, `tdm-reservation`."""


class QuietError(SourceError):
    """A server that has asked to be left alone for some time yet; nothing was sent."""

    def __init__(self, reason: str, seconds: float) -> None:
        super().__init__(reason)
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Target:
    """The target of a request."""

    url: str
    etag: str = ""
    """The ETag of the last time; sent as If-None-Match."""
    last_modified: str = ""
    """The Last-Modified of the last time; sent as If-Modified-Since."""
    accept: str = PAGES
    by_hand: bool = False
    """Whether a person asked for this one page: then the publisher's words stand in `opt_outs`, and refuse nothing."""
    public_only: bool = False
    """Whether allowed networks are out of reach, too: for addresses that a stranger on the internet named."""
    most_bytes: int = MAX_ARTICLE_BYTES
    """The most bytes, unpacked."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """The response to a request; 404 and 503 are answers, too."""

    url: str
    """The address at the end, after redirects."""
    moved_to: str | None
    """The new address, when all redirects on the way were permanent and the page was there (2xx or 304)."""
    status: int
    kind: str
    """The media type in small letters; "" when the server does not say."""
    charset: str
    """The charset by the server's word; "" when it does not say."""
    data: bytes
    """The body, unpacked; empty when the status is no 2xx."""
    etag: str = ""
    last_modified: str = ""
    fresh_seconds: float | None = None
    """Seconds until another request makes sense; 0 for `no-cache`, None when the server does not say."""
    retry_seconds: float | None = None
    """Seconds for which the server wants to be left alone; None when it does not say."""
    opt_outs: tuple[str, ...] = ()
    """The publisher's words against a use, such as `noai` or `tdm-reservation`; also `robots.txt` for a page by
    hand."""
    is_public: bool = True
    """Whether the response came from the internet, not from an allowed network: then its links are `public_only`."""

    @property
    def is_there(self) -> bool:
        """Return whether the page came, or is unchanged."""
        return 200 <= self.status < 300 or self.status == 304

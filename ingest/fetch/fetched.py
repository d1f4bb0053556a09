"""What is asked for at an address, and what came."""

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
    """Its publisher does not want it read by us; `words` say by what."""

    def __init__(self, reason: str, words: Sequence[str]) -> None:
        super().__init__(reason)
        self.words = tuple(words)
        """Such as `robots.txt`, `noai`, `tdm-reservation`."""


class QuietError(SourceError):
    """Its server has asked to be left alone for some time yet; nothing was sent."""

    def __init__(self, reason: str, seconds: float) -> None:
        super().__init__(reason)
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked for."""

    url: str
    etag: str = ""
    """Of the last time; sent as If-None-Match."""
    last_modified: str = ""
    """Of the last time; sent as If-Modified-Since."""
    accept: str = PAGES
    by_hand: bool = False
    """One page that a person asked for: what would keep a machine out is then told in `opt_outs`, and no refusal."""
    public_only: bool = False
    """Whether allowed networks are out of reach, too: for addresses that a stranger on the internet named."""
    most_bytes: int = MAX_ARTICLE_BYTES
    """Unpacked."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came; 404 and 503 are answers, too."""

    url: str
    """Where it was at last, after redirects."""
    moved_to: str | None
    """The new address, when all redirects on the way were permanent and it was there (2xx or 304)."""
    status: int
    kind: str
    """Its media type in small letters; empty when the server does not say."""
    charset: str
    """As the server says; empty when it does not."""
    data: bytes
    """Unpacked; empty when the status is no 2xx."""
    etag: str = ""
    last_modified: str = ""
    fresh_seconds: float | None = None
    """How long it need not be asked for again; 0 for `no-cache`, None when the server does not say."""
    retry_seconds: float | None = None
    """How long the server wants to be left alone; None when it does not say."""
    opt_outs: tuple[str, ...] = ()
    """Its publisher's words against its use, such as `noai` or `tdm-reservation`; `robots.txt` for a page by hand."""
    is_public: bool = True
    """Whether it came from the internet, not from an allowed network: what it links to is then wanted `public_only`."""

    @property
    def is_there(self) -> bool:
        """Whether it came, or is what it was."""
        return 200 <= self.status < 300 or self.status == 304

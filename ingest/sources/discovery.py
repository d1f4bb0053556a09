"""Discovery of sources at an address: a feed, a news sitemap, the feeds of a site, one page, or a folder."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urljoin, urlsplit

from ingest.fetch.fetched import FEEDS, HTML, Fetched, Target
from ingest.fetch.fetcher import Fetcher
from ingest.formats.feeds import FEED, Feed, FeedItem
from ingest.formats.format import Parsers
from ingest.formats.html import page_text
from ingest.formats.sitemaps import SITEMAP, Sitemap
from ingest.records.addresses import flaw_in, one_line
from ingest.records.record import IsOver, SourceError, never
from ingest.sources.listing import Asking
from ingest.sources.web import format_of
from ragbot.archive.source import Kind

FEED_TYPES = (
    *("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"),
    *("application/json", "text/xml", "application/xml"),
)
USUAL = ("/feed", "/rss", "/feed.xml", "/rss.xml", "/atom.xml", "/index.xml", "/feed.json", "/news-sitemap.xml")
"""The usual paths of a feed, for sites without a link to theirs."""
MOST_LINKED = 6
"""The most feeds of a page that are read."""
MOST_HEAD = 500_000
"""The bytes of a page that are searched for links to feeds."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A source that may be followed."""

    kind: Kind
    address: str
    title: str
    items: int = 0
    newest: str | None = None
    """The headline of its first item."""


def discover(address: str, fetcher: Fetcher, parsers: Parsers, is_over: IsOver = never) -> list[Candidate]:
    """Return the candidates at an address, the best first; the page itself is the last one.

    Raises SourceError, which says why, when there is none.
    """
    address = one_line(address)
    if not address:
        raise SourceError("is empty; write https://news.example/feed, or the path of a folder")
    if not address.lower().startswith(("http://", "https://")):
        return [_folder(address)]
    asking = Asking(fetcher, parsers, is_over)
    fetched = _fetched(Target(address, accept=FEEDS), asking)
    try:
        return [_read(fetched, asking)]
    except SourceError as error:
        why = str(error)
    if fetched.kind not in HTML:
        raise SourceError(f"is neither a feed nor a page that can be followed: {_what(fetched, why)}")
    page = _tree(fetched)
    linked = [each for url in _linked(page, fetched.url) if (each := _tried(url, fetched, asking))]
    if not linked:
        linked = list(islice(_usual(fetched, asking), 1))
    return [*linked, Candidate("page", fetched.url, _title(page) or _host(fetched.url))]


def _what(fetched: Fetched, why: str) -> str:
    """Return what came in place of a feed or a page, and what can be done with it."""
    try:
        return f"it is {format_of(fetched).label}; 'ragbot-ingest {fetched.url}' takes it in once"
    except SourceError:
        return f"its server calls it {fetched.kind or 'nothing'}, and it {why}"


def _folder(path: str) -> Candidate:
    whole = os.path.abspath(os.path.expanduser(path))
    if os.path.isfile(whole):
        raise SourceError(f"is a file, and whole folders are followed; 'ragbot-ingest {path}' takes it in once")
    if not os.path.isdir(whole):
        raise SourceError("is neither an http(s) address nor a folder; write https://news.example/feed")
    return Candidate("folder", whole, os.path.basename(whole))


def _fetched(target: Target, asking: Asking) -> Fetched:
    fetched = asking.fetch(target)
    if not fetched.is_there:
        raise SourceError(f"is answered with {fetched.status}; look at the address in a browser")
    return fetched


def _read(fetched: Fetched, asking: Asking) -> Candidate:
    """Return the feed or the sitemap that came. Raises SourceError when it is neither, with the fault of the feed."""
    address = fetched.moved_to or fetched.url
    try:
        feed: Feed = asking.read(FEED, fetched)
        return Candidate(
            "feed", address, feed.title or _host(address), len(feed.items) + feed.left_out, _headline(feed.items)
        )
    except SourceError as error:
        no_feed = error
    try:
        sitemap: Sitemap = asking.read(SITEMAP, fetched)
        count = len(sitemap.pages) + len(sitemap.maps)
        return Candidate("sitemap", address, _host(address), count, _headline(sitemap.pages))
    except SourceError:
        raise no_feed from None


def _headline(items: Sequence[FeedItem]) -> str | None:
    return next((str(item.record["title"]) for item in items if item.record.get("title")), None)


def _tried(url: str, page: Fetched, asking: Asking) -> Candidate | None:
    try:
        return _read(_fetched(Target(url, accept=FEEDS, public_only=page.is_public), asking), asking)
    except SourceError:
        return None


def _linked(page: Any, address: str) -> list[str]:
    """Return the addresses of `<link rel="alternate" type="application/rss+xml" href="…">`; those of comments last."""
    found: dict[str, str] = {}
    for link in page.iter("link"):
        relations = (link.get("rel") or "").lower().split()
        if "alternate" in relations and (link.get("type") or "").lower() in FEED_TYPES and link.get("href"):
            found.setdefault(_joined(address, link.get("href").strip()), (link.get("title") or "").lower())
    ordered = sorted(found, key=lambda url: "comment" in url.lower() or "comment" in found[url])
    return [url for url in ordered if flaw_in(url) is None][:MOST_LINKED]


def _joined(address: str, href: str) -> str:
    """Return the address of a link in a page; "" when the link is broken, such as "http://[x/feed"."""
    try:
        return urljoin(address, href)
    except ValueError:
        return ""


def _usual(page: Fetched, asking: Asking) -> Iterator[Candidate]:
    for path in USUAL:
        if found := _tried(urljoin(page.url, path), page, asking):
            yield found


def _title(page: Any) -> str:
    return " ".join((page.findtext(".//title") or "").split())[:200]


def _tree(page: Fetched) -> Any:
    from lxml import html

    markup = page_text(page.data[:MOST_HEAD], page.charset) or "<html/>"
    return html.document_fromstring(markup)


def _host(address: str) -> str:
    return (urlsplit(address).hostname or address).removeprefix("www.")

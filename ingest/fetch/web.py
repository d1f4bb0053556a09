"""One page of the web, as an operator would save it: bounded in size and time, and from a public address only."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from http import HTTPStatus

from ingest.addresses import one_line
from ingest.fetch.fetched import HTML as PAGES
from ingest.fetch.fetched import Fetched, Wanted
from ingest.fetch.fetcher import Fetcher
from ingest.formats.feeds import FEED
from ingest.formats.format import Format, Parsers
from ingest.formats.html import HTML
from ingest.formats.pages.address import with_own_address
from ingest.formats.sitemaps import SITEMAP
from ingest.formats.table import FORMATS
from ingest.formats.text import decode, text_record
from ingest.formats.unread import XML
from ingest.raw import IsOver, Raw, SourceError, never

FEED_KINDS = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")
HEAD_BYTES = 4_096


def read_page(url: str, parsers: Parsers, is_over: IsOver = never, fetcher: Fetcher | None = None) -> Generator[Raw]:
    """The article of that one page, asked for by hand; never raises for what is there."""
    url = one_line(url)
    try:
        page = (fetcher or Fetcher()).fetch(Wanted(url, by_hand=True), is_over)
        yield Raw(url, record_of(page, parsers, is_over), progress=1.0, warnings=_told(page))
    except SourceError as error:
        yield Raw(url, None, str(error), progress=1.0)


def _told(page: Fetched) -> tuple[str, ...]:
    words = ", ".join(page.opt_outs)
    return (f"its publisher does not want machines to use it ({words}); keep it only if you may",) if words else ()


def record_of(page: Fetched, parsers: Parsers, is_over: IsOver = never) -> Mapping[str, object]:
    """The record of the article that came. Raises SourceError when there is none."""
    _check(page)
    if page.kind not in PAGES:
        return {**text_record(decode(page.data, page.charset)), "url": page.url}
    found = parsers.parse(HTML.name, page.data, page.charset, is_over)
    return with_own_address(found if isinstance(found, Mapping) else found[0], page.url)


def _check(page: Fetched) -> None:
    """Raises SourceError for what is no page with an article."""
    if not 200 <= page.status < 300:
        known = HTTPStatus(page.status).phrase if page.status in set(HTTPStatus) else ""
        raise SourceError(f"is answered with {page.status} {known}".rstrip())
    head = page.data[:HEAD_BYTES]
    if SITEMAP.is_surely(head) or FEED.is_surely(head) or page.kind in FEED_KINDS:
        what = SITEMAP.name if SITEMAP.is_surely(head) else FEED.name
        raise SourceError(f"is a {what} and no page; follow it with 'ragbot-ingest follow {page.url}'")
    if page.kind not in (*PAGES, "text/plain"):
        named = f"is {one_line(page.kind)[:100]}" if page.kind else "does not say what it is"
        raise SourceError(f"{named}; HTML pages and plain text are taken")
    if not page.data:
        raise SourceError("is empty")
    if wrong := _no_page(head):
        raise SourceError(f"calls itself {page.kind}, but {wrong.refusal}")


def _no_page(head: bytes) -> Format | None:
    """What it is by its first bytes, whatever its server says, and what no parser here reads."""
    return next((each for each in FORMATS if not each.is_read and each is not XML and each.is_surely(head)), None)

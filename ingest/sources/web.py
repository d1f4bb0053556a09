"""The contents of one address of the web, as an operator would save them: bounded in size and time, and public."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from dataclasses import replace
from http import HTTPStatus
from io import BufferedReader, BytesIO
from itertools import islice
from urllib.parse import urlsplit

from ingest.fetch.fetched import Fetched, Target
from ingest.fetch.fetcher import Fetcher
from ingest.formats.feeds import FEED
from ingest.formats.format import Content, Format, Parsers
from ingest.formats.html import HTML
from ingest.formats.pages.address import with_own_address
from ingest.formats.reading import articles_in
from ingest.formats.sitemaps import SITEMAP
from ingest.formats.stream import Stream
from ingest.formats.table import named, of_media, surely, what_is_read
from ingest.formats.unread import XML
from ingest.records.addresses import one_line
from ingest.records.record import IsOver, Raw, SourceError, never

HEAD_BYTES = 4_096
MOST_UNPACKED = 100_000_000
"""The most bytes of all files in an archive; packed they are 10 MB at most."""
VAGUE = ("text/plain", "application/octet-stream", "binary/octet-stream", "application/gzip", "application/x-gzip", "")
"""The types by which servers call unknown files: the end of the address may tell more."""


def read_page(url: str, parsers: Parsers, is_over: IsOver = never, fetcher: Fetcher | None = None) -> Generator[Raw]:
    """Yield the articles at one address that a person named; never raises for what it finds there."""
    url = one_line(url)
    try:
        page = (fetcher or Fetcher()).fetch(Target(url, by_hand=True), is_over)
        warnings = _opt_outs_in_words(page)
        for raw in _articles(page, url, parsers, is_over):
            yield replace(raw, warnings=warnings)
            warnings = ()
    except SourceError as error:
        yield Raw(url, None, str(error), progress=1.0)


def _opt_outs_in_words(page: Fetched) -> tuple[str, ...]:
    words = ", ".join(page.opt_outs)
    return (f"its publisher does not want machines to use it ({words}); keep it only if you may",) if words else ()


def record_of(page: Fetched, parsers: Parsers, is_over: IsOver = never) -> Mapping[str, object]:
    """Return the record of the article that came. Raises SourceError when there is none, or more than one."""
    found = list(islice(_articles(page, page.url, parsers, is_over), 2))
    if found[0].record is None:
        raise SourceError(found[0].failure or "holds no article")
    if found[1:] and found[1].record:
        raise SourceError(f"holds several articles; take them in with 'ragbot-ingest {page.url}'")
    return found[0].record


def _articles(page: Fetched, origin: str, parsers: Parsers, is_over: IsOver) -> Iterator[Raw]:
    """Yield the articles, or why there is none. Raises SourceError when the page has no kind that is read."""
    format_ = format_of(page)
    if format_ is HTML:
        found = parsers.parse(HTML.name, page.data, page.charset, is_over)
        record = found if isinstance(found, Mapping) else found[0]
        yield Raw(origin, with_own_address(record, page.url), progress=1.0)
        return
    stream = Stream(BufferedReader(BytesIO(page.data)), MOST_UNPACKED, is_over)
    content = Content(stream, origin, parsers, f"page{format_.suffixes[0]}", page.url, page.charset)
    for raw in articles_in(content):
        yield replace(_at(raw, page.url), progress=stream.consumed / len(page.data))


def _at(raw: Raw, url: str) -> Raw:
    """Return an article that is alone there with that address, like a page; others have addresses of their own."""
    if not raw.record or "_file" not in raw.record:
        return raw
    given = {name: value for name, value in raw.record.items() if not name.startswith("_")}
    return replace(raw, record=with_own_address(given, url))


def format_of(page: Fetched) -> Format:
    """Return the format by the first bytes, where they prove it, by the server's word, or by the end of the address.

    Raises SourceError for a format that is not read.
    """
    if not 200 <= page.status < 300:
        known = HTTPStatus(page.status).phrase if page.status in set(HTTPStatus) else ""
        raise SourceError(f"is answered with {page.status} {known}".rstrip())
    head, told = page.data[:HEAD_BYTES], of_media(page.kind)
    sure = surely(head, told)
    if sure is XML and told:
        sure = None
    found = sure or (page.kind in VAGUE and named(urlsplit(page.url).path)) or told
    if found in (FEED, SITEMAP) or told is FEED or b"jsonfeed.org/version" in head:
        what = SITEMAP if found is SITEMAP else FEED
        raise SourceError(f"is a {what.name} and no page; follow it with 'ragbot-ingest follow {page.url}'")
    if not found:
        calls = f"is {one_line(page.kind)[:100]}" if page.kind else "does not say what it is"
        raise SourceError(f"{calls}, which is not read; {what_is_read()}")
    if not page.data:
        raise SourceError("is empty")
    if not found.is_read:
        raise SourceError(f"calls itself {page.kind}, but {found.refusal}" if told else found.refusal)
    return found

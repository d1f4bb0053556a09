"""Sitemaps: the addresses that a site names, in one of news with the day and the headline."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.formats.feeds import FeedItem
from ingest.formats.format import Format
from ingest.formats.signs import rooted
from ingest.formats.xml import Element, below, line, name_of, root_of
from ingest.records.record import SourceError
from ragbot.types import sha256

MOST_PAGES = 10_000
"""The most pages; a file may have 50,000, and one of news 1,000."""
MOST_MAPS = 1_000


@dataclass(frozen=True, slots=True)
class Sitemap:
    """A sitemap at one moment: pages, or other sitemaps."""

    pages: tuple[FeedItem, ...]
    maps: tuple[tuple[str, str], ...]
    """The address of each, and the time of its change, "" when it does not say."""


def sitemap_in(content: bytes, address: str = "") -> Sitemap:
    """Return the sitemap; its addresses are whole ones, wherever it is. Raises SourceError when it is no sitemap."""
    try:
        root = root_of(content.strip(), recover=True)
    except SourceError as error:
        raise SourceError(f"is no sitemap: {error}") from None
    if name_of(root) == "urlset":
        found = (page for entry in list(root)[:MOST_PAGES] if (page := _page(entry)))
        return Sitemap(tuple({page.key: page for page in found}.values()), ())
    if name_of(root) == "sitemapindex":
        maps = [(_text_of(entry, "loc"), _text_of(entry, "lastmod")) for entry in list(root)[:MOST_MAPS]]
        return Sitemap((), tuple(each for each in maps if each[0]))
    raise SourceError("is no sitemap: neither urlset nor sitemapindex")


def _page(entry: Element) -> FeedItem | None:
    url = _text_of(entry, "loc")
    if not url.startswith(("http://", "https://")):
        return None
    news = next(below(entry, "news"), None)
    record = {"url": url, "modified": _text_of(entry, "lastmod")}
    if news is not None:  # an image beside it has a title of its own
        record |= {"title": _text_of(news, "title"), "published": _text_of(news, "publication_date")}
        record |= {"language": _text_of(news, "language"), "source": _text_of(news, "name")}
    return FeedItem(sha256(url)[:32], url, {name: value for name, value in record.items() if value})


def _text_of(entry: Element, name: str) -> str:
    """Return the text of the first element of that name below `entry`."""
    return line(next(below(entry, name), None))


SITEMAP = Format(
    "sitemap",
    "a sitemap, which holds addresses only",
    (),
    rooted("urlset", "sitemapindex"),
    follow=sitemap_in,
    instead="take in their pages with 'ragbot-ingest follow' and its address",
)

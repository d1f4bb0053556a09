"""Sitemaps: the addresses that a site names, with the day and the headline where it is one of news."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.formats.feeds import FeedItem
from ingest.formats.format import Format
from ingest.formats.signs import rooted
from ingest.raw import SourceError
from ragbot.types import sha256

MOST_PAGES = 10_000
"""A file may have 50,000, and one of news 1,000."""
MOST_MAPS = 1_000


@dataclass(frozen=True, slots=True)
class Sitemap:
    """A sitemap at one moment: pages, or other sitemaps."""

    pages: tuple[FeedItem, ...]
    maps: tuple[tuple[str, str], ...]
    """The address of each, and when it changed, empty when it does not say."""


def sitemap_in(content: bytes) -> Sitemap:
    """Raises SourceError when it is none."""
    root = _parsed(content)
    if _name(root) == "urlset":
        found = (page for entry in list(root)[:MOST_PAGES] if (page := _page(entry)))
        return Sitemap(tuple({page.key: page for page in found}.values()), ())
    if _name(root) == "sitemapindex":
        maps = [(_said(entry, "loc"), _said(entry, "lastmod")) for entry in list(root)[:MOST_MAPS]]
        return Sitemap((), tuple(each for each in maps if each[0]))
    raise SourceError("is no sitemap: neither urlset nor sitemapindex")


def _parsed(content: bytes) -> Any:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(content.strip(), parser)
    except etree.XMLSyntaxError as error:
        raise SourceError(f"is no sitemap: {error.msg}") from None
    if root is None:
        raise SourceError("is no sitemap, for it is no XML")
    return root


def _page(entry: Any) -> FeedItem | None:
    url = _said(entry, "loc")
    if not url.startswith(("http://", "https://")):
        return None
    news = next((each for each in _elements(entry) if _name(each) == "news"), None)
    record = {"url": url, "modified": _said(entry, "lastmod")}
    if news is not None:  # an image beside it has a title of its own
        record |= {"title": _said(news, "title"), "published": _said(news, "publication_date")}
        record |= {"language": _said(news, "language"), "source": _said(news, "name")}
    return FeedItem(sha256(url)[:32], url, {name: value for name, value in record.items() if value})


def _said(entry: Any, name: str) -> str:
    """The text of the first element of that name below, whatever its namespace."""
    return next((_text(each) for each in _elements(entry) if _name(each) == name), "")


def _elements(entry: Any) -> Iterator[Any]:
    return (each for each in entry.iter() if isinstance(each.tag, str))


def _text(element: Any) -> str:
    return " ".join((element.text or "").split())


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


SITEMAP = Format(
    "sitemap",
    "a sitemap, which holds addresses only",
    (),
    rooted("urlset", "sitemapindex"),
    instead="take in their pages with 'ragbot-ingest follow' and its address",
)

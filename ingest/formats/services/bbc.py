"""Articles of the BBC, which are trees of blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ingest.formats.markup import plain_text
from ingest.formats.services.service import Record, at, first, string

_TEXTS = ("text", "subheadline", "intro")
_FLAT_TEXTS = ("paragraph", "introduction", "crosshead", "subheading", "heading", "list")
"""The types in articles before 2021, whose blocks hold no others."""
_SITE = "https://www.bbc.com"
_MOST_DEEP = 12  # a real one has 7 levels


def is_one(record: Record) -> bool:
    """Return whether the record holds blocks."""
    return bool(_blocks(record))


def record(fields: Record) -> Record:
    """Return the record with the usual names."""
    blocks = [each for each in _blocks(fields) if isinstance(each, Mapping)]
    paragraphs = [line for each in blocks if each.get("type") in _TEXTS for line in _lines(each)]
    paragraphs += [line for each in blocks if each.get("type") in _FLAT_TEXTS for line in _flat_lines(each)]
    headline = " ".join(line for each in blocks if each.get("type") == "headline" for line in _lines(each))
    return {
        **{name: value for name, value in fields.items() if name not in ("content", "model")},
        "title": headline or first(fields, ("promo.headlines.headline", "promo.headlines.seoHeadline")),
        "text": "\n\n".join(paragraphs),
        "teaser": first(fields, ("promo.summary", "promo.headlines.seoDescription")),
        "url": string(fields, "metadata.locators.canonicalUrl", "metadata.canonicalUrl", "url") or _url_of_flat(fields),
        "id": first(fields, ("metadata.locators.optimoUrn", "metadata.id", "locator", "id")),
        "published": first(fields, ("metadata.firstPublished", "firstPublished")),
        "modified": first(fields, ("metadata.lastPublished", "metadata.lastUpdated", "lastPublished")),
        "language": first(fields, ("metadata.passport.language", "passport.language", "language")),
        "authors": [line for each in blocks if each.get("type") == "byline" for line in _names(each)]
        or at(fields, "promo.byline.name"),
        "source": "BBC",
    }


def _blocks(record: Record) -> list[object]:
    found = at(record, "content.model.blocks") or at(record, "model.blocks")
    flat = at(record, "content.blocks")
    if not found and isinstance(flat, list) and any(at(each, "markupType") for each in flat):
        return flat
    return found if isinstance(found, list) else []


def _url_of_flat(record: Record) -> str:
    path = string(record, "metadata.locators.assetUri")
    return f"{_SITE}{path}" if path.startswith("/") else ""


def _flat_lines(block: object) -> Iterator[str]:
    """Yield the paragraphs of a block, without the items of a list that only lead to another story."""
    items = at(block, "items")
    for each in items if isinstance(items, list) else (block,):
        text = at(each, "text")
        if isinstance(text, str) and not at(each, "meta") and (seen := plain_text(text)):
            yield seen if each is block else f"- {seen}"


def _lines(block: object, deep: int = 0) -> Iterator[str]:
    """Yield the paragraphs of a block, once where it has its words both whole and in fragments."""
    text = at(block, "model.text")
    if isinstance(text, str):
        yield from (line for line in text.split("\n") if line.strip())
        return
    inner = at(block, "model.blocks")
    for each in inner if isinstance(inner, list) and deep < _MOST_DEEP else ():
        yield from _lines(each, deep + 1)


def _names(block: object, deep: int = 0) -> Iterator[str]:
    """Yield the names of contributors, without their roles."""
    if at(block, "type") == "name":
        yield from _lines(block)
        return
    inner = at(block, "model.blocks")
    for each in inner if isinstance(inner, list) and deep < _MOST_DEEP else ():
        yield from _names(each, deep + 1)

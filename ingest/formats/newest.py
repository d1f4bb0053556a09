"""The newest items of a feed that names thousands: a check does not need the rest."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from ingest.formats.xml import Element, name_of, root_of
from ingest.records.dates import parse_date
from ingest.records.record import SourceError
from ragbot.types import is_before

MOST = 2_000
"""The most items; usual feeds have 10 to 100. 10,000 took 6 CPU s of a busy machine, and a parser has 8."""
_ITEMS = ("item", "entry")
_DATES = ("pubDate", "published", "updated", "date")


def newest(content: bytes) -> tuple[bytes, int]:
    """Return a feed with its newest items alone, and the number of the others; a broken feed as it is."""
    if content.lstrip()[:1] == b"{":
        return _of_json(content)
    if sum(content.count(b"<%s" % name.encode()) for name in _ITEMS) <= MOST:
        return content, 0
    try:
        root = root_of(content)
    except SourceError:
        return content, 0
    return _of_xml(root)


def _of_xml(root: Element) -> tuple[bytes, int]:
    from lxml import etree

    items = [element for element in root.iter() if name_of(element) in _ITEMS]
    rest = _rest(items, _date)
    for item in rest:
        item.getparent().remove(item)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True), len(rest)


def _of_json(content: bytes) -> tuple[bytes, int]:
    try:
        feed = json.loads(content)
    except (ValueError, RecursionError):
        return content, 0
    items = feed.get("items")
    if not isinstance(items, list) or len(items) <= MOST:
        return content, 0
    rest = _rest(items, lambda item: parse_date(item.get("date_published")) if isinstance(item, dict) else None)
    kept = items[len(rest) :] if rest[0] is items[0] else items[:MOST]
    return json.dumps({**feed, "items": kept}).encode(), len(rest)


def _rest(items: Sequence[Any], date_of: Callable[[Any], str | None]) -> Sequence[Any]:
    """Return all items but the newest: most feeds begin with these, and some end with them."""
    if len(items) <= MOST:
        return ()
    first, last = date_of(items[0]) or "", date_of(items[-1]) or ""
    return items[:-MOST] if is_before(first, last) else items[MOST:]


def _date(item: Element) -> str | None:
    dates = (parse_date(child.text) for child in item if name_of(child) in _DATES)
    return next(filter(None, dates), None)

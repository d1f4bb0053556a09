"""Web pages: the article in one, as trafilatura finds it; `parsers` lets it do so in processes that can be killed."""

from __future__ import annotations

import json
import re
from typing import Any

from ingest.formats.format import Format, Record
from ingest.formats.signs import is_xml, rooted, start
from ingest.formats.text import decode, without_title
from ingest.raw import SourceError

DECLARED = ("datePublished", "dateModified", "inLanguage", "correction", "creativeWorkStatus")
"""What is taken from a page's JSON-LD."""

_META_CHARSET = re.compile(
    rb"""<(?:meta\b[^>]{0,300}?charset|\?xml[^>]{0,100}?encoding)\s*=\s*["']?\s*([\w-]+)""", re.I
)


def page_text(data: bytes, charset: str = "") -> str:
    """The characters of a page, by its server's word (`charset`), else by its own. Raises SourceError for no text."""
    declared = _META_CHARSET.search(data[:4_096])
    text = decode(data, charset or (declared[1].decode() if declared else ""))
    return re.sub(r"^\s*<\?xml[^>]*>", "", text)  # its encoding is no longer true


def parsed(data: bytes, charset: str = "") -> Record:
    """The record of a page's article. Raises SourceError when there is none."""
    record = _record(page_text(data, charset))
    if not record:
        raise SourceError("holds no article text; if it needs a browser to show any, save the text as .txt")
    return record


def _record(page: str) -> dict[str, object] | None:
    from trafilatura import bare_extraction, load_html

    tree = load_html(page)
    if tree is None:
        return None
    declared = _declared(tree)
    # extensive_search would take any date on the page, a copyright line's too, for the publisher's
    dates = {"extensive_search": False, "original_date": True}
    found = bare_extraction(tree, with_metadata=True, include_comments=False, date_extraction_params=dates)
    if found is None or isinstance(found, dict) or not found.text:
        return None
    return {
        "title": found.title,
        "text": "\n\n".join(without_title(found.text.split("\n"), found.title or "")),
        "url": found.url,
        "source": found.sitename,
        "published": declared.get("datePublished") or found.date,
        "modified": declared.get("dateModified"),
        "authors": found.author,
        "language": declared.get("inLanguage"),
        "correction": declared.get("correction"),
        "creativeWorkStatus": declared.get("creativeWorkStatus"),
    }


def _declared(tree: Any) -> dict[str, object]:
    """What the page says in JSON-LD, else in meta tags; trafilatura keeps only the day, and no language."""
    blocks = tree.xpath("//script[@type='application/ld+json']/text()")
    stated = next((article for block in blocks if (article := _dated(_parsed(block)))), {})
    for name, meta in (("datePublished", "article:published_time"), ("dateModified", "article:modified_time")):
        for content in tree.xpath(f"//meta[@property='{meta}']/@content")[:1]:
            stated.setdefault(name, str(content))
    return stated


def _parsed(block: str) -> object:
    try:
        return json.loads(block, strict=False)
    except (ValueError, RecursionError):
        return None


def _dated(value: object) -> dict[str, object]:
    """The first object with a publication date, however deep in lists and graphs."""
    if isinstance(value, dict) and "datePublished" in value:
        return {name: value.get(name) for name in DECLARED if value.get(name)}
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return next((found for part in inner if (found := _dated(part))), {})


HTML = Format(
    "HTML",
    "a web page",
    (".html", ".htm", ".xhtml", ".xht"),
    is_surely=rooted("html", "head", "body"),
    is_likely=lambda head: start(head).startswith(b"<") and not is_xml(head),
    parse=parsed,
)

"""Web pages: from bytes to characters; `pages` finds the article in them, in processes that can be killed."""

from __future__ import annotations

import re

from ingest.formats.format import Format, Record
from ingest.formats.pages.record import record_in
from ingest.formats.signs import is_xml, rooted, start
from ingest.formats.text import decode

_META_CHARSET = re.compile(
    rb"""<(?:meta\b[^>]{0,300}?charset|\?xml[^>]{0,100}?encoding)\s*=\s*["']?\s*([\w-]+)""", re.I
)
"""As in "<meta charset=utf-8>"."""


def page_text(data: bytes, charset: str = "") -> str:
    """Return the characters of a page, by its server's `charset`, else by its own. Raises SourceError for no text."""
    declared = _META_CHARSET.search(data[:4_096])
    text = decode(data, charset or (declared[1].decode() if declared else ""))
    return re.sub(r"^\s*<\?xml[^>]*>", "", text)  # the encoding in it is no longer true


def parsed(data: bytes, charset: str = "") -> Record:
    """Return the record of a page's article. Raises SourceError when there is none."""
    return record_in(page_text(data, charset))


HTML = Format(
    "HTML",
    "a web page",
    (".html", ".htm", ".xhtml", ".xht"),
    is_surely=rooted("html", "head", "body"),
    is_likely=lambda head: start(head).startswith(b"<") and not is_xml(head),
    parse=parsed,
    media=("text/html", "application/xhtml+xml"),
)

"""The articles in a file that is open, by its kind; what cannot be read says why."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.formats.html import page_text
from ingest.formats.jsonl import read_json, read_lines
from ingest.formats.parsers import Pages
from ingest.formats.stream import Stream
from ingest.formats.text import decode, text_record
from ingest.raw import Raw, SourceError

KINDS = {
    ".txt": "text",
    ".md": "markdown",
    ".html": "html",
    ".htm": "html",
    ".json": "json",
    ".jsonl": "json lines",
    ".ndjson": "json lines",
}
READ = f"these are read: {' '.join(KINDS)}, each also with .gz"
UNKNOWN = f"is of an unknown kind; {READ}"
SNIFFED = "sniffed"
"""The kind of what has no name: found by its first characters."""


def kind_of(name: str) -> str:
    """By its suffix; empty when it is unknown."""
    return KINDS.get(os.path.splitext(name.lower().removesuffix(".gz"))[1], "")


def articles_in(stream: Stream, kind: str, origin: str, pages: Pages) -> Iterator[Raw]:
    """The articles of an open file, and at the end why there are none or no more."""
    holds_any = False
    try:
        if not stream.head():
            raise SourceError(stream.broken or "is empty")
        for raw in _of_kind(stream, kind, origin, pages):
            holds_any = True
            yield raw
        if stream.broken or not holds_any:
            raise SourceError(stream.broken or "holds no articles")
    except SourceError as error:
        yield Raw(origin, None, str(error))


def placed(raw: Raw, origin: str, address: str | None) -> Raw:
    """With the file that holds it, alone (`_file`) or among others (`_within`): a publisher's own such names go."""
    if raw.record is None:
        return raw
    given = {name: value for name, value in raw.record.items() if not str(name).startswith("_")}
    place = "_file" if raw.origin == origin else "_within"
    return replace(raw, record={**given, place: address} if address else given)


def _of_kind(stream: Stream, kind: str, origin: str, pages: Pages) -> Iterator[Raw]:
    kind = _sniffed(stream.head()) if kind == SNIFFED else kind
    if kind == "json lines":
        yield from read_lines(stream.lines(), stream, origin)
    elif kind == "json":
        yield from read_json(stream, origin)
    elif kind == "html":
        yield Raw(origin, pages.parse(page_text(stream.read()), stream.is_over))
    else:
        yield Raw(origin, text_record(decode(stream.read()), markdown=kind == "markdown"))


def _sniffed(head: bytes) -> str:
    """In UTF-16 too."""
    start = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if re.match(rb"\{|\[\s*[\[{\]]", start):
        return "json"
    return "html" if start.startswith(b"<") else "text"

"""Lists of sources: OPML, which feed readers import and export, and a TOML file that is kept in git."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast, get_args
from xml.sax.saxutils import quoteattr

from ingest.formats.xml import root_of
from ingest.records.addresses import NO_WEB, flaw_in
from ingest.records.cleaning import clean_line
from ingest.records.record import SourceError
from ragbot.archive.source import Kind, Source
from ragbot.settings import AGE, age

MOST_LISTED = 10_000
KEYS = frozenset(("url", "title", "kind", "every", "paused"))


@dataclass(frozen=True, slots=True)
class Listed:
    """A source in a list."""

    address: str
    title: str = ""
    kind: Kind = "feed"
    every: int | None = None
    """Seconds between two checks."""
    is_paused: bool = False


def opml_in(content: bytes) -> list[Listed]:
    """Return the feeds of an OPML file, from all folders. Raises SourceError when it is no OPML."""
    try:
        root = root_of(content.strip(), recover=True)
    except SourceError as error:
        raise SourceError(f"is no OPML: {error}") from None
    if root.tag != "opml":
        raise SourceError("is no OPML: its first element is not <opml>")
    found: dict[str, Listed] = {}
    try:
        for listed in filter(None, map(_outline, root.iter("outline"))):
            found.setdefault(listed.address, listed)
    except UnicodeDecodeError:  # lxml reads characters late
        raise SourceError("is no OPML: it has broken characters") from None
    return list(found.values())[:MOST_LISTED]


def _outline(outline: Any) -> Listed | None:
    lower = {str(name).lower(): str(value) for name, value in outline.attrib.items()}
    address = lower.get("xmlurl", "").strip()
    if flaw_in(address):
        return None
    return Listed(address, clean_line(lower.get("title") or lower.get("text") or ""))


def opml_of(sources: Iterable[Source]) -> str:
    """Return the feeds among `sources`, for any feed reader."""
    outlines = "".join(
        f'    <outline type="rss" text={quoteattr(source.title)} xmlUrl={quoteattr(source.address)}/>\n'
        for source in sources
        if source.kind == "feed"
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n  <head><title>ragbot</title></head>\n'
    return f"{head}  <body>\n{outlines}  </body>\n</opml>\n"


def toml_in(content: bytes, place: str = "") -> list[Listed]:
    """Return the sources of a TOML file, with folders relative to `place`. Raises SourceError with the fault."""
    try:
        found = tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceError(f"is no TOML: {error}") from None
    entries = found.get("source")
    if not isinstance(entries, list) or set(found) != {"source"}:
        raise SourceError('names no sources: write [[source]], and below it url = "https://news.example/feed"')
    listed: dict[str, Listed] = {}
    for number, entry in enumerate(entries[:MOST_LISTED], 1):
        one = _entry(number, entry, place)
        if one.address in listed:
            raise SourceError(f"source {number} has the url of another: {one.address}")
        listed[one.address] = one
    return list(listed.values())


def _entry(number: int, entry: Any, place: str) -> Listed:
    where = f"source {number}"
    if not isinstance(entry, dict) or not isinstance(entry.get("url"), str):
        raise SourceError(f'{where} has no url = "…"')
    if unknown := sorted(set(entry) - KEYS):
        raise SourceError(f"{where} has {', '.join(unknown)}, which is none of {', '.join(sorted(KEYS))}")
    kind, every = entry.get("kind", "feed"), entry.get("every")
    if kind not in get_args(Kind):
        raise SourceError(f"{where} has the kind {kind!r}; {', '.join(get_args(Kind))} are known")
    if every is not None and not (isinstance(every, str) and re.fullmatch(AGE, every)):
        raise SourceError(f'{where} has every = {every!r}; write "30m", "6h" or "1d"')
    seconds = int(age(every).total_seconds()) if every else None
    title = clean_line(str(entry.get("title", "")))
    address = _address(where, entry["url"].strip(), kind, place)
    return Listed(address, title, cast(Kind, kind), seconds, bool(entry.get("paused", False)))


def _address(where: str, url: str, kind: str, place: str) -> str:
    if kind == "folder":
        return os.path.abspath(os.path.join(place, os.path.expanduser(url)))
    if flaw := flaw_in(url):
        hint = '; a folder has kind = "folder"' if flaw == NO_WEB else ""
        raise SourceError(f"{where} has the url {url!r}, which {flaw}{hint}")
    return url


def toml_of(sources: Iterable[Source]) -> str:
    """Return the sources in the form that `toml_in` reads."""
    return "\n".join("\n".join(_lines(source)) for source in sources)


def _lines(source: Source) -> Iterator[str]:
    yield "[[source]]"
    yield f"url = {json.dumps(source.address, ensure_ascii=False)}"  # a JSON string is a TOML string
    own = "" if source.is_named else "# "  # the title of the source itself stays the source's to change
    yield f"{own}title = {json.dumps(source.title, ensure_ascii=False)}"
    if source.kind != "feed":
        yield f'kind = "{source.kind}"'
    if source.every:
        yield f'every = "{max(1, source.every // 60)}m"'
    if source.state == "paused":
        yield "paused = true"
    yield ""

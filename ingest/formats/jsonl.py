"""JSON: one article, a list of them as services send it, or one on each line, even over gigabytes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice

from ingest.formats.format import Content, Format
from ingest.formats.services.records import raws_of
from ingest.formats.signs import start
from ingest.formats.stream import OVER, Stream
from ingest.formats.text import decode
from ingest.records.record import MAX_ARTICLE_BYTES, Raw, SourceError

MOST_BAD = 10_000
"""The most lines in a row without a JSON object; then the file is none of articles."""


def read_lines(lines: Iterable[tuple[int, bytes]], stream: Stream, origin: str) -> Iterator[Raw]:
    """Yield the article on each of the lines; a bad line is a failure, and the reading goes on.

    Raises SourceError after too many bad lines in a row.
    """
    bad = 0
    for number, line in lines:
        is_bad = True
        for raw in _from_line(line, f"{origin}:{number}"):
            is_bad &= raw.record is None
            yield raw
        bad = bad + 1 if is_bad else 0
        if not bad:
            stream.count_one()
        elif bad == MOST_BAD:
            raise SourceError(f"has {bad:,} bad lines in a row; the rest was not read. Is it the right file?")


def _from_line(line: bytes, origin: str) -> Iterator[Raw]:
    try:
        if len(line.rstrip(b"\r\n")) > MAX_ARTICLE_BYTES:
            raise SourceError(f"{OVER}; split it")
        yield from raws_of(_object(_parsed(line.decode("utf-8-sig"))), origin)
    except UnicodeDecodeError:
        yield Raw(origin, None, "is not UTF-8, which JSON has to be; convert the file, for example with iconv")
    except SourceError as error:
        yield Raw(origin, None, str(error))


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except RecursionError:
        raise SourceError("is JSON nested too deeply to be an article") from None
    except ValueError as error:
        raise SourceError(f"is not JSON: {error}") from None


def _object(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise SourceError(f"is a JSON {type(value).__name__}, where an object with the article's fields belongs")
    return value


def read_json(stream: Stream, origin: str) -> Iterator[Raw]:
    """Yield the articles of a JSON file, or of JSON lines under that name.

    Raises SourceError when it is not JSON, broken or too long.
    """
    lines = stream.lines()
    start = list(islice(lines, 2))
    if len([line for _, line in start if _holds_object(line)]) == 2:
        yield from read_lines(chain(start, lines), stream, origin)
        return
    yield from raws_of(_parsed(decode(_joined(chain(start, lines), stream))), origin)


def _holds_object(line: bytes) -> bool:
    bare = line.removeprefix(b"\xef\xbb\xbf").strip()
    return bare.startswith(b"{") and bare.endswith(b"}")


def _joined(lines: Iterable[tuple[int, bytes]], stream: Stream) -> bytes:
    """Return all lines, with the blank ones between them, for a parser names the line of its error."""
    data = bytearray()
    last = 0
    for number, line in lines:
        data += b"\n" * (number - last - 1) + line
        last = number
        if len(data) > MAX_ARTICLE_BYTES:
            raise SourceError(f"{OVER} or array of them; write it as JSON lines (.jsonl), one article on each line")
    if stream.broken:
        raise SourceError(stream.broken)
    return bytes(data)


def _is_json(head: bytes) -> bool:
    return bool(re.match(rb"\{|\[\s{0,99}[\[{\]]", start(head)))  # `{"title": …`, `[{`, `[]`


def _json(content: Content) -> Iterator[Raw]:
    return read_json(content.stream, content.origin)


def _json_lines(content: Content) -> Iterator[Raw]:
    return read_lines(content.stream.lines(), content.stream, content.origin)


JSON = Format(
    "JSON", "JSON", (".json",), is_likely=_is_json, read=_json, media=("application/json", "application/ld+json")
)
_LINES = ("application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines")
JSON_LINES = Format("JSON lines", "JSON lines", (".jsonl", ".ndjson"), read=_json_lines, media=_LINES)

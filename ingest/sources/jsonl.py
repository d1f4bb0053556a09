"""JSON: one article, an array of them, {"articles": […]}, or one on each line, which may go on for gigabytes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from ingest.sources import MAX_ARTICLE_BYTES, Raw, SourceError
from ingest.sources.stream import OVER, Stream
from ingest.sources.text import decode


def read_lines(lines: Iterable[bytes], origin: str) -> Iterator[Raw]:
    """One article for each line that is not blank; a bad line is a failure and the next one goes on."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _from_line(line, f"{origin}:{number}")


def _from_line(line: bytes, origin: str) -> Raw:
    if len(line.rstrip(b"\r\n")) > MAX_ARTICLE_BYTES:
        return Raw(origin, None, f"{OVER}; split it")
    try:
        return Raw(origin, _object(_parsed(line.decode("utf-8-sig"))))
    except UnicodeDecodeError:
        return Raw(origin, None, "is not UTF-8, which JSON has to be; convert the file, for example with iconv")
    except SourceError as error:
        return Raw(origin, None, str(error))


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
    """The articles of a JSON file, or of JSON lines under that name.

    Raises SourceError when it is not JSON, broken or too long.
    """
    lines = stream.lines()
    start = _two_lines(lines)
    if len([line for line in start if _holds_object(line)]) == 2:
        yield from read_lines(chain(start, lines), origin)
        return
    value = _parsed(decode(_joined(chain(start, lines), stream)))
    articles = value.get("articles") if isinstance(value, dict) else value
    if isinstance(articles, list):
        yield from (_entry(article, f"{origin}#{number}") for number, article in enumerate(articles, 1))
    else:
        yield Raw(origin, _object(value))


def _two_lines(lines: Iterator[bytes]) -> list[bytes]:
    """The lines up to the second that is not blank."""
    start: list[bytes] = []
    filled = 0
    for line in lines:
        start.append(line)
        filled += bool(line.strip())
        if filled == 2:
            break
    return start


def _holds_object(line: bytes) -> bool:
    bare = line.removeprefix(b"\xef\xbb\xbf").strip()
    return bare.startswith(b"{") and bare.endswith(b"}")


def _joined(lines: Iterable[bytes], stream: Stream) -> bytes:
    data = bytearray()
    for line in lines:
        data += line
        if len(data) > MAX_ARTICLE_BYTES:
            raise SourceError(f"{OVER} or array of them; write it as JSON lines (.jsonl), one article on each line")
    if stream.broken:
        raise SourceError(stream.broken)
    return bytes(data)


def _entry(value: object, origin: str) -> Raw:
    try:
        return Raw(origin, _object(value))
    except SourceError as error:
        return Raw(origin, None, str(error))

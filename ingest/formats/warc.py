"""Web archives (WARC), as Common Crawl publishes its news: each page that a server sent is an article's.

The reader is our own, for the stream that bounds every file already unpacks it, and the rest is counting bytes.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ingest.formats.format import Content, Format
from ingest.formats.html import HTML
from ingest.formats.pages.address import with_own_address
from ingest.formats.signs import start
from ingest.formats.stream import BLOCK, OVER, Stream
from ingest.records.cleaning import clean_line
from ingest.records.record import MAX_ARTICLE_BYTES, PassedOver, Raw, SourceError

LONGEST_LINE, MOST_LINES = 16_000, 500
"""The most bytes of a line, and the most lines, of a record's header or of a server's."""
PAGES = ("text/html", "application/xhtml+xml")
_HEADER = MOST_LINES * 100
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? (\d{3})\b")  # `HTTP/1.1 200 OK`
_CHARSET = re.compile(r"""charset\s{0,9}=\s{0,9}["']?([\w-]+)""", re.I)  # "charset=utf-8"
_CUT = "is cut off or damaged at its record {}; fetch it again, what came before is kept"


@dataclass(frozen=True, slots=True)
class _Record:
    """The header of a record; its contents come next in the file."""

    number: int
    fields: Mapping[str, str]
    """The fields, by their names in lower case."""
    size: int
    """The size of the contents, in bytes."""

    @property
    def kind(self) -> str:
        return self.fields.get("warc-type", "").lower()

    @property
    def url(self) -> str:
        return self.fields.get("warc-target-uri", "").strip("<> ")

    @property
    def may_be_page(self) -> bool:
        return self.kind == "response" and self.url.lower().startswith(("http://", "https://"))


@dataclass(frozen=True, slots=True)
class _Reply:
    """The reply of a server."""

    status: int
    fields: Mapping[str, str]
    body: bytes


def _articles(content: Content) -> Iterator[Raw]:
    """Yield the article of each page; other records are passed over and counted."""
    file, number = content.stream.opened, 0
    while record := _next(file, number := number + 1):
        origin = f"{content.origin}#{number}"
        if not record.may_be_page:
            _skip(file, record)
            yield Raw(origin, None, passed=PassedOver(f"{clean_line(record.kind[:30]) or 'unnamed'} records"))
            continue
        content.stream.count_one()  # the reply of a server is news, or its neighbour
        yield from _of_reply(file, record, content, origin)


def _of_reply(file: io.BufferedIOBase, record: _Record, content: Content, origin: str) -> Iterator[Raw]:
    if record.size > MAX_ARTICLE_BYTES + _HEADER:
        _skip(file, record)
        yield Raw(origin, None, OVER)
        return
    block = file.read(record.size)
    if len(block) < record.size:
        raise SourceError(content.stream.broken or _CUT.format(record.number))
    reply = _reply(block)
    if passed := _passed(reply):
        yield Raw(origin, None, passed=PassedOver(passed))
        return
    try:
        yield Raw(origin, _page(reply, record.url, content))
    except SourceError as error:
        yield Raw(origin, None, str(error))


def _page(reply: _Reply, url: str, content: Content) -> Mapping[str, object]:
    """Return the record of a page. Raises SourceError when it has no article."""
    charset = _CHARSET.search(reply.fields.get("content-type", ""))
    found = content.parsers.parse(HTML.name, _unpacked(reply), charset[1] if charset else "", content.stream.is_over)
    return with_own_address(found if isinstance(found, Mapping) else found[0], url)


def _passed(reply: _Reply) -> str:
    """Return why a reply is passed over; "" for a page."""
    if reply.status != 200:
        return f"replies of status {reply.status}" if reply.status else "replies that are no HTTP"
    kind = reply.fields.get("content-type", "").partition(";")[0].strip().lower()
    is_page = kind in PAGES if kind else HTML.is_likely(reply.body[:1_000])
    return "" if is_page else "replies that are no page"


def _next(file: io.BufferedIOBase, number: int) -> _Record | None:
    """Return the header of the next record; None at the end. Raises SourceError where no record begins."""
    line = b"\n"
    for _ in range(MOST_LINES):
        line = file.readline(LONGEST_LINE)
        if line.strip():
            break
    if not line:
        return None
    if not line.startswith(b"WARC/"):
        raise SourceError(_CUT.format(number))
    fields = _fields(iter(lambda: file.readline(LONGEST_LINE), b""))
    size = fields.get("content-length", "")
    if not size.isdecimal() or len(size) > 15:
        raise SourceError(_CUT.format(number))
    return _Record(number, fields, int(size))


def _fields(lines: Iterator[bytes]) -> dict[str, str]:
    """Return the fields of a header, up to the empty line that ends it."""
    fields: dict[str, str] = {}
    for _, line in zip(range(MOST_LINES), lines, strict=False):
        if not line.strip():
            break
        name, _, value = line.decode("utf-8", "replace").partition(":")
        fields.setdefault(name.strip().lower(), value.strip())
    return fields


def _skip(file: io.BufferedIOBase, record: _Record) -> None:
    left = record.size
    while left and (data := file.read(min(left, BLOCK))):
        left -= len(data)


def _reply(block: bytes) -> _Reply:
    """Return the reply in a record; with the status 0 when it is none of a web server."""
    status = _STATUS.match(block)
    lines = io.BytesIO(block)
    lines.readline()
    fields = _fields(iter(lines.readline, b""))
    return _Reply(int(status[1]) if status else 0, fields, lines.read())


def _unpacked(reply: _Reply) -> bytes:
    """Return the page as its server meant it; most archives have it so. Raises SourceError when it is too large."""
    body = _joined(reply.body) if "chunked" in reply.fields.get("transfer-encoding", "").lower() else reply.body
    encoding = reply.fields.get("content-encoding", "").lower()
    if "deflate" in encoding:
        body = _inflated(body)
    elif "br" in encoding and not start(body).startswith(b"<"):
        raise SourceError("comes packed as br, which is not unpacked here")
    return Stream(io.BufferedReader(io.BytesIO(body))).read()


def _joined(body: bytes) -> bytes:
    """Return the chunks without their sizes; a body without chunks, since they were joined before, as it is."""
    parts: list[bytes] = []
    at = 0
    while found := _SIZE.match(body, at):
        size = int(found[1], 16)
        if not size:
            return b"".join(parts)
        parts.append(body[found.end() : found.end() + size])
        at = found.end() + size
    return b"".join(parts) if parts and at >= len(body) else body


_SIZE = re.compile(rb"(?:\r\n)?([0-9a-fA-F]{1,8})[ \t]{0,9}(?:;[^\r\n]{0,200})?\r\n")  # `1f40\r\n`


def _inflated(body: bytes) -> bytes:
    for bits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):  # servers send both, and call both deflate
        try:
            return zlib.decompressobj(bits).decompress(body, MAX_ARTICLE_BYTES + 1)
        except zlib.error:
            continue
    return body


WARC = Format("WARC", "a web archive (WARC)", (".warc",), lambda head: start(head).startswith(b"WARC/"), read=_articles)

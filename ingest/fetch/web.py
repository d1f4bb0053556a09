"""One page of the web, as an operator would save it: bounded in size and time, and from a public address only."""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from io import BufferedReader, BytesIO
from urllib.parse import quote, urljoin, urlsplit

import httpcore

from ingest.articles import one_line
from ingest.fetch.network import Network
from ingest.formats.format import Parsers
from ingest.formats.html import HTML
from ingest.formats.pages.address import with_own_address
from ingest.formats.stream import OVER, Stream
from ingest.formats.text import decode, text_record
from ingest.raw import MAX_ARTICLE_BYTES, IsOver, Raw, SourceError, never
from ingest.threads import result_of
from ragbot import __version__

SECONDS = 20.0
"""For the whole page, redirects included."""
MOST_REDIRECTS = 5
PAGES = ("text/html", "application/xhtml+xml")
SAVE = "save the page and drop the file"
_PORTS = {"http": 80, "https": 443}
_SAFE = "/%:@!$&'()*+,;=~?[]"
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w-]+)""", re.I)


@dataclass(frozen=True, slots=True)
class _Page:
    """What came."""

    url: str
    """Where it was at last, after redirects."""
    kind: str
    charset: str
    """As the server says; empty when it does not."""
    data: bytes


def read_page(url: str, parsers: Parsers, is_over: IsOver = never, network: Network | None = None) -> Generator[Raw]:
    """The article of that one page; never raises for what is there."""
    url = one_line(url)
    try:
        page = result_of(lambda: _fetched(url, network or Network(SECONDS)), is_over)
        yield Raw(url, _record(page, parsers, is_over), progress=1.0)
    except SourceError as error:
        yield Raw(url, None, str(error), progress=1.0)


def _record(page: _Page, parsers: Parsers, is_over: IsOver) -> Mapping[str, object]:
    data = Stream(BufferedReader(BytesIO(page.data)), is_over=is_over).read()  # servers zip unasked, too
    if page.kind not in PAGES:
        return {**text_record(decode(data, page.charset)), "url": page.url}
    found = parsers.parse(HTML.name, data, page.charset, is_over)
    return with_own_address(found if isinstance(found, Mapping) else found[0], page.url)


def _fetched(url: str, network: Network) -> _Page:
    try:
        with httpcore.ConnectionPool(max_connections=1, network_backend=network) as pool:
            return _followed(url, pool)
    except httpcore.TimeoutException:
        raise SourceError(f"did not come within {network.seconds:g} s; {SAVE}") from None
    except httpcore.NetworkError as error:
        raise SourceError(f"cannot be reached ({error or type(error).__name__}); check the address") from None
    except httpcore.ProtocolError as error:
        raise SourceError(f"is answered with what is no HTTP ({error}); check the address") from None


def _followed(url: str, pool: httpcore.ConnectionPool) -> _Page:
    for _ in range(MOST_REDIRECTS + 1):
        target = _target(url)
        with pool.stream("GET", target, headers=_headers(target)) as response:
            location = _header(response, b"location") if response.status in (301, 302, 303, 307, 308) else ""
            if not location:
                return _page(url, response)
            url = _joined(url, location)
    raise SourceError(f"leads on to other addresses more than {MOST_REDIRECTS} times; check the address")


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        raise SourceError("leads on to what is no address; check it in a browser") from None


def _target(url: str) -> httpcore.URL:
    """Raises SourceError when it is no address of a page."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").encode("idna"), parts.port
    except ValueError:
        raise SourceError("is no address of a page; check its spelling") from None
    if parts.scheme not in _PORTS or not host:
        raise SourceError("is no http or https address, such as https://news.example/article")
    if "@" in parts.netloc:
        raise SourceError("has a user name in it; leave out what stands before the @")
    target = quote(f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}", safe=_SAFE)
    return httpcore.URL(scheme=parts.scheme, host=host, port=port or _PORTS[parts.scheme], target=target)


def _headers(target: httpcore.URL) -> list[tuple[bytes, bytes]]:
    name = b"[%b]" % target.host if b":" in target.host else target.host
    port = b"" if target.port == _PORTS[target.scheme.decode()] else b":%d" % (target.port or 0)
    return [
        (b"Host", name + port),
        (b"User-Agent", f"ragbot/{__version__} (one page, for its operator)".encode()),
        (b"Accept", b"text/html, application/xhtml+xml, text/plain;q=0.9"),
        (b"Accept-Encoding", b"gzip, identity"),
    ]


def _header(response: httpcore.Response, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in response.headers if key.lower() == name), "")


def _page(url: str, response: httpcore.Response) -> _Page:
    """Raises SourceError when it is no page, or too large."""
    if not 200 <= response.status < 300:
        known = HTTPStatus(response.status).phrase if response.status in set(HTTPStatus) else ""
        raise SourceError(f"is answered with {response.status} {known}".rstrip())
    declared = _header(response, b"content-type")
    kind = declared.partition(";")[0].strip().lower()
    if kind not in (*PAGES, "text/plain"):
        named = f"is {one_line(kind)[:100]}" if kind else "does not say what it is"
        raise SourceError(f"{named}; HTML pages and plain text are taken")
    charset = _CHARSET.search(declared)
    return _Page(url, kind, charset[1] if charset else "", _body(response))


def _body(response: httpcore.Response) -> bytes:
    if (encoding := _header(response, b"content-encoding").strip().lower()) not in ("", "identity", "gzip", "x-gzip"):
        raise SourceError(f"comes packed as {one_line(encoding)[:100]}, unasked; {SAVE}")
    data = bytearray()
    for chunk in response.iter_stream():
        data += chunk
        if len(data) > MAX_ARTICLE_BYTES:
            raise SourceError(OVER)
    if not data:
        raise SourceError("is empty")
    return bytes(data)

"""One request to one address, and the response."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import quote, urlsplit

import httpcore

from ingest.fetch.network import Network, UnreachableError
from ingest.fetch.unpack import unpacked
from ingest.records.record import SourceError

SAVE = "save the page and drop the file"
_PORTS = {"http": 80, "https": 443}
_SAFE = "/%:@!$&'()*+,;=~?[]"
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w-]+)""", re.I)  # of "text/html; charset=utf-8"
_BROKEN = "peer closed connection without sending complete message body"


@dataclass(frozen=True, slots=True)
class Response:
    """The response of a server."""

    status: int
    headers: Sequence[tuple[str, str]] = field(repr=False)
    """The headers, with names in small letters."""
    data: bytes = field(repr=False)
    """The body, unpacked; empty when the status is no 2xx."""

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key == name]

    def first(self, name: str) -> str:
        """Return the first header of that name, or ""."""
        return next(iter(self.all(name)), "")

    @property
    def kind(self) -> str:
        return self.first("content-type").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        found = _CHARSET.search(self.first("content-type"))
        return found[1] if found else ""


def target_of(url: str) -> httpcore.URL:
    """Return the URL of a page. Raises SourceError when `url` is none."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").encode("idna"), parts.port
    except ValueError:
        raise SourceError("is no address of a page; check its spelling") from None
    if any(map(str.isspace, parts.netloc)):
        raise SourceError("is no address of a page: its host has a blank; check its spelling")
    if parts.scheme not in _PORTS or not host:
        raise SourceError("is no http or https address, such as https://news.example/article")
    if "@" in parts.netloc:
        raise SourceError("has a user name in it; leave out what stands before the @")
    target = quote(f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}", safe=_SAFE)
    return httpcore.URL(scheme=parts.scheme, host=host, port=port or _PORTS[parts.scheme], target=target)


def origin_of(target: httpcore.URL) -> str:
    """Return `https://news.example`, with the port where it is another than usual."""
    return f"{target.scheme.decode()}://{_host(target).decode()}"


def respond(
    target: httpcore.URL,
    headers: Mapping[str, str],
    network: Network,
    most: int,
    start_will_do: bool = False,
    posted: bytes | None = None,
) -> Response:
    """Return the response. Raises SourceError when the server cannot be reached, or the response is too large or late.

    Of a body over `most` bytes it returns the start, where that will do. The request is a GET, unless a body is
    `posted`: of the response to that it reads only the head.
    It sends no cookies, no proxy, no password: nothing but these headers. TLS is verified.
    """
    given = [(b"Host", _host(target)), *((name.encode(), value.encode()) for name, value in headers.items())]
    try:
        with (
            httpcore.ConnectionPool(max_connections=1, network_backend=network) as pool,
            pool.stream("GET" if posted is None else "POST", target, headers=given, content=posted) as response,
        ):
            return _read(response, most, start_will_do) if posted is None else _head(response)
    except httpcore.TimeoutException:
        raise SourceError(f"did not come within {network.seconds:g} s; {SAVE}") from None
    except httpcore.NetworkError as error:
        raise UnreachableError(_unreachable(error)) from None
    except httpcore.ProtocolError as error:
        raise SourceError(_unreadable(error)) from None


def _head(response: httpcore.Response) -> Response:
    headers = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in response.headers]
    return Response(response.status, headers, b"")


def _read(response: httpcore.Response, most: int, start_will_do: bool) -> Response:
    came = _head(response)
    if not 200 <= response.status < 300:
        return came
    if not start_will_do and (length := came.first("content-length")).isdecimal() and int(length[:19]) > most:
        raise SourceError(f"is over {most / 1_000_000:g} MB, the most that is taken from one address")
    encoding = ",".join(came.all("content-encoding"))
    return replace(came, data=unpacked(response.iter_stream(), encoding, most, start_will_do))


def _host(target: httpcore.URL) -> bytes:
    name = b"[%b]" % target.host if b":" in target.host else target.host
    return name + (b"" if target.port == _PORTS[target.scheme.decode()] else b":%d" % (target.port or 0))


def _unreachable(error: httpcore.NetworkError) -> str:
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return "is not read: the certificate of its server is not valid for it, so it may come from somebody else"
    return f"cannot be reached ({error or type(error).__name__}); check the address"


def _unreadable(error: httpcore.ProtocolError) -> str:
    if _BROKEN in str(error) or "incomplete chunked read" in str(error):
        return "broke off before its end; try again"
    return f"is answered with something other than HTTP ({error}); check the address"

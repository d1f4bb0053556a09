"""Web servers for one test, on 127.0.0.1 under any name, that say what the test wants them to say, byte by byte."""

from __future__ import annotations

import socketserver
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field

from ingest.fetch.fetched import Fetched, Target
from ingest.fetch.fetcher import Fetcher
from ingest.fetch.network import Address, Network

Reply = Callable[[str], Iterable[bytes]]
"""What to send for a path."""
RULES = ("/robots.txt", "/.well-known/tdmrep.json")


def reply(
    body: bytes = b"", kind: str | None = "text/html; charset=utf-8", status: str = "200 OK", *headers: str
) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    lines += [f"Content-Type: {kind}"] if kind else []
    return "\r\n".join([*lines, "", ""]).encode() + body


def to(location: str, status: str = "302 Found") -> bytes:
    return reply(b"", None, status, f"Location: {location}")


def always(*parts: bytes) -> Reply:
    return lambda path: parts


def is_loopback(address: Address) -> bool:
    return address.is_loopback


def fetcher(
    seconds: float = 10.0,
    allows: Callable[[Address], bool] = is_loopback,
    resolve: Callable[[str], Sequence[str]] = lambda host: ["127.0.0.1"],
    pause: float = 0.0,
    **given: object,
) -> Fetcher:
    """One that finds every name on this machine, and does not pause."""

    def network(left: float) -> Network:
        return Network(left, allows=allows, resolve=resolve)

    return Fetcher(seconds=seconds, pause=pause, network=network, **given)  # type: ignore[arg-type]


@dataclass
class Site:
    """A server, and what it was asked: whole requests, those for its rules apart."""

    port: int
    requests: list[str] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)

    def at(self, path: str = "/", host: str = "news.example") -> str:
        return f"http://{host}:{self.port}{path}"

    def fetch(self, path: str = "/", by: Fetcher | None = None, **wanted: object) -> Fetched:
        return (by or fetcher()).fetch(Target(self.at(path), **wanted))  # type: ignore[arg-type]


@contextmanager
def serving(
    answer: Reply, rules: Mapping[str, bytes | Reply] | None = None, tls: ssl.SSLContext | None = None
) -> Iterator[Site]:
    """`rules` are answers for robots.txt and tdmrep.json, which are not found otherwise."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            lines = []
            while (line := self.rfile.readline().strip()) != b"":
                lines.append(line.decode())
            path = lines[0].split(" ")[1]
            (site.rules if path in RULES else site.requests).append("\n".join(lines))
            try:
                for part in _rules(path) if path in RULES else answer(path):
                    self.wfile.write(part)
            except OSError:
                pass  # the other side has had enough

    def _rules(path: str) -> Iterable[bytes]:
        given = (rules or {}).get(path, reply(b"", None, "404 Not Found"))
        return [given] if isinstance(given, bytes) else given(path)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

        def finish_request(self, request, client_address):
            with (
                tls.wrap_socket(request, True, False) if tls else nullcontext(request) as stream,
                suppress(OSError),  # the other side may not trust us
            ):
                super().finish_request(stream, client_address)

    with Server(("127.0.0.1", 0), Handler) as server:
        site = Site(server.server_address[1])
        threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
        try:
            yield site
        finally:
            server.shutdown()

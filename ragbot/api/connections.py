"""Connections that nobody can hold or fill: bounded heads, and a time by which each next step has to come."""

from __future__ import annotations

import logging
from asyncio import TimerHandle, Transport
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from ragbot.api.guards import SECURITY_HEADERS
from ragbot.api.problems import ProblemBody
from ragbot.api.request_log import shown_path

log = logging.getLogger(__name__)

HEAD_LIMIT = 32 * 1024
"""Bytes of a request's first line and headers; a browser sends under 2 kB."""
SLICE = 8 * 1024
"""Bytes that are parsed before the head is measured again."""
HEAD_SECONDS = 10.0
"""From a connection's beginning to the end of its first request's head, and from a request's first byte to that."""
BODY_SECONDS, BODY_RATE = 20.0, 10_000
"""A body may take so long, and a second more for each of so many bytes."""
MOST_FRAMING = 256 * 1024
"""Bytes that the heads of a body's chunks may take in all, and never more than the body itself."""
READ_SECONDS = 20.0
"""So long a client may read nothing of what was written."""
LINGER_SECONDS = 2.0
"""For a client to take what is left when a connection is closed."""


class Connection(HttpToolsProtocol):
    """One connection of the server. Uvicorn's own has no limit on heads, and waits for ever for a next byte."""

    most = 1_000
    """Connections at once; beyond them a new one gets 503. `serve` sets it by the files that may be open."""
    turned_away = 0.0
    """When that was last told in the log."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._timer: TimerHandle | None = None
        self._write_timer: TimerHandle | None = None
        self._reads_head, self._is_whole, self._head = True, False, 0
        self._began, self._received, self._body_in_piece = 0.0, 0, 0
        self._is_refused = False
        self._answering: RequestResponseCycle | None = None

    # -- what asyncio calls

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > self.most:
            self._turn_away()
        else:
            self._expect(HEAD_SECONDS, self._too_late)

    def connection_lost(self, exc: Exception | None) -> None:
        self._expect_nothing()
        self._stop_write_timer()
        self._tell_that_it_left()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        for start in range(0, len(data), SLICE):
            if self._is_refused or self.transport.is_closing():
                return
            piece = data[start : start + SLICE]
            self._body_in_piece = 0
            super().data_received(piece)
            self._measure(len(piece) - self._body_in_piece)
        if self._timer is None and self._is_idle() and not self._is_refused:
            self._expect(HEAD_SECONDS, self._too_late)  # empty lines between two requests are no request

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stop_write_timer()
        self._look_later_whether_it_reads()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._stop_write_timer()

    # -- what the parser calls

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._reads_head, self._is_whole, self._head = True, False, 0
        self._expect(HEAD_SECONDS, self._too_late)

    def on_headers_complete(self) -> None:
        self._reads_head = False
        self._began, self._received = self.loop.time(), 0
        self._expect(BODY_SECONDS, self._too_slow)
        super().on_headers_complete()

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._reads_head:  # what comes after a body in chunks is nobody's
            super().on_header(name, value)

    def on_body(self, body: bytes) -> None:
        self._received += len(body)
        self._body_in_piece += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._is_whole = True
        self._expect_nothing()
        super().on_message_complete()

    # -- what uvicorn calls

    def shutdown(self) -> None:
        """Whoever has not sent a whole request yet, is cut: nothing was done for them."""
        owed = self._answering
        if self._is_refused and (owed is None or owed.response_complete or owed.disconnected):
            self.transport.abort()  # it was told why already
        elif self._is_reading_a_body():
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE, "The server is being stopped.")
        else:
            super().shutdown()
            if self._answering:
                self._answering.keep_alive = False

    def send_400_response(self, msg: str) -> None:
        self._refuse(HTTPStatus.BAD_REQUEST, "That is no HTTP request that can be read.")

    def timeout_keep_alive_handler(self) -> None:
        self._close()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._answering = cycle
        super()._start_asgi_task(cycle, app)

    # -- limits

    def _measure(self, size: int) -> None:
        """After `size` more bytes that are no body: are they too many? Chunks have heads too, and trailers."""
        self._head += size if self._reads_head or not self._is_whole else 0
        if self._head > HEAD_LIMIT + min(self._received, MOST_FRAMING) and not self._is_refused:
            status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            self._refuse(status, f"The request's line and headers are longer than {HEAD_LIMIT // 1024} KiB.")

    def _too_late(self) -> None:
        if not self._is_idle():  # the one before is answered first
            self._expect(HEAD_SECONDS, self._too_late)
        elif self._head:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT, f"The headers did not come within {HEAD_SECONDS:g} s.")
        else:
            self._close()  # nothing was asked

    def _too_slow(self) -> None:
        """A body has as long as it would take at the slowest rate, and longer while we do not read it."""
        left = self._began + BODY_SECONDS + self._received / BODY_RATE - self.loop.time()
        if left > 0 or self.flow.read_paused:
            self._expect(max(left, 1.0), self._too_slow)
        elif self._is_idle():
            self._close()  # answered already, without its body
        else:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT, "The body came too slowly.")

    def _is_idle(self) -> bool:
        """Whether no answer is owed."""
        return not self.pipeline and not self._owed()

    def _owed(self) -> list[RequestResponseCycle]:
        """The requests that are answered, or read, and have no whole answer yet."""
        return [each for each in (self._answering, self.cycle) if each is not None and not each.response_complete]

    def _is_reading_a_body(self) -> bool:
        """Whether the newest request is not whole yet, and nothing was said to it or is owed to one before."""
        newest = self.cycle
        if newest is None or newest is not self._answering or newest.disconnected:
            return False
        return newest.more_body and not newest.response_started

    def _expect(self, seconds: float, call: Callable[[], None]) -> None:
        self._expect_nothing()
        self._timer = self.loop.call_later(seconds, call)

    def _expect_nothing(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _stop_write_timer(self) -> None:
        if self._write_timer:
            self._write_timer.cancel()
            self._write_timer = None

    def _look_later_whether_it_reads(self) -> None:
        unread = self.transport.get_write_buffer_size()
        self._write_timer = self.loop.call_later(READ_SECONDS, self._look_whether_it_reads, unread)

    def _look_whether_it_reads(self, unread: int) -> None:
        if self.transport.get_write_buffer_size() >= unread:
            self.transport.abort()
        else:
            self._look_later_whether_it_reads()

    # -- ending it

    def _turn_away(self) -> None:
        """At once, for each takes an open file; a flood of them is a line a second."""
        self._is_refused = True
        if self.loop.time() - Connection.turned_away > 1.0:
            Connection.turned_away = self.loop.time()
            log.warning("More than %d connections are open: others are turned away.", self.most)
        status = HTTPStatus.SERVICE_UNAVAILABLE
        self.transport.write(_problem(status, "Too many connections are open: try again in a moment."))
        self.transport.close()

    def _refuse(self, status: HTTPStatus, detail: str) -> None:
        """Say why and close; where an answer is owed to an earlier request, that is finished, and nothing said.

        What the client is still sending is read and dropped for a moment: closed at once, the kernel would reset the
        connection, and the client would never see why.
        """
        if self._is_refused:
            return
        client = self.client[0] if self.client else "somebody"
        log.warning("connection of %s refused: %d %s", client, status, detail)
        if self._is_idle() or self._is_reading_a_body():
            self.transport.write(_problem(status, detail, self._path()))
            self._let_go()
            self.flow.resume_reading()
            if self.transport.can_write_eof():
                self.transport.write_eof()
        elif self._answering is self.cycle and self.cycle.more_body:
            self._close()  # its answer has begun, and its own body is what is wrong
        else:
            self._is_refused = True
            self.pipeline.clear()
            if self._answering:
                self._answering.keep_alive = False

    def _path(self) -> str | None:
        """The path of the request that is being read; None before a header is whole, and between two requests."""
        if self._is_whole or not self.headers:  # until then its first line may go on
            return None
        try:
            path = httptools.parse_url(self.url).path
        except httptools.HttpParserInvalidURLError:
            return None
        return shown_path({"path": self.root_path + unquote(path)}) if path else None

    def _close(self) -> None:
        self._let_go()
        self.transport.close()

    def _let_go(self) -> None:
        """Nothing is read as a request any more, what works for it is told, and soon the connection is gone."""
        self._is_refused = True
        self._tell_that_it_left()
        self._expect_nothing()
        self._unset_keepalive_if_required()
        self.loop.call_later(LINGER_SECONDS, self.transport.abort)

    def _tell_that_it_left(self) -> None:
        """Uvicorn tells the newest request only, and that may wait behind the one that is worked for."""
        for cycle in self._owed():
            cycle.disconnected = True
            cycle.message_event.set()


def _problem(status: HTTPStatus, detail: str, path: str | None = None) -> bytes:
    """A whole response: no route is known yet, so that no middleware can make it."""
    problem = ProblemBody(title=status.phrase, status=status, detail=detail, instance=path)
    body = problem.model_dump_json(exclude_none=True).encode()
    headers = [
        *SECURITY_HEADERS,
        (b"content-type", b"application/problem+json"),
        (b"content-length", b"%d" % len(body)),
        (b"connection", b"close"),
    ]
    lines = b"".join(b"%b: %b\r\n" % header for header in headers)
    return b"HTTP/1.1 %d %b\r\n%b\r\n%b" % (status, status.phrase.encode(), lines, body)

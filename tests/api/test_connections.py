"""Connections that send too much, too slowly, nothing, or do not read: each ends, and says why where it can."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from ragbot.api import connections
from ragbot.api.admission import Running
from ragbot.api.connections import Connection
from ragbot.api.guards import SECURITY_HEADERS
from ragbot.operations.server import Server

servers: list[Server] = []
threads: list[threading.Thread] = []
HEAD = b"POST /length HTTP/1.1\r\nHost: 127.0.0.1\r\n"


def app() -> FastAPI:
    made = FastAPI()
    made.state.running = Running()

    @made.get("/slow")
    async def slow(request: Request) -> Response:
        await asyncio.sleep(1.0)
        return PlainTextResponse("the slow answer")

    @made.get("/drops")
    async def drops() -> StreamingResponse:
        async def pieces() -> AsyncIterator[str]:
            for _ in range(10):
                yield "drop "
                await asyncio.sleep(0.1)

        return StreamingResponse(pieces())

    @made.get("/long")
    async def long() -> Response:
        return PlainTextResponse("x" * 5_000_000)

    @made.post("/length")
    async def length(request: Request) -> int:
        return len(await request.body())

    return made


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Of a server that waits for less than a second."""
    for name in ("HEAD_SECONDS", "BODY_SECONDS", "READ_SECONDS", "LINGER_SECONDS"):
        monkeypatch.setattr(connections, name, 0.5)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        server = Server(app())
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        servers.append(server)
        threads.append(thread)
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join(20)


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=20)


def read_all(connection: socket.socket) -> bytes:
    """What comes until the server closes."""
    received = b""
    with suppress(ConnectionError):
        while piece := connection.recv(65536):
            received += piece
    return received


def refusal(received: bytes) -> tuple[int, str]:
    """Status and words of a problem document that no route has made."""
    problem = problem_in(received)
    return problem["status"], problem["detail"]


def problem_in(received: bytes) -> dict[str, Any]:
    """The problem document of a response that no route has made."""
    head, _, body = received.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in head
    assert [f"{name.decode()}: {value.decode()}" for name, value in SECURITY_HEADERS] == head.decode().split("\r\n")[
        1:6
    ]
    problem: dict[str, Any] = json.loads(body)
    assert int(head.split()[1]) == problem["status"]
    return problem


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Big: " + b"y" * 200_000,
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + b"a: b\r\n" * 20_000 + b"\r\n",
        b"GET /" + b"y" * 200_000 + b" HTTP/1.1\r\n\r\n",
    ],
    ids=["one long line", "many lines, whole", "a long address"],
)
def test_a_head_that_is_too_long_is_refused_before_it_is_whole(port: int, head: bytes) -> None:
    with connected(port) as connection:
        threading.Thread(target=_send, args=(connection, head)).start()
        status, detail = refusal(read_all(connection))
    assert status == 431
    assert "32 KiB" in detail


def _send(connection: socket.socket, data: bytes) -> None:
    with suppress(OSError):  # it is refused before the end
        connection.sendall(data)


def test_a_head_of_a_usual_size_is_read_also_behind_a_long_body(port: int) -> None:
    body = b"x" * 100_000
    one = HEAD + b"Content-Length: 100000\r\n\r\n" + body
    last = HEAD + b"Connection: close\r\nContent-Length: 2\r\n\r\nab"
    with connected(port) as connection:
        connection.sendall(one + one + last)
        received = read_all(connection)
    assert received.count(b"HTTP/1.1 200") == 3
    assert received.endswith(b"\r\n\r\n2")


def test_what_is_no_http_gets_a_problem(port: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    with connected(port) as connection:
        connection.sendall(b"\x16\x03\x01 hello\r\n\r\n")
        assert refusal(read_all(connection))[0] == 400
    assert "refused: 400" in caplog.text


@pytest.mark.parametrize(
    ("sent", "status"),
    [(b"", None), (b"\r\n", 408), (b"GET / HT", 408), (HEAD + b"Content-Length: 5\r\n\r\nab", 408)],
)
def test_what_does_not_come_is_not_waited_for(port: int, sent: bytes, status: int | None) -> None:
    with connected(port) as connection:
        connection.sendall(sent)
        received = read_all(connection)
    assert (refusal(received)[0] if received else None) == status


def test_empty_lines_after_a_request_do_not_keep_a_connection(port: int) -> None:
    with connected(port) as connection:
        connection.sendall(HEAD + b"Content-Length: 2\r\n\r\nab")
        assert connection.recv(4096).startswith(b"HTTP/1.1 200")
        connection.sendall(b"\r\n")
        assert not read_all(connection), "closed: nothing was asked"


def test_a_slow_body_that_keeps_coming_is_taken(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "BODY_RATE", 1)
    with connected(port) as connection:
        connection.sendall(HEAD + b"Connection: close\r\nContent-Length: 20\r\n\r\n")
        for _ in range(20):
            connection.sendall(b"x")
            time.sleep(0.05)
        assert read_all(connection).endswith(b"\r\n\r\n20")


def test_a_trickle_is_not(port: int) -> None:
    with connected(port) as connection:
        connection.sendall(HEAD + b"Content-Length: 1000\r\n\r\n")
        began = time.monotonic()
        threading.Thread(target=_trickle, args=(connection,), daemon=True).start()
        assert refusal(read_all(connection))[0] == 408
    assert time.monotonic() - began < 15


def _trickle(connection: socket.socket) -> None:
    with suppress(OSError):
        for _ in range(200):
            connection.sendall(b"x")
            time.sleep(0.1)


def test_a_reader_that_does_not_read_is_cut(port: int) -> None:
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        connection.connect(("127.0.0.1", port))
        connection.sendall(b"GET /long HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        time.sleep(2)
        connection.settimeout(20)
        assert len(read_all(connection)) < 5_000_000


def test_more_connections_than_the_server_can_hold_are_refused_and_the_others_stay(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Connection, "most", 2)
    monkeypatch.setattr(connections, "HEAD_SECONDS", 20.0)
    with connected(port) as first, connected(port) as second, connected(port) as third:
        problem = problem_in(read_all(third))
        assert (problem["status"], "instance" in problem) == (503, False), "nothing was read of it"
        for each in (first, second):
            each.sendall(HEAD + b"Content-Length: 2\r\n\r\nab")
            assert each.recv(4096).startswith(b"HTTP/1.1 200")


def test_a_reader_that_reads_slowly_but_steadily_is_not_cut(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the kernel holds for it is seen in steps of about a megabyte."""
    monkeypatch.setattr(connections, "READ_SECONDS", 4.0)
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        connection.connect(("127.0.0.1", port))
        connection.settimeout(20)
        connection.sendall(b"GET /long HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        received = 0
        while piece := connection.recv(100_000):
            received += len(piece)
            time.sleep(0.1)
    assert received > 5_000_000


CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize("trailer", [b"a: b\r\n" * 100_000, b"a: " + b"b" * 600_000])
def test_trailers_are_as_bounded_as_headers(port: int, trailer: bytes) -> None:
    with connected(port) as connection:
        threading.Thread(target=_send, args=(connection, CHUNKED + b"2\r\nab\r\n0\r\n" + trailer)).start()
        assert refusal(read_all(connection))[0] == 431


def test_a_body_in_chunks_with_a_trailer_is_taken(port: int) -> None:
    body = b"".join(b"400\r\n" + b"x" * 1024 + b"\r\n" for _ in range(500))
    with connected(port) as connection:
        connection.sendall(CHUNKED + body + b"0\r\nDigest: none\r\n\r\n")
        assert read_all(connection).endswith(b"\r\n\r\n512000")


BAD = b"POST /length HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nno size\r\n"
TOO_LONG = b"GET / HTTP/1.1\r\nX: " + b"y" * 100_000


AB = b"Content-Length: 2\r\n\r\nab"


@pytest.mark.parametrize(
    ("sent", "status", "instance"),
    [
        (HEAD + b"Content-Length: 5\r\n\r\nab", 408, "/length"),
        (BAD, 400, "/length"),
        (b"GET /v1/%C3%A4%0Ab?key=s3cret HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 40_000, 431, "/v1/%C3%A4%0Ab"),
        (b"GET http://a/b?c HTTP/1.1\r\nHost: a\r\nX: b\r\nY", 408, "/b"),
        (b"CONNECT a:443 HTTP/1.1\r\nHost: a\r\nX: b\r\nY", 408, None),
        (b"GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400, None),
        (b"GET /a HTTP/1.1\r\nBad Header\r\n\r\n", 400, None),
        (b"GET /a" + b"y" * 40_000, 431, None),
        (b"GET /a", 408, None),
    ],
)
def test_a_refusal_names_the_path_once_that_is_known(port: int, sent: bytes, status: int, instance: str | None) -> None:
    with connected(port) as connection:
        connection.sendall(HEAD + AB)
        assert connection.recv(4096).startswith(b"HTTP/1.1 200"), "its path is not that of the next one"
        threading.Thread(target=_send, args=(connection, sent)).start()
        problem = problem_in(read_all(connection))
    assert (problem["status"], problem.get("instance")) == (status, instance)
    assert ("instance" in problem) == (instance is not None)


@pytest.mark.parametrize("path", [b"/slow", b"/drops"])
@pytest.mark.parametrize("second", [BAD, TOO_LONG, b"GARBAGE\r\n\r\n"], ids=["a bad chunk", "too long", "garbage"])
def test_what_is_wrong_with_a_second_request_spoils_no_answer_to_the_first(
    port: int, path: bytes, second: bytes
) -> None:
    with connected(port) as connection:
        connection.sendall(b"GET " + path + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        time.sleep(0.3)
        threading.Thread(target=_send, args=(connection, second)).start()
        received = read_all(connection)
    assert received.startswith(b"HTTP/1.1 200")
    assert received.count(b"HTTP/1.1") == 1
    assert received.endswith((b"the slow answer", b"0\r\n\r\n"))


def test_a_stop_finds_connections_that_were_refused_a_moment_before(
    port: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The server is stopped by the fixture, while both linger."""
    monkeypatch.setattr(connections, "LINGER_SECONDS", 20.0)
    with connected(port) as body, connected(port) as head:
        body.sendall(HEAD + b"Content-Length: 5\r\n\r\nab")
        head.sendall(b"GET / HT")
        assert refusal(body.recv(65536))[0] == 408
        assert refusal(head.recv(65536))[0] == 408
        servers[-1].should_exit = True
        threads[-1].join(30)
        assert not threads[-1].is_alive()
    assert "write_eof" not in caplog.text

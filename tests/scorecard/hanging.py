"""Clients and a language model that hang: they send half, read nothing, or say nothing."""

from __future__ import annotations

import json
import socket
import socketserver
import threading
import zlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.scorecard.processes import TOKEN
from tests.scorecard.wire import request_bytes

JSON = {"Content-Type": "application/json", "Connection": "keep-alive"}
HALF_HEAD = b"POST /v1/answers HTTP/1.1\r\nHost: 127.0.0.1\r\nX-a: "
HALF_BODY = request_bytes("POST", "/v1/answers", {**JSON, "Content-Length": "200000"}, b'{"question":"')
LISTINGS = request_bytes("GET", "/v1/articles?limit=200&q=the", {"Connection": "keep-alive"}, None) * 50


def asking(question: str, stream: bool) -> bytes:
    return request_bytes("POST", "/v1/answers", JSON, json.dumps({"question": question, "stream": stream}).encode())


def newlines(total: int) -> bytes:
    """A gzip file of so many newlines; a thousandth of their size."""
    packing, block = zlib.compressobj(9, zlib.DEFLATED, 31), b"\n" * 1_000_000
    return b"".join([*(packing.compress(block) for _ in range(total // len(block))), packing.flush()])


def feeding_newlines() -> bytes:
    """So many that commit 776303f was busy with them for a minute."""
    kind = {"Content-Type": "application/octet-stream", "Accept": "text/event-stream", "Connection": "keep-alive"}
    headers = {**kind, "Authorization": f"Bearer {TOKEN}"}
    return request_bytes("POST", "/v1/articles/file?name=news.jsonl.gz", headers, newlines(300_000_000))


def connected(port: int, sends: bytes = b"", is_deaf: bool = False) -> socket.socket:
    """A client that has sent that; a deaf one takes next to nothing in."""
    client = socket.socket()
    if is_deaf:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    client.settimeout(10)
    client.connect(("127.0.0.1", port))
    client.sendall(sends)
    return client


def held(port: int, clients: Sequence[socket.socket]) -> int:
    """How many of these connections the server at the port still holds.

    Asked of the kernel: a client that does not read learns nothing of its end.
    """
    ours = {client.getsockname()[1] for client in clients}
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    # local address, remote address, inode: 0 when no process has the socket any more
    sockets = [(_port(each[1]), _port(each[2]), each[9]) for each in lines]
    return sum(local == port and remote in ours and inode != "0" for local, remote, inode in sockets)


def _port(address: str) -> int:
    """`0100007F:1F90` is port 8080."""
    return int(address.rpartition(":")[2], 16)


def send_more(client: socket.socket, data: bytes = b"a") -> None:
    with suppress(OSError):
        client.sendall(data)


class SilentModel:
    """Takes questions as an OpenAI-compatible server does, says nothing, and counts who waits and who has hung up."""

    def __init__(self) -> None:
        self.calls, self.waiting = 0, 0
        self.lock = threading.Lock()
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _handler_of(self))
        self._server.daemon_threads = True
        url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"
        self.settings: dict[str, str] = {"RAGBOT_LLM": "silent", "RAGBOT_LLM_BASE_URL": url}

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._server.shutdown()


def _handler_of(model: SilentModel) -> type[socketserver.BaseRequestHandler]:
    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                if self.request.recv(65536).startswith(b"POST"):
                    self._wait()
                else:  # a list of models
                    self.request.sendall(b"HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}")

        def _wait(self) -> None:
            with model.lock:
                model.calls, model.waiting = model.calls + 1, model.waiting + 1
            try:
                while self.request.recv(65536):
                    pass
            finally:
                with model.lock:
                    model.waiting -= 1

    return Handler


def close_all(clients: Sequence[socket.socket]) -> None:
    for client in clients:
        client.close()

"""A scripted server that speaks OpenAI's chat completions over real HTTP, for tests; it answers on loopback only."""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from types import TracebackType
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Reply:
    """What one request gets."""

    pieces: tuple[str, ...] = ()
    status: int = 200
    body: str | None = None
    """Sent as it is, instead of a completion."""
    delay: float = 0.0
    """Seconds before the first piece."""
    reset: bool = False
    """Cut the connection after the pieces."""


def says(*pieces: str, delay: float = 0.0) -> Reply:
    return Reply(pieces, delay=delay)


def fails(status: int, message: str = "no") -> Reply:
    return Reply(status=status, body=json.dumps({"error": {"message": message, "type": "error", "code": None}}))


def garbage() -> Reply:
    return Reply(body="<html>this is a router's login page</html>")


def cut_after(*pieces: str) -> Reply:
    return Reply(pieces, reset=True)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    """Names in lower case."""
    body: dict[str, Any]

    @property
    def system(self) -> str:
        return self._text("system")

    @property
    def user(self) -> str:
        return self._text("user")

    def _text(self, role: str) -> str:
        return "\n".join(turn["content"] for turn in self.body["messages"] if turn["role"] == role)


class OpenAIServer:
    """Gives the replies in order, and the last one again and again. `with OpenAIServer(says("Hi")) as server: …`"""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies) or [says("Hello.")]
        self.requests: list[Recorded] = []
        self.gone = Event()
        """Set when a client went away before it had all."""
        self.stopping = Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self._http.daemon_threads = True
        self._thread = Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def next_reply(self) -> Reply:
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.stopping.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()


def _handler_of(server: OpenAIServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            headers = {name.lower(): value for name, value in self.headers.items()}
            server.requests.append(Recorded(self.path, headers, body))
            reply = server.next_reply() if self.path == "/v1/chat/completions" else fails(404, "no such path")
            self.close_connection = True
            try:
                self._send(reply, body)
            except OSError:
                server.gone.set()

        def _send(self, reply: Reply, body: dict[str, Any]) -> None:
            server.stopping.wait(reply.delay)
            if reply.body is not None:
                self._whole(reply.status, reply.body)
            elif body.get("stream"):
                self._stream(reply)
            else:
                self._whole(200, json.dumps(_completion("".join(reply.pieces))))

        def _whole(self, status: int, text: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def _stream(self, reply: Reply) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for event in _events(reply):
                data = f"data: {event}\n\n".encode()
                self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
            if reply.reset:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            else:
                self.wfile.write(b"0\r\n\r\n")

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler


def _events(reply: Reply) -> Iterator[str]:
    for piece in reply.pieces:
        yield json.dumps(_chunk({"role": "assistant", "content": piece}, None))
    if not reply.reset:
        yield json.dumps(_chunk({}, "stop"))
        yield "[DONE]"


def _chunk(delta: dict[str, str], finish: str | None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "scripted", "choices": [choice]}


def _completion(text: str) -> dict[str, Any]:
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
    return {"id": "c1", "object": "chat.completion", "created": 1, "model": "scripted", "choices": [choice]}

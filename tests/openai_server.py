"""A scripted server for tests that speaks OpenAI's protocol over real HTTP, and fails in the ways that real ones do.

It answers on loopback only. What it cannot play are a connection refused and a name that is not found: `nowhere` and
`UNKNOWN_HOST` do.
"""

from __future__ import annotations

import itertools
import json
import socket
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from types import TracebackType
from typing import Any, Self

UNKNOWN_HOST = "http://no-such-host.invalid/v1"
LONG = 60.0
"""Seconds that a server hangs, unless it is stopped."""


def nowhere() -> str:
    """An address where nothing listens."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{listening.getsockname()[1]}/v1"


@dataclass(frozen=True, slots=True)
class Reply:
    """What one request gets."""

    pieces: tuple[str, ...] = ()
    status: int = 200
    body: str | None = None
    """Sent as it is, instead of a completion."""
    delay: float = 0.0
    """Seconds before the first byte."""
    reset: bool = False
    """Cut the connection after the pieces."""
    hang: bool = False
    """Say nothing more after the pieces."""
    trickle: bool = False
    """Send nothing more than comments after the pieces, one each 20 ms."""
    endless: bool = False
    """Send the pieces again and again."""
    event: str | None = None
    """Sent as it is after the pieces, instead of what ends a stream."""
    finish: str = "stop"
    headers: Mapping[str, str] = field(default_factory=dict)


def says(*pieces: str, delay: float = 0.0) -> Reply:
    return Reply(pieces, delay=delay)


def fails(status: int, message: str = "no", code: str | None = None, **headers: str) -> Reply:
    body = json.dumps({"error": {"message": message, "type": "error", "code": code}})
    return Reply(status=status, body=body, headers={name.replace("_", "-"): value for name, value in headers.items()})


def garbage() -> Reply:
    return Reply(body="<html>this is a router's login page</html>")


def cut_after(*pieces: str) -> Reply:
    return Reply(pieces, reset=True)


def hangs_after(*pieces: str) -> Reply:
    return Reply(pieces, hang=True)


def trickles_after(*pieces: str) -> Reply:
    """No read ever times out, and no text comes."""
    return Reply(pieces, trickle=True)


def truncated_after(*pieces: str) -> Reply:
    return Reply(pieces, event='{"id": "c1", "object": "chat.completion.chunk", "choices": [{"index": 0, "de')


def misshapen_after(*pieces: str) -> Reply:
    """JSON of a schema that is none of OpenAI's."""
    return Reply(pieces, event='{"choices": [{"delta": "It sank.", "index": "first"}]}')


def endless(*pieces: str) -> Reply:
    return Reply(pieces, endless=True)


def ends_without_a_word(*pieces: str) -> Reply:
    """As if all had been said: the stream is closed in good order, but nothing tells that the text is complete."""
    return Reply(pieces, finish="")


def stopped_at_its_limit(*pieces: str) -> Reply:
    return Reply(pieces, finish="length")


@dataclass(frozen=True, slots=True)
class Recorded:
    """A question as it came."""

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

    def __init__(self, *replies: Reply, models: list[str] | Reply | None = None) -> None:
        """`models`: what it lists; by default it has no list, as some servers have none."""
        self.replies = list(replies) or [says("Hello.")]
        self.models = models
        self.requests: list[Recorded] = []
        self.lookups: list[tuple[str, dict[str, str]]] = []
        """Path and headers of each GET."""
        self.gone = Event()
        """Set when a client went away before it had all."""
        self.stopping = Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self._http.daemon_threads = True
        self._thread = Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def base_url(self) -> str:
        return f"{self.root}/v1"

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

        def do_GET(self) -> None:
            server.lookups.append((self.path, self._headers()))
            known = server.models if self.path == "/v1/models" and server.models is not None else fails(404)
            self._answer(known if isinstance(known, Reply) else Reply(body=_list(known)), {})

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            server.requests.append(Recorded(self.path, self._headers(), body))
            known = self.path == "/v1/chat/completions"
            self._answer(server.next_reply() if known else fails(404, "no such path"), body)

        def _headers(self) -> dict[str, str]:
            return {name.lower(): value for name, value in self.headers.items()}

        def _answer(self, reply: Reply, body: dict[str, Any]) -> None:
            self.close_connection = True
            try:
                self._send(reply, body)
            except OSError:
                server.gone.set()

        def _send(self, reply: Reply, body: dict[str, Any]) -> None:
            server.stopping.wait(reply.delay)
            if reply.body is not None:
                self._whole(reply, reply.body)
            elif body.get("stream") or reply.trickle:
                self._stream(reply, bool((body.get("stream_options") or {}).get("include_usage")))
            else:
                self._whole(reply, json.dumps(_completion("".join(reply.pieces))))

        def _whole(self, reply: Reply, text: str) -> None:
            self._begin(reply, "application/json")
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def _begin(self, reply: Reply, kind: str) -> None:
            self.send_response(reply.status)
            self.send_header("Content-Type", kind)
            for name, value in reply.headers.items():
                self.send_header(name, value)

        def _stream(self, reply: Reply, counted: bool) -> None:
            self._begin(reply, "text/event-stream")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for line in _lines(reply, counted):
                self._chunk(line)
            if reply.hang:
                server.stopping.wait(LONG)
            while reply.trickle and not server.stopping.wait(0.02):
                self._chunk(": still at it")
            if reply.reset:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            else:
                self.wfile.write(b"0\r\n\r\n")

        def _chunk(self, line: str) -> None:
            data = f"{line}\n\n".encode()
            self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler


def _list(models: list[str]) -> str:
    return json.dumps({"object": "list", "data": [{"id": model, "object": "model"} for model in models]})


def _lines(reply: Reply, counted: bool) -> Iterator[str]:
    for piece in itertools.cycle(reply.pieces) if reply.endless else reply.pieces:
        yield f"data: {json.dumps(_chunk({'role': 'assistant', 'content': piece}, None))}"
    if reply.event is not None:
        yield f"data: {reply.event}"
    elif reply.finish and not (reply.reset or reply.hang or reply.trickle):
        yield f"data: {json.dumps(_chunk({}, reply.finish))}"
        if counted:
            usage = {
                "prompt_tokens": 11,
                "completion_tokens": len(reply.pieces),
                "total_tokens": 11 + len(reply.pieces),
            }
            yield f"data: {json.dumps(_chunk({}, None) | {'choices': [], 'usage': usage})}"
        yield "data: [DONE]"


def _chunk(delta: dict[str, str], finish: str | None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "scripted", "choices": [choice]}


def _completion(text: str) -> dict[str, Any]:
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
    return {"id": "c1", "object": "chat.completion", "created": 1, "model": "scripted", "choices": [choice]}

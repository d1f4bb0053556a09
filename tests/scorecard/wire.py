"""Requests byte by byte: what no well-behaved client sends, and replies as they come."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

SECURITY = ("x-content-type-options", "referrer-policy")
"""Headers that each reply has."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back; status 0 when nothing did."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""
    body: bytes = b""
    seconds: float = 0.0

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def is_acknowledged(self) -> bool:
        """Whether the whole of a 200 came: a server that is killed may be cut off in it."""
        return self.status == 200 and len(self.body) >= int(self.headers.get("content-length", 0))

    @property
    def detail(self) -> str:
        """A refusal's words."""
        with suppress(ValueError, AttributeError):
            return str(self.json().get("detail", ""))
        return self.body[:200].decode(errors="replace")


def request_bytes(method: str, path: str | bytes, headers: Mapping[str, str | bytes], body: bytes | None) -> bytes:
    """As given, however wrong it is; `Host` and `Content-Length` are added unless they are given."""
    fields: dict[str, str | bytes] = {"Host": "127.0.0.1", "Connection": "close", **headers}
    if body is not None:
        fields = {"Content-Length": str(len(body)), **fields}
    lines = [method.encode() + b" " + _bytes(path) + b" HTTP/1.1"]
    lines += [name.encode() + b": " + _bytes(value) for name, value in fields.items()]
    return b"\r\n".join([*lines, b"", body or b""])


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("latin-1")


def exchange(port: int, data: bytes, timeout: float = 30.0) -> tuple[bytes, float]:
    """Send that, and read until the server closes or is silent for `timeout` seconds; with the seconds it took."""
    began, received = time.monotonic(), b""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=timeout) as connection:
        with suppress(OSError):  # refused before its end: what it says can be read all the same
            connection.sendall(data)
        while piece := connection.recv(65536):
            received += piece
    return received, time.monotonic() - began


def parsed(received: bytes, seconds: float = 0.0) -> Reply:
    """The first reply in what came."""
    if received.startswith(b"HTTP/1.1 100 "):
        received = received.partition(b"\r\n\r\n")[2]
    head, _, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    parts = first.split(" ", 2)
    if len(parts) < 2 or not parts[0].startswith("HTTP/") or not parts[1].isdigit():
        return Reply(0, body=received, seconds=seconds)
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if "content-length" in headers:
        body = body[: int(headers["content-length"])]
    return Reply(int(parts[1]), headers, body, seconds)


def send(
    port: int,
    method: str,
    path: str | bytes,
    body: object = None,
    headers: Mapping[str, str | bytes] | None = None,
    timeout: float = 30.0,
    token: str | None = None,
) -> Reply:
    """One request on a connection of its own. A body that is no bytes is sent as JSON."""
    given = dict(headers or {})
    if token:
        given["Authorization"] = f"Bearer {token}"
    data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    if body is not None:
        given.setdefault("Content-Type", "application/json")
    return parsed(*exchange(port, request_bytes(method, path, given, data), timeout))


def ask(port: int, question: str, timeout: float = 30.0, **more: object) -> Reply:
    return send(port, "POST", "/v1/answers", {"question": question, **more}, timeout=timeout)


def fault(reply: Reply, slowest: float = 30.0, is_head: bool = False) -> str | None:
    """What is wrong with a reply to a stranger, whatever he sent; None when nothing is."""
    if not reply.status:
        return f"no reply in {reply.seconds:.0f} s: {reply.body[:60]!r}"
    if reply.status >= 500:
        return f"{reply.status}: {reply.detail[:120]}"
    if reply.seconds > slowest:
        return f"{reply.status} after {reply.seconds:.0f} s"
    if reply.status < 400:
        return None
    if missing := [name for name in SECURITY if name not in reply.headers]:
        return f"{reply.status} without {', '.join(missing)}"
    if "problem+json" not in reply.headers.get("content-type", ""):
        return f"{reply.status} is {reply.headers.get('content-type') or 'of no type'}, not a problem document"
    return None if is_head else _fault_of_problem(reply)


def _fault_of_problem(reply: Reply) -> str | None:
    try:
        problem = reply.json()
    except ValueError:
        return f"{reply.status} whose body is no JSON: {reply.body[:60]!r}"
    return None if problem.get("status") == reply.status else f"{reply.status} says {problem.get('status')}"

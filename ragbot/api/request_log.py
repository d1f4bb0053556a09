"""One line in the log for each request: what became of it, how long it took, and why it failed."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ragbot.api.reply_status import NotingSend
from ragbot.logs import FIELDS

log = logging.getLogger(__name__)

CAUSE = "ragbot.cause"
"""In a request's scope: why it failed, or came out otherwise than it should."""
REQUEST_ID = "ragbot.request_id"
ID = re.compile(r"[\w.:/+=-]{1,100}", re.ASCII)
"""An id that somebody else gave it: `4bf92f3577b34da6`, `req-7/1`."""
LONGEST_CAUSE = 500


def blame(scope: Scope, cause: str) -> None:
    """Note why a request fails; the first cause counts."""
    scope.setdefault(CAUSE, cause)


def request_id(scope: Scope) -> str:
    return str(scope.get(REQUEST_ID, "-"))


def shown_path(scope: Scope) -> str:
    """Quoted and bounded, for logs and problem documents; never with the query, in which people put secrets."""
    return quote(scope["path"][:200], safe="/:@!$&'()*+,;=~")


class RequestLog:
    """Gives each request an id, says it in the reply, and logs the request when it is over."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        scope[REQUEST_ID] = given if ID.fullmatch(given) else uuid.uuid4().hex
        began = time.monotonic()

        async def naming(message: Message) -> None:
            if message["type"] == "http.response.start":
                named = (b"x-request-id", scope[REQUEST_ID].encode())
                message = {**message, "headers": [*message.get("headers", ()), named]}
            await send(message)

        sending = NotingSend(naming)
        try:
            await self.app(scope, receive, sending)
        finally:
            seconds = time.monotonic() - began
            fields = {FIELDS: _fields(scope, sending.status, seconds)}
            log.log(_level(sending.status, scope), "%s", _line(scope, sending.status, seconds), extra=fields)


def _level(status: int, scope: Mapping[str, Any]) -> int:
    """What an operator should look at is a warning: failures, refused keys, too many requests, degraded answers."""
    if status >= 500 and status != 503:
        return logging.ERROR
    return logging.WARNING if status in (401, 403, 429, 503) or (status < 400 and CAUSE in scope) else logging.INFO


def _line(scope: Scope, status: int, seconds: float) -> str:
    """`POST /v1/answers 503 in 12 ms, for 127.0.0.1, id 4bf9…: The server has all the work …`"""
    client = scope["client"][0] if scope.get("client") else "-"
    what = str(status) if status else "left without an answer"
    line = (
        f"{scope['method']} {shown_path(scope)} {what} in {seconds * 1000:.0f} ms, for {client}, id {request_id(scope)}"
    )
    cause = scope.get(CAUSE)
    return f"{line}: {_bare(cause)}" if cause else line


def _fields(scope: Scope, status: int, seconds: float) -> Mapping[str, object]:
    """The same by name, for logs in JSON; the status of who left without an answer is 0."""
    client = scope["client"][0] if scope.get("client") else None
    fields = {"method": scope["method"], "path": shown_path(scope), "status": status, "ms": round(seconds * 1000)}
    return {**fields, "client": client, "request_id": request_id(scope), "cause": scope.get(CAUSE)}


def _bare(text: str) -> str:
    """In one line, and without what could steer a terminal."""
    return "".join(char if char.isprintable() else " " for char in text[:LONGEST_CAUSE])

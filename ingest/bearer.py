"""The operator's token: what every route that changes the archive asks for first."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Coroutine
from threading import Lock
from typing import Any
from urllib.parse import quote

from fastapi import Request, Response, Security
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer

from ragbot.api import problems

log = logging.getLogger(__name__)

OPERATOR = Security(HTTPBearer(auto_error=False, description="The operator's token."))
"""For the description of a route; the check itself is `only_with`."""
QUIET_SECONDS = 1.0
"""Between two lines on refused keys: whoever tries a thousand must not fill the disk, too."""


def only_with(token: str) -> type[APIRoute]:
    """Routes that look at the token before they read the body, which may have 32 MiB."""

    class TokenRoute(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handle = super().get_route_handler()

            async def handle_with_token(request: Request) -> Response:
                _check(request, token)
                return await handle(request)

            return handle_with_token

    return TokenRoute


def _check(request: Request, token: str) -> None:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secrets.compare_digest(given.strip().encode(), token.encode()):
        if given.strip():  # the page asks without a key, to learn whether it needs one
            REFUSED.note(request.client.host if request.client else "an unknown address", request.scope["path"])
        detail = "This needs the operator's token, as Authorization: Bearer TOKEN."
        raise problems.Problem(401, detail, {"WWW-Authenticate": 'Bearer realm="ragbot"'})


class Refusals:
    """Keys that were refused, in the log: who came where, never the key; at most a line a second."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._untold = 0
        self._quiet_until = 0.0

    def note(self, address: str, path: str) -> None:
        with self._lock:
            if time.monotonic() < self._quiet_until:
                self._untold += 1
                return
            more, self._untold = self._untold, 0
            self._quiet_until = time.monotonic() + QUIET_SECONDS
        told = f", and {more} more before that" if more else ""
        log.warning("A key was refused: %s asked for %s%s", address, quote(path[:200], safe="/"), told)


REFUSED = Refusals()

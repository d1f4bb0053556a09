"""The operator's token: what every route that changes the archive asks for first."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from ragbot.api import keyring, problems
from ragbot.api.key_guard import CALLER, GUARDED
from ragbot.api.keyring import Caller


def only_with(token: str) -> type[APIRoute]:
    """Routes that look at the token before they read the body, which may have 32 MiB."""

    class TokenRoute(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handle = super().get_route_handler()

            async def handle_with_token(request: Request) -> Response:
                if CALLER not in request.scope:  # else the guard of all routes has looked
                    _check(request.headers.get("authorization", ""), token)
                return await handle(request)

            return handle_with_token

    return TokenRoute


def is_operator(request: Request, token: str) -> bool:
    """Whether the token came with it, or an operator's key, where that shows more and is not needed."""
    caller = caller_of(request, token)
    return caller is not None and caller.may("operate")


def caller_of(request: Request, token: str) -> Caller | None:
    """Return whose key or token came with it; None without one, or with a wrong one that it does not need."""
    if GUARDED in request.scope:
        caller: Caller | None = request.scope.get(CALLER)
        return caller
    return keyring.OPERATOR if _is_right(request.headers.get("authorization", ""), token) else None


def _is_right(authorization: str, token: str) -> bool:
    scheme, _, given = authorization.partition(" ")
    return scheme.lower() == "bearer" and secrets.compare_digest(given.strip().encode(), token.encode())


def _check(authorization: str, token: str) -> None:
    if not _is_right(authorization, token):
        detail = "This needs the operator's token, as Authorization: Bearer TOKEN."
        raise problems.Problem(401, detail, {"WWW-Authenticate": 'Bearer realm="ragbot"'})

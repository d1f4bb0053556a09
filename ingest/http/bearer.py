"""The operator's token: every route that changes the archive checks it first."""

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
    """Return a class of routes that check the token before they read the body, which may have 32 MiB."""

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
    """Return whether the request has the token or an operator's key, on a route that shows more with one."""
    caller = caller_of(request, token)
    return caller is not None and caller.may("operate")


def caller_of(request: Request, token: str) -> Caller | None:
    """Return the caller by the key or token of a request; None without one, or with a wrong one that is not needed."""
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

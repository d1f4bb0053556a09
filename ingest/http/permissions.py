"""The permissions of a key, for a page that shows its reader no more than they allow."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request

from ingest.http.bearer import caller_of
from ragbot.api import problems
from ragbot.key_scopes import SCOPES, KeyScope


@dataclass(frozen=True, slots=True)
class Permissions:
    """The permissions of whoever sends a request."""

    name: str | None
    """The name of the key, `operator` for the operator's token; null without a key."""
    scopes: tuple[KeyScope, ...]
    """All scopes of the key: one with `ingest` has `ask` and `ingest`."""


def permission_routes(token: str) -> APIRouter:
    """Return the route `/v1/permissions`, for whoever may ask."""
    routes = APIRouter(tags=["keys"])

    @routes.get("/v1/permissions", summary="What a key may do")
    def permissions(request: Request) -> Permissions:
        """Returns the permissions of the key that comes with the request; without one, those of anybody."""
        caller = caller_of(request, token)
        if caller is None and request.headers.get("authorization"):
            raise problems.Problem(401, "The key is not known here.", {"WWW-Authenticate": 'Bearer realm="ragbot"'})
        if caller is None:
            return Permissions(None, ("ask",))
        return Permissions(caller.name, tuple(scope for scope in SCOPES if caller.may(scope)))

    return routes

"""The guard of every route: no request goes on without the key that the table of permissions asks for."""

from __future__ import annotations

import math

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from ragbot.api.keyring import Caller, Keyring
from ragbot.api.permissions import permission_for
from ragbot.api.problems import Problem
from ragbot.key_scopes import KeyScope

CALLER = "ragbot.caller"
"""In a request's scope: the Caller whom the guard let in."""
GUARDED = "ragbot.guarded"
"""In a request's scope, whenever a guard looked at it: the ring of the guard."""
TELLS_MORE = ("/v1/permissions", "/v1/sources", "/v1/watches")
"""Below them who has a key is shown more than others, who need none while none is asked for."""


class KeyGuard:
    """Looks at the key before the body is read, and before the request takes a place from anybody."""

    def __init__(self, app: ASGIApp, ring: Keyring | None) -> None:
        """Without a ring it lets everything through, to routes that look for themselves."""
        self.app, self.ring = app, ring

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.ring is not None and scope["type"] == "http":
            scope[GUARDED] = self.ring
            await self._check(scope, self.ring)
        await self.app(scope, receive, send)

    async def _check(self, scope: Scope, ring: Keyring) -> None:
        permission = permission_for(scope["method"], scope["path"])
        if permission == "open":
            return
        address = _address_of(scope)
        is_asked_for = await ring.is_asked_for()
        key = _key_in(Headers(scope=scope).get("authorization", ""))
        caller: Caller | None = None
        if is_asked_for:
            caller = await _let_in(ring, key, address, permission or "operate", "a key")
        elif permission in ("ingest", "operate"):
            caller = await _let_in(ring, key, address, permission, "the operator's token")
        elif key and scope["path"].startswith(TELLS_MORE):  # elsewhere OpenAI's clients send what is no key
            caller = await ring.caller_of(key, address)
        if seconds := ring.wait(caller, address):
            raise _too_many("That was more often than is allowed here (RAGBOT_RATE).", seconds)
        if caller is not None:
            scope[CALLER] = caller


async def check_operator(scope: Scope, asked_for: str) -> None:
    """For a route that shows an operator more than others, once it knows that more is `asked_for`.

    Raises Problem as the guard itself does, and 403 where no guard tells operators from others.
    """
    caller: Caller | None = scope.get(CALLER)
    ring: Keyring | None = scope.get(GUARDED)
    if ring is None:
        raise Problem(403, f"{asked_for} is for an operator, and this server has no keys to tell who is one.")
    if caller is None or not caller.may("operate"):
        key = _key_in(Headers(scope=scope).get("authorization", ""))
        await _let_in(ring, key, _address_of(scope), "operate", "the operator's token")


async def _let_in(ring: Keyring, key: str, address: str, needed: KeyScope, kind: str) -> Caller:
    """Raises Problem 401 without a key or with a wrong one, 429 after too many of those, 403 when it may not."""
    caller = await ring.caller_of(key, address) if key else None
    if caller is None:
        if key and (seconds := ring.wrong.wait(address)):
            raise _too_many("Too many wrong keys came from this address.", seconds)
        how = f"This needs {kind}, as Authorization: Bearer {kind.split()[-1].upper()}."
        wrong = " The one that came is not known here." if key else ""
        raise Problem(401, how + wrong, {"WWW-Authenticate": 'Bearer realm="ragbot"'})
    if not caller.may(needed):
        may = " and ".join(caller.scopes) or "do nothing"
        raise Problem(
            403,
            f"The key {caller.name!r} may {may}, and this needs one that may {needed}: "
            f"'ragbot keys add NAME --scope {needed}' makes it.",
            {"WWW-Authenticate": f'Bearer realm="ragbot", error="insufficient_scope", scope="{needed}"'},
        )
    return caller


def _address_of(scope: Scope) -> str:
    return scope["client"][0] if scope.get("client") else "-"


def _key_in(authorization: str) -> str:
    """`Bearer rb_…` → `rb_…`; "" for anything else."""
    scheme, _, key = authorization.partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


def _too_many(why: str, seconds: float) -> Problem:
    wait = max(1, math.ceil(seconds))
    return Problem(429, f"{why} Try again in {wait} s.", {"Retry-After": str(wait)})

"""Login codes: a link carries one to the page, once, and the page exchanges it for a key. No key is in a link."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from ragbot.api.audit import note_deed
from ragbot.api.key_guard import CALLER
from ragbot.api.keyring import Caller, Keyring
from ragbot.api.oldest import drop_oldest
from ragbot.api.problems import Problem, documented

VALID_SECONDS = 86_400.0
MOST_CODES = 20
"""That wait to be used; the oldest give way."""


@dataclass(frozen=True, slots=True)
class Code:
    """What a code is good for."""

    made: float
    """By the clock of its `Codes`, in seconds."""
    key_id: str | None
    """The ledger's key for which it opens a session; None for the operator's token."""


class Codes:
    """The codes that were made and not used yet. To be used from one event loop, but for the first one."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._made: dict[str, Code] = {}

    def make(self, key_id: str | None = None) -> str:
        """Return a new code of 192 random bits, for a key of the ledger or the operator."""
        code = secrets.token_urlsafe(24)
        self._made[code] = Code(self._clock(), key_id)
        drop_oldest(self._made, MOST_CODES)
        return code

    def use(self, code: str) -> Code | None:
        """Return what it is good for, once; None when it is no code, or too old."""
        made = self._made.pop(code, None)
        return made if made and self._clock() - made.made < VALID_SECONDS else None


class CodeBody(BaseModel):
    """A code that `ragbot serve` or `ragbot keys login` printed."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(max_length=100)


@dataclass(frozen=True, slots=True)
class KeyBody:
    """The key that a code is exchanged for."""

    key: str


class NewCodeBody(BaseModel):
    """Whom the code logs in."""

    model_config = ConfigDict(
        extra="forbid", use_attribute_docstrings=True, json_schema_extra={"examples": [{"key": "news desk"}]}
    )

    key: str | None = Field(None, max_length=100)
    """The name or id of a key; without one, whoever makes the code."""


@dataclass(frozen=True, slots=True)
class NewCode:
    """A code that works once, within a day."""

    code: str


def login_routes(codes: Codes, ring: Keyring) -> APIRouter:
    """`/v1/login`: a key for a code, with the scopes of whom it was made for, and codes for whoever operates."""
    routes = APIRouter(tags=["keys"])

    @routes.post("/v1/login", summary="Exchange a code for a key", responses=documented(401, 415, 422))
    async def login(body: CodeBody) -> KeyBody:
        """Works once for each code. The key is the operator's token, or one that may do what the code's key may."""
        return KeyBody(await _key_for(body.code, codes, ring))

    @routes.post(
        "/v1/login/codes",
        summary="Make a login code",
        responses=documented(404, 415, 422),
    )
    async def code(request: Request, body: NewCodeBody | None = None) -> NewCode:
        """For a link to the page, which works once and for a day. What it opens ends when its key is revoked."""
        return NewCode(codes.make(await _key_id(body.key if body else None, request, ring)))

    return routes


async def _key_for(code: str, codes: Codes, ring: Keyring) -> str:
    """Return a key for a code, which is used up by it. Raises a Problem when the code opens nothing."""
    made = codes.use(code)
    key = await ring.session_of(made.key_id) if made else None
    if key is None:
        raise Problem(401, "This link was used already, or is too old: 'ragbot keys login' prints another one.")
    return key


async def _key_id(name: str | None, request: Request, ring: Keyring) -> str | None:
    """Return the id of a key by its name or id, else of the caller's own; None for the operator's token.

    Raises a Problem when no key has the name.
    """
    if name is None:
        maker: Caller | None = request.scope.get(CALLER)
        return maker.key_id if maker else None
    key = await ring.named(name)
    if key is None:
        raise Problem(404, f"No key has the name or id {name!r}: 'ragbot keys list' shows them.")
    note_deed(request.scope, f"for the key {key.name!r}")
    return key.id

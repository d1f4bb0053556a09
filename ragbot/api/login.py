"""Login codes: a link carries one to the page, once, and the page exchanges it for a key. No key is in a link."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from ragbot.api.problems import Problem, documented

VALID_SECONDS = 86_400.0
MOST_CODES = 20
"""That wait to be used; the oldest give way."""


class Codes:
    """The codes that were made and not used yet. To be used from one event loop, but for the first one."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._made: dict[str, float] = {}

    def make(self) -> str:
        """Return a new code of 192 random bits."""
        code = secrets.token_urlsafe(24)
        self._made[code] = self._clock()
        for oldest in list(self._made)[:-MOST_CODES]:
            del self._made[oldest]
        return code

    def use(self, code: str) -> bool:
        """Whether it is a code; never again afterwards."""
        made = self._made.pop(code, None)
        return made is not None and self._clock() - made < VALID_SECONDS


class CodeBody(BaseModel):
    """A code that `ragbot serve` or `ragbot keys login` printed."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(max_length=100)


@dataclass(frozen=True, slots=True)
class KeyBody:
    """The key that a code is exchanged for."""

    key: str


@dataclass(frozen=True, slots=True)
class NewCode:
    """A code that works once, within a day."""

    code: str


def login_routes(codes: Codes, token: str) -> APIRouter:
    """`/v1/login`: the operator's token for a code, and codes for whoever has the token."""
    routes = APIRouter(tags=["keys"])

    @routes.post("/v1/login", summary="Exchange a code for a key", responses=documented(400, 401, 413, 415, 422, 500))
    async def login(body: CodeBody) -> KeyBody:
        """Works once for each code. The key is the operator's token."""
        if not codes.use(body.code):
            raise Problem(401, "This link was used already, or is too old: 'ragbot keys login' prints another one.")
        return KeyBody(token)

    @routes.post("/v1/login/codes", summary="Make a login code", responses=documented(401, 403, 500, 503))
    async def code() -> NewCode:
        """For a link to the page, which works once and for a day."""
        return NewCode(codes.make())

    return routes

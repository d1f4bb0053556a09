"""Keeps who added, retracted or changed what: for every route that asks for more than reading, in one place."""

from __future__ import annotations

import asyncio
import logging
from typing import Protocol

from starlette.types import ASGIApp, Receive, Scope, Send

from ragbot.api.key_guard import CALLER
from ragbot.api.keyring import Caller
from ragbot.api.permissions import permission_for
from ragbot.api.reply_status import NotingSend
from ragbot.api.request_log import shown_path
from ragbot.errors import ArchiveError

log = logging.getLogger(__name__)

DETAIL = "ragbot.deed"
"""In a request's scope: what a route did, in words; None when nothing changed, which is not kept."""
READING = ("GET", "HEAD")


class DeedsOf(Protocol):
    """What the audit needs of the ledger's deeds."""

    def add(self, who: str, what: str, detail: str = "") -> None: ...


def note_deed(scope: Scope, detail: str | None) -> None:
    """Say what a request did; without it the audit has its method and path."""
    scope[DETAIL] = detail


class Audit:
    """Looks when a request is over, whether its client is there still or not."""

    def __init__(self, app: ASGIApp, deeds: DeedsOf | None) -> None:
        self.app, self.deeds = app, deeds
        self._keeping: set[asyncio.Future[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        caller: Caller | None = scope.get(CALLER)
        if self.deeds is None or caller is None or scope["method"] in READING or _only_asks(scope):
            await self.app(scope, receive, send)
            return
        sending = NotingSend(send)

        try:
            await self.app(scope, receive, sending)
        finally:
            if DETAIL in scope or 200 <= sending.status < 300:  # who left before the reply has done it all the same
                self._keep(self.deeds, caller, scope)

    def _keep(self, deeds: DeedsOf, caller: Caller, scope: Scope) -> None:
        detail = scope.get(DETAIL, "")
        if detail is None:
            return
        what = f"{scope['method']} {shown_path(scope)}"
        keeping = asyncio.ensure_future(asyncio.to_thread(_keep, deeds, caller.name, what, detail))
        self._keeping.add(keeping)
        keeping.add_done_callback(self._keeping.discard)


def _only_asks(scope: Scope) -> bool:
    return permission_for(scope["method"], scope["path"]) == "ask"


def _keep(deeds: DeedsOf, who: str, what: str, detail: str) -> None:
    try:
        deeds.add(who, what, detail)
    except ArchiveError as error:
        log.error("The audit could not keep that %s did %s: %s", who, what, error)

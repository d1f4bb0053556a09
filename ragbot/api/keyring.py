"""The keyring of a running server: whose key came with a request, and whether one is needed at all."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from ragbot.api.oldest import drop_oldest
from ragbot.api.rates import Buckets, Rate
from ragbot.archive.keys import FORM, Key
from ragbot.errors import ArchiveError
from ragbot.key_scopes import KeyScope, include

KEPT_SECONDS = 1.0
"""So long a look at the ledger's keys serves: a revoked key opens for no longer."""
WRONG_KEYS = Rate(10, 60.0)
"""From one address. Beyond it the operator's own token, which may be short, is not even compared."""
MOST_SESSIONS = 1000
"""Of keys, that codes opened; the oldest give way."""
USUAL_RATE = "300/min"
"""Of one key, where keys are asked for and no rate is set."""


class KeysOf(Protocol):
    """What the keyring needs of the ledger's keys."""

    def all(self) -> Sequence[Key]: ...

    def note_use(self, key_id: str, day: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sends a request."""

    name: str
    scopes: tuple[KeyScope, ...]
    key_id: str | None = None
    """None for the operator's token, which has no row in the ledger and no limit."""

    def may(self, scope: KeyScope) -> bool:
        return include(self.scopes, scope)


OPERATOR = Caller("operator", ("operate",))


class Keyring:
    """The ledger's keys and the operator's token. To be used from one event loop."""

    def __init__(
        self, keys: KeysOf, token: str, *, is_chosen: bool = False, is_required: bool = False, rate: str = ""
    ) -> None:
        """`is_chosen`: somebody chose the token, so that it may be guessed. `is_required`: also without any key."""
        self._keys, self._token, self._is_chosen, self._is_required = keys, token.strip(), is_chosen, is_required
        self._known: dict[str, Key] = {}
        self._looked = float("-inf")
        self._looking = asyncio.Lock()
        self._sessions: dict[str, str] = {}
        self._noting: set[asyncio.Future[None]] = set()
        self._rate = rate
        self._asks = Buckets(Rate.of(rate or USUAL_RATE))
        self.wrong = Buckets(WRONG_KEYS)

    async def is_asked_for(self) -> bool:
        """Whether every route needs a key. Once it was so it stays so: revoking the last key opens nothing."""
        await self._look()
        self._is_required = self._is_required or bool(self._known)
        return self._is_required

    async def caller_of(self, secret: str, address: str) -> Caller | None:
        """Whose key it is; None for a wrong one, which counts against the address."""
        await self._look()
        caller = self._made(secret) or self._session(secret) or self._operator(secret, address)
        if caller is None:
            self.wrong.take(address)
        elif caller.key_id:
            self._note_use(self._known[caller.key_id])
        return caller

    async def named(self, name: str) -> Key | None:
        """Find a key of the ledger by its name or id, also one that was made just now."""
        await self._look(kept_seconds=0.0)
        return next((key for key in self._known.values() if name in (key.name, key.id)), None)

    async def session_of(self, key_id: str | None) -> str | None:
        """Return a new secret that opens what the key opens, until it is revoked or this server stops.

        None stands for the operator, whose session is the token itself. Returns None when the key is gone.
        """
        if key_id is None:
            return self._token
        await self._look(kept_seconds=0.0)
        if key_id not in self._known:
            return None
        secret = f"rbs_{secrets.token_urlsafe(32)}"
        self._sessions[secret] = key_id
        drop_oldest(self._sessions, MOST_SESSIONS)
        return secret

    def wait(self, caller: Caller | None, address: str) -> float:
        """Seconds until the caller may ask again; 0.0 for now. Without a key it is by address, where a rate is set."""
        if caller is not None:
            return self._asks.take(f"key {caller.key_id}") if caller.key_id else 0.0
        return self._asks.take(f"address {address}") if self._rate else 0.0

    def _made(self, secret: str) -> Caller | None:
        found = FORM.fullmatch(secret)
        key = self._known.get(found[1]) if found else None
        return _caller(key) if found and key and key.fits(found[2]) else None

    def _session(self, secret: str) -> Caller | None:
        """Whose session it is, with what that key may do now."""
        key = self._known.get(self._sessions.get(secret, ""))
        return _caller(key) if key else None

    def _operator(self, secret: str, address: str) -> Caller | None:
        if self._is_chosen and self.wrong.wait(address):
            return None
        return OPERATOR if secrets.compare_digest(secret.encode(), self._token.encode()) else None

    async def _look(self, kept_seconds: float | None = None) -> None:
        """Read the ledger's keys, unless that was done within so many seconds; None stands for KEPT_SECONDS.

        Raises ArchiveError when the ledger does not tell: then nobody gets in."""
        async with self._looking:
            if time.monotonic() - self._looked > (KEPT_SECONDS if kept_seconds is None else kept_seconds):
                self._known = {key.id: key for key in await asyncio.to_thread(self._keys.all)}
                self._looked = time.monotonic()

    def _note_use(self, key: Key) -> None:
        """Beside the request, once a day."""
        today = datetime.now(UTC).date().isoformat()
        if key.last_used == today:
            return
        self._known[key.id] = Key(key.id, key.name, key.scopes, key.digest, key.created, today)
        noting = asyncio.ensure_future(asyncio.to_thread(self._noted, key.id, today))
        self._noting.add(noting)
        noting.add_done_callback(self._noting.discard)

    def _noted(self, key_id: str, today: str) -> None:
        with suppress(ArchiveError):  # a ledger that cannot be written now is told by what needs it
            self._keys.note_use(key_id, today)


def _caller(key: Key) -> Caller:
    return Caller(key.name, key.scopes, key.id)

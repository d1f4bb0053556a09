"""The keys of a service: who may ask, ingest or operate. A key itself is kept nowhere, only its digest."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import select

from ragbot.archive import clock
from ragbot.archive.database import Database
from ragbot.archive.tables import keys
from ragbot.errors import SettingsError
from ragbot.key_scopes import KeyScope, include, scopes_in

FORM = re.compile(r"rb_([0-9a-f]{12})_([\w-]{43})", re.ASCII)
"""An id and 256 random bits: `rb_1f0c2ab93d4e_0a1b2c3d4e5f6g7h8i9j0a1b2c3d4e5f6g7h8i9j0ab`."""
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Key:
    """A key's holder and scopes, without the key itself."""

    id: str
    """The public part of the key."""
    name: str
    scopes: tuple[KeyScope, ...]
    digest: str
    """SHA-256 of the id, as salt, and the secret: of 256 random bits, so that no slow hash is needed."""
    created: str
    last_used: str | None = None
    """The day of the last use, such as `2026-03-14`; None before the first."""

    def may(self, scope: KeyScope) -> bool:
        """Return whether the key allows `scope`, by its own name or by a scope that includes it."""
        return include(self.scopes, scope)

    def fits(self, secret: str) -> bool:
        """Return whether `secret` is that of the key, in a time that does not tell how much of it is right."""
        return secrets.compare_digest(self.digest, digest_of(self.id, secret))


def digest_of(key_id: str, secret: str) -> str:
    return sha256(f"{key_id}:{secret}".encode()).hexdigest()


class Keys:
    """The keys that a ledger holds. Safe beside a running server, which looks at them once a second."""

    def __init__(self, ledger: Database) -> None:
        self._ledger = ledger

    def all(self) -> list[Key]:
        """Return all keys by name."""
        with self._ledger.reading() as connection:
            return [_key(row) for row in connection.execute(select(keys).order_by(keys.c.name))]

    def add(self, name: str, scopes: Sequence[KeyScope]) -> str:
        """Make a key and return it, which nobody can do later. Raises SettingsError when the name cannot be used."""
        name = _checked(name)
        key_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
        with self._ledger.writing() as connection:
            if connection.execute(select(keys.c.id).where(keys.c.name == name)).first():
                raise SettingsError(f"There is a key {name!r}: revoke it first, or choose another name.")
            connection.execute(
                keys.insert().values(
                    id=key_id,
                    name=name,
                    scopes=" ".join(scopes_in(scopes)),
                    digest=digest_of(key_id, secret),
                    created=clock.now(),
                )
            )
        return f"rb_{key_id}_{secret}"

    def revoke(self, name: str) -> bool:
        """Delete the key of this name or id; return False when there is none."""
        with self._ledger.writing() as connection:
            named = (keys.c.name == name) | (keys.c.id == name)
            return connection.execute(keys.delete().where(named)).rowcount > 0

    def note_use(self, key_id: str, day: str) -> None:
        """Keep the last day on which a key was used."""
        with self._ledger.writing() as connection:
            connection.execute(keys.update().where(keys.c.id == key_id).values(last_used=day))


def _checked(name: str) -> str:
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise SettingsError(f"A key's name has 1 to {LONGEST_NAME} printable characters, such as 'news desk'.")
    return name


def _key(row: Any) -> Key:
    """Read a key, also one that an earlier version wrote with a scope's older name."""
    return Key(row.id, row.name, scopes_in(row.scopes.split()), row.digest, row.created, row.last_used)

"""The time by which the ledger says when something came in or changed."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, func, select

from ragbot.archive.source import moment
from ragbot.archive.tables import versions


def now() -> str:
    """Return the instant, as in `2026-03-01T08:30:00Z`."""
    return moment(datetime.now(UTC))


def seen_now(connection: Connection) -> str:
    """Return now, or when the newest version was seen if the clock was set back: `as_of` must not show it earlier."""
    return max(now(), connection.execute(select(func.max(versions.c.seen))).scalar() or "")

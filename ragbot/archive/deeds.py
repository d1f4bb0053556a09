"""The audit: who added, retracted or changed what, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from ragbot.archive import clock
from ragbot.archive.database import Database
from ragbot.archive.tables import deeds

LONGEST_DETAIL = 300
COMMAND_LINE = "command line"
"""The doer of a deed without a server: anybody who may write the archive's folder."""


@dataclass(frozen=True, slots=True)
class Deed:
    """A change of the archive, or of the sources that it follows."""

    at: str
    who: str
    """The name of the key, `operator` for the operator's token, or `command line`."""
    what: str
    """`POST /v1/articles`, or `ragbot-ingest`."""
    detail: str
    """`3 added, 1 updated`, `retracted: the quotes were invented`; "" where the first says all."""


class Deeds:
    """The deeds in a ledger; none is ever taken out."""

    def __init__(self, ledger: Database) -> None:
        self._ledger = ledger

    def add(self, who: str, what: str, detail: str = "") -> None:
        """Keep a deed with the present time."""
        row = {"at": clock.now(), "who": who, "what": what, "detail": detail[:LONGEST_DETAIL]}
        with self._ledger.writing() as connection:
            connection.execute(deeds.insert().values(**row))

    def newest(self, most: int) -> Sequence[Deed]:
        """Return the newest deeds, `most` at the most, the last one first."""
        query = select(deeds.c.at, deeds.c.who, deeds.c.what, deeds.c.detail).order_by(deeds.c.id.desc()).limit(most)
        with self._ledger.reading() as connection:
            return [Deed(*row) for row in connection.execute(query)]

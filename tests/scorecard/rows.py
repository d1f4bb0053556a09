"""The rows of the scorecard, in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.scorecard import chroma_server, crash, endurance, fuzz, load, operators, security, slow
from tests.scorecard.outcome import Outcome
from tests.scorecard.trial import Trial


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    name: str
    title: str
    run: Callable[[Trial, Outcome], None]
    """Notes in the outcome what it sees as it goes, so that a row which breaks or lasts too long tells what it saw."""
    limit: float
    """Seconds after which it is ended, and has failed: some four times what it takes on two idle cores."""


ROWS = (
    Row("fuzz", "1 API fuzz", fuzz.fuzz, 240),
    Row("load", "2 load", load.load, 400),
    Row("slow", "3 slow clients, stopping", slow.slow_clients, 400),
    Row("crash", "4 crash, damage, full disk", crash.crashes, 500),
    Row("chroma", "5 Chroma server", chroma_server.chroma_servers, 400),
    Row("security", "6 security", security.security, 500),
    Row("endurance", "7 endurance", endurance.endurance, 240),
    Row("operators", "8 operators", operators.operators, 240),
)

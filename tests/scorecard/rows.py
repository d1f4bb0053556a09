"""The rows of the scorecard, in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.scorecard import fuzz, load
from tests.scorecard.outcome import Outcome
from tests.scorecard.trial import Trial


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    name: str
    title: str
    run: Callable[[Trial], Outcome]
    limit: float
    """Seconds after which it is ended, and has failed: some four times what it takes on two idle cores."""


ROWS = (
    Row("fuzz", "1 API fuzz", fuzz.fuzz, 240),
    Row("load", "2 load", load.load, 400),
)

"""What came of a row: how much was tried, what failed, and figures worth seeing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(slots=True)
class Outcome:
    """Of one row of the scorecard."""

    tried: int = 0
    failures: list[str] = field(default_factory=list)
    """A sentence each."""
    figures: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    """What was not tried, and what it lacked."""

    def expect(self, is_so: bool, failure: str) -> bool:
        """Count one thing as tried; it failed unless it is so."""
        self.tried += 1
        if not is_so:
            self.failures.append(failure)
        return is_so

    def figure(self, text: str) -> None:
        self.figures.append(text)

    def skip(self, what: str) -> None:
        self.skipped.append(f"skipped: {what}")

    def take(self, other: Outcome) -> None:
        """Add what came of a part."""
        self.tried += other.tried
        self.failures += other.failures
        self.figures += other.figures
        self.skipped += other.skipped

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def shortened(text: str, most: int = 240) -> str:
    """In one line, and not too long for a table: its end, where the error is."""
    line = " ".join(text.split())
    return line if len(line) <= most else "…" + line[-most:]


def in_order(seconds: Sequence[float]) -> str:
    """`0.3 / 1.2 / 4.0`: the first, the median and the last."""
    if not seconds:
        return "none"
    ordered = sorted(seconds)
    return " / ".join(f"{value:.1f}" for value in (ordered[0], ordered[len(ordered) // 2], ordered[-1]))

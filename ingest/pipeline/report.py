"""What an ingest did, for a person to read: counts, and what did not go in and why."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

LONGEST_ORIGIN, LONGEST_REASON = 300, 1_000
"""Characters."""

_SURROGATES = re.compile("[\ud800-\udfff]")  # halves of a character, such as "\ud83d": no encoding can carry them


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about one record, for a person to read."""

    origin: str
    """Where it was read: `news.jsonl:12`."""
    reason: str

    @classmethod
    def of(cls, origin: str, reason: str) -> Problem:
        """As a report can carry it, whatever the record or the name of its file says."""
        return cls(_shortened(origin, LONGEST_ORIGIN), _shortened(reason, LONGEST_REASON))


def _shortened(text: str, most: int) -> str:
    """Of a longer one the beginning and the end: the number of a line is there."""
    text = text if len(text) <= most else f"{text[: most // 2]}…{text[1 - most // 2 :]}"
    return _SURROGATES.sub("\ufffd", text)


@dataclass(frozen=True, slots=True)
class Passed:
    """Files of one kind that folders or archives hold, and that were not read."""

    kind: str
    count: int
    way_out: str = ""
    """How their news can be taken in; empty for what holds none, such as pictures."""


@dataclass(frozen=True, slots=True)
class Report:
    """What an ingest did."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: tuple[Problem, ...] = ()
    failed_more: int = 0
    """Failures beyond those in `failed`, which are the first ones."""
    warnings: tuple[Problem, ...] = ()
    """About articles that were taken in all the same."""
    warnings_more: int = 0
    passed_over: tuple[Passed, ...] = ()
    """The most frequent first."""
    passages: int = 0
    embedded: int = 0
    seconds: float = 0.0
    interrupted: bool = False
    """By Ctrl-C, or because whoever asked for it went away."""
    stopped: str | None = None
    """Why it could not go on: the archive or its server failed."""

    @property
    def total(self) -> int:
        return self.added + self.updated + self.unchanged + self.failures

    @property
    def failures(self) -> int:
        return len(self.failed) + self.failed_more

    def shortened(self, most: int) -> Report:
        """With so many problems of each sort; those beyond are counted."""
        failed, warnings = self.failed[:most], self.warnings[:most]
        return replace(
            self,
            failed=failed,
            failed_more=self.failures - len(failed),
            warnings=warnings,
            warnings_more=self.warnings_more + len(self.warnings) - len(warnings),
        )

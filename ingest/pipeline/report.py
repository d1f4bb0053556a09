"""The report on an ingest, for a person to read: counts, and the articles that did not go in, with the reason."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

LONGEST_ORIGIN, LONGEST_REASON = 300, 1_000
"""The most characters."""

_SURROGATES = re.compile("[\ud800-\udfff]")  # halves of a character, such as "\ud83d": no encoding can carry them


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem with one record, for a person to read."""

    origin: str
    """The place where the record was read: `news.jsonl:12`."""
    reason: str

    @classmethod
    def of(cls, origin: str, reason: str) -> Problem:
        """Return the problem in a form for a report, whatever the record or the name of its file has."""
        return cls(_shortened(origin, LONGEST_ORIGIN), _shortened(reason, LONGEST_REASON))


def _shortened(text: str, most: int) -> str:
    """Return the beginning and the end of a longer text: the number of a line is at the end."""
    text = text if len(text) <= most else f"{text[: most // 2]}…{text[1 - most // 2 :]}"
    return _SURROGATES.sub("\ufffd", text)


@dataclass(frozen=True, slots=True)
class Passed:
    """Files of one kind in folders or archives that were not read."""

    kind: str
    count: int
    way_out: str = ""
    """How their news can be taken in; "" for files without news, such as pictures."""


@dataclass(frozen=True, slots=True)
class Report:
    """The results of an ingest."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: tuple[Problem, ...] = ()
    failed_more: int = 0
    """Failures beyond those in `failed`, which are the first ones."""
    warnings: tuple[Problem, ...] = ()
    """Problems with articles that were taken in all the same."""
    warnings_more: int = 0
    passed_over: tuple[Passed, ...] = ()
    """The files that were not read, the most frequent kind first."""
    passages: int = 0
    embedded: int = 0
    seconds: float = 0.0
    interrupted: bool = False
    """Whether Ctrl-C stopped the ingest, or the client went away."""
    stopped: str | None = None
    """Why the ingest could not go on: the archive or its server failed."""

    @property
    def total(self) -> int:
        return self.added + self.updated + self.unchanged + self.failures

    @property
    def failures(self) -> int:
        return len(self.failed) + self.failed_more

    def shortened(self, most: int) -> Report:
        """Return the report with `most` problems of each sort; it counts the others."""
        failed, warnings = self.failed[:most], self.warnings[:most]
        return replace(
            self,
            failed=failed,
            failed_more=self.failures - len(failed),
            warnings=warnings,
            warnings_more=self.warnings_more + len(self.warnings) - len(warnings),
        )

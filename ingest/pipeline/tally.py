"""The tally of an ingest: the outcome of each record so far, from which its report is made."""

from __future__ import annotations

import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from ingest.pipeline.report import Passed, Problem, Report
from ingest.records.cleaning import clean_line
from ingest.records.record import PassedOver
from ragbot.archive.intake import Added, Result
from ragbot.errors import ArchiveError, ServerError
from ragbot.types import Article

MOST_KEPT = 10_000
"""The most problems of each sort in a report; 80 million bad lines are 30 MB of gzip, and took all memory."""
MOST_KINDS = 50
"""The most kinds of files that were passed over; the others are counted together."""
SHOWN = 200
"""The characters of a text that a report shows, when it did not go in."""
Outcome = Result | Literal["failed"]
COUNTED_AS: Mapping[Outcome, Outcome] = {"fuller": "unchanged", "shortened": "updated"}
KEPT_FULLER = "kept the fuller text that is there; what came has little of it"
SHORTENED = "lost most of its text, by its publisher's later date; the one before stays a version"


def _shown(article: Article) -> str:
    """Return the beginning of the article's text: a text that did not go in is not lost without a word."""
    beginning = clean_line(f"{article.title}: {article.text[:SHOWN]}")
    return beginning if len(article.text) <= SHOWN else f"{beginning}…"


@dataclass(frozen=True, slots=True)
class Entry:
    """An article on its way in."""

    place: int
    """The place of its record among all, from 0."""
    origin: str
    article: Article


@dataclass(slots=True)
class Tally:
    """The outcomes of records so far."""

    outcomes: dict[int, Outcome] | None = None
    """The outcome by the place of the record; None where nobody asks for outcomes: a long file has many."""
    articles: dict[int, Article] = field(default_factory=dict)
    """The article by the place of the record, where somebody asks for outcomes."""
    counts: Counter[Outcome] = field(default_factory=Counter)
    failed: list[Problem] = field(default_factory=list)
    failed_more: int = 0
    warnings: list[Problem] = field(default_factory=list)
    warnings_more: int = 0
    passed_over: Counter[PassedOver] = field(default_factory=Counter)
    passages: int = 0
    embedded: int = 0
    read: int = 0
    """The number of records so far; those on their way have no outcome yet."""
    progress: float | None = None
    """The share of the input that was read for them."""
    started: float = field(default_factory=time.monotonic)
    interrupted: bool = False
    stopped: str | None = None

    @property
    def done(self) -> int:
        """Return the number of records with an outcome."""
        return self.counts.total()

    @property
    def expected(self) -> int | None:
        """Return how many records there seem to be, by the share that was read; None when nobody knows."""
        return max(self.read, round(self.read / self.progress)) if self.progress else None

    def take(self, place: int, outcome: Outcome) -> None:
        if self.outcomes is not None:
            self.outcomes[place] = outcome
        self.counts[COUNTED_AS.get(outcome, outcome)] += 1

    def fail(self, place: int, origin: str, reason: str, outcome: Outcome = "failed") -> None:
        self.take(place, outcome)
        if len(self.failed) < MOST_KEPT:
            self.failed.append(Problem.of(origin, reason))
        else:
            self.failed_more += 1

    def warn(self, origin: str, warning: str) -> None:
        if len(self.warnings) < MOST_KEPT:
            self.warnings.append(Problem.of(origin, warning))
        else:
            self.warnings_more += 1

    def pass_over(self, passed: PassedOver) -> None:
        if passed not in self.passed_over and len(self.passed_over) >= MOST_KINDS:
            passed = PassedOver("of other kinds")
        self.passed_over[passed] += 1

    def add(self, batch: Sequence[Entry], added: Added) -> None:
        self.passages += added.passages
        self.embedded += added.embedded
        for entry, result in zip(batch, added.results, strict=True):
            if result == "fuller":
                self.keep_fuller(entry)
            elif result == "older":
                self.fail(entry.place, entry.origin, "the archive has a later version and keeps it", "older")
            else:
                if result == "shortened":
                    self.warn(entry.origin, f"{SHORTENED}: {_shown(entry.article)}")
                self.take(entry.place, result)

    def keep_fuller(self, entry: Entry) -> None:
        self.warn(entry.origin, f"{KEPT_FULLER}: {_shown(entry.article)}")
        self.take(entry.place, "fuller")

    @contextmanager
    def stopping(self) -> Iterator[None]:
        """Note the end of an ingest, by Ctrl-C or a sink that failed, in place of raising it."""
        try:
            yield
        except KeyboardInterrupt:
            self.interrupted = True
            _let_the_next_ctrl_c_kill()
        except (ArchiveError, ServerError) as error:
            self.stopped = self.stopped or str(error)

    def report(self) -> Report:
        return Report(
            added=self.counts["added"],
            updated=self.counts["updated"],
            unchanged=self.counts["unchanged"],
            failed=tuple(self.failed),
            failed_more=self.failed_more,
            warnings=tuple(self.warnings),
            warnings_more=self.warnings_more,
            passed_over=_passed(self.passed_over),
            passages=self.passages,
            embedded=self.embedded,
            seconds=round(time.monotonic() - self.started, 3),
            interrupted=self.interrupted,
            stopped=self.stopped,
        )


def _passed(counts: Counter[PassedOver]) -> tuple[Passed, ...]:
    return tuple(Passed(each.kind, count, each.way_out) for each, count in counts.most_common())


def _let_the_next_ctrl_c_kill() -> None:
    """Let the next Ctrl-C kill: the first one waits for two batches, and a server may hang. A kill loses nothing."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_DFL)

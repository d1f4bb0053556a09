"""Sources, candidates and checks as lines of a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from ingest.sources.bookkeeping import CheckResult
from ingest.sources.discovery import Candidate
from ragbot.archive.lateness import lateness
from ragbot.archive.source import Check, Source, moment

TOLD = ("added", "updated", "unchanged", "removed", "failed")
"""The counts of a check that a line has, where they are not 0."""


def lines_of(source: Source, now: datetime) -> Iterator[str]:
    """Yield a line with the state of the source, and one with its trouble where it has some."""
    late = lateness(source, now)
    state = "late" if late and source.state == "active" else source.state
    newest = f"newest {source.newest[:10]}" if source.newest else "nothing yet"
    yield f"{source.id[:8]}  {state:7} {source.kind:8} {source.title}: {newest}, {_next(source, now)}  {source.address}"
    if wrong := late.why if late else source.error:
        yield f"      {wrong}"


def _next(source: Source, now: datetime) -> str:
    if source.state != "active":
        return "no more checks"
    return "due now" if source.next_check <= moment(now) else f"next {source.next_check}"


def line_of(candidate: Candidate) -> str:
    """Return the line of a candidate, with its items now."""
    count = f", {_many(candidate.items, 'item')}" if candidate.items else ""
    first = f", first: {candidate.newest}" if candidate.newest else ""
    return f"  {candidate.kind:8} {candidate.address}  {candidate.title}{count}{first}"


def report_of(result: CheckResult) -> str:
    """Return the report on a check that could read its source."""
    embedded = f", {result.embedded} embedded" if result.embedded else ""
    return f"{result.source.title} ({result.source.address}): {_counts(result)}{embedded}"


def _counts(check: CheckResult | Check) -> str:
    counts = ", ".join(f"{n} {name}" for name in TOLD if (n := getattr(check, name))) or "nothing new"
    same = f" ({check.not_modified} not modified)" if check.not_modified else ""
    return f"{counts}; {_many(check.requests, 'request')}{same}"


def lines_of_check(check: Check) -> Iterator[str]:
    """Yield a line with the counts of a check, one with its error, and one for each refusal."""
    yield f"  {check.at}  {_counts(check)}"
    if check.error:
        yield f"      {check.error}"
    for refusal in check.refusals:
        yield f"      {refusal.origin}: {refusal.reason}"


def _many(count: int, name: str) -> str:
    return f"{count} {name}{'' if count == 1 else 's'}"


def failure_of(result: CheckResult) -> str:
    """Return why the source could not be read, and when the next try is."""
    end = f"; it is tried again at {result.source.next_check}" if result.source.state == "active" else ""
    return f"{result.source.address} {result.error}{end}"

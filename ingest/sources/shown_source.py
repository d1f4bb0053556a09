"""A source as the API and `history --json` show it: what anybody may know of it, and what only an operator may."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import PurePath

from ingest.pipeline.report import Problem
from ingest.sources.bookkeeping import COUNTS
from ragbot.archive.late import harmless
from ragbot.archive.lateness import lateness
from ragbot.archive.source import ASKED, Check, Kind, Source, SourceState, moment
from ragbot.archive.sources import Sources
from ragbot.passwords import shown, without_passwords
from ragbot.types import DayCount, LateKind

DAYS = 30
"""The days whose articles are counted."""


@dataclass(frozen=True, slots=True)
class FollowedSource:
    """A source that is followed, how fresh it is, and what is wrong with it."""

    id: str
    address: str
    """The address without user and password. Without the token it also lacks what follows a question mark, and a folder
    has only its last part."""
    kind: Kind
    title: str
    is_named: bool
    """Whether an operator chose the title; else the source did."""
    outlet: str
    """The outlet of the newest article from the source; "" before the first one."""
    state: SourceState
    late: str | None
    """Why there may be news that is not here; null when the source is fresh."""
    late_kind: LateKind | None
    late_since: str | None
    added: str
    last_check: str | None
    last_change: str | None
    next_check: str | None
    """Null for a source that is paused or over; an instant that has passed: as soon as the server gets to it."""
    checking: bool
    """Whether the server is checking it now."""
    interval: int
    """Seconds between two checks."""
    every: int | None
    """The seconds between two checks that an operator chose; null where they follow from the habit of the source."""
    listed: bool
    """Whether the operator's file of sources names it; then the next reading of that file decides."""
    newest: str | None
    """When its newest article was published, or else first seen."""
    failures: int
    """The number of failures in a row."""
    failing_since: str | None
    error: str | None
    """The error of the last check, with the way out."""
    opt_outs: str
    """The uses of its texts that its publisher forbids."""
    days: tuple[DayCount, ...] = ()
    """The number of its articles for each of the last 30 days that has any, by the day of publication, or else the
    first day here."""

    @classmethod
    def of(cls, source: Source, now: datetime, by_day: Mapping[str, int], is_operator: bool) -> FollowedSource:
        late = lateness(source, now)
        told = without_passwords if is_operator else lambda text: harmless(text, source)
        return cls(
            id=source.id,
            address=_address(source, is_operator),
            kind=source.kind,
            title=told(source.title),
            is_named=source.is_named,
            outlet=source.outlet,
            state=source.state,
            late=told(late.why) if late else None,
            late_kind=late.kind if late else None,
            late_since=late.since if late else None,
            added=source.added,
            last_check=source.last_check,
            last_change=source.last_change,
            next_check=_next_check(source, now),
            checking=source.claimed > moment(now),
            interval=source.interval,
            every=source.every,
            listed=source.is_listed,
            newest=source.newest,
            failures=source.failures,
            failing_since=source.failing_since,
            error=told(source.error) if source.error else None,
            opt_outs=source.opt_outs,
            days=tuple(DayCount(day, count) for day, count in sorted(by_day.items())),
        )


def _address(source: Source, is_operator: bool) -> str:
    if is_operator:
        return without_passwords(source.address)
    return PurePath(source.address).name if source.kind == "folder" else shown(source.address)


def _next_check(source: Source, now: datetime) -> str | None:
    if source.next_check == ASKED:  # also that of a paused source, where somebody asks for a check
        return moment(now)
    return source.next_check if source.state == "active" else None


def told_all(sources: Sources, chosen: Iterable[Source], is_operator: bool) -> tuple[FollowedSource, ...]:
    """Return the sources as they are now, without the secrets that only an operator may see."""
    now = datetime.now(UTC)
    days = sources.days((now - timedelta(days=DAYS - 1)).date().isoformat())
    return tuple(FollowedSource.of(source, now, days.get(source.id, {}), is_operator) for source in chosen)


@dataclass(frozen=True, slots=True)
class PastCheck:
    """A check that brought something, or ended otherwise than the one before."""

    at: str
    added: int
    updated: int
    removed: int
    failed: int
    unchanged: int
    """The number of articles that it looked at and that had not changed."""
    requests: int
    not_modified: int
    """The requests that were answered with 304: nothing new, and nothing sent."""
    error: str | None
    """Why the source itself could not be read."""
    refused: tuple[Problem, ...]
    """The first 20 items that did not go in, or only in part, and why. Only with the token, since they have
    addresses."""

    @classmethod
    def of(cls, check: Check, source: Source, is_operator: bool) -> PastCheck:
        counts = {name: getattr(check, name) for name in COUNTS}
        told = without_passwords if is_operator else lambda text: harmless(text, source)
        refused = check.refusals if is_operator else ()
        problems = tuple(Problem(told(each.origin), told(each.reason)) for each in refused)
        return cls(check.at, error=told(check.error) if check.error else None, refused=problems, **counts)


@dataclass(frozen=True, slots=True)
class FollowedBody:
    """A source with its history, the newest check first."""

    source: FollowedSource
    history: tuple[PastCheck, ...]


def told_with_history(sources: Sources, source: Source, is_operator: bool) -> FollowedBody:
    """Return the source as it is now, with the last 50 checks that the archive keeps."""
    history = tuple(PastCheck.of(check, source, is_operator) for check in sources.history(source.id))
    return FollowedBody(told_all(sources, [source], is_operator)[0], history)

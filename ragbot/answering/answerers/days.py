"""The days of a digest: those that were asked for, else the last ones that the archive has, and what to say of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from ragbot.answering.question import QuestionReading
from ragbot.answering.retrieve import scope_of
from ragbot.archive.archive import Archive
from ragbot.archive.openings import Extent
from ragbot.archive.tables import Scope
from ragbot.timestamps import asked_on, days_in_words, in_words
from ragbot.types import Question, Window

LAST = ((1, 25), (3, 25), (7, 5), (30, 0))
"""Numbers of last days that make a digest, each when they have so many articles at least."""


@dataclass(frozen=True, slots=True)
class DigestDays:
    """What a digest may tell."""

    scope: Scope
    extent: Extent
    """Of the scope."""
    allowed: Scope
    """All that may be told, of whatever days up to that of the question."""
    words: str
    """What is to be said of the days before the news, a heading."""
    asked_on: str
    """The day of the question."""


def digest_days(archive: Archive, reading: QuestionReading, question: Question) -> DigestDays:
    """The days that are named; of days that go on now and have nothing yet, as many before; else the last ones."""
    today = asked_on(question).isoformat()
    allowed = scope_of(archive, question)
    every = narrowed(allowed, Window(until=today))
    if reading.time.window != Window():
        return _named(archive, every, reading.time.window, today)
    newest = archive.extent_in(every).newest
    if newest is None:
        undated = archive.extent_in(allowed).newest is None
        scope = allowed if undated else every
        return DigestDays(scope, archive.extent_in(scope), every, "", today)
    lasts = (_back(archive, every, newest, days) for days, _ in LAST)
    scope, extent = next((s, e) for (s, e), (_, enough) in zip(lasts, LAST, strict=True) if e.articles >= enough)
    return DigestDays(scope, extent, every, f"The news of {_in_words(extent)}, the last that the archive has:", today)


def _named(archive: Archive, every: Scope, window: Window, today: str) -> DigestDays:
    scope = narrowed(every, window)
    extent = archive.extent_in(scope)
    if extent.articles:
        return DigestDays(scope, extent, every, f"The news of {_in_words(extent)}:", today)
    meant = days_in_words(window.since or window.until or today, window.until or today)
    nothing = f"The archive has nothing of {meant}"
    newest = archive.extent_in(narrowed(every, Window(until=window.until))).newest
    if (window.until or today) < today or newest is None:
        return DigestDays(scope, extent, every, f"{nothing}. {_held(archive.extent_in(every))}".strip(), today)
    length = (date.fromisoformat(window.until or today) - date.fromisoformat(window.since or newest)).days
    scope, extent = _back(archive, every, newest, max(length, 0) + 1)
    return DigestDays(scope, extent, every, f"{nothing}. The last news that it has, of {_in_words(extent)}:", today)


def _back(archive: Archive, every: Scope, newest: str, days: int) -> tuple[Scope, Extent]:
    """So many days up to the newest."""
    scope = narrowed(every, Window(shifted(newest, 1 - days), newest))
    return scope, archive.extent_in(scope)


def shifted(day: str, days: int) -> str:
    """So many days later; the first or the last day there is where there is no such day."""
    ordinal = date.fromisoformat(day).toordinal() + days
    return date.fromordinal(min(max(ordinal, date.min.toordinal()), date.max.toordinal())).isoformat()


def _in_words(extent: Extent) -> str:
    return days_in_words(extent.oldest or "", extent.newest or "")


def _held(extent: Extent) -> str:
    return f"What it has is of {_in_words(extent)}." if extent.newest else ""


def narrowed(scope: Scope, window: Window) -> Scope:
    """What of the scope lies within the window too."""
    own = scope.window
    since = max(filter(None, (own.since, window.since)), default=None)
    until = min(filter(None, (own.until, window.until)), default=None)
    return replace(scope, window=Window(since, until))


def lacks(days: DigestDays) -> str:
    """How much the archive has of the days; and that it has nothing after them, where they go on."""
    extent = days.extent
    articles = "1 article" if extent.articles == 1 else f"{extent.articles:,} articles"
    outlets = (
        "" if not extent.outlets else ", from 1 outlet" if extent.outlets == 1 else f", from {extent.outlets} outlets"
    )
    if not extent.newest:
        return f"The archive has {articles}{outlets}, all without a date."
    until = days.scope.window.until or days.asked_on
    after = f"; it has nothing after {in_words(extent.newest)}" if extent.newest < until == days.asked_on else ""
    days_of = "that day" if extent.oldest == extent.newest else "these days"
    return f"The archive has {articles} of {days_of}{outlets}{after}."

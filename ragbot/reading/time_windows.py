"""Time words of a question ("last week", "on Tuesday", "in July 2025", "latest") and the publication days they mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ragbot.reading.around import times
from ragbot.reading.days import DAY, MONTH, SOON, WEEK, Days
from ragbot.reading.phrases import FIGURES, NAMES, NEWEST, PLAIN
from ragbot.reading.sentences import Span
from ragbot.types import Window

TELLING_OF_DAYS, TELLING_OF_A_PERIOD = timedelta(days=3), DAY
"""How long news of less than a week, and of anything longer, goes on appearing after it."""
ANNOUNCING = timedelta(days=14)
"""How recently the news announced an event that begins soon; a later event was announced at any time."""
LONGEST_SINCE = timedelta(days=366)
"""The longest span up to today that shows when an article appeared; "since 2004" does not."""
HISTORY = timedelta(days=20 * 365)
"""How long ago background ended ("who vanished in 1984"): news archives seldom go that far."""


@dataclass(frozen=True, slots=True)
class TimeWords:
    """The time that a question names."""

    window: Window
    """The days that the question names, both included, as far as they are over: a reader can make them a limit.

    Window() when it names none. For an event ahead, the days on which news announced it.
    """
    published: Window
    """The days on which articles about it were published, both included: news goes on appearing after its day."""
    spans: tuple[Span, ...]
    """The words of the question that gave the window and the wish for the newest: in order, apart."""
    newest: bool
    """Whether the question asks for the newest state: latest, currently, so far, has just …"""


def without(question: str, spans: Sequence[Span]) -> str:
    """Return `question` without its time words; all of it when it has no other words."""
    rest = question
    for start, end in reversed(spans):
        rest = f"{rest[:start]} {rest[end:]}"
    return " ".join(rest.split()) or question


def time_words(question: str, today: date) -> TimeWords:
    """Return the time that a question on `today` names. English; of other languages only the words that are the same.

    An event is told on its day and the three days after; anything longer until the day after its end; figures of a
    month or more ("how much … last year") for as long again. Nothing is later than today: for what begins within half
    a year both windows are the last 14 days, for what is further ahead ("by 2030") there is none. A month or a day
    without its year is the most recent one, unless the question looks ahead. "N units ago" is vague by half a unit: 1
    day, 4, 16 or 183. "Since" more than a year ago gives no window, nor does what has been over for 20 years ("in
    1984"), nor a comparison ("than last year"), nor a time that an unread word for time touches ("Tuesday week").

    Of several times the latest counts, since an older one is background; of those that overlap it, the narrowest.
    """
    text = _blanked(NAMES, question.translate(PLAIN))
    newest = [found.span() for found in NEWEST.finditer(text)]
    chosen = _chosen(_readings(_blanked(NEWEST, text), today))
    spans = sorted([*newest, chosen.span] if chosen else newest)
    window, told = (chosen.days.window, chosen.published.window) if chosen else (Window(), Window())
    return TimeWords(window, told, tuple(spans), bool(newest))


def _blanked(pattern: re.Pattern[str], text: str) -> str:
    """Return `text` with its matches masked, at the same length."""
    return pattern.sub(lambda match: "_" * len(match[0]), text)


@dataclass(frozen=True, slots=True)
class _Span:
    since: date | None
    until: date

    @property
    def window(self) -> Window:
        return Window(self.since.isoformat() if self.since else None, self.until.isoformat())

    @property
    def width(self) -> timedelta:
        return self.until - (self.since or date.min)


@dataclass(frozen=True, slots=True)
class _Reading:
    span: Span
    days: _Span
    published: _Span
    weak: bool
    """Part of a name, as in "this year's US Open"."""


def _chosen(readings: list[_Reading]) -> _Reading | None:
    readings = [reading for reading in readings if not reading.weak] or readings
    latest = min(readings, key=lambda one: (-one.published.until.toordinal(), one.published.width), default=None)
    overlapping = [one for one in readings if latest and one.published.until >= (latest.published.since or date.min)]
    return min(overlapping, key=lambda one: one.published.width, default=None)


def _readings(text: str, today: date) -> list[_Reading]:
    """Return the meaning of each time; no meaning at all where words around one time change it unread."""
    figures = FIGURES.search(text) is not None
    said = list(times(text, today))
    if any(one.days is None for one in said):
        return []
    windows = ((one, _windows(one.frame, one.days, today, figures)) for one in said if one.days)
    return [_Reading(one.span, *both, weak=one.weak) for one, both in windows if both]


def _windows(frame: str, days: Days, today: date, figures: bool) -> tuple[_Span, _Span] | None:
    """Return the days themselves, and those on which news told of them; None when the days are no time of news."""
    first, last = days
    if frame in ("than", "compared") or first > last or today - last > HISTORY:
        return None
    try:
        if first > today:
            return (_Span(today - ANNOUNCING, today),) * 2 if first - today <= SOON else None
        if frame in ("since", "after"):
            first = last + DAY if frame == "after" else first
            return (_Span(first, today),) * 2 if today - LONGEST_SINCE <= first <= today else None
        if frame == "before":
            return _Span(None, first - DAY), _Span(None, first)
    except OverflowError:  # before the year 1, after 9999
        return None
    if frame in ("until", "till", "by"):
        return (_Span(None, last), _Span(None, last + DAY)) if last < today else None
    over = min(last, today)
    told = over + min(_telling(last - first + DAY, figures), today - over)
    return _Span(first, over), _Span(first, told)


def _telling(length: timedelta, figures: bool) -> timedelta:
    if figures and length >= MONTH:
        return length
    return TELLING_OF_DAYS if length < WEEK else TELLING_OF_A_PERIOD

"""Days, months, weekdays and years in a text, and whether a source has the same ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from ragbot.reading.sentences import CoveredSpans, Span

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Day:
    """The parts of a day that a text names; None for a part that it does not name."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    """0 is Monday."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A date in a text, with all its possible meanings: "5/6/2022" is in May or in June."""

    span: Span
    readings: tuple[Day, ...]


_MONTH = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\b"
_LAST = r"(?:\s*(?:-|–|—|to|and|&|through|until)\s*(?P<last>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\b)?"
_YEAR = r"(?:,?\s+(?:of\s+)?(?P<year>(?:1[5-9]|20)\d\d)\b(?![,.]?\d|\s*%))?"
_WEEKDAY = r"(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)s?\b"
ISO = re.compile(r"\b(?P<year>(?:1[5-9]|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?:T[\d:.]+Z?|\b)")  # "2026-03-10"
SLASHED = re.compile(r"(?<![\d/])(?P<one>\d{1,2})(?P<sep>[/.])(?P<two>\d{1,2})(?P=sep)(?P<year>(?:1[5-9]|20)\d\d)\b")
"""As in "10/3/2026"."""
MONTH_DAY = re.compile(rf"\b{_MONTH}\s+(?:the\s+)?{_DAY}(?![:%]|[,.]\d|\s*(?:a\.?m|p\.?m|per\s?cent)\b){_LAST}{_YEAR}")
"""As in "March 10, 2026"."""
DAY_MONTH = re.compile(rf"\b{_DAY}{_LAST}\s+(?:of\s+)?{_MONTH}\b{_YEAR}")  # "10 March 2026"
MONTH_ONLY = re.compile(rf"\b{_MONTH}(?!\w){_YEAR}")  # "March 2026"
WEEKDAY = re.compile(rf"\b{_WEEKDAY}", re.IGNORECASE)  # "Tuesday"
YEAR = re.compile(
    r"(?<![\w$€£¥₹.,/-])(?P<year>(?:1[6-9]|20)\d\d)(?:\s*[-–/]\s*(?P<last>(?:(?:1[6-9]|20)\d\d|\d\d)))?"
    r"\b(?![,.]\d|%|[-–]\d"
    r"|\s*(?:%|per\s?cent|million|billion|thousand|dollars|euros|pounds|people|km|kg|m\b|miles|met|ton))"
)
"""As in "2026"."""
SPOKEN = re.compile(
    r"(?:in|of|since|by|until|till|from|to|last|this|next|early|late|mid|every|and|through|,)[\s-]+$", re.I
)
"""As in "since "."""
RELATIVE = re.compile(
    r"\b(?:(?P<named>yesterday|today|tonight|tomorrow|last night|(?:earlier|later) (?:today|on)"
    r"|this (?:morning|afternoon"
    r"|evening))|(?P<which>last|this|next|past|previous|coming|same) (?P<unit>month|year)|a (?P<ago>month|year) ago"
    r"|(?P<which_week>last|this|next) week)\b",
    re.IGNORECASE,
)
"""As in "last month"."""
AHEAD, BACK = 7, 13
"""The most days after and before its publication on which an article's "Tuesday" may lie."""


def dates_in(text: str) -> list[Dated]:
    """Return the dates of a text in order, each once."""
    found: list[Dated] = []
    taken = CoveredSpans(text)
    for pattern, read in _READERS:
        for m in pattern.finditer(text):
            if taken.is_free(m.span()) and (readings := tuple(read(m))):
                found.append(Dated(m.span(), readings))
                taken.take(m.span())
    return sorted(found, key=lambda d: d.span)


def _iso(m: re.Match[str]) -> Iterator[Day]:
    yield Day(int(m["year"]), int(m["month"]), int(m["day"]))


def _slashed(m: re.Match[str]) -> Iterator[Day]:
    one, two, year = int(m["one"]), int(m["two"]), int(m["year"])
    for month, day in {(one, two), (two, one)}:
        if 1 <= month <= 12 and 1 <= day <= 31:
            yield Day(year, month, day)


def _month_day(m: re.Match[str]) -> Iterator[Day]:
    year = int(m["year"]) if m["year"] else None
    for day in filter(None, (m["day"], m["last"])):
        yield Day(year, _month_number(m), int(day))


def _month_only(m: re.Match[str]) -> Iterator[Day]:
    ambiguous = m["month"] in ("May", "March", "Mar", "Jun", "Jan", "Dec", "August", "April", "June")
    before = m.string[max(0, m.start() - 12) : m.start()]
    if m["year"] or not ambiguous or SPOKEN.search(before):
        yield Day(int(m["year"]) if m["year"] else None, _month_number(m))


def _month_number(m: re.Match[str]) -> int:
    return MONTHS.index(m["month"][:3].lower()) + 1


def _weekday(m: re.Match[str]) -> Iterator[Day]:
    yield Day(weekday=WEEKDAYS.index(m["weekday"][:3].lower()))


def _year(m: re.Match[str]) -> Iterator[Day]:
    yield Day(int(m["year"]))
    if last := m["last"]:
        yield Day(int(last) if len(last) == 4 else int(m["year"]) // 100 * 100 + int(last))


_READERS = (
    (ISO, _iso), (SLASHED, _slashed), (DAY_MONTH, _month_day), (MONTH_DAY, _month_day), (MONTH_ONLY, _month_only),
    (WEEKDAY, _weekday), (YEAR, _year),
)  # fmt: skip


def claimed(dated: Dated, text: str) -> list[tuple[Day, ...]]:
    """Return tuples of days, of each of which a source must prove one: "12-14 June" gives two tuples."""
    is_slashed = SLASHED.fullmatch(text[slice(*dated.span)])
    return [dated.readings] if is_slashed else [(day,) for day in dated.readings]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The dates of a source: those that it names, and the meaning of its "Tuesday" and "last month" on its day."""

    days: frozenset[Day]
    published: date | None

    def proves(self, claim: Day) -> bool:
        """Return whether some day of the source has all parts of `claim`, and contradicts none of them."""
        return any(self._agrees(own, claim) for own in self.days)

    def has_day(self, number: float) -> bool:
        """Return whether a day of the source has `number` as its day of the month: "the 5th"."""
        return any(own.day == number for own in self.days)

    def _agrees(self, own: Day, claim: Day) -> bool:
        year = own.year
        if claim.year and year is None and self.published and own.month:
            year = claim.year if abs(claim.year - self.published.year) <= 1 else None
        weekday = own.weekday
        if claim.weekday is not None and weekday is None:
            weekday = _weekday_of(replace(own, year=year or (self.published.year if self.published else None)))
        return all(
            want is None or want == has
            for want, has in (
                (claim.year, year),
                (claim.month, own.month),
                (claim.day, own.day),
                (claim.weekday, weekday),
            )
        )


def _weekday_of(day: Day) -> int | None:
    if day.year is None or day.month is None or day.day is None:
        return None
    try:
        return date(day.year, day.month, day.day).weekday()
    except ValueError:
        return None


def calendar_of(texts: Iterable[str], published: str | None) -> Calendar:
    """Return the calendar of a source, published on a day or at an instant, None when that is unknown."""
    day = date.fromisoformat(published[:10]) if published else None
    days = {Day(day.year, day.month, day.day, day.weekday())} if day else set()
    for text in texts:
        named = {reading for dated in dates_in(text) for reading in dated.readings}
        days |= named
        if day:
            days |= {of for own in named for of in _resolved(own, day)}
            days |= {of for m in RELATIVE.finditer(text) for of in _relative(m, day)}
    return Calendar(frozenset(days), day)


def _resolved(own: Day, published: date) -> Iterator[Day]:
    """Yield the days around `published` that a bare weekday can mean."""
    if own.weekday is None or own.day:
        return
    for day in days_around(published, -BACK, AHEAD):
        if day.weekday() == own.weekday:
            yield Day(day.year, day.month, day.day, day.weekday())


def days_around(day: date, first: int, last: int) -> Iterator[date]:
    """Return the days from `first` to `last` days after `day`, or before it when negative; none before the year 1."""
    earliest, latest = day.toordinal() + first, day.toordinal() + last
    return map(date.fromordinal, range(max(earliest, 1), min(latest, date.max.toordinal()) + 1))


def _relative(m: re.Match[str], published: date) -> Iterator[Day]:
    if m["named"]:
        word = m["named"].lower()
        offset = -1 if word in ("yesterday", "last night") else 1 if word == "tomorrow" else 0
        for day in days_around(published, offset, offset):
            yield Day(day.year, day.month, day.day, day.weekday())
        return
    steps = {"last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1}
    if m["which_week"]:
        monday = 7 * steps.get(m["which_week"].lower(), 0) - published.weekday()
        for day in days_around(published, monday, monday + 6):
            yield Day(day.year, day.month)
        return
    step = -1 if m["ago"] else steps.get(m["which"].lower(), 0)
    if (m["ago"] or m["unit"]).lower() == "year":
        yield Day(published.year + step, published.month if m["ago"] else None)
    else:
        months = published.year * 12 + published.month - 1 + step
        yield Day(months // 12, months % 12 + 1)

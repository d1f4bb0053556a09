"""The days that a phrase about time means, on the day when it is said."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from math import ceil

from ragbot.language import phrases
from ragbot.language.phrases import COUNTS, LIMITS, SEASONS, frame, looks_ahead

Days = tuple[date, date]
"""The first and the last day of what was said, both included; it may lie ahead."""

DAY, WEEK, MONTH = timedelta(days=1), timedelta(days=7), timedelta(days=28)
SOON = timedelta(days=183)
"""What is further ahead is not news yet."""
COMING = timedelta(days=31)
"""A day without its year that is this near ahead is meant, not the one of last year ("through July 4")."""
LONG_OVER = timedelta(days=120)
"""Once the last summer has been over for this long, "this summer" is the coming one."""
NONE = timedelta(0)

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
QUARTERS = {"q1": 1, "q2": 4, "q3": 7, "q4": 10, "first": 1, "second": 4, "third": 7, "fourth": 10}
UNITS = {"hour": 1 / 24, "day": 1, "week": 7, "month": 30.5, "year": 365.25}
STEPS = {"last": -1, "this": 0, "the": 0, "next": 1}


def _iso_date(m: re.Match[str], _: date) -> Days:
    return (date.fromisoformat(m["iso"]),) * 2


def _month_day(m: re.Match[str], today: date) -> Days | None:
    month, later = _month_number(m), (int(m["day"]) - 1) * DAY
    if m["year"]:
        return (date(int(m["year"]), month, int(m["day"])),) * 2
    every = [(first + later, first + later) for first, last in _yearly(month, 1, today) if first + later <= last]
    return _meant(every, None, today, SOON if looks_ahead(m) else COMING) if every else None


def _month(m: re.Match[str], today: date) -> Days | None:
    if m["year"] or m["its"]:
        return _months(int(m["year"] or today.year + STEPS[m["its"].lower()]), _month_number(m), 1)
    if m["month"].lower() in ("may", "march") and frame(m) in LIMITS:
        return None  # "after May resigned"
    return _meant(_yearly(_month_number(m), 1, today), m["which"], today, SOON if looks_ahead(m) else NONE)


def _year(m: re.Match[str], _: date) -> Days:
    return _months(int(m["number"]), 1, 12)


def _quarter(m: re.Match[str], _: date) -> Days:
    return _months(int(m["year"]), QUARTERS[m["quarter"].lower()], 3)


def _season(m: re.Match[str], today: date) -> Days | None:
    start = SEASONS[m["season"].lower()]
    if m["year"]:
        return _months(int(m["year"]), start, 3)
    return _meant(_yearly(start, 3, today), m["which"], today) if m["which"] or (m["frame"] and m["the"]) else None


def _month_number(m: re.Match[str]) -> int:
    return MONTHS.index(m["month"][:3].lower()) + 1


def _months(year: int, month: int, count: int) -> Days:
    """So many whole months from the given one on; month 0 is December of the year before."""
    start, stop = year * 12 + month - 1, year * 12 + month - 1 + count
    return date(start // 12, start % 12 + 1, 1), date(stop // 12, stop % 12 + 1, 1) - DAY


def _yearly(month: int, count: int, today: date) -> list[Days]:
    """The same months of next year, this year and those before."""
    return [_months(year, month, count) for year in range(today.year + 1, today.year - 9, -1)]


def _meant(candidates: list[Days], which: str | None, today: date, coming: timedelta = NONE) -> Days:
    """Of days that come again every year, newest first, the most recent ones, or the next if they are meant."""
    which, ahead = (which or "").lower(), [days for days in candidates if days[0] > today]
    begun = candidates[len(ahead)]
    if which == "last":
        return next(days for days in candidates if days[1] < today)
    is_long_over = which == "this" and today - begun[1] > LONG_OVER
    is_ahead = ahead and (which == "next" or is_long_over or ahead[-1][0] - today <= coming)
    return ahead[-1] if is_ahead else begun


def _weekday(m: re.Match[str], today: date) -> Days:
    which, index = (m["which"] or "").lower(), WEEKDAYS.index(m["weekday"][:3].lower())
    day = today - (today.weekday() - index) % 7 * DAY
    if m["its"]:
        day = today + (index - today.weekday()) * DAY + STEPS[m["its"].lower()] * WEEK
    elif which in ("last", "past"):
        day -= WEEK * (day == today)
    elif which == "next" or (day < today and (which or looks_ahead(m, after=0))):
        day += WEEK
    return day, day


def _calendar(m: re.Match[str], today: date) -> Days | None:
    """This, last or next week, month or year."""
    which, unit = m["which"].lower(), m["unit"].lower()
    if which == "the" and not m["part"]:
        return None  # "the year that it began"
    if unit == "month":
        return _months(today.year, today.month + STEPS[which], 1)
    if unit == "year":
        return _months(today.year + STEPS[which], 1, 12)
    monday = today + STEPS[which] * WEEK - today.weekday() * DAY
    return (monday, monday + 6 * DAY) if STEPS[which] else (today - WEEK, today)  # on a Monday, the days before too


def _weekend(m: re.Match[str], today: date) -> Days | None:
    which, saturday = m["which"].lower(), today - (today.weekday() - 5) % 7 * DAY
    if which == "this":
        return saturday - DAY, today  # over or coming: its news begin on Friday
    saturday += {"next": WEEK, "last": -WEEK * (saturday + DAY >= today)}.get(which.split()[-1], NONE)
    return (saturday, saturday + DAY) if which != "the" or m["frame"] else None


def _past(m: re.Match[str], today: date) -> Days:
    _, most = _counts(m["count"] or ("few" if m["many"] else "one"))
    return today - _length(most, m["unit"]), today


def _ago(m: re.Match[str], today: date) -> Days:
    least, most = _counts(m["count"])
    vague = _length(0.5, m["unit"])
    return today - _length(most, m["unit"]) - vague, min(today - _length(least, m["unit"]) + vague, today)


def _counts(word: str) -> tuple[int, int]:
    """The least and the most that it can mean."""
    return COUNTS.get(word.lower()) or (int(word), int(word))


def _length(count: float, unit: str) -> timedelta:
    return timedelta(days=ceil(count * UNITS[unit.lower()]))


def _tomorrow(_: re.Match[str], today: date) -> Days:
    return today + DAY, today + DAY


def _named_day(m: re.Match[str], today: date) -> Days:
    words = m["word"].lower().split()
    day = today - ((words[-1] in ("yesterday", "night")) + (words[0] == "the")) * DAY
    return day, day


def _range(m: re.Match[str], today: date) -> Days | None:
    first, last = m["first"], m["last"]
    if len(last) < 3:  # "from May 3 to 5, 2022"
        start = _point(f"{first} {m['year'] or ''}".strip(), today)
        return start and (start[0], start[0].replace(day=int(last)))
    end = _point(last, today)
    if end and len(first) < 3:  # "from 3 to 5 May"
        return end[0].replace(day=int(first)), end[1]
    start = end and _point(first, end[1])
    if not start or not end:
        return None
    return (start[0] if start[0] <= end[1] else start[0].replace(year=start[0].year - 1)), end[1]


def _point(words: str, today: date) -> Days | None:
    """One end of a range; without its year it is the last one before `today`."""
    found = ((pattern.fullmatch(words), days_of) for pattern, days_of in DATES)
    return next((days_of(m, today) for m, days_of in found if m), None)


Rule = tuple[re.Pattern[str], Callable[[re.Match[str], date], Days | None]]
"""A phrase, and what gives its days on a day; None when it is no time. It may raise ValueError or OverflowError."""

DATES: list[Rule] = [
    (phrases.pattern_of(phrases.ISO_DATE), _iso_date),
    (phrases.pattern_of(phrases.MONTH_AND_DAY), _month_day),
    (phrases.pattern_of(phrases.DAY_AND_MONTH), _month_day),
    (phrases.pattern_of(phrases.MONTH), _month),
    (phrases.pattern_of(phrases.YEAR), _year),
]
RULES: list[Rule] = [
    *DATES,
    (phrases.pattern_of(phrases.RANGE), _range),
    (phrases.pattern_of(phrases.QUARTER), _quarter),
    (phrases.pattern_of(phrases.SEASON), _season),
    (phrases.pattern_of(phrases.WEEKDAY), _weekday),
    (phrases.pattern_of(phrases.BARE_WEEKDAY), _weekday),
    (phrases.pattern_of(phrases.CALENDAR), _calendar),
    (phrases.pattern_of(phrases.WEEKEND), _weekend),
    (phrases.pattern_of(phrases.PAST), _past),
    (phrases.pattern_of(phrases.AGO), _ago),
    (phrases.pattern_of(phrases.TOMORROW), _tomorrow),
    (phrases.pattern_of(phrases.NAMED_DAY), _named_day),
]
"""Of two that match the same words, the first counts."""

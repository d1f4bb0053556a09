"""The days that are counted from the day of the question: "on Tuesday", "last week", "a year ago today"."""

from __future__ import annotations

import re
from datetime import date, timedelta
from math import ceil

from ragbot.reading import phrases
from ragbot.reading.days import DAY, NONE, STEPS, WEEK, WEEKDAYS, Days, Rule, months
from ragbot.reading.phrases import COUNTS, looks_ahead

UNITS = {"minute": 1 / 1440, "hour": 1 / 24, "day": 1, "week": 7, "fortnight": 14, "month": 30.5, "quarter": 91.5}
UNITS |= {"year": 365.25, "decade": 3652.5}
"""The units, in days."""
FRIDAY = 4


def _weekday(m: re.Match[str], today: date) -> Days | None:
    if not m["weekday"].lower().endswith("day") and (m["frame"] or "in").lower() == "in" and not m["which"]:
        return None  # "Sun" is a newspaper too
    if m["its"]:
        return _weekday_of_week(m, today)
    which, index = (m["which"] or "").lower(), WEEKDAYS.index(m["weekday"][:3].lower())
    day = today - (today.weekday() - index) % 7 * DAY
    if which in ("last", "past"):
        day -= WEEK * (day == today)
    elif which == "next" or (day < today and (which or looks_ahead(m, after=0))):
        day += WEEK
    return day, day


def _weekday_of_week(m: re.Match[str], today: date) -> Days:
    index = WEEKDAYS.index(m["weekday"][:3].lower())
    return (today + (index - today.weekday()) * DAY + STEPS[m["its"].lower()] * WEEK,) * 2


def _weekday_ago(m: re.Match[str], today: date) -> Days | None:
    """Return the weekday so many weeks ago, "a week ago on Tuesday"; None for a unit other than weeks."""
    if m["unit"].lower() not in ("week", "fortnight"):
        return None
    return (_last_weekday(m, today) - length(counts(m)[0], m["unit"]),) * 2


def _weekday_before_last(m: re.Match[str], today: date) -> Days:
    return (_last_weekday(m, today) - WEEK,) * 2


def _last_weekday(m: re.Match[str], today: date) -> date:
    """Return the last such weekday before today."""
    return today - ((today.weekday() - WEEKDAYS.index(m["weekday"][:3].lower()) - 1) % 7 + 1) * DAY


def _calendar(m: re.Match[str], today: date) -> Days | None:
    """Return the days of this, last or next week, month, quarter or year, and of "the week before last"."""
    which, unit, more = m["which"].lower(), m["unit"].lower(), (m["more"] or "").lower()
    if which == "the" and not m["part"] and not more:
        return None  # "the year that it began"
    step = -2 if "before" in more else 2 if more else STEPS[which]
    if unit == "month":
        return months(today.year, today.month + step, 1)
    if unit == "quarter":
        return months(today.year, (today.month - 1) // 3 * 3 + 1 + 3 * step, 3)
    if unit == "year":
        return months(today.year + step, 1, 12)
    monday = today + step * WEEK - today.weekday() * DAY
    return monday, monday + 6 * DAY


def _weekend(m: re.Match[str], today: date) -> Days | None:
    """Return the days of a weekend; "this" one is the coming one on a Friday, or where something is "on" or will be."""
    which, saturday = m["which"].lower(), today - (today.weekday() - 5) % 7 * DAY
    is_ahead = (m["frame"] or "").lower() == "on" or looks_ahead(m)
    if which == "this" and (today.weekday() == FRIDAY or (is_ahead and today.weekday() < FRIDAY)):
        saturday += WEEK
    saturday += {"next": WEEK, "last": -WEEK * (saturday + DAY >= today)}.get(which.split()[-1], NONE)
    return (saturday, saturday + DAY) if which != "the" or m["frame"] else None


def _past(m: re.Match[str], today: date) -> Days | None:
    if m["unit"].lower() == "minute" and not m["count"]:
        return None  # of a match
    if m["unit"].lower() == "quarter" and not m["count"] and not m["many"]:
        return months(today.year, (today.month - 1) // 3 * 3 - 2, 3)
    _, most = counts(m)
    return today - length(most, m["unit"]), today


def _ago(m: re.Match[str], today: date) -> Days:
    least, most = counts(m)
    vague = length(0.5 if least >= 1 else 0.25, m["unit"])
    return today - length(most, m["unit"]) - vague, min(today - length(least, m["unit"]) + vague, today)


def counts(m: re.Match[str]) -> tuple[float, float]:
    """Return the least and the most of a count: "a few", "twenty-four", "two and a half", "a year and a half"."""
    words = (m["count"] or ("few" if m["many"] else "one")).lower()
    more = 0.5 if m["half"] or m["more"] else 0.0
    if words.isdecimal():
        return int(words) + more, int(words) + more
    parts = [COUNTS[" ".join(part.split())] for part in words.split("-")]
    return sum(part[0] for part in parts) + more, sum(part[1] for part in parts) + more


def _day_ago(m: re.Match[str], today: date) -> Days:
    """Return the days of "a year ago today", "two weeks ago yesterday", "a year ago this month"."""
    then, word = _before(today, int(counts(m)[0]), m["unit"].lower()), m["word"].lower()
    if word.endswith("month"):
        return months(then.year, then.month, 1)
    if word.endswith("week"):
        monday = then - then.weekday() * DAY
        return monday, monday + 6 * DAY
    return (then - DAY * (word == "yesterday"),) * 2


def _same_day(m: re.Match[str], today: date) -> Days:
    """Return the day of "this time last year"."""
    return (_before(today, 1, m["unit"].lower()),) * 2


def _before(day: date, count: int, unit: str) -> date:
    """Return the same day `count` units before; the last day of a month that has no such day."""
    steps = {"month": count, "quarter": 3 * count, "year": 12 * count, "decade": 120 * count}.get(unit)
    if steps is None:
        return day - length(count, unit)
    first, last = months(day.year, day.month - steps, 1)
    return min(first + (day.day - 1) * DAY, last)


def length(count: float, unit: str) -> timedelta:
    return timedelta(days=ceil(count * UNITS[unit.lower()]))


def _tomorrow(_: re.Match[str], today: date) -> Days:
    return today + DAY, today + DAY


def _named_day(m: re.Match[str], today: date) -> Days:
    words = m["word"].lower().split()
    if words[0] == "overnight":
        return today - DAY, today
    if words[-1] == "day":
        return today - WEEK, today - DAY
    day = today - ((words[-1] in ("yesterday", "night", "nite")) + (words[0] == "the")) * DAY
    return day, day


def _year_so_far(_: re.Match[str], today: date) -> Days:
    return date(today.year, 1, 1), today


OF_A_DAY: frozenset[object] = frozenset((_weekday, _weekday_of_week, _named_day))
"""The rules whose days can be joined: "between Monday and today"."""
RULES: list[Rule] = [
    (phrases.pattern_of(phrases.WEEKDAY), _weekday),
    (phrases.pattern_of(phrases.BARE_WEEKDAY), _weekday),
    (phrases.pattern_of(phrases.SHORT_WEEKDAY), _weekday),
    (phrases.pattern_of(phrases.WEEKDAY_OF_WEEK), _weekday_of_week),
    (phrases.pattern_of(phrases.WEEKDAY_AGO), _weekday_ago),
    (phrases.pattern_of(phrases.WEEKDAY_BEFORE_LAST), _weekday_before_last),
    (phrases.pattern_of(phrases.CALENDAR), _calendar),
    (phrases.pattern_of(phrases.WEEKEND), _weekend),
    (phrases.pattern_of(phrases.PAST), _past),
    (phrases.pattern_of(phrases.AGO), _ago),
    (phrases.pattern_of(phrases.DAY_AGO), _day_ago),
    (phrases.pattern_of(phrases.SAME_DAY), _same_day),
    (phrases.pattern_of(phrases.TOMORROW), _tomorrow),
    (phrases.pattern_of(phrases.NAMED_DAY), _named_day),
    (phrases.pattern_of(phrases.YEAR_SO_FAR), _year_so_far),
]

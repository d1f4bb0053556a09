"""The days that a date means on the day of the question: "in May", "on March 3rd", "last Christmas"."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from ragbot.reading import phrases
from ragbot.reading.phrases import FIGURES, HOLIDAYS, LIMITS, ORDINALS, SEASONS, frame, looks_ahead

Days = tuple[date, date]
"""The first and the last day of a time, both included; it may lie ahead."""

YEAR = re.compile(r"\b(?:19|20)\d\d\b")
"""As a number alone: "2022"."""


def years_in(text: str) -> set[str]:
    """Return the years that a text names as a number alone."""
    return set(YEAR.findall(text))


DAY, WEEK, MONTH = timedelta(days=1), timedelta(days=7), timedelta(days=28)
SOON = timedelta(days=183)
"""How far ahead a day may lie and be news."""
COMING = timedelta(days=31)
"""How far ahead a day without its year may be and still mean this year's: "through July 4"."""
LONG_OVER = timedelta(days=120)
"""How long ago the last summer must have ended for "this summer" to mean the coming one."""
NONE = timedelta(0)

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
QUARTERS = {"q1": 1, "q2": 4, "q3": 7, "q4": 10, "first": 1, "second": 4, "third": 7, "fourth": 10, "h1": 1, "h2": 7}
STEPS = {"last": -1, "this": 0, "the": 0, "next": 1}


def _iso_date(m: re.Match[str], _: date) -> Days:
    return (date.fromisoformat(m["iso"].replace("/", "-")),) * 2


def _numeric_date(m: re.Match[str], _: date) -> Days | None:
    """Return the day of 13/03/2026, 03/13/2026 or 13.03.2026; None for 10/03/2026, which is in March or in October."""
    one, two = int(m["day"]), int(m["month"])
    if m["mark"] == "/" and max(one, two) <= 12 and one != two:
        return None
    day, month = (two, one) if m["mark"] == "/" and two > 12 else (one, two)
    return (date(int(m["year"]), month, day),) * 2


def _iso_month(m: re.Match[str], _: date) -> Days | None:
    year, month = int(m["number"]), int(m["month"])
    return None if month == (year + 1) % 100 else months(year, month, 1)  # may be the season of 2011-12


def _month_day(m: re.Match[str], today: date) -> Days | None:
    number = _day_number(m)
    month, later = _month_number(m), (number - 1) * DAY
    if m["year"]:
        return (date(int(m["year"]), month, number),) * 2
    every = [(first + later, first + later) for first, last in yearly(month, 1, today) if first + later <= last]
    return meant(every, None, today, SOON if looks_ahead(m) else COMING) if every else None


def _day_number(m: re.Match[str]) -> int:
    """Return the number of "12", "twelfth" and "twenty-second"."""
    word = m["day"].lower()
    if word.isdecimal():
        return int(word)
    if word in ("twentieth", "thirtieth"):
        return 20 if word == "twentieth" else 30
    tens = {"twenty": 20, "thirty": 30}.get(word[:6], 0)
    return tens + ORDINALS.index(word[6 + 1 :] if tens else word) + 1


def _days_of_month(m: re.Match[str], today: date) -> Days | None:
    first = _month_day(m, today)
    return first and (first[0], first[0].replace(day=int(re.sub(r"\D", "", m["last"]))))


def _day_of_month(m: re.Match[str], today: date) -> Days | None:
    if (m["frame"] or "in").lower() == "in":
        return None
    starts = (months(today.year, today.month - back, 1)[0] for back in range(12))
    every = [start + (int(m["day"]) - 1) * DAY for start in starts]
    return next(((day, day) for day in every if day <= today and day.day == int(m["day"])), None)


def _month(m: re.Match[str], today: date) -> Days | None:
    if m["year"] or m["its"]:
        return months(int(m["year"] or today.year + STEPS[m["its"].lower()]), _month_number(m), 1)
    may_be_a_name = m["month"].lower() in ("may", "march") and not m["part"]  # but "by the end of May"
    if frame(m) == "on" or (may_be_a_name and frame(m) in LIMITS):
        return None  # "a book on May", "after May resigned"
    return meant(yearly(_month_number(m), 1, today), m["which"], today, SOON if looks_ahead(m) else NONE)


def _year(m: re.Match[str], _: date) -> Days:
    return months(int(m["number"]), 1, 12)


def _short_year(m: re.Match[str], today: date) -> Days:
    number = int(m["number"])
    return months(number + (2000 if number <= today.year % 100 + 1 else 1900), 1, 12)


def _decade(m: re.Match[str], _: date) -> Days:
    return months(int(m["number"]) * 10, 1, 120)


def _quarter(m: re.Match[str], today: date) -> Days | None:
    """Return the days of Q4, or H1 2025; None for "the fourth quarter" of a game: no year, no word for figures near."""
    word = m["quarter"].lower()
    start, length = QUARTERS[word], 6 if word[0] == "h" else 3
    if m["year"]:
        return months(int(m["year"]), start, length)
    if word[0] == "h" or (word[0] != "q" and not FIGURES.search(m.string[max(0, m.start() - 80) : m.end() + 80])):
        return None
    return meant(yearly(start, length, today), None, today)


def _season(m: re.Match[str], today: date) -> Days | None:
    start = SEASONS[m["season"].lower()]
    if m["year"]:
        return months(int(m["year"]), start, 3)
    framed = m["frame"] and (m["the"] or start != SEASONS["fall"] or m["season"].lower() == "autumn")
    return meant(yearly(start, 3, today), m["which"], today) if m["which"] or framed else None


def part_of(part: str | None, days: Days) -> Days:
    """Return the third or half of `days` that `part` names: "early March", "the second half of 2022".

    Without a part, and under a week, all of `days`.
    """
    first, last = days
    if part is None or last - first + DAY < WEEK:
        return days
    half, third = (last - first) / 2, (last - first) / 3
    cuts = {"first": (first, first + half), "second": (first + half, last), "mid": (first + third, last - third)}
    cuts |= {"middle": cuts["mid"]} | dict.fromkeys(("early", "start", "beginning"), (first, first + third))
    return cuts.get(part.lower().removeprefix("the").split()[0], (last - third, last))


def _month_number(m: re.Match[str]) -> int:
    return MONTHS.index(m["month"][:3].lower()) + 1


def months(year: int, month: int, count: int) -> Days:
    """Return `count` whole months from `month` on; month 0 is December of the year before."""
    start, stop = year * 12 + month - 1, year * 12 + month - 1 + count
    return date(start // 12, start % 12 + 1, 1), date(stop // 12, stop % 12 + 1, 1) - DAY


def yearly(month: int, count: int, today: date) -> list[Days]:
    """Return the same months of next year, of this year and of the eight years before."""
    return [months(year, month, count) for year in range(today.year + 1, today.year - 9, -1)]


def meant(candidates: list[Days], which: str | None, today: date, coming: timedelta = NONE) -> Days:
    """Return one of the yearly `candidates`, newest first: the latest that has begun, or the next where that is meant.

    "last" takes the latest that is over; "next", a "this" long after the latest, and one at most `coming` ahead take
    the next.
    """
    which, ahead = (which or "").lower(), [days for days in candidates if days[0] > today]
    begun = candidates[len(ahead)]
    if which == "last":
        return next(days for days in candidates if days[1] < today)
    is_long_over = which == "this" and today - begun[1] > LONG_OVER
    is_ahead = ahead and (which == "next" or is_long_over or ahead[-1][0] - today <= coming)
    return ahead[-1] if is_ahead else begun


def _holiday(m: re.Match[str], today: date) -> Days:
    name = " ".join(m["holiday"].lower().split())
    years = range(today.year + 1, today.year - 3, -1)
    if m["year"] or m["its"]:
        return _holiday_in(name, int(m["year"] or today.year + STEPS[m["its"].lower()]))
    return meant([_holiday_in(name, year) for year in years], m["which"], today, SOON if looks_ahead(m) else NONE)


def _holiday_in(name: str, year: int) -> Days:
    if not name.startswith("easter"):
        return (date(year, *HOLIDAYS[name]),) * 2
    sunday = _easter(year)
    return {
        "easter sunday": (sunday, sunday), "easter monday": (sunday + DAY, sunday + DAY)
    }.get(name, (sunday - 2 * DAY, sunday + DAY))  # fmt: skip


def _easter(year: int) -> date:
    """Return Easter Sunday of the western churches.

    The rule is the anonymous Gregorian one (Meeus, Astronomical Algorithms, chapter 8).
    """
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    h = (19 * a + b - d - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    rest = (32 + 2 * e + 2 * (c // 4) - h - c % 4) % 7
    month, day = divmod(h + rest - 7 * ((a + 11 * h + 22 * rest) // 451) + 114, 31)
    return date(year, month, day + 1)


def _turn_of_year(m: re.Match[str], today: date) -> Days:
    """Return the weeks before and after the first of January; for "year-end" only the week before."""
    last = 31 * DAY if "end" in m["word"].lower() else 38 * DAY
    every = [(first + 24 * DAY, first + last - DAY) for first, _ in yearly(12, 1, today)]
    return meant(every, None, today, SOON if looks_ahead(m) or frame(m) == "by" else NONE)


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
    """Return the days of one end of a range; without its year, the last ones before `today`."""
    found = ((pattern.fullmatch(words), days_of) for pattern, days_of in DATES)
    return next((days_of(m, today) for m, days_of in found if m), None)


Rule = tuple[re.Pattern[str], Callable[[re.Match[str], date], Days | None]]
"""A phrase, and the function that gives its days on a day; None when it is no time. It may raise ValueError or
OverflowError."""

DATES: list[Rule] = [
    (phrases.pattern_of(phrases.ISO_DATE), _iso_date),
    (phrases.pattern_of(phrases.MONTH_AND_DAY), _month_day),
    (phrases.pattern_of(phrases.DAY_AND_MONTH), _month_day),
    (phrases.pattern_of(phrases.MONTH), _month),
    (phrases.pattern_of(phrases.YEAR), _year),
]
RULES: list[Rule] = [
    *DATES,
    (phrases.pattern_of(phrases.NUMERIC_DATE), _numeric_date),
    (phrases.pattern_of(phrases.DASHED_DATE), _month_day),
    (phrases.pattern_of(phrases.ISO_MONTH), _iso_month),
    (phrases.pattern_of(phrases.MONTH_AND_WORD), _month_day),
    (phrases.pattern_of(phrases.WORD_AND_MONTH), _month_day),
    (phrases.pattern_of(phrases.MONTH_AND_DAYS), _days_of_month),
    (phrases.pattern_of(phrases.DAYS_AND_MONTH), _days_of_month),
    (phrases.pattern_of(phrases.DAY_OF_MONTH), _day_of_month),
    (phrases.pattern_of(phrases.SHORT_YEAR), _short_year),
    (phrases.pattern_of(phrases.DECADE), _decade),
    (phrases.pattern_of(phrases.RANGE), _range),
    (phrases.pattern_of(phrases.QUARTER), _quarter),
    (phrases.pattern_of(phrases.SEASON), _season),
    (phrases.pattern_of(phrases.HOLIDAY), _holiday),
    (phrases.pattern_of(phrases.TURN_OF_YEAR), _turn_of_year),
]

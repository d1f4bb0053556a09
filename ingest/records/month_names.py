"""Days that a date names in words of other languages: "4. März 2026", "10 de marzo de 2026", "2026年3月10日"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache

LANGUAGES = (
    "en de fr es it pt nl sv da nb fi pl cs sk ru uk tr ro hu el bg hr sr_Latn sl et lv lt ca eu gl is ga id ms vi sw"
    " af hi bn ar fa he"
)
# "2026年3月10日", "2026년 3월 10일"
_EAST = re.compile(r"(?<!\d)(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
# "4. März 2026", "1er août 2026", "10 de marzo de 2026"
_DAY_FIRST = re.compile(
    r"(?<![\d.:])(\d{1,2})(?:\.|º|er)?\s+(?:de\s+|d['’])?(\w{3,20})\.?,?\s+(?:del?\s+)?(\d{4})(?!\d)"
)
_MONTH_FIRST = re.compile(r"(?<!\w)(\w{3,20})\.?\s+(\d{1,2})\.?,\s+(\d{4})(?!\d)")  # "mars 10, 2026"
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\.?\s+(\w{3,20})\.?\s+(\d{1,2})\.?(?![\d:])")  # "2026. március 10."


def day_in(text: str) -> date | None:
    """Return the one day that `text` names; None when it names none, or two. Ignores hours: few come with a zone."""
    found = {day for day in _days(text) if day}
    return found.pop() if len(found) == 1 else None


def _days(text: str) -> list[date | None]:
    east = [_day(int(y), int(m), int(d)) for y, m, d in _EAST.findall(text)]
    first = [_named(y, name, d) for d, name, y in _DAY_FIRST.findall(text)]
    american = [_named(y, name, d) for name, d, y in _MONTH_FIRST.findall(text)]
    return [*east, *first, *american, *(_named(y, name, d) for y, name, d in _YEAR_FIRST.findall(text))]


def _named(year: str, name: str, day: str) -> date | None:
    month = _months().get(name.casefold())
    return _day(int(year), month, int(day)) if month else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@cache
def _months() -> Mapping[str, int]:
    """Return each month by its name, without names of two months, such as "listopad". Takes 0.6 s, once."""
    from babel.dates import get_month_names

    found: dict[str, set[int]] = {}
    for language in LANGUAGES.split():
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for month, name in get_month_names(width, context, language).items():
                    found.setdefault(name.casefold().rstrip("."), set()).add(month)
    return {name: min(months) for name, months in found.items() if len(months) == 1}

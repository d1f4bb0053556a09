"""Dates as publishers write them: a day, an instant, or unknown; never anything that is not there."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

from ingest.records.month_names import day_in
from ragbot.types import is_before

_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ].*)?|\d{8}(?:T.*)?", re.ASCII)  # "2026-03-10T09:12:00Z"
_EPOCH = re.compile(r"\d{10}(?:\.\d+)?|\d{13}", re.ASCII)  # "1773133920"
_COMPACT = re.compile(r"([12]\d{7})[ T]?[012]\d[0-5]\d[0-5]\d", re.ASCII)  # "20260310091200"
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})([-/.])(\d\d?)\2(\d\d?)(?!\d)", re.ASCII)  # "2026/3/10"
_BETWEEN = re.compile(r"\s[|·•–—]\s")  # "Mar 10, 2026 | 9:12 AM"
_DOTTED = re.compile(r"(?<![\d.])([012]?\d)\.([0-5]\d)(?=\s*(?:[ap]\.?m\b|[A-Z]{3,4}\b|$))")  # "09.12 GMT"
_UPDATED = re.compile(r"\s*(?:last )?(?:updated|modified)\b", re.IGNORECASE)  # "Last updated"
_SAID = re.compile(r"^(?:(?:first |last )?(?:published|posted|updated|modified)(?: on| at)?\s*:?\s+)+", re.IGNORECASE)
"""As in "Published on: 10 March 2026"."""
_FULL_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")  # "10 March 2026"


def parse_date(value: object) -> str | None:
    """Return a day (`2022-06-12`), an instant by its publisher's clock, or None when `value` names neither.

    An instant is `2022-06-12T08:30:00Z` or `2022-06-11T22:30:00-05:00`, so that it begins with the publisher's day.

    It fills in nothing: no day for "June 2022", no hour where the time zone is unknown, no guess about "06/12/2022".
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        moment = _from_string(value.strip()) if isinstance(value, str) else _from_number(value)
    except (ValueError, ArithmeticError, LookupError, TypeError, AttributeError, OSError):  # dateutil on odd strings
        return None
    if moment is None or not 1500 <= moment.year <= 2200:
        return None
    return _instant(moment) if isinstance(moment, datetime) and moment.tzinfo else moment.strftime("%Y-%m-%d")


def _instant(moment: datetime) -> str:
    offset = moment.utcoffset() or timedelta()
    if offset % timedelta(minutes=1) or not offset:  # ISO 8601 has no seconds of an offset
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return moment.replace(microsecond=0).isoformat()


def _from_number(number: float) -> date | None:
    """Read seconds since 1970, also in milli-, micro- or nanoseconds, or a day such as 20220612; none before 1973."""
    if 1500_01_01 <= number <= 2200_12_31:
        return datetime.strptime(str(int(number)), "%Y%m%d").date()
    seconds = next((number / unit for unit in (1, 1e3, 1e6, 1e9) if 1e8 <= number / unit < 1e10), None)
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _from_string(text: str) -> date | None:
    if _EPOCH.fullmatch(text):
        return _from_number(float(text))
    if found := _COMPACT.fullmatch(text):  # its hour has no zone
        return datetime.strptime(found[1], "%Y%m%d").date()
    text = _YEAR_FIRST.sub(lambda match: f"{match[1]}-{match[3]:0>2}-{match[4]:0>2}", _SAID.sub("", text), count=1)
    if _ISO.fullmatch(text):
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass  # "2022-06-12 08:30 EDT" is for dateutil
    if len(text) > 100 or not _FULL_YEAR.search(text):
        return None
    try:
        return _from_prose(_DOTTED.sub(r"\1:\2", _BETWEEN.sub(" ", text))) or day_in(text)
    except ValueError:
        return day_in(text)  # in another language


# RFC 2822 defines the American names; the others mean one offset only. "IST" is three countries' time: left unknown.
_ZONES = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
_ZONES |= {"GMT": 0, "UTC": 0, "Z": 0, "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3}


def _from_prose(text: str) -> date | None:
    """Return what dateutil reads, if it reads the same from two different days and in both day-month orders."""
    from dateutil.parser import parse

    day_first = not _ISO.match(text)  # dateutil would turn 2022-06-12 into 6 December
    one = parse(text, default=datetime(1999, 1, 1), tzinfos=_zone)
    other = parse(text, default=datetime(2000, 2, 2), tzinfos=_zone, dayfirst=day_first)
    return one if one == other else None


def is_update(value: object) -> bool:
    """Return whether `value` calls itself an update: "Updated 10:12 GMT, March 10, 2026"."""
    return isinstance(value, str) and bool(_UPDATED.match(value))


def is_plausible(moment: str) -> bool:
    """Return whether news may be of `moment`: not over a day ahead, nor the first second of 1970, an empty field."""
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    return not is_before(f"{tomorrow:%Y-%m-%dT%H:%M:%SZ}", moment) and moment != "1970-01-01T00:00:00Z"


def _zone(name: str | None, offset: int | None) -> timezone | None:
    if offset is None and name in _ZONES:
        offset = _ZONES[name] * 3600
    return None if offset is None else timezone(timedelta(seconds=offset))

"""Freshness: how long a response holds, and how long its server wants to be left alone, by its HTTP headers."""

from __future__ import annotations

import re
import time
from email.utils import parsedate_to_datetime

from ingest.fetch.request import Response

_MAX_AGE = re.compile(r"""(?<![\w-])max-age\s*=\s*"?(\d{1,10})""", re.I)  # "public, max-age=300"; not of s-maxage
_NEVER = re.compile(r"(?<![\w-])no-(?:cache|store)(?![\w-])", re.I)  # "no-cache, private"
_SECONDS = re.compile(r"\d{1,10}")  # "3600"


def fresh_seconds(response: Response) -> float | None:
    """Return for how many seconds a response holds; None when it does not say.

    By `Cache-Control`, less its `Age` in caches on the way; else by `Expires`.
    """
    control = ", ".join(response.all("cache-control"))
    if _NEVER.search(control):
        return 0.0
    if found := _MAX_AGE.search(control):
        age = response.first("age").strip()
        return max(0.0, float(found[1]) - (float(age) if _SECONDS.fullmatch(age) else 0.0))
    if not (expires := response.first("expires")):
        return None
    until, now = _moment(expires), _moment(response.first("date"))
    return max(0.0, until - (now or time.time())) if until else 0.0  # "0" and "-1" mean that it is over


def retry_seconds(response: Response) -> float | None:
    """Return the seconds of `Retry-After`, which may be a date; None without it."""
    wanted = response.first("retry-after").strip()
    if _SECONDS.fullmatch(wanted):
        return float(wanted)
    until = _moment(wanted)
    return max(0.0, until - time.time()) if until else None


def _moment(date: str) -> float | None:
    """Return an HTTP date in seconds since 1970; None when it is none."""
    try:
        return parsedate_to_datetime(date[:100]).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None

"""A day or an instant as people write them, and the day from which a question counts."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from ragbot.errors import QuestionError
from ragbot.types import Question, is_day

_INSTANT = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?", re.IGNORECASE | re.ASCII
)
"""As in "2026-03-10T09:12:00Z"."""


MOST_AHEAD = timedelta(minutes=5)
"""As clocks go, when several processes share an archive."""


def read_moment(text: str) -> str:
    """A day stays the day, and an instant becomes one in UTC to the second: `2022-06-12T08:30:00Z`.

    Without an offset it is in UTC already. Raises QuestionError, which shows how to write one.
    """
    given = text.strip()
    if is_day(given):
        return given
    try:
        if _INSTANT.fullmatch(given):
            moment = datetime.fromisoformat(given.upper())
            moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
            return moment.strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")  # strftime does not fill up the year 800
    except (ValueError, OverflowError):
        pass
    raise QuestionError(f"{given[:40]!r} is no time: write a day, 2022-06-12, or an instant, 2022-06-12T08:30:00Z.")


def end_of(moment: str) -> str:
    """The last second of a day; an instant as it is."""
    return f"{moment}T23:59:59Z" if len(moment) == len("2022-06-12") else moment


def problem_of_clock(seen: str | None) -> str | None:
    """What is to be said when the newest version was seen in the future of this machine's clock; None if it was not."""
    if seen is None or seen <= (datetime.now(UTC) + MOST_AHEAD).strftime("%Y-%m-%dT%H:%M:%SZ"):
        return None
    return (
        f"The newest version in the archive was seen at {seen}, but this machine's clock is behind that: is it right? "
        "Until then, what comes in counts as seen at that instant, and no question as of an earlier one finds it."
    )


def in_words(day: str) -> str:
    """`6 January 2026`, of a day or of an instant's day."""
    found = date.fromisoformat(day[:10])
    return f"{found.day} {found:%B} {found.year}"


def days_in_words(since: str, until: str) -> str:
    """`6 January 2026`, `6 to 9 January 2026`, `30 January to 2 February 2026`."""
    if since[:10] == until[:10]:
        return in_words(until)
    one, other = in_words(since).split(), in_words(until).split()
    same = 2 if one[1:] == other[1:] else 1 if one[2] == other[2] else 0
    return f"{' '.join(one[: len(one) - same])} to {' '.join(other)}"


def asked_on(question: Question) -> date:
    """The day from which its time words count: the given one, else that of `as_of`, else today."""
    if question.asked_on:
        return date.fromisoformat(question.asked_on)
    today = datetime.now(UTC).date()
    return min(today, date.fromisoformat(question.as_of[:10])) if question.as_of else today

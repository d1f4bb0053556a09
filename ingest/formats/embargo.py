"""Embargoes: news agencies say in an item that nobody may publish it yet, or any more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from ingest.records.cleaning import clean_line
from ingest.records.dates import parse_date
from ingest.records.publisher_notices import WORDS
from ingest.records.record import SourceError

UNTIL = ("embargoed", "embargo", "embargoUntil", "embargo_until")
STATUS = ("pubstatus", "pubStatus")


def check_embargo(record: Mapping[str, object]) -> None:
    """Raise SourceError while nobody may publish the article."""
    value = next((record[name] for name in UNTIL if record.get(name)), None)
    if value is None and not any("embargo" in _status(record, name) for name in STATUS):
        return
    until = parse_date(value)
    if until is None:
        said = f' ("{clean_line(value[:60])}")' if isinstance(value, str) else ""
        raise SourceError(f"is under embargo without a known end{said}; take it in when that is over")
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if until >= now[: len(until)]:  # a day without an hour counts until its end
        raise SourceError(f"is under embargo until {until}; take it in then")


def check_withdrawn(record: Mapping[str, object]) -> None:
    """Raise SourceError for a notice that an article is withdrawn, which brings no text."""
    status = next((status for name in STATUS if WORDS.get(status := _status(record, name)) == "retracted"), "")
    if status:
        known = next((record[name] for name in ("url", "uri", "id") if record.get(name)), "it")
        raise SourceError(f"says that an article is {status}, without its text; retract {known} by hand")


def _status(record: Mapping[str, object], name: str) -> str:
    value = record.get(name)
    return value.strip().lower() if isinstance(value, str) else ""

"""Instants of followed sources as the ledger writes them."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime, timedelta, timezone

import pytest

from ragbot.archive.source import ASKED, RESUMED, Source, moment, read

NOON = datetime(2026, 3, 14, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("when", "text"),
    [
        (NOON, "2026-03-14T12:30:00Z"),
        (NOON.replace(microsecond=999_999), "2026-03-14T12:30:00Z"),
        (NOON.astimezone(timezone(timedelta(hours=-9, minutes=-30))), "2026-03-14T12:30:00Z"),
        (datetime(1970, 1, 1, tzinfo=UTC), ASKED),
    ],
)
def test_an_instant_is_written_to_the_second_in_utc_and_read_again(when: datetime, text: str) -> None:
    assert moment(when) == text
    assert read(text) == when.replace(microsecond=0)
    assert moment(read(text)) == text


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-03-14", "2026-03-14T00:00:00Z"),
        ("2026-03-14T12:30:00", "2026-03-14T12:30:00Z"),
        ("2026-03-14T23:30:00-05:00", "2026-03-15T04:30:00Z"),
    ],
)
def test_a_day_is_its_beginning_and_an_offset_is_counted(text: str, instant: str) -> None:
    assert moment(read(text)) == instant
    assert read(text).tzinfo is UTC


@pytest.mark.parametrize("text", ["", "soon", "2026-13-01"])
def test_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read(text)


def test_a_source_that_is_resumed_is_due_before_all_others_and_has_no_failures() -> None:
    known = {field.name for field in fields(Source)}
    assert RESUMED.keys() <= known
    resumed = Source(**({"id": "f", "address": "", "kind": "feed", "title": "", "added": ""} | RESUMED))  # type: ignore[arg-type]
    assert (resumed.state, resumed.failures, resumed.error, resumed.failing_since) == ("active", 0, None, None)
    assert resumed.next_check < moment(NOON)

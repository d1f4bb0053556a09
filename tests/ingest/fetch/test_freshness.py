"""How long a response holds, and how long its server wants to be left alone, by its headers."""

from __future__ import annotations

import time
from email.utils import formatdate

import pytest

from ingest.fetch.freshness import fresh_seconds, retry_seconds
from ingest.fetch.request import Response


def response(*headers: str) -> Response:
    """A response with these headers; LATER is in ten minutes, EARLIER ten minutes ago."""
    later, earlier = (formatdate(time.time() + seconds, usegmt=True) for seconds in (600, -600))
    lines = [header.replace("LATER", later).replace("EARLIER", earlier).partition(": ") for header in headers]
    return Response(200, [(name.lower(), value) for name, _, value in lines], b"")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        (["Cache-Control: max-age=300"], 300),
        (["Cache-Control: s-maxage=9, max-age=300", "Age: 120"], 180),
        (["Cache-Control: max-age=300", "Age: 400"], 0),
        (["Cache-Control: max-age=300", "Age: old"], 300),
        (['Cache-Control: max-age="300"'], 300),
        (["Cache-Control: s-maxage=300"], None),
        (["Cache-Control: max-age=300, no-cache"], 0),
        (["Cache-Control: no-store"], 0),
        (["Cache-Control: no-cache-please"], None),
        (["Cache-Control: private", "Cache-Control: MAX-AGE = 7"], 7),
        (["Cache-Control: max-age=" + "9" * 5000], 9_999_999_999),
        (["Cache-Control: max-age=-1"], None),
        (["Cache-Control: max-age=300", "Expires: EARLIER"], 300),
        (["Expires: LATER"], 600),
        (["Expires: EARLIER"], 0),
        (["Expires: 0"], 0),
        (["Expires: LATER", "Date: EARLIER"], 1200),
        (["Expires: LATER", "Date: soon"], 600),
        (["Expires: Sun, 99 Foo 2026 09:00:00 GMT"], 0),
        ([], None),
    ],
)
def test_how_long_it_stays_fresh(headers: list[str], seconds: float | None) -> None:
    assert fresh_seconds(response(*headers)) == (None if seconds is None else pytest.approx(seconds, abs=5))


@pytest.mark.parametrize("age", ["old", "-1", "1.5", ""])
def test_an_age_that_is_no_number_takes_nothing_away(age: str) -> None:
    assert fresh_seconds(response("Cache-Control: max-age=300", f"Age: {age}")) == 300


@pytest.mark.parametrize(
    ("wanted", "seconds"),
    [
        ("120", 120),
        (" 120 ", 120),
        ("LATER", 600),
        ("EARLIER", 0),
        ("soon", None),
        ("-5", None),
        ("1e3", None),
        ("9" * 11, None),
        ("", None),
    ],
)
def test_how_long_it_is_to_be_left_alone(wanted: str, seconds: float | None) -> None:
    found = retry_seconds(response(f"Retry-After: {wanted}"))
    assert found == (None if seconds is None else pytest.approx(seconds, abs=5))


def test_who_does_not_say_is_left_alone_for_no_known_time() -> None:
    assert retry_seconds(response()) is None

"""Sources, candidates and checks as lines of a terminal."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ingest.sources.bookkeeping import CheckResult
from ingest.sources.discovery import Candidate
from ingest.sources.lines import failure_of, line_of, lines_of, lines_of_check, report_of
from ragbot.archive.source import Check, Refusal, Source

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
COURIER = Source(
    "abcdef12" * 4,
    "https://courier.example/feed",
    "feed",
    "The Courier",
    "2026-03-09T00:00:00Z",
    "2026-03-10T10:00:00Z",
    newest="2026-03-10T08:00:00Z",
)
END = "https://courier.example/feed"


@pytest.mark.parametrize(
    ("fields", "lines"),
    [
        ({}, [f"active  feed     The Courier: newest 2026-03-10, next 2026-03-10T10:00:00Z  {END}"]),
        ({"newest": None}, [f"active  feed     The Courier: nothing yet, next 2026-03-10T10:00:00Z  {END}"]),
        (
            {"next_check": "2026-03-10T09:30:00Z", "kind": "sitemap"},
            [f"active  sitemap  The Courier: newest 2026-03-10, due now  {END}"],
        ),
        ({"state": "paused"}, [f"paused  feed     The Courier: newest 2026-03-10, no more checks  {END}"]),
        (
            {"state": "gone"},
            [
                f"gone    feed     The Courier: newest 2026-03-10, no more checks  {END}",
                "is no more, says its publisher",
            ],
        ),
        (
            {"failures": 3, "failing_since": "2026-03-10T06:00:00Z", "error": "is answered with 500"},
            [
                f"late    feed     The Courier: newest 2026-03-10, next 2026-03-10T10:00:00Z  {END}",
                "cannot be read since 2026-03-10T06:00:00Z: is answered with 500",
            ],
        ),
        (
            {"failures": 1, "error": "is answered with 500"},
            [
                f"active  feed     The Courier: newest 2026-03-10, next 2026-03-10T10:00:00Z  {END}",
                "is answered with 500",
            ],
        ),
    ],
)
def test_a_source_has_a_line_and_its_trouble_another(fields: dict[str, object], lines: list[str]) -> None:
    found = list(lines_of(replace(COURIER, **fields), NOW))  # type: ignore[arg-type]
    assert found[0] == f"abcdef12  {lines[0]}"
    assert [line.strip() for line in found[1:]] == lines[1:]


@pytest.mark.parametrize(
    ("candidate", "line"),
    [
        (
            Candidate("feed", END, "The Courier", 12, "Dam raised"),
            f"  feed     {END}  The Courier, 12 items, first: Dam raised",
        ),
        (Candidate("feed", END, "The Courier", 1), f"  feed     {END}  The Courier, 1 item"),
        (Candidate("page", END, ""), f"  page     {END}  "),
    ],
)
def test_a_candidate_has_a_line(candidate: Candidate, line: str) -> None:
    assert line_of(candidate) == line


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({}, "nothing new; 0 requests"),
        ({"requests": 1, "not_modified": 1}, "nothing new; 1 request (1 not modified)"),
        ({"added": 2, "failed": 1, "requests": 4, "embedded": 7}, "2 added, 1 failed; 4 requests, 7 embedded"),
        (
            {"added": 1, "updated": 2, "unchanged": 3, "removed": 4, "failed": 5},
            "1 added, 2 updated, 3 unchanged, 4 removed, 5 failed; 0 requests",
        ),
    ],
)
def test_a_check_is_told_by_its_counts(counts: dict[str, int], told: str) -> None:
    assert report_of(CheckResult(COURIER, **counts)) == f"The Courier ({END}): {told}"  # type: ignore[arg-type]


def test_a_check_of_the_history_has_its_error_and_its_refusals() -> None:
    refusals = (Refusal("https://courier.example/1", "is answered with 404"),)
    check = Check(COURIER.id, "2026-03-10T09:00:00Z", added=1, requests=3, error="is late", refusals=refusals)
    assert list(lines_of_check(check)) == [
        "  2026-03-10T09:00:00Z  1 added; 3 requests",
        "      is late",
        "      https://courier.example/1: is answered with 404",
    ]
    assert len(list(lines_of_check(Check(COURIER.id, "2026-03-10T09:00:00Z")))) == 1


def test_a_failure_names_the_next_try_where_there_is_one() -> None:
    result = CheckResult(COURIER, error="is answered with 410")
    assert failure_of(result) == f"{END} is answered with 410; it is tried again at 2026-03-10T10:00:00Z"
    assert failure_of(replace(result, source=replace(COURIER, state="gone"))) == f"{END} is answered with 410"

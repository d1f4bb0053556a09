"""The report on an ingest: its sums, its problems in a form that can be shown, and its shorter form."""

from __future__ import annotations

import pytest

from ingest.pipeline.report import LONGEST_ORIGIN, LONGEST_REASON, Problem, Report

PROBLEMS = tuple(Problem(f"news.jsonl:{n}", "has no text") for n in range(5))


def test_a_short_problem_stays_as_it_is() -> None:
    origin, reason = "x" * LONGEST_ORIGIN, "y" * LONGEST_REASON
    assert Problem.of(origin, reason) == Problem(origin, reason)


def test_of_a_long_problem_the_beginning_and_the_end_stay() -> None:
    problem = Problem.of("/news/" + "x" * 400 + ".jsonl:12", "has " + "y" * 2_000 + " too many")
    assert (len(problem.origin), len(problem.reason)) == (LONGEST_ORIGIN, LONGEST_REASON)
    assert problem.origin.startswith("/news/x")
    assert problem.origin.endswith("x.jsonl:12")
    assert "y…y" in problem.reason
    assert problem.reason.endswith(" too many")


def test_half_a_character_keeps_no_report_from_being_written() -> None:
    problem = Problem.of("\ud83d.json", "title: \udc00")
    assert problem == Problem("\ufffd.json", "title: \ufffd")
    problem.origin.encode()


def test_all_outcomes_and_all_failures_are_counted() -> None:
    report = Report(added=1, updated=2, unchanged=3, failed=PROBLEMS, failed_more=10)
    assert (report.failures, report.total) == (15, 21)
    assert (Report().failures, Report().total) == (0, 0)


@pytest.mark.parametrize(("most", "kept"), [(0, 0), (2, 2), (5, 5), (9, 5)])
def test_a_shorter_report_counts_what_it_leaves_out(most: int, kept: int) -> None:
    report = Report(added=1, failed=PROBLEMS, failed_more=10, warnings=PROBLEMS, warnings_more=3, seconds=1.5)
    short = report.shortened(most)
    assert short.failed == short.warnings == PROBLEMS[:kept]
    assert (short.failures, short.total) == (report.failures, report.total)
    assert short.warnings_more == 8 - kept
    assert (short.added, short.seconds) == (1, 1.5)
    assert short.shortened(most) == short

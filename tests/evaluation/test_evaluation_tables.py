"""What `ragbot eval` shows: each figure in its place, and no text of a question that steers the terminal."""

from __future__ import annotations

from typing import Any

import pytest

from ragbot.evaluation.comparison import Change, Row
from ragbot.evaluation.tables import show_answers, show_comparison, show_evaluation

FIGURES = {
    "questions": 12,
    "right": 6,
    "rightly refused": 1,
    "partly": 1,
    "wrong": 2,
    "wrong-event": 1,
    "wrongly refused": 1,
    "padded": 3,
    "related": 4,
    "right_share": 0.5833,
}
FOUND: dict[str, Any] = {
    "gold": {"questions": 1200, "recall@1": 0.5, "mrr@10": None},
    "silver": {"questions": 7, "recall@1": 1.0, "mrr@10": 0.25},
    "latency_ms": {"search": {"p50": 12.345, "p95": 123.44}},
    "answer@5": 0.75,
    "answer_contained": 0.5,
    "usable_answers": 8,
    "citations_exact": 1.0,
    "citations": 41,
    "refused": {"answerable": 0.1, "unanswerable": 0.9},
    "related": {"answerable": 0.2, "unanswerable": 0.3},
    "answerable_questions": 10,
    "unanswerable_questions": 11,
}
ANSWER: dict[str, Any] = {
    "id": "q1",
    "kind": "fact",
    "verdict": "wrong",
    "padded": False,
    "question": "who sank it?",
    "missing": [],
    "must_not_hit": [],
    "right_story": True,
    "answer": "The Gull.\nIt sank.",
}


def cells(shown: str) -> list[list[str]]:
    """Of each line, the columns."""
    return [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in shown.splitlines() if line.strip()]


def test_what_was_found_and_answered_stands_in_three_tables(capsys: pytest.CaptureFixture[str]) -> None:
    show_evaluation(FOUND)
    assert cells(capsys.readouterr().out) == [
        ["Right articles", "questions", "recall@1", "mrr@10"],
        ["gold", "1,200", "0.500", "–"],
        ["silver", "7", "1.000", "0.250"],
        ["Answers", "share", "of"],
        ["answer in the first 5 passages", "0.750", "8"],
        ["answer in what was answered", "0.500", "8"],
        ["exact citations", "1.000", "41"],
        ["refused, answerable", "0.100", "10"],
        ["… told what is related", "0.200", "10"],
        ["refused, unanswerable", "0.900", "11"],
        ["… told what is related", "0.300", "11"],
        ["Milliseconds", "p50", "p95"],
        ["search", "12.3", "123.4"],
    ]


def test_verdicts_stand_by_kind_with_a_summary_of_all(capsys: pytest.CaptureFixture[str]) -> None:
    kinds = {"fact\x1b[2J": {**FIGURES, "wrong": 0, "padded": 9}}
    show_evaluation({"judged": {"kinds": kinds, "all": FIGURES}, "ingest": {"articles": 1000, "reused": True}})
    out = capsys.readouterr().out
    assert "\x1b" not in out
    *_, kind, every, ingest, articles, reused, summary = [" ".join(line.split()) for line in out.splitlines() if line]
    assert kind == r"fact\x1b[2J 12 6 1 0 1 1 1 9 4"
    assert every == "all 12 6 1 2 1 1 1 3 4"
    assert (ingest, articles, reused) == ("Ingest", "articles 1,000", "reused True")
    assert summary == "right 7 of 12 (58%), wrong 3, wrongly refused 1, padded 3"
    assert max(map(len, out.splitlines())) <= 80


def test_an_answer_is_shown_with_what_its_verdict_rests_on(capsys: pytest.CaptureFixture[str]) -> None:
    show_answers([ANSWER, {**ANSWER, "padded": True, "missing": [["Orm\x07é"]], "right_story": False}])
    assert capsys.readouterr().out.splitlines() == [
        *("[q1, fact] wrong: who sank it?", "    > The Gull.", "    > It sank.", ""),
        "[q1, fact] wrong, padded: who sank it?",
        r'    missing: [["Orm\u0007é"]]',
        "    the right story is not cited",
        *("    > The Gull.", "    > It sank.", ""),
    ]


def test_a_long_answer_is_not_broken_into_lines_nor_taken_for_markup(capsys: pytest.CaptureFixture[str]) -> None:
    show_answers([{**ANSWER, "answer": f"[red]{'word ' * 40}[1]", "must_not_hit": ["[/red]"]}])
    shown = capsys.readouterr().out.splitlines()
    assert f"    > [red]{'word ' * 40}[1]" in shown
    assert '    must_not_hit: ["[/red]"]' in shown


def test_two_results_show_what_differs(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        *(Row("gold.recall@1", 0.5, 0.75), Row("gold.missing", 3, 1), Row("judged.all.right", 6, 6)),
        *(Row("judged.kinds.fact.right", 1, 1), Row("judged.kinds.list.right", 1, 2), Row("reused", None, True)),
    ]
    show_comparison(rows, [], "a.json", "b[1].json")
    assert cells(capsys.readouterr().out) == [
        ["a = a.json, b = b[1].json"],
        ["a", "b", "difference"],
        ["gold.recall@1", "0.500", "0.750", "+0.250"],
        ["gold.missing", "3", "1", "-2"],
        ["judged.all.right", "6", "6", "0"],
        ["judged.kinds.list.right", "1", "2", "+1"],
        ["reused", "–", "True"],
    ]


def test_questions_with_another_verdict_stand_by_what_they_became_and_by_kind(
    capsys: pytest.CaptureFixture[str],
) -> None:
    changes = [
        *(Change("f1", "fact", "wrong", "right"), Change("f2", "fact", "partly", "right")),
        *(Change("l1", "list", "right", "wrong-event"), Change("f3", "fact", "partly", "wrong")),
    ]
    show_comparison([], changes, "a", "b")
    shown = capsys.readouterr().out
    assert shown[shown.index("became") :].splitlines() == [
        *("became right (2):", "    fact: f1, f2", ""),
        *("stopped being right (1):", "    list: l1 (right → wrong-event)", ""),
        *("otherwise changed (1):", "    fact: f3 (partly → wrong)"),
    ]

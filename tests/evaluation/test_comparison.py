"""Two results are compared figure by figure and verdict by verdict; what is no result is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ragbot.errors import EvaluationError
from ragbot.evaluation.comparison import BECAME, STOPPED, Change, Row, by_direction, changes, compared, read_result


def verdicts(**by_id: str) -> dict[str, Any]:
    answers = [{"id": id_, "kind": id_[0], "verdict": verdict} for id_, verdict in by_id.items()]
    kinds = {"a": {"right": list(by_id.values()).count("right"), "padded": 0}}
    return {"judged": {"all": {"right": 1}, "kinds": kinds, "answers": answers}}


BEFORE = verdicts(a1="wrong", a2="right", b1="right", b2="partly", b3="right", b4="rightly refused")


AFTER = verdicts(a1="right", a2="right", b1="wrong-event", b2="wrong", c1="right", b4="right")


def test_the_questions_that_have_another_verdict_are_told() -> None:
    assert [(change.id, change.a, change.b, change.direction) for change in changes(BEFORE, AFTER)] == [
        ("a1", "wrong", "right", "became right"),
        ("b1", "right", "wrong-event", "stopped being right"),
        ("b2", "partly", "wrong", "otherwise changed"),
        ("b4", "rightly refused", "right", "otherwise changed"),
    ]
    assert changes({"gold": {}}, AFTER) == []


def test_every_figure_of_either_result_is_compared_but_those_that_neither_knows() -> None:
    one = {"gold": {"recall@1": 0.5, "missing": 3}, "refused": None, "reused": False, "mrr@10": None}
    other = {"gold": {"recall@1": 0.75, "missing": 1}, "refused": 0.9, "reused": True, "x": 1, "mrr@10": None}
    assert [(row.name, row.a, row.b, row.difference) for row in compared(one, other)] == [
        ("gold.recall@1", 0.5, 0.75, 0.25),
        ("gold.missing", 3, 1, -2),
        ("refused", None, 0.9, None),
        ("reused", False, True, None),
        ("x", None, 1, None),
    ]


@pytest.mark.parametrize(("a", "b"), [(True, 2), ("1", 2), (None, 2)])
def test_only_numbers_have_a_difference(a: object, b: object) -> None:
    assert Row("x", a, b).difference is None


def test_changes_stand_by_their_direction_those_that_became_right_first() -> None:
    found = by_direction(changes(BEFORE, AFTER))
    assert [(direction, [one.id for one in some]) for direction, some in found.items()] == [
        (BECAME, ["a1"]),
        (STOPPED, ["b1"]),
        ("otherwise changed", ["b2", "b4"]),
    ]
    assert by_direction([]) == {}
    assert Change("a1", "a", "wrong", "right").is_plain
    assert not Change("a1", "a", "right", "wrong").is_plain


@pytest.mark.parametrize("text", ["", "[]", "{}", "no JSON", '{"silver": 1}'])
def test_what_is_no_result_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text)
    with pytest.raises(EvaluationError, match="is no result of 'ragbot eval --output'"):
        read_result(path)
    with pytest.raises(EvaluationError, match="cannot be read: No such file"):
        read_result(tmp_path / "none.json")
    path.write_text('{"gold": {}}')
    assert read_result(path) == {"gold": {}}

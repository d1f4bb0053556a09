"""A file of questions: one a line, each by its number, and what cannot be used is named with its line and field."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, Field, model_validator

from ragbot.errors import EvaluationError
from ragbot.evaluation.known_questions import read_questions
from ragbot.evaluation.question_file import read_lines
from tests.evaluation.test_known_questions import written


def test_a_file_without_questions_or_none_at_all_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="holds no question"):
        read_questions(written(tmp_path / "q.jsonl", "", "  "))
    with pytest.raises(EvaluationError, match="cannot be read: No such file"):
        read_questions(tmp_path / "none.jsonl")


class Line(BaseModel):
    """A line with one field and a rule of its own."""

    model_config = ConfigDict(extra="forbid")

    number: int = Field(ge=1)
    word: str = ""

    @model_validator(mode="after")
    def _in_step(self) -> Line:
        if self.word == "odd":
            raise ValueError("number and word do not go together")
        return self


def test_lines_are_counted_with_the_blank_ones_and_a_byte_order_mark_is_none(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_bytes("\ufeff\n".encode() + b'{"number": 1}\r\n  \n{"number": 2}')
    assert {at: line.number for at, line in read_lines(path, Line).items()} == {2: 1, 4: 2}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"number": 0}', "number: Input should be greater than or equal to 1. Mend it, or take the line out."),
        ('{"number": 1, "sauce": 2}', "sauce: there is no such field; there are number, word. Mend it, or take"),
        ('{"number": 1, "word": "odd"}', "number and word do not go together. Mend it, or take the line out."),
        ("7", "the line: Input should be an object"),
    ],
)
def test_what_is_wrong_is_said_with_line_and_field(tmp_path: Path, line: str, told: str) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(f'{{"number": 1}}\n{line}')
    with pytest.raises(EvaluationError) as failure:
        read_lines(path, Line)
    assert str(failure.value).startswith(f"{path}:2: {told}")


def test_a_byte_that_is_no_utf_8_is_named_by_its_place(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_bytes(b'{"word": "caf\xe9"}')
    with pytest.raises(EvaluationError) as failure:
        read_lines(path, Line)
    assert str(failure.value) == f"{path}:1: byte 14 is not UTF-8. Save the file as UTF-8."

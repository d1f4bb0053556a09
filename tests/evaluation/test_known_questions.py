"""Questions whose answers are known: read from a file, and asked as of their day."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ragbot.errors import EvaluationError
from ragbot.evaluation.known_questions import KnownQuestion, read_questions
from ragbot.types import Question, Turn, Window

DAILY = "https://daily.example"


def asked(question: str = "Who won?", **more: Any) -> KnownQuestion:
    return KnownQuestion(question=question, date=date(2026, 1, 31), **more)


def written(path: Path, *records: object) -> Path:
    path.write_text("\n".join(each if isinstance(each, str) else json.dumps(each) for each in records))
    return path


GOOD = {"question": "Who won?", "date": "2026-01-31", "answers": ["Ostvik"], "gold_urls": [f"{DAILY}/a"]}


def test_questions_are_read_with_what_else_is_in_their_lines(tmp_path: Path) -> None:
    more = {"id": 7, "choices": ["x"], "history": [{"role": "user", "text": "And the final?"}]}
    read = read_questions(written(tmp_path / "q.jsonl", GOOD, "", GOOD | more))
    assert [q.question for q in read] == ["Who won?", "Who won?"]
    assert read[1].history == (Turn("user", "And the final?"),)


def test_a_question_is_asked_as_of_its_day() -> None:
    history = (Turn("user", "The final?"),)
    question = asked(history=history).on_its_day()
    assert question == Question("Who won?", Window(until="2026-02-01"), history=history, asked_on="2026-01-31")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"question": "Who', "Invalid JSON"),
        ("[1, 2]", "should be an object"),
        ({"date": "2026-01-31"}, "question: Field required"),
        ({"question": "Who won?"}, "date: Field required"),
        (GOOD | {"question": " "}, "question: String should have at least 1 character"),
        (GOOD | {"question": "x" * 2001}, "question: String should have at most 2000 characters"),
        (GOOD | {"question": 5}, "question: Input should be a valid string"),
        (GOOD | {"date": "yesterday"}, "date: Input should be a valid date"),
        (GOOD | {"date": 1769817600}, "date: Input should be a valid date"),
        (GOOD | {"date": "9999-12-31"}, "date: Input should be less than 9999-12-31"),
        (GOOD | {"answers": "Ostvik"}, "answers: Input should be a valid array"),
        (GOOD | {"answers": [5]}, "answers.0: Input should be a valid string"),
        (GOOD | {"gold_urls": None}, "gold_urls: Input should be a valid array"),
        (GOOD | {"history": [{"role": "bot", "text": "x"}]}, "history.0.role: Input should be 'user' or 'assistant'"),
        ("\ud800", "byte 1 is not UTF-8. Save the file as UTF-8"),
    ],
)
def test_a_malformed_question_is_named_by_its_line(tmp_path: Path, line: object, told: str) -> None:
    text = line if isinstance(line, str) else json.dumps(line)
    file = tmp_path / "q.jsonl"
    file.write_bytes(f"{json.dumps(GOOD)}\n\n{text}\n".encode(errors="surrogatepass"))
    with pytest.raises(EvaluationError) as failure:
        read_questions(file)
    assert str(failure.value).startswith(f"{file}:3: ")
    assert told in str(failure.value)


def test_silver_addresses_count_where_there_are_no_gold_ones() -> None:
    assert asked(gold_urls=("a",), silver_urls=("b",)).urls == ("a",)
    assert asked(silver_urls=("b",)).urls == ("b",)
    assert asked().urls == ()


def test_a_question_without_limits_is_asked_on_a_day_of_ones_choice() -> None:
    assert asked().on_the_day("2026-03-01") == Question("Who won?", asked_on="2026-03-01")
    assert asked("  Who won?\n").on_the_day(None) == Question("Who won?")

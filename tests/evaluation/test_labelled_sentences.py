"""Labelled sentences are read from questions and articles, beside those that do not answer."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from ragbot.errors import EvaluationError
from ragbot.evaluation.labelled_sentences import FAR, NEAR, Corpus, LabelledQuestion, read_labelled
from ragbot.models.cross_encoder import SentenceInContext

BATHS = "The baths of Farlow are shut. They closed after a pump burst on Monday. The pool opened in 1971."


FAIR = "The fair opens on Friday. A pump burst at the last fair. Tickets cost five crowns."


ANSWER = "They closed after a pump burst on Monday."


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    return articles_in(tmp_path)


def articles_in(folder: Path) -> Path:
    rows = [
        {"url": "https://daily.example/baths", "title": "Baths close", "text": BATHS, "published": "2024-03-04"},
        {"url": "https://daily.example/fair", "title": "The fair", "text": FAIR, "published": "2024-09-01"},
        {"url": "https://daily.example/undated", "title": "Pumps", "text": "A pump burst in Ostvik."},
    ]
    path = folder / "articles.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.write("\n".join(json.dumps(row) for row in rows))
    return path


def questions(folder: Path, *rows: dict[str, object]) -> Path:
    path = folder / "questions.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows))
    return path


def asked(question: str, url: str, *answers: list[int]) -> dict[str, object]:
    return {"question": question, "url": f"https://daily.example/{url}", "answers": answers}


def span(text: str, sentence: str) -> list[int]:
    return [text.index(sentence), text.index(sentence) + len(sentence)]


def test_the_answer_stands_beside_its_neighbours_and_sentences_of_other_events(tmp_path: Path, articles: Path) -> None:
    path = questions(
        tmp_path, asked("why did the pump shut the baths", "baths", span(BATHS, ANSWER)), asked("who owns it", "fair")
    )
    baths, fair = read_labelled(path, [articles])
    before = "The baths of Farlow are shut."
    assert baths.right == (SentenceInContext(ANSWER, before, "Baths close"),)
    assert [each.text for each in baths.near] == [before, "The pool opened in 1971."]
    assert [each.text for each in baths.far] == ["A pump burst at the last fair.", "Tickets cost five crowns."]
    assert fair.right == ()
    assert len(fair.near) == 3


def test_what_cannot_be_used_is_left_out(tmp_path: Path, articles: Path) -> None:
    path = questions(
        tmp_path, asked("where", "missing", [0, 10]), asked("why", "baths", [500, 600]), asked("who", "fair")
    )
    assert [each.question for each in read_labelled(path, [articles])] == ["who"]


def test_bad_files_are_named(tmp_path: Path, articles: Path) -> None:
    with pytest.raises(EvaluationError, match=r"questions\.jsonl:1: .*url"):
        read_labelled(questions(tmp_path, {"question": "why", "answers": []}), [articles])
    (tmp_path / "plain.jsonl").write_text("{}")
    with pytest.raises(EvaluationError, match=r"plain\.jsonl cannot be read .* gzipped"):
        read_labelled(questions(tmp_path, asked("who", "fair")), [tmp_path / "plain.jsonl"])


@pytest.mark.parametrize(
    ("sentence", "answers", "is_one"),
    [
        ((0, 10), [], False),
        ((0, 10), [(0, 10)], True),
        ((0, 10), [(5, 15)], False),
        ((0, 10), [(4, 15)], True),
        ((0, 100), [(40, 44)], True),
        ((0, 10), [(10, 20), (2, 8)], True),
    ],
)
def test_a_sentence_answers_that_shares_most_of_it_or_of_the_answer(
    sentence: tuple[int, int], answers: list[tuple[int, int]], is_one: bool
) -> None:
    question = LabelledQuestion(question="why", url="https://daily.example/a", answers=answers)
    assert question.is_answered_by(sentence) is is_one


def test_a_question_is_asked_on_its_day_if_it_has_one() -> None:
    asked_on = [
        LabelledQuestion.model_validate({"question": "why", "url": "a", "answers": [], **date}).on_its_day().asked_on
        for date in ({}, {"date": "2024-03-04"})
    ]
    assert asked_on == [None, "2024-03-04"]


def test_of_those_that_do_not_answer_so_many_are_kept_and_none_of_the_same_event() -> None:
    def row(day: str, url: str) -> dict[str, str]:
        text = " ".join(f"A pump burst in hall {n} of Ostvik." for n in range(2 * NEAR))
        return {"url": f"https://daily.example/{url}", "title": "Pumps", "text": text, "published": day}

    question = LabelledQuestion(question="which pump burst in Ostvik", url="https://daily.example/own", answers=[])
    near = [row("2024-03-04", "own"), row("2024-03-20", "same event")]
    found, only = (Corpus(rows).labelled(question) for rows in ([*near, row("2024-06-04", "other")], near))
    assert found
    assert only
    assert (len(found.right), len(found.near), len(found.far)) == (0, NEAR, FAR)
    assert only.far == ()

"""Labelled sentences are read from questions and articles, and the cross-encoder learns from them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from ragbot.errors import EvaluationError
from ragbot.evaluation.labelled_sentences import read_labelled
from ragbot.evaluation.train import main
from ragbot.models.cross_encoder import CrossEncoder, SentenceInContext
from ragbot.models.embeddings import bundled_folder

BATHS = "The baths of Farlow are shut. They closed after a pump burst on Monday. The pool opened in 1971."
FAIR = "The fair opens on Friday. A pump burst at the last fair. Tickets cost five crowns."
ANSWER = "They closed after a pump burst on Monday."


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    rows = [
        {"url": "https://daily.example/baths", "title": "Baths close", "text": BATHS, "published": "2024-03-04"},
        {"url": "https://daily.example/fair", "title": "The fair", "text": FAIR, "published": "2024-09-01"},
        {"url": "https://daily.example/undated", "title": "Pumps", "text": "A pump burst in Ostvik."},
    ]
    path = tmp_path / "articles.jsonl.gz"
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


def test_what_was_learned_is_written_and_tells_right_from_wrong(
    tmp_path: Path, articles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = questions(
        tmp_path,
        *(asked(f"why did the baths close {i}", "baths", span(BATHS, ANSWER)) for i in range(3)),
        *(asked(f"what does the fair cost {i}", "fair", span(FAIR, "Tickets cost five crowns.")) for i in range(3)),
    )
    output = tmp_path / "adapter.safetensors"
    assert main([str(path), str(articles), "--steps", "4", "--output", str(output)]) == 0
    assert "4 of 4 steps, loss" in capsys.readouterr().out
    learned = CrossEncoder(bundled_folder(), output)
    right, other = learned.scores(
        "why did the baths close", [SentenceInContext(ANSWER, "", ""), SentenceInContext(FAIR, "", "")]
    )
    assert right > other


def test_a_missing_file_ends_it_with_a_message(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none.jsonl"), str(tmp_path / "none.gz"), "--output", str(tmp_path / "out")]) == 1
    assert "none.jsonl cannot be read" in capsys.readouterr().err

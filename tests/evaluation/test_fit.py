"""The ranker's weights are fitted to questions whose answers are known: what marks the right sentences counts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from ragbot.answering.bot import Bot
from ragbot.answering.features import FEATURES
from ragbot.answering.ranker import read_weights
from ragbot.archive.archive import Archive
from ragbot.evaluation.fit import Case, as_json, cases, first_is_right, fit, main
from ragbot.evaluation.known_questions import KnownQuestion
from tests.conftest import add, stories

NAMES = list(FEATURES)


def invented(marked: str, count: int = 40) -> list[Case]:
    """Five sentences a question, noise but for one feature, which only the right one has."""
    random = np.random.default_rng(1)
    found = []
    for _ in range(count):
        rows = random.normal(size=(5, len(NAMES)))
        rows[:, NAMES.index(marked)] = [3.0, 0.0, 0.0, 0.0, 0.0]
        found.append(Case(rows, np.array([True, False, False, False, False])))
    return found


def questions() -> list[KnownQuestion]:
    return [
        KnownQuestion(question=f"How many crowns would the bridge of Town{i} cost?", date=date(2026, 2, 1),
              answers=(f"{i}00 million",), silver_urls=(f"https://paper{i % 2}.example/{i}",))
        for i in range(1, 9)
    ]  # fmt: skip


@pytest.mark.parametrize("marked", ["vote", "depth"])
def test_the_feature_that_marks_the_right_sentences_weighs_most(marked: str) -> None:
    weights = fit(invented(marked))
    assert NAMES[int(np.argmax(weights.row))] == marked
    assert first_is_right(invented(marked), weights) == 1.0


def test_a_score_is_a_likelihood() -> None:
    known = invented("vote")
    weights = fit(known)
    logits = np.concatenate([case.rows @ weights.row + weights.intercept for case in known])
    likely, right = 1 / (1 + np.exp(-logits)), np.concatenate([case.right for case in known])
    assert likely.mean() == pytest.approx(right.mean(), abs=0.02)
    assert likely[right].min() > 0.5 > likely[~right].max()


def test_sentences_with_the_answer_are_right_and_the_fit_is_the_same_every_time(archive: Archive) -> None:
    add(archive, *stories(9))
    known = list(cases(Bot(archive), questions()))
    assert len(known) == len(questions())
    assert all(case.right.any() and not case.right.all() for case in known)
    assert as_json(fit(known)) == as_json(fit(known))
    assert first_is_right(known, read_weights(as_json(fit(known)))) > 0.8


def test_questions_without_a_known_answer_or_article_are_left_out(archive: Archive) -> None:
    add(archive, *stories(3))
    unknown = [KnownQuestion(question="How many crowns?", date=date(2026, 2, 1), answers=("5",), silver_urls=("https://x.y",)),
               KnownQuestion(question="How many crowns?", date=date(2026, 2, 1), answers=("100 million",))]  # fmt: skip
    assert list(cases(Bot(archive), unknown)) == []


def test_a_file_without_its_archive_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([str(tmp_path / "questions.jsonl"), "--output", str(tmp_path / "w.json")])


def test_what_cannot_be_read_is_told_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    questions, archive, output = (tmp_path / name for name in ("q.jsonl", "archive", "w.json"))
    assert main([str(questions), str(archive), "--output", str(output)]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert not output.exists()

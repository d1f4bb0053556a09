"""The ranker's weights are fitted to questions whose answers are known: what marks the right sentences counts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pytest

import ragbot.archive.archive
from ragbot.answering.bot import Bot
from ragbot.answering.features import FEATURES
from ragbot.answering.ranker import READING, Row, Weights, read_weights
from ragbot.archive.archive import Archive, open_archive
from ragbot.evaluation.fit import (
    Case,
    Example,
    as_json,
    cases,
    first_is_right,
    fit,
    known_examples,
    labelled_examples,
    main,
)
from ragbot.settings import load_settings
from tests.conftest import add, stories
from tests.fakes import WordEmbeddings

NAMES = list(FEATURES)
RIGHT = np.array([True, False, False, False, False])


def invented(marked: str, count: int = 40) -> list[Case]:
    """Five sentences a question, noise but for one feature, or for the reading, which only the right one has."""
    random = np.random.default_rng(1)
    found = []
    for _ in range(count):
        rows, read = random.normal(size=(5, len(NAMES))), random.normal(size=5)
        (read if marked == READING else rows[:, NAMES.index(marked)])[:] = 3.0 * RIGHT
        found.append(Case(rows, RIGHT, partial(_at, read)))
    return found


def _at(read: Row, places: Sequence[int]) -> list[float]:
    return [float(read[i]) for i in places]


def file_of(folder: Path, lines: Iterable[Mapping[str, object]]) -> Path:
    path = folder / "questions.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def known(i: int) -> dict[str, object]:
    """A question with the string of its answer."""
    asked, address = f"How many crowns would the bridge of Town{i} cost?", f"https://paper{i % 2}.example/{i}"
    return {"question": asked, "date": "2026-02-01", "answers": [f"{i}00 million"], "silver_urls": [address]}


def labelled(i: int) -> dict[str, object]:
    """The same with the place of the sentence that answers."""
    text = stories(i + 1)[i].text
    span = [text.index("Mayor"), len(text)]
    return {**known(i), "answers": [span], "url": f"https://paper{i % 2}.example/{i}"}


@pytest.mark.parametrize("marked", ["vote", "depth", READING])
def test_the_feature_that_marks_the_right_sentences_weighs_most(marked: str) -> None:
    weights = fit(invented(marked))
    assert [*NAMES, READING][int(np.argmax([*weights.row, weights.reading]))] == marked
    assert first_is_right(invented(marked), weights) == 1.0


def test_a_score_is_a_likelihood() -> None:
    known = invented("vote")
    weights = fit(known)
    logits = np.concatenate([_scores(case, weights) for case in known])
    likely, right = 1 / (1 + np.exp(-logits)), np.concatenate([case.right for case in known])
    assert likely.mean() == pytest.approx(right.mean(), abs=0.02)
    assert likely[right].min() > 0.5 > likely[~right].max()


def _scores(case: Case, weights: Weights) -> Row:
    read = case.read(range(len(case.rows)))
    return weights.with_reading(weights.scores(case.rows), dict(enumerate(read)))


@pytest.mark.parametrize(("line", "read"), [(known, known_examples), (labelled, labelled_examples)])
def test_sentences_with_the_answer_are_right_and_the_fit_is_the_same_every_time(
    line: Callable[[int], dict[str, object]], read: Callable[[Path], list[Example]], archive: Archive, tmp_path: Path
) -> None:
    add(archive, *stories(9))
    examples = read(file_of(tmp_path, map(line, range(1, 9))))
    learned = list(cases(Bot(archive), examples))
    assert len(learned) == 8
    assert all(case.right.sum() == 1 and case.teaches for case in learned)
    assert as_json(fit(learned)) == as_json(fit(learned))
    assert first_is_right(learned, read_weights(as_json(fit(learned)))) > 0.8


def test_questions_without_a_known_answer_or_article_are_left_out(tmp_path: Path) -> None:
    assert known_examples(file_of(tmp_path, [known(1) | {"answers": ["5"]}, known(2) | {"silver_urls": []}])) == []
    assert labelled_examples(file_of(tmp_path, [labelled(1) | {"answers": []}])) == []


def test_each_set_is_judged_by_what_the_others_taught_and_the_file_is_of_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(ragbot.archive.archive, "open_embeddings", lambda name, precision: WordEmbeddings())
    with open_archive(load_settings(archive=tmp_path / "archive"), create=True) as archive:
        add(archive, *stories(6))
    arguments, learned, weights = [], [], fit(invented("vote"))
    for name, numbers in (("one", (1, 2)), ("other", (3, 4, 5))):
        (tmp_path / name).mkdir()
        arguments += [str(file_of(tmp_path / name, map(labelled, numbers))), str(tmp_path / "archive")]

    def learning(cases: Sequence[Case]) -> Weights:
        learned.append(len(cases))
        return weights

    monkeypatch.setattr("ragbot.evaluation.fit.fit", learning)
    monkeypatch.setattr("ragbot.evaluation.fit.first_is_right", lambda cases, weights: 0.5)  # without reading any
    output = tmp_path / "weights.json"
    assert main(["--labelled", *arguments, "--output", str(output)]) == 0
    assert learned == [3, 2, 5]
    shown = [line.partition(", the first")[0] for line in capsys.readouterr().out.splitlines()]
    assert shown == [f"{arguments[0]}: 2 questions", f"{arguments[2]}: 3 questions"]
    assert output.read_text() == as_json(weights)


def test_a_file_without_its_archive_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([str(tmp_path / "questions.jsonl"), "--output", str(tmp_path / "w.json")])


def test_what_cannot_be_read_is_told_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    questions, archive, output = (tmp_path / name for name in ("q.jsonl", "archive", "w.json"))
    assert main([str(questions), str(archive), "--output", str(output)]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert not output.exists()

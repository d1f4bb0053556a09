"""Fits the weights of the ranker to questions whose answers are known: a pairwise logistic regression.

python -m ragbot.evaluation.fit [--labelled] QUESTIONS ARCHIVE … --output ragbot/answering/ranker.json

A line of QUESTIONS has the strings of an answer, or with --labelled the places of the sentences that answer
(docs/evaluation.md). The cross-encoder must not have been trained on them.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ragbot.answering.bot import EVIDENCE, Bot
from ragbot.answering.candidates import Candidate, candidates, widened
from ragbot.answering.features import FEATURES, Comparison, Matrix, features
from ragbot.answering.ranker import READING, Row, Weights, best_places, readings
from ragbot.archive.archive import open_archive
from ragbot.errors import RagbotError
from ragbot.evaluation.figures import contains, usable_answers
from ragbot.evaluation.known_questions import KnownQuestion, read_questions
from ragbot.evaluation.labelled_sentences import LabelledQuestion
from ragbot.evaluation.question_file import read_lines
from ragbot.settings import load_settings
from ragbot.types import Question, Version

RIDGE = 3.0
"""What keeps weights small: of 0.3, 1, 3 and 10 none was better."""
EASE = 0.1
"""The same for slope and intercept, which else know no end where right and wrong are apart."""
STEPS = 8
"""Of Newton's method, which needs about five."""
MOST_RIGHT, MOST_WRONG = 4, 10
"""Sentences of a question that are paired: a long article would not count more than a short one."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question, and how to tell whether a sentence of a version answers it."""

    question: Question
    answers: Callable[[Candidate, Version], bool]


Read = Callable[[Sequence[int]], list[float]]
"""Returns the cross-encoder's logits of the sentences at these places."""


@dataclass(frozen=True, slots=True)
class Case:
    """A question's sentences."""

    rows: Matrix
    """One for each, a column for each feature."""
    right: NDArray[np.bool_]
    """Whether a sentence has the answer."""
    read: Read

    @property
    def teaches(self) -> bool:
        """Whether there are sentences of both kinds."""
        return bool(self.right.any() and not self.right.all())

    def of_read(self, row: Row) -> Case:
        """Return the case of the sentences that are read when features have these weights, with a column for that."""
        places = best_places(self.rows @ row)
        return Case(np.column_stack([self.rows[places], self.read(places)]), self.right[places], self.read)


def cases(bot: Bot, examples: Sequence[Example]) -> Iterator[Case]:
    """Yield a case for each question for which anything is found."""
    for example in examples:
        evidence = bot.search(example.question, EVIDENCE).evidence
        wide = widened(evidence)
        if sentences := candidates(wide):
            right = np.array([example.answers(each, wide[each.piece].version) for each in sentences])
            comparison = Comparison(example.question.text, wide, len(evidence), sentences)
            yield Case(features(comparison), right, _reader(example.question.text, comparison))


def _reader(question: str, comparison: Comparison) -> Read:
    """Return what reads each sentence once, though several fits choose it."""

    @cache
    def read(i: int) -> float:
        return readings(question, comparison, [i])[0]

    return lambda places: [read(i) for i in places]


def fitted(cases: Sequence[Case], seed: int = 0) -> Row:
    """The weights that put right sentences before wrong ones of the same question, each question counting alike."""
    every = np.concatenate([case.rows for case in cases])
    scale = every.std(axis=0) + 1e-9
    pairs = [_pairs(case, np.random.default_rng(seed)) for case in cases if case.teaches]
    differences = np.concatenate(pairs) / scale
    counts = np.concatenate([np.full(len(each), 1 / len(each)) for each in pairs])
    weights = np.zeros(len(scale))
    for _ in range(STEPS):
        wrong = 1 / (1 + np.exp(differences @ weights))
        gradient = differences.T @ (counts * wrong) - RIDGE * weights
        curved = differences * (counts * wrong * (1 - wrong))[:, None]
        weights = weights + np.linalg.solve(curved.T @ differences + RIDGE * np.eye(len(scale)), gradient)
    row: Row = weights / scale
    return row


def _pairs(case: Case, random: np.random.Generator) -> Matrix:
    """Each right sentence less each wrong one, of a few of both."""
    right, wrong = case.rows[case.right], case.rows[~case.right]
    right, wrong = (random.permutation(some)[:most] for some, most in ((right, MOST_RIGHT), (wrong, MOST_WRONG)))
    pairs: Matrix = (right[:, None] - wrong[None]).reshape(-1, case.rows.shape[1])
    return pairs


def calibrated(cases: Sequence[Case], weights: Row) -> tuple[float, float]:
    """Slope and intercept with which a score is the logit of "this sentence has the answer"."""
    scores = np.concatenate([case.rows @ weights for case in cases])
    right = np.concatenate([case.right for case in cases]).astype(float)
    design = np.column_stack([scores, np.ones_like(scores)])
    found = np.zeros(2)
    for _ in range(4 * STEPS):
        likely = 1 / (1 + np.exp(-design @ found))
        curved = design * (likely * (1 - likely))[:, None]
        found = found + np.linalg.solve(
            curved.T @ design + EASE * np.eye(2), design.T @ (right - likely) - EASE * found
        )
    return float(found[0]), float(found[1])


def fit(cases: Sequence[Case]) -> Weights:
    """To all these questions: the features choose what is read, then all that was read is weighed."""
    choosing = fitted(cases)
    read = [case.of_read(choosing) for case in cases]
    row = fitted(read)
    slope, intercept = calibrated(read, row)
    return Weights(slope * row[:-1], float(slope * row[-1]), intercept)


def as_json(weights: Weights) -> str:
    """As `ragbot.answering.ranker` reads it."""
    row = zip([*FEATURES, READING], [*weights.row, weights.reading], strict=True)
    made_by = "python -m ragbot.evaluation.fit (docs/evaluation.md)"
    named = {name: round(float(weight), 4) for name, weight in row}
    return json.dumps({"made_by": made_by, "weights": named, "intercept": round(weights.intercept, 4)}, indent=2) + "\n"


def first_is_right(cases: Sequence[Case], weights: Weights) -> float:
    """Share of the questions whose best sentence has the answer."""
    return float(np.mean([_first_is_right(case, weights) for case in cases]))


def _first_is_right(case: Case, weights: Weights) -> bool:
    read = case.of_read(weights.row)
    return bool(read.right[np.argmax(read.rows @ [*weights.row, weights.reading])])


def main(argv: Sequence[str] | None = None) -> int:
    """Fit to all sets; show how often the best sentence has the answer in each when fitted to the others."""
    parser = argparse.ArgumentParser(prog="python -m ragbot.evaluation.fit", description=__doc__)
    parser.add_argument("sets", type=Path, nargs="+", metavar="QUESTIONS ARCHIVE", help="pairs of a file and a folder")
    parser.add_argument("--labelled", action="store_true", help="the questions have places of sentences, not strings")
    parser.add_argument("--output", type=Path, required=True, help="the file of weights to write")
    arguments = parser.parse_args(argv)
    if len(arguments.sets) % 2:
        parser.error("name an archive after each file of questions")
    try:
        read = labelled_examples if arguments.labelled else known_examples
        sets = [_cases(read(path), archive) for path, archive in zip(*[iter(arguments.sets)] * 2, strict=True)]
    except RagbotError as error:
        print(error, file=sys.stderr)
        return 1
    for i, own in enumerate(sets):
        others = [case for j, some in enumerate(sets) for case in some if j != i] or own
        share = first_is_right(own, fit(others))
        print(f"{arguments.sets[2 * i]}: {len(own)} questions, the first sentence has the answer for {share:.3f}")
    every = [case for some in sets for case in some]
    arguments.output.write_text(as_json(fit(every)), encoding="utf-8")
    return 0


def _cases(examples: Sequence[Example], archive: Path) -> list[Case]:
    with open_archive(load_settings(archive=archive)) as opened:
        return list(cases(Bot(opened), examples))


def known_examples(path: Path) -> list[Example]:
    """Read questions with the strings of their answers, where these can be looked for. Raises EvaluationError."""
    return [_known(one) for one in read_questions(path) if one.urls and usable_answers(one.answers)]


def labelled_examples(path: Path) -> list[Example]:
    """Read questions with the places of the sentences that answer, if there are any. Raises EvaluationError."""
    return [_labelled(one) for one in read_lines(path, LabelledQuestion).values() if one.answers]


def _known(one: KnownQuestion) -> Example:
    return Example(one.on_its_day(), lambda sentence, version: contains(sentence.text, one.answers))


def _labelled(one: LabelledQuestion) -> Example:
    return Example(
        one.on_its_day(), lambda sentence, version: version.url == one.url and one.is_answered_by(sentence.span)
    )


if __name__ == "__main__":
    sys.exit(main())

"""Fits what each signal tells for a question being answered, and tells how often which questions are refused.

    python -m tests.fit_answerability ARCHIVE OWN OTHER SAME            # tells how the weights that are kept do
    python -m tests.fit_answerability ARCHIVE OWN OTHER SAME --write    # fits them anew

OWN, OTHER and SAME are question files: those that the archive answers (asked on their day, and "later": on that of its
newest article), those of another year, and those of its own time of which it lacks the articles. What is asked in
quality/answerability.jsonl is asked of RealTime QA's 2022-1000. `--typed QUESTIONS ARCHIVE`, as often as there are
such, adds questions as people type them, in the format that `ragbot eval --judged` reads.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ragbot.answering.answerability import WEIGHTS, lost_among, odds
from ragbot.answering.bot import EVIDENCE, Bot, open_bot
from ragbot.answering.question_terms import read_terms
from ragbot.answering.signals import Signals, seen, signals
from ragbot.evaluation.figures import contains
from ragbot.evaluation.known_questions import KnownQuestion, read_questions
from ragbot.evaluation.typed_questions import read_judged
from ragbot.settings import load_settings
from ragbot.types import Question, SearchResult

TYPED = Path(__file__).with_name("quality") / "answerability.jsonl"
"""Questions as people type them, ours: half of them ask for what no article tells of its topic."""
WORTH = {"own": 600.0, "later": 25.0, "typed": 460.0, "other": 600.0, "same": 100.0, "hard": 300.0}
"""What the questions of a kind count together; the first three kinds are answerable."""
ANSWERABLE = ("own", "later", "typed")
REFUSED = {"own": 0.1, "typed": 0.045}
"""At most so many of these kinds. The labels of its own are of a search: one in twenty is not really answered."""
RIDGE, ROUNDS = 5.0, 40

Floats = NDArray[np.float64]


class Measured(NamedTuple):
    """A question's signals, and the number of articles among which they were found."""

    signals: Signals
    articles: int

    @property
    def odds(self) -> float:
        return odds(self.signals, self.articles)


Sets = dict[str, list[Measured]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("archive", "own", "other", "same"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--typed", nargs=2, action="append", default=[], metavar=("QUESTIONS", "ARCHIVE"), type=Path)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    bot = open_bot(load_settings(archive=given.archive))
    with bot.archive:
        sets = {kind: list(_measured(bot, asked, kind)) for kind, asked in _asked(bot, given).items()}
    for questions, archive in given.typed:
        bot = open_bot(load_settings(archive=archive))
        with bot.archive:
            for kind, told in _judged(bot, questions):
                sets[kind].append(told)
    if given.write:
        fitting = {**sets, **{kind: sets[kind][::2] for kind in ("typed", "hard")}}  # the others are for testing
        WEIGHTS.write_text(json.dumps(fitted(fitting), indent=2) + "\n")
    for kind, measured in sets.items():
        of = measured[1::2] if kind in ("typed", "hard") else measured
        print(f"{kind}: {np.mean([each.odds < 0 for each in of]):.3f} of {len(of)} are not answered")


def _asked(bot: Bot, given: argparse.Namespace) -> dict[str, Iterable[tuple[KnownQuestion, Question]]]:
    newest = (bot.archive.extent()[2] or "")[:10] or None
    own = [asked for asked in read_questions(given.own) if asked.urls]
    known = {asked.question for asked in own}
    typed = [json.loads(line) for line in TYPED.read_text(encoding="utf-8").splitlines()]
    return {
        "own": [(asked, asked.on_its_day()) for asked in own],
        "later": [(asked, asked.on_the_day(newest)) for asked in own],
        "other": [(asked, asked.on_the_day(newest)) for asked in read_questions(given.other)],
        "same": [(a, a.on_its_day()) for a in read_questions(given.same) if a.question not in known],
        **{
            kind: [_typed(line) for line in typed if line["answerable"] == (kind == "typed")]
            for kind in ("typed", "hard")
        },
    }


def _typed(line: dict[str, Any]) -> tuple[KnownQuestion, Question]:
    asked = KnownQuestion.model_validate_json(json.dumps({"question": line["question"], "date": line["date"]}))
    return asked, asked.on_its_day()


def _measured(bot: Bot, questions: Iterable[tuple[KnownQuestion, Question]], kind: str) -> Iterator[Measured]:
    """The signals of each question; not of those that another article happens to answer though theirs lacks."""
    for asked, question in questions:
        found = bot.search(question, EVIDENCE)
        words = read_terms(found.topic, bot.archive)
        if words.weights and found.evidence and not (kind == "same" and _is_told(asked, found)):
            yield Measured(signals(words, found, seen(words, found)), bot.archive.size())


def _judged(bot: Bot, questions: Path) -> Iterator[tuple[str, Measured]]:
    """Of each that stands alone, whether it can be answered, and its signals; not where another article is best."""
    for judged in read_judged(questions):
        if judged.history or judged.expect not in ("answer", "refuse"):
            continue
        found = bot.search(judged.on_its_day(judged.question, ()), EVIDENCE)
        words = read_terms(found.topic, bot.archive)
        if not words.weights or not found.evidence:
            continue
        pieces = seen(words, found)
        best = max(pieces, key=lambda piece: piece.support).evidence.version
        if judged.expect == "refuse" or best.url in judged.cite_any:
            measured = Measured(signals(words, found, pieces), bot.archive.size())
            yield "hard" if judged.expect == "refuse" else "typed", measured


def _is_told(asked: KnownQuestion, found: SearchResult) -> bool:
    return any(contains(piece.passage.text, asked.answers) for piece in found.evidence)


def fitted(sets: Sets) -> dict[str, float]:
    """Return the weight of each signal, and under "least" the highest bar that refuses no more than it may."""
    names = list(asdict(sets["own"][0].signals))
    values = {kind: _values(measured, names) for kind, measured in sets.items()}
    lost = {kind: np.array([lost_among(each.articles) for each in measured]) for kind, measured in sets.items()}
    answered = np.concatenate([np.full(len(of), float(kind in ANSWERABLE)) for kind, of in sets.items()])
    worth = np.concatenate([np.full(len(of), WORTH[kind] / len(of)) for kind, of in sets.items()])
    weights = _logistic(np.concatenate([*values.values()]), np.concatenate([*lost.values()]), answered, worth)
    bars = [np.quantile(values[kind] @ weights - lost[kind], share) for kind, share in REFUSED.items()]
    return {"least": round(float(min(bars)), 3), **dict(zip(names, np.round(weights, 3).tolist(), strict=True))}


def _values(measured: Sequence[Measured], names: Sequence[str]) -> Floats:
    return np.array([[asdict(each.signals)[name] for name in names] for each in measured])


def _logistic(values: Floats, lost: Floats, answered: Floats, worth: Floats) -> Floats:
    """Fit by Newton's method, with a ridge on all but the constant, which is the last."""
    mean, spread = values.mean(axis=0), values.std(axis=0) + 1e-9
    scaled = np.column_stack([(values - mean) / spread, np.ones(len(values))])
    ridge = RIDGE * np.diag([*np.ones(values.shape[1]), 0.0])
    weights = np.zeros(scaled.shape[1])
    for _ in range(ROUNDS):
        chance = 1 / (1 + np.exp(lost - scaled @ weights))
        slope = scaled.T @ (worth * (answered - chance)) - ridge @ weights
        bend = scaled.T @ (scaled * (worth * chance * (1 - chance))[:, None]) + ridge
        weights = weights + np.linalg.solve(bend, slope)
    fitted: Floats = weights[:-1] / spread
    return fitted


if __name__ == "__main__":
    main()

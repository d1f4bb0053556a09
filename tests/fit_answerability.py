"""Fits what each signal tells for a question being answered, and tells how often which questions are refused.

    python -m tests.fit_answerability ARCHIVE OWN OTHER SAME            # tells how the weights that are kept do
    python -m tests.fit_answerability ARCHIVE OWN OTHER SAME --write    # moves them to what fits best near them

OWN, OTHER and SAME are question files: those that the archive answers (asked on their day, and "later": on that of its
newest article), those of another year, and those of its own time of which it lacks the articles. What is asked in
quality/answerability.jsonl is asked of RealTime QA's 2022-1000. `--typed QUESTIONS ARCHIVE`, as often as there are
such, adds questions as people type them, in the format that `ragbot eval --judged` reads.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ragbot.answering.answerability import WEIGHTS, odds
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
WORTH = {"own": 395.0, "later": 25.0, "typed": 400.0, "other": 300.0, "same": 150.0, "hard": 800.0}
"""What the questions of a kind count together; the first three kinds are answerable."""
ANSWERABLE = ("own", "later", "typed")
REFUSED = 0.12
"""Of its own questions: their labels are of a search, and one in twenty is not really answered."""
RIDGE, ROUNDS = 200.0, 30
"""The first is how hard it is to move a weight: at 3 that of `article` turned round."""

Floats = NDArray[np.float64]
Sets = dict[str, list[Signals]]


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
        print(f"{kind}: {np.mean([odds(told) < 0 for told in of]):.3f} of {len(of)} are not answered")


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


def _measured(bot: Bot, questions: Iterable[tuple[KnownQuestion, Question]], kind: str) -> Iterator[Signals]:
    """The signals of each question; not of those that another article happens to answer though theirs lacks."""
    for asked, question in questions:
        found = bot.search(question, EVIDENCE)
        words = read_terms(found.topic, bot.archive)
        if words.weights and found.evidence and not (kind == "same" and _is_told(asked, found)):
            yield signals(words, found, seen(words, found))


def _judged(bot: Bot, questions: Path) -> Iterator[tuple[str, Signals]]:
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
            yield "hard" if judged.expect == "refuse" else "typed", signals(words, found, pieces)


def _is_told(asked: KnownQuestion, found: SearchResult) -> bool:
    return any(contains(piece.passage.text, asked.answers) for piece in found.evidence)


def fitted(sets: Sets) -> dict[str, float]:
    """The weight of each signal, and under "least" what makes an answer of all but a few of its own questions."""
    names = list(asdict(sets["own"][0]))
    values = np.array([[asdict(told)[name] for name in names] for kind in sets for told in sets[kind]])
    answered = np.array([float(kind in ANSWERABLE) for kind in sets for _ in sets[kind]])
    worth = np.array([WORTH[kind] / len(sets[kind]) for kind in sets for _ in sets[kind]])
    mean, spread = values.mean(axis=0), values.std(axis=0) + 1e-9
    scaled = np.column_stack([(values - mean) / spread, np.ones(len(values))])
    kept = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    before = np.array([*(kept[name] for name in names), 0.0]) * [*spread, 1.0]
    weights = _logistic(scaled, answered, worth, before)[:-1] / spread
    own = np.array([[asdict(told)[name] for name in names] for told in sets["own"]]) @ weights
    least = float(np.quantile(own, REFUSED))
    return {"least": round(least, 3), **dict(zip(names, np.round(weights, 3).tolist(), strict=True))}


def _logistic(scaled: Floats, answered: Floats, worth: Floats, before: Floats) -> Floats:
    """By Newton's method, from the weights before, with a ridge on moving all but the constant, which is the last."""
    ridge = RIDGE * np.diag([*np.ones(scaled.shape[1] - 1), 0.0])
    weights = before
    for _ in range(ROUNDS):
        chance = 1 / (1 + np.exp(-scaled @ weights))
        slope = scaled.T @ (worth * (answered - chance)) - ridge @ (weights - before)
        bend = scaled.T @ (scaled * (worth * chance * (1 - chance))[:, None]) + ridge
        weights = weights + np.linalg.solve(bend, slope)
    return weights


if __name__ == "__main__":
    main()

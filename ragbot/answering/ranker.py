"""The ranker orders sentences by how well they answer.

A linear model of features (`ranker.json`) chooses the best twelve, which a cross-encoder then reads with the question;
its logit is one feature more.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from ragbot.answering.candidates import candidates, widened
from ragbot.answering.features import FEATURES, Comparison, Matrix, features
from ragbot.answering.quotable import Quote
from ragbot.errors import SettingsError
from ragbot.models.cross_encoder import SentenceInContext, bundled_cross_encoder
from ragbot.types import Evidence

Row = NDArray[np.float64]
"""A number for each feature."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each feature is worth; all together, with the intercept, are the logit of "this sentence has the answer"."""

    row: Row
    reading: float
    """The worth of the cross-encoder's logit."""
    intercept: float

    def scores(self, rows: Matrix) -> Row:
        """Return the logits by the features alone, of rows of shape (sentences, features)."""
        scores: Row = rows @ self.row + self.intercept
        return scores

    def with_reading(self, scores: Row, read: Mapping[int, float]) -> Row:
        """Add to the scores the cross-encoder's logits by place; the others get the lowest of them."""
        lowest = min(read.values(), default=NOTHING)
        return scores + self.reading * np.array([read.get(i, lowest) for i in range(len(scores))])


@dataclass(frozen=True, slots=True)
class Ranking:
    """The sentences that may answer, best first, and the evidence that they come from."""

    evidence: tuple[Evidence, ...]
    """The evidence that was given, in its order, and after it what stands around it in the best articles."""
    quotes: tuple[Quote, ...]
    """Every quotable sentence of it, best first."""


NOTHING, LEAST = 0.0, -4.0
"""What speaks neither for nor against an answer, and what speaks against it most."""
READ = 20
"""Sentences that the cross-encoder reads, at 7 CPU ms each. Of 2,006 typed questions that it was not trained on, the
best one answers for .679, one of the best three for .885; reading 12, for .676 and .874."""
READING = "cross-encoder"
"""The name of its weight."""


def ranked(question: str, evidence: Sequence[Evidence]) -> Ranking:
    """Rank the sentences of the passages found, and of the whole of the best articles among them."""
    comparison = _compared(question, evidence)
    scores = _weighed(comparison)
    scores = shipped_weights().with_reading(scores, _read(question, comparison, scores))
    order = np.argsort(-scores, kind="stable")
    return Ranking(tuple(comparison.evidence), tuple(_quote(comparison, int(i), float(scores[i])) for i in order))


def best_reading(question: str, evidence: Sequence[Evidence]) -> float:
    """Return the cross-encoder's logit of the sentence that it likes best, LEAST or more; NOTHING if there is none."""
    comparison = _compared(question, evidence)
    read = _read(question, comparison, _weighed(comparison)).values()
    return max(LEAST, *read) if read else NOTHING


def _compared(question: str, evidence: Sequence[Evidence]) -> Comparison:
    wide = widened(evidence)
    return Comparison(question, wide, len(evidence), candidates(wide))


def _weighed(comparison: Comparison) -> Row:
    """Return the logit of each sentence by its features."""
    return shipped_weights().scores(features(comparison))


def _read(question: str, comparison: Comparison, scores: Row) -> dict[int, float]:
    """Return the cross-encoder's logits of the sentences with the best scores, by their places."""
    best = best_places(scores)
    return dict(zip(best, readings(question, comparison, best), strict=True))


def best_places(scores: Row) -> list[int]:
    """Return the places of the sentences to read, best first."""
    return [int(i) for i in np.argsort(-scores, kind="stable")[:READ]]


def readings(question: str, comparison: Comparison, places: Sequence[int]) -> list[float]:
    """Return the cross-encoder's logits of the sentences at these places."""
    return bundled_cross_encoder().scores(question, [_in_context(comparison, i) for i in places])


def _in_context(comparison: Comparison, i: int) -> SentenceInContext:
    sentence = comparison.sentences[i]
    return SentenceInContext(sentence.text, sentence.before, comparison.piece(i).version.title)


def _quote(comparison: Comparison, i: int, score: float) -> Quote:
    sentence = comparison.sentences[i]
    told = bool(comparison.values[i])
    return Quote(sentence.piece + 1, sentence.span, sentence.text, sentence.head, round(score, 4), told)


@cache
def shipped_weights() -> Weights:
    """Return the weights in the file beside this one."""
    return read_weights(files("ragbot.answering").joinpath("ranker.json").read_text(encoding="utf-8"))


def read_weights(text: str) -> Weights:
    """Read weights from JSON. Raises SettingsError unless they are of exactly the features that there are."""
    try:
        found = json.loads(text)
        weights, intercept = found["weights"], float(found["intercept"])
        if list(weights) != [*FEATURES, READING]:
            odd = sorted(set(weights) ^ {*FEATURES, READING}) or "their order"
            raise ValueError(f"the features are others in ragbot/answering/features.py: {odd}")
        *row, reading = (float(weight) for weight in weights.values())
        if not np.isfinite([*row, reading, intercept]).all():
            raise ValueError("a weight is no number")
    except (ValueError, KeyError, TypeError) as error:
        raise SettingsError(
            f"ranker.json cannot be used ({error}): make it again with python -m ragbot.evaluation.fit."
        ) from None
    return Weights(np.array(row), reading, intercept)

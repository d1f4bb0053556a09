"""The ranker orders sentences by how well they answer: a linear model fitted to real questions (`ranker.json`)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from ragbot.answering.candidates import candidates, widened
from ragbot.answering.features import FEATURES, Comparison, features
from ragbot.answering.quotable import Quote
from ragbot.errors import SettingsError
from ragbot.types import Evidence

Row = NDArray[np.float64]
"""A number for each feature."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each feature is worth; all together, with the intercept, are the logit of "this sentence has the answer"."""

    row: Row
    intercept: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """The sentences that may answer, best first, and the evidence that they come from."""

    evidence: tuple[Evidence, ...]
    """The evidence that was given, in its order, and after it what stands around it in the best articles."""
    quotes: tuple[Quote, ...]
    """Every quotable sentence of it, best first."""


def ranked(question: str, evidence: Sequence[Evidence]) -> Ranking:
    """Rank the sentences of the passages found, and of the whole of the best articles among them.

    The cosine of question and sentence is no feature: beside that of question and passage it added nothing.
    """
    wide = widened(evidence)
    comparison = Comparison(question, wide, len(evidence), candidates(wide))
    weights = shipped_weights()
    scores = features(comparison) @ weights.row + weights.intercept
    order = np.argsort(-scores, kind="stable")
    return Ranking(tuple(wide), tuple(_quote(comparison, int(i), float(scores[i])) for i in order))


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
        if list(weights) != list(FEATURES):
            odd = sorted(set(weights) ^ set(FEATURES)) or "their order"
            raise ValueError(f"the features are others in ragbot/answering/features.py: {odd}")
        row = np.array([float(weight) for weight in weights.values()])
        if not np.isfinite([*row, intercept]).all():
            raise ValueError("a weight is no number")
    except (ValueError, KeyError, TypeError) as error:
        raise SettingsError(
            f"ranker.json cannot be used ({error}): make it again with python -m ragbot.evaluation.fit."
        ) from None
    return Weights(row, intercept)

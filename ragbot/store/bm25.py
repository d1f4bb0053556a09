"""BM25 of texts that are not in the full text: what articles said in earlier versions."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence

from ragbot.language.words import stem
from ragbot.store.fulltext import TITLE_WEIGHT, Row

K1, B = 1.2, 0.75
LEAST = 1e-6
"""What a word in more than half of the articles tells. All three as in SQLite."""
WHOLE_STEM = 6
"""Letters of a stem after which a word may go on as it likes."""


def scores(rows: Sequence[Row], counts: Mapping[str, int], total: int) -> dict[int, float]:
    """By serial, about the BM25 that the articles would have if these texts were in the full text.

    `counts` says how many of the `total` articles in it have each term. Words are the same when their first letters
    are, and the mean length is that of these texts.
    """
    weights = {_pattern(term): max(math.log((total - n + 0.5) / (n + 0.5)), LEAST) for term, n in counts.items()}
    lengths = [len(title.split()) + len(body.split()) for _, title, body in rows]
    mean = sum(lengths) / len(rows) if rows else 1.0
    return {
        row[0]: _score(weights, row, K1 * (1 - B + B * length / max(mean, 1.0)))
        for row, length in zip(rows, lengths, strict=True)
    }


def _score(weights: Mapping[re.Pattern[str], float], row: Row, damping: float) -> float:
    title, body = _plain(row[1]), _plain(row[2])
    often = {pattern: TITLE_WEIGHT * len(pattern.findall(title)) + len(pattern.findall(body)) for pattern in weights}
    return sum(idf * often[p] * (K1 + 1) / (often[p] + damping) for p, idf in weights.items())


def _pattern(term: str) -> re.Pattern[str]:
    stemmed = stem(term)
    ending = r"\w*" if len(stemmed) >= WHOLE_STEM else r"(?:s|es|d|ed|ing)?\b"
    return re.compile(rf"\b{re.escape(stemmed)}{ending}")


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))

"""BM25 with a floor scores words, here those of texts that are not in the full text (earlier versions)."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence

from ragbot.archive.fulltext import TITLE_WEIGHT, Row
from ragbot.reading.words import beginning, stem

K1, B = 1.2, 0.75
LEAST = 1e-6
"""The idf of a word in more than half of the articles. All three are as in SQLite."""
COVERED = 2.0
"""The bonus, in idf of the word, for an article that has a word at all; BM25 itself counts how often.

A floor as in BM25+ (Lv and Zhai 2011), so that one who has all the words comes before one who repeats the half.
"""
COMMON, FEW = 1 / 3, 100
"""A search leaves out a word in more than COMMON of all articles, and in more than FEW, beside rarer words:
it tells next to nothing, and takes the most time (docs/evaluation.md)."""
WHOLE_STEM = 6
"""After so many letters of a stem, a word may go on in any way."""


def scores(rows: Sequence[Row], counts: Mapping[str, int], total: int) -> dict[int, float]:
    """Return by serial the scores that the articles would have, about, if these texts were in the full text.

    `counts` says how many of the `total` articles in it have each term. Words are the same when their first letters
    are, and the mean length is that of these texts.
    """
    patterns = [(_pattern(term), idf(n, total), floor_of(term)) for term, n in counts.items()]
    lengths = [len(title.split()) + len(body.split()) for _, title, body in rows]
    mean = sum(lengths) / len(rows) if rows else 1.0
    return {
        row[0]: _score(patterns, row, K1 * (1 - B + B * length / max(mean, 1.0)))
        for row, length in zip(rows, lengths, strict=True)
    }


def telling(counts: Mapping[str, int], total: int) -> dict[str, int]:
    """Return the terms that are not common, with their counts; all terms when all are common."""
    rare = {term: n for term, n in counts.items() if n <= max(total * COMMON, FEW)}
    return rare or dict(counts)


def idf(count: int, total: int) -> float:
    """Return the inverse document frequency, in nats, of a term in `count` of `total` articles."""
    return max(math.log((total - count + 0.5) / (count + 0.5)), LEAST)


def floor_of(term: str) -> float:
    """Return the bonus for an article with the term, in units of its idf; none for pairs, whose words have theirs."""
    return 0.0 if " " in term else COVERED


def _score(patterns: Sequence[tuple[re.Pattern[str], float, float]], row: Row, damping: float) -> float:
    title, body = _plain(row[1]), _plain(row[2])
    score = 0.0
    for pattern, weight, floor in patterns:
        often = TITLE_WEIGHT * len(pattern.findall(title)) + len(pattern.findall(body))
        score += weight * (often * (K1 + 1) / (often + damping) + floor * bool(often))
    return score


def _pattern(term: str) -> re.Pattern[str]:
    return re.compile(r"\W+".join(_any_form(word) for word in term.split()))


def _any_form(word: str) -> str:
    stemmed = stem(word)
    ending = r"\w*" if len(stemmed) >= WHOLE_STEM else r"(?:s|es|d|ed|ing)?\b"
    return rf"\b{beginning(stemmed)}{ending}"


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))

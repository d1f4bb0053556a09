"""Enough evidence, or not: decided here, before any language model is asked."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ragbot.archive import Archive
from ragbot.language.words import stem, stems, terms_of
from ragbot.retrieve import NEWS, freshness
from ragbot.types import Evidence, Window

FEW = 100
"""Articles below which nothing is less needed: in a handful, too, all the words alone (1.0) are no evidence."""
FLOOR, GROWTH = 0.92, 0.05
"""What a passage needs, and how much more for each e-fold of articles: among more, the nearest is nearer by chance.

Calibrated on 1,000 and on 4,929 articles of 2022 (1.27 and 1.35), so that 90 % of the questions that these can answer
get through; of those of 2023, 90 and 87 % are refused. docs/answers.md has the curve."""


def relevant(question: str, evidence: Sequence[Evidence], days: Window, archive: Archive) -> list[Evidence]:
    """The passages near in meaning, with the words that matter, from the days in question: one of them is enough."""
    weights = archive.rarity(terms_of(question))
    if not weights:
        return []
    needed = enough(archive.size())
    return [piece for piece in evidence if support(weights, piece, days) >= needed]


def enough(articles: int) -> float:
    """The support that suffices in an archive of so many articles."""
    return FLOOR + GROWTH * math.log(max(articles, FEW))


def support(weights: dict[str, float], piece: Evidence, days: Window) -> float:
    """What speaks for a passage; 0 to 2.25.

    Cosine of question and passage, the share of the question's words that passage and title have, the rare ones
    counting most, and its freshness: news of other days is seldom about the same thing.
    """
    words = stems(f"{piece.version.title} {piece.passage.text}")
    shared = sum(weight for term, weight in weights.items() if stem(term) in words)
    return piece.similarity + shared / sum(weights.values()) + NEWS * freshness(piece.version.published, days)

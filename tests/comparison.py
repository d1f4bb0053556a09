"""A claim beside the passages that it cites, as a single check gets it."""

from __future__ import annotations

from ragbot.checks.check import Claim, Comparison, Piece
from ragbot.checks.content import told_by
from ragbot.reading.proper_names import words_of
from ragbot.reading.verbatim import quoted_words
from tests.evidence import evidence


def comparison(claim: str, *cited: str, beside: tuple[str, ...] = (), **measures: float) -> Comparison:
    """Compare a claim with passages, each of an article of its own; `beside`: others that its sentence cites."""
    pieces = [Piece(piece, told_by(piece)) for piece in (evidence(text, str(i)) for i, text in enumerate(cited))]
    contents = [piece.content for piece in pieces]
    others = [told_by(evidence(text)) for text in beside]
    own = Claim(claim, quoted_words(claim), words_of([*cited, *beside]))
    return Comparison(own, contents, [*contents, *others], pieces, "", **measures)

"""The cited passage states the event of the claim: it does not deny it, and does not only expect it."""

from __future__ import annotations

from ragbot.checks.check import Check, Comparison, Outcome
from ragbot.checks.polarity import Finding
from ragbot.checks.predicate import compared

_OUTCOMES: dict[Finding | None, Outcome] = {"stated": "passed", "missing": "failed", "denied": "denied"}


def _judge(comparison: Comparison) -> Outcome | None:
    """Return the outcome of a comparison; None for a claim that is not in English."""
    claim, pieces = comparison.claim.text, comparison.pieces
    if any(piece.evidence.version.language not in (None, "en") for piece in pieces):
        return None
    if any(piece.has_sentence(claim) for piece in pieces):
        return "passed"
    heads = [piece.evidence.version.title for piece in pieces]
    return _OUTCOMES.get(compared(claim, comparison.sentences, comparison.question, heads))


PREDICATE = Check("predicate", _judge)

"""Words in quotation marks stand in the cited passage."""

from __future__ import annotations

from ragbot.checks.check import Check, Comparison, Outcome
from ragbot.reading.verbatim import has_words


def _judge(comparison: Comparison) -> Outcome | None:
    """Fail a quotation that no piece of its sentence has; pass a piece that has any of the quotations."""
    quotes = comparison.claim.quotes
    if not all(any(has_words(told.plain, quoted) for told in comparison.told_beside) for quoted in quotes):
        return "failed"
    return "passed" if any(has_words(told.plain, q) for told in comparison.contents for q in quotes) else None


QUOTE = Check("quote", _judge, needs_some_evidence=True)

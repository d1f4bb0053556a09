"""Every number and date stands in the cited passage, however spelled, and in no other's place."""

from __future__ import annotations

from ragbot.checks.check import Check, Comparison, Outcome
from ragbot.checks.exchanged import has_exchanged_number


def _judge(comparison: Comparison) -> Outcome | None:
    figures = comparison.claim.figures
    if not figures:
        return None
    is_told = all(any(told.proves(each) for told in comparison.contents) for each in figures)
    is_exchanged = is_told and has_exchanged_number(comparison.claim.text, comparison.sentences)
    return "passed" if is_told and not is_exchanged else "failed"


FIGURE = Check("figure", _judge, needs_some_evidence=True)

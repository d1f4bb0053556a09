"""Every name stands in the cited passage, its headline or its outlet, and in no other's place."""

from __future__ import annotations

from ragbot.checks.check import Check, Comparison, Outcome
from ragbot.checks.exchanged import has_exchanged_name
from ragbot.reading.proper_names import has_name


def _judge(comparison: Comparison) -> Outcome | None:
    names = comparison.claim.names
    if not names:
        return None
    is_told = all(any(has_name(told.words, each) for told in comparison.contents) for each in names)
    is_exchanged = is_told and has_exchanged_name(comparison.claim.text, comparison.sentences)
    return "passed" if is_told and not is_exchanged else "failed"


NAME = Check("name", _judge)

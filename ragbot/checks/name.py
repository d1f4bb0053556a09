"""Every name stands in the cited passage, its headline or its outlet."""

from __future__ import annotations

from ragbot.checks.check import Check, Comparison, Outcome
from ragbot.reading.proper_names import has_name


def _judge(comparison: Comparison) -> Outcome | None:
    names = comparison.claim.names
    if not names:
        return None
    return (
        "passed" if all(any(has_name(told.words, each) for told in comparison.contents) for each in names) else "failed"
    )


NAME = Check("name", _judge)

"""Every number and date stands in the cited passage, however spelled."""

from __future__ import annotations

from ragbot.checks.check import Check, Comparison, Outcome


def _judge(comparison: Comparison) -> Outcome | None:
    figures = comparison.claim.figures
    if not figures:
        return None
    return "passed" if all(any(told.proves(each) for told in comparison.contents) for each in figures) else "failed"


FIGURE = Check("figure", _judge, needs_some_evidence=True)

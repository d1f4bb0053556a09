"""Lateness: followed sources of an answer's outlets are late, so the archive may lack news."""

from __future__ import annotations

from dataclasses import replace

from ragbot.checks.annotations.basis import Basis
from ragbot.types import Answer


def with_late(answer: Answer, basis: Basis) -> Answer:
    """Return `answer` with the late sources of its outlets; an answer about the past needs no news."""
    if answer.as_of:
        return answer
    outlets = {article.source for article in basis.articles} - {""}
    until = answer.window.until
    late = basis.archive.late.lately()
    return replace(
        answer, late=tuple(one for one in late if one.outlet in outlets and not (until and one.since[:10] > until))
    )

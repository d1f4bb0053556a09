"""The age of an answer's newest article."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from ragbot.checks.annotations.basis import Basis
from ragbot.types import Answer


def with_age(answer: Answer, basis: Basis) -> Answer:
    """Return `answer` with the time of its newest article, and its age on the day of the question."""
    newest = max((article.published for article in basis.articles if article.published), default=None)
    if newest is None:
        return answer
    age = date.fromisoformat(answer.asked_on or newest[:10]) - date.fromisoformat(newest[:10])
    return replace(answer, newest_evidence=newest, newest_evidence_age=max(age.days, 0))

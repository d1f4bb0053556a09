"""Corrections in the articles that an answer cites."""

from __future__ import annotations

from dataclasses import replace

from ragbot.checks.annotations.basis import Basis
from ragbot.checks.changes import corrections
from ragbot.types import Answer


def with_corrections(answer: Answer, basis: Basis) -> Answer:
    return replace(answer, corrections=corrections(basis.archive, answer.sources))

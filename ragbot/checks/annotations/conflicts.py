"""Conflicts: articles of the story give different values for the fact that the question asks for."""

from __future__ import annotations

from dataclasses import replace

from ragbot.checks.annotations.basis import Basis
from ragbot.checks.conflicts import conflicts
from ragbot.types import Answer


def with_conflicts(answer: Answer, basis: Basis) -> Answer:
    return replace(answer, conflicts=conflicts(basis.question, basis.evidence, basis.archive.embeddings))

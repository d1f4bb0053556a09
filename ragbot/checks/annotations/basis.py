"""The basis of an annotation: the question, the evidence, the articles and the archive."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ragbot.archive.archive import Archive
from ragbot.types import Answer, Evidence, Source, Version


@dataclass(frozen=True, slots=True)
class Basis:
    """All that an annotation may look at, beside the answer itself."""

    question: str
    """The question as ragbot understood it."""
    evidence: Sequence[Evidence]
    """The evidence of the answer; none where the answer asserts nothing."""
    articles: Sequence[Source] | Sequence[Version]
    """The articles that the answer cites; the related ones where it asserts nothing."""
    archive: Archive


Annotation = Callable[[Answer, Basis], Answer]
"""Return the answer with an addition: in a field of its own, or as a sentence for people in `notes`.

An annotation gets refusals too, which have no citations. An error that it raises ends the answer.
"""

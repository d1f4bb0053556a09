"""What an annotation goes by: the question, what answers it, and the archive."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ragbot.archive.archive import Archive
from ragbot.types import Answer, Evidence, Source, Version


@dataclass(frozen=True, slots=True)
class Basis:
    """What an answer goes by, besides what it says itself."""

    question: str
    """As it was understood."""
    evidence: Sequence[Evidence]
    """What it may draw on; nothing where nothing is asserted."""
    articles: Sequence[Source] | Sequence[Version]
    """What it cites; where nothing is asserted, what is related."""
    archive: Archive


Annotation = Callable[[Answer, Basis], Answer]
"""The answer with what it adds: in a field of its own, or a sentence for people in `notes`.

It gets refusals, too, which have no citations. What it raises, the answer raises.
"""

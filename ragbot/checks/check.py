"""A check compares a claim with the evidence that it cites, in one way."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from ragbot.checks.content import Content, Figure, figures_in
from ragbot.reading.proper_names import Words, names_in
from ragbot.reading.sentences import Span
from ragbot.types import Evidence

Outcome = Literal["passed", "failed", "denied"]
"""A claim that fails is marked; one that the evidence denies is left out."""


@dataclass(frozen=True)
class Claim:
    """A sentence or a part of one, with the figures, names and quotations that can be looked up."""

    text: str
    quotes: Sequence[str]
    """The words in quotation marks of the whole sentence."""
    known: Words
    """The words of the evidence, which tell names from other words."""

    @cached_property
    def figures(self) -> list[Figure]:
        return figures_in(self.text)

    @cached_property
    def names(self) -> list[list[str]]:
        return names_in(self.text, self.known)


@dataclass(frozen=True)
class Piece:
    """A piece of evidence that is cited, read once."""

    evidence: Evidence
    content: Content

    @cached_property
    def sentences(self) -> list[str]:
        return [self.evidence.version.text[slice(*span)] for span in self.content.spans]

    def verbatim(self, claim: str) -> Span | None:
        """Return the span of the version where the passage has the claim word for word, without its full stop."""
        words = re.split(r"\s+", claim.strip().rstrip(".…").strip())
        if len("".join(words)) < 3:
            return None
        passage, pattern = self.evidence.passage, r"\s+".join(map(re.escape, words))
        found = re.search(rf"(?<!\w){pattern}(?!\w)[.…]?", passage.text)
        return (passage.start + found.start(), passage.start + found.end()) if found else None

    def sentences_around(self, part: Span) -> Span:
        """Return the span of the whole sentences around a part: their rest may deny it, or say who says so."""
        touched = [(a, b) for a, b in self.content.spans if a < part[1] and part[0] < b] or [part]
        return min(part[0], touched[0][0]), max(part[1], touched[-1][1])

    def has_sentence(self, claim: str) -> bool:
        """Return whether `claim` is a sentence of the passage, word for word."""
        found = self.verbatim(claim)
        return found is not None and found == self.sentences_around(found)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A claim, and the evidence to compare it with."""

    claim: Claim
    contents: Sequence[Content]
    """The contents of the pieces that the claim cites: of all together, or of one alone."""
    told_beside: Sequence[Content]
    """The contents of all pieces that the claim's sentence cites."""
    pieces: Sequence[Piece] = ()
    question: str = ""
    similarity: float | None = None
    """For a check of each: the cosine with the nearest sentences, in [-1, 1]; None for what is cited word for word."""
    entailment: float | None = None
    """For a check of each: how sure the judge of `RAGBOT_ENTAILMENT` is, in [0, 1]; None when it was not asked."""

    @property
    def sentences(self) -> list[str]:
        """Return the sentences of the pieces."""
        return [sentence for piece in self.pieces for sentence in piece.sentences]


@dataclass(frozen=True, slots=True)
class Check:
    """A row of the table `CHECKS`."""

    name: str
    """As the API and the page tell it: one word."""
    judge: Callable[[Comparison], Outcome | None]
    """Return the outcome of a comparison; None when the claim has nothing for this check to compare.

    The claim fails when the pieces that it cites fail together. A piece supports it when that piece passes alone.
    """
    is_of_each: bool = False
    """Whether each piece is judged alone, and one that fails makes the claim fail."""
    needs_some_evidence: bool = False
    """Whether a sentence is left out, and not only marked, when all the evidence together fails."""

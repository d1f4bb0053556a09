"""A reply is what an answerer says in its own words, and what it quotes from its evidence, in order."""

from __future__ import annotations

from dataclasses import dataclass

from ragbot.answering.quotable import Quote
from ragbot.archive.openings import Opening
from ragbot.types import AlsoIn, Evidence, Version

Part = str | Quote
"""A quotation, or ragbot's own words without a citation, which open a paragraph, or a line of a list with "- "."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What an answerer makes of a question."""

    parts: tuple[Part, ...]
    """The parts in the reader's order; none when the evidence has nothing to quote."""
    evidence: tuple[Evidence, ...] = ()
    """The evidence, which quotes number from 1."""
    others: tuple[AlsoIn, ...] = ()
    """Articles of other stories, which the answer does not draw on."""


def listed(article: Version | Opening) -> AlsoIn:
    """Return an article as lists show it."""
    return AlsoIn(article.article_id, article.title, article.source, article.url, article.published)

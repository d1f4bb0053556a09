"""A reply: what an answerer says in its own words, and what it quotes from its evidence, in order."""

from __future__ import annotations

from dataclasses import dataclass

from ragbot.answering.quotable import Quote
from ragbot.store.openings import Opening
from ragbot.types import AlsoIn, Evidence, Version

Part = str | Quote
"""Words of our own, without a citation, which open a paragraph, or with "- " a line of a list; or a quotation."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What an answerer makes of a question."""

    parts: tuple[Part, ...]
    """In the order in which a reader sees them; none when the evidence has nothing to quote."""
    evidence: tuple[Evidence, ...] = ()
    """What the quotes are numbered by, from 1."""
    others: tuple[AlsoIn, ...] = ()
    """Articles of other stories, which the answer does not draw on."""


def listed(article: Version | Opening) -> AlsoIn:
    """An article as lists show it."""
    return AlsoIn(article.article_id, article.title, article.source, article.url, article.published)

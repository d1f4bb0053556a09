"""Claims that answer with "Yes" or "No"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ragbot.checks.content_words import is_light
from ragbot.reading.direction import Direction, direction
from ragbot.reading.events import meanings
from ragbot.reading.reading import Reading
from ragbot.reading.wordings import worded
from ragbot.reading.words import terms_of

ANSWERS = re.compile(r"\W*(?P<word>yes|no)\b[\s,.:;!–—-]*", re.IGNORECASE)
"""The beginning of a claim that answers: "Yes, …"."""
_HAVING = re.compile(
    r"\b(?:tests?|tested) positive for |\b(?:has |have )?(?:contracted|caught|come down with|been diagnosed with) ",
    re.I,
)
"""As in "tested positive for measles"."""


def way_of_sources(question: str, own: Reading, sentences: Sequence[str]) -> Direction | None:
    """Return the one way in which all sources decide the question; None where they differ, or the claim says more."""
    words = frozenset[str]().union(*map(meanings, terms_of(question)))
    if not all(meanings(word) & words or is_light(word) for word in terms_of(" ".join(own.tokens))):
        return None
    has = (_HAVING.sub("has ", worded(text)) for text in sentences)
    ways = {direction(worded(question), re.sub(r"(?<=\bhas )\w", lambda m: m[0].lower(), text)) for text in has} - {
        None
    }
    return ways.pop() if len(ways) == 1 else None

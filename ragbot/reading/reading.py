"""The reading of a sentence: what it says, read once and shared by all that compare it with a question."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from itertools import chain

from ragbot.reading.persons import names
from ragbot.reading.words import stems

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
"""Such as "12", "4,200" and "36.9"."""
KEPT = 4_000
"""Readings in the cache: an answer needs those of 300 sentences, the gate before it most of the same."""


class Reading:
    """The reading of one sentence; each part is read on first use."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(stems(self.text))

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(self.text[slice(*span)] for span in names(self.text))

    @cached_property
    def details(self) -> tuple[tuple[str, frozenset[str]], ...]:
        """Return the names and numbers of the sentence, in small letters, each with its stems."""
        found = chain(self.names, NUMBER.findall(self.text))
        return tuple((each.casefold(), frozenset(stems(each))) for each in found)


@lru_cache(KEPT)
def reading(sentence: str) -> Reading:
    """Return the reading of a sentence, the same for the same text."""
    return Reading(sentence)

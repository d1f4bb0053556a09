"""The reading of a sentence: what it says, read once and shared by all that compare it with a question or a claim."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import chain, islice

from ragbot.reading.dates import Dated, dates_in
from ragbot.reading.events import meanings, tokens_of
from ragbot.reading.persons import names
from ragbot.reading.quantities import Quantity, quantities_in
from ragbot.reading.wordings import also, worded
from ragbot.reading.words import stems

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
"""Such as "12", "4,200" and "36.9"."""
KEPT = 4_000
"""Readings in the cache: an answer needs those of 300 sentences, the gate before it most of the same."""
_ENGLISH = """
the of to and is was for that with by has have had are were been not his her their it he she at they them you your can
cannot can't could would should this these those there which when who what why from into without because about after
"""
ENGLISH = frozenset(_ENGLISH.split())
"""Words of which each longer English sentence has at least one."""
SHORT = 6
"""Different words below which a sentence does not tell its language."""
MOST_EVENTS = 24
"""The most events of a sentence: one of 6,000 characters that repeats a verb took the cube of its length."""


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

    @cached_property
    def dates(self) -> tuple[Dated, ...]:
        return tuple(dates_in(self.text))

    @cached_property
    def undated(self) -> str:
        """Return the sentence with "_" for each character of its dates, so that all else keeps its place."""
        characters = list(self.text)
        for dated in self.dates:
            characters[slice(*dated.span)] = "_" * (dated.span[1] - dated.span[0])
        return "".join(characters)

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """Return the numbers of the sentence beside its dates."""
        return tuple(quantities_in(self.undated))

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        return tuple(tokens_of(self.text))

    @cached_property
    def meanings(self) -> tuple[frozenset[str], ...]:
        """Return the meanings of each token; a number has none."""
        return tuple(meanings(token) if token[0].isalpha() else frozenset() for token in self.tokens)

    def places(self, event: frozenset[str]) -> Iterator[int]:
        """Yield the places of words that tell `event`; only the first few, since a hostile text may repeat one word."""
        return islice((i for i, found in enumerate(self.meanings) if found & event), MOST_EVENTS)

    @cached_property
    def is_english(self) -> bool:
        """Return whether the sentence looks English; the tables of events know no other language."""
        words = {token.casefold() for token in self.tokens if token[0].isalpha()}
        return len(words) < SHORT or bool(words & ENGLISH)


class _Reworded(Reading):
    """The reading of a sentence with all wordings that mean the same."""

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        return tuple(tokens_of(worded(self.text)))

    @cached_property
    def meanings(self) -> tuple[frozenset[str], ...]:
        return tuple(
            told | also(token) if told else told for token, told in zip(self.tokens, super().meanings, strict=True)
        )


@lru_cache(KEPT)
def reading(sentence: str) -> Reading:
    """Return the reading of a sentence, the same for the same text."""
    return Reading(sentence)


@lru_cache(KEPT)
def reworded(sentence: str) -> Reading:
    """Return the reading with all wordings that mean the same; for claims and their sources, not for questions."""
    return _Reworded(sentence)

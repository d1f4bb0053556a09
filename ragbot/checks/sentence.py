"""A sentence of a claim or a source, with the meanings of each of its words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from ragbot.reading.events import meanings, tokens_of
from ragbot.reading.wordings import also, worded

_ENGLISH = "the of to and is was for that with by has have are were not his her their it he she at"
ENGLISH = frozenset(_ENGLISH.split())
"""Words of which each longer English sentence has at least one."""
MOST_EVENTS = 24
"""The most events of a sentence: one of 6,000 characters that repeats a verb took the cube of its length."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its tokens and their meanings."""

    tokens: tuple[str, ...]
    meanings: tuple[frozenset[str], ...]
    text: str

    def places(self, event: frozenset[str]) -> Iterator[int]:
        """Yield the places of words that tell `event`; only the first few, since a hostile text may repeat one word."""
        return islice((i for i, found in enumerate(self.meanings) if found & event), MOST_EVENTS)


@lru_cache(maxsize=4_000)
def read(text: str) -> Sentence:
    return _read(text, text)


@lru_cache(maxsize=4_000)
def reworded(text: str) -> Sentence:
    """Return the sentence of `text` with all wordings that mean the same; for claims and sources, not for questions."""
    own = _read(worded(text), text)
    told = (each | also(token) if each else each for token, each in zip(own.tokens, own.meanings, strict=True))
    return replace(own, meanings=tuple(told))


def _read(words: str, text: str) -> Sentence:
    tokens = tuple(tokens_of(words))
    return Sentence(tokens, tuple(meanings(token) if token[0].isalpha() else frozenset() for token in tokens), text)


def is_english(own: Sentence) -> bool:
    """Return whether a sentence looks English; the tables know no other language."""
    words = {token.casefold() for token in own.tokens if token[0].isalpha()}
    return len(words) < 6 or bool(words & ENGLISH)

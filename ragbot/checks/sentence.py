"""A sentence of a claim or a source, read for what each of its words tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from ragbot.reading.events import meanings, tokens_of
from ragbot.reading.wordings import also, worded

_ENGLISH = "the of to and is was for that with by has have are were not his her their it he she at"
ENGLISH = frozenset(_ENGLISH.split())
"""Words of which a longer sentence has one, if it is English."""
MOST_EVENTS = 24
"""Of a sentence: one of 6,000 characters that repeats a verb took the cube of its length."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a source, read for what it says."""

    tokens: tuple[str, ...]
    meanings: tuple[frozenset[str], ...]
    text: str

    def places(self, event: frozenset[str]) -> Iterator[int]:
        """Where a word tells the event; of a text made for it, that repeats one word, the first few."""
        return islice((i for i, found in enumerate(self.meanings) if found & event), MOST_EVENTS)


@lru_cache(maxsize=4_000)
def read(text: str) -> Sentence:
    return _read(text, text)


@lru_cache(maxsize=4_000)
def reworded(text: str) -> Sentence:
    """With all the wordings that tell the same: only for what somebody wrote of it, not for what is asked."""
    own = _read(worded(text), text)
    told = (each | also(token) if each else each for token, each in zip(own.tokens, own.meanings, strict=True))
    return replace(own, meanings=tuple(told))


def _read(words: str, text: str) -> Sentence:
    tokens = tuple(tokens_of(words))
    return Sentence(tokens, tuple(meanings(token) if token[0].isalpha() else frozenset() for token in tokens), text)


def is_english(own: Sentence) -> bool:
    """The tables know no other language."""
    words = {token.casefold() for token in own.tokens if token[0].isalpha()}
    return len(words) < 6 or bool(words & ENGLISH)

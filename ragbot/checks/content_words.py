"""Content words: those of a claim that tell something, and the share of them that its sources have."""

from __future__ import annotations

from collections.abc import Sequence

from ragbot.reading.proper_names import CALENDAR
from ragbot.reading.reading import Reading, reworded
from ragbot.reading.words import STOP_WORDS

_LIGHT = """
become becomes became get gets getting got remain remains remained include includes included continue continued
continues use used uses put set see saw seen need needed needs want wanted wants come comes came work worked works
based follow followed follows involve involved related regarding concerned concerning known happen happened happens
occur occurred occurs expected likely due planned scheduled reportedly according allegedly seem seems seemed appear
appears appeared cause caused causes located mentioned identified considered various significant number many people
time year years day days week weeks month months part way
"""
LIGHT = frozenset(_LIGHT.split())
"""Words that no source need have: they make hardly any difference."""
NO_CONTENT = (STOP_WORDS | LIGHT | CALENDAR) - {"won"}
FEWEST = 2
"""The fewest content words, beside names and numbers, with which a claim can be looked for."""


def is_content(own: Reading, at: int) -> bool:
    """Return whether the word `at` is in small letters and tells something."""
    token = own.tokens[at]
    if not token[0].isalpha() or len(token) < 3 or token.casefold() in NO_CONTENT:
        return False
    return token[0].islower()


def is_light(word: str) -> bool:
    return word in NO_CONTENT or not word[0].isalpha()


def in_common(own: Reading, sources: Sequence[Reading]) -> float:
    """Return the share of the claim's content words, in [0, 1], that the sources have."""
    words = [own.meanings[i] for i in range(len(own.tokens)) if is_content(own, i)]
    known = frozenset().union(*(each for source in sources for each in source.meanings))
    return sum(bool(word & known) for word in words) / len(words) if words else 1.0


def told_share(claim: str, sentences: Sequence[str], details: int = 0) -> float:
    """Return the share of the claim's words, in [0, 1], that `sentences` have; 0 for a claim of too few words.

    `details` is the number of its names and figures, all of which `sentences` have; each counts as a word.
    """
    own = reworded(claim)
    words = sum(is_content(own, i) for i in range(len(own.tokens)))
    if words + details < FEWEST:
        return 0.0
    return (words * in_common(own, [reworded(text) for text in sentences]) + details) / (words + details)

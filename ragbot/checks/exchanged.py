"""Exchanged details: a claim repeats a sentence of its source, but with the name or the number of another sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from ragbot.reading.proper_names import CALENDAR, folded
from ragbot.reading.quantities import Quantity, proves, quantities_in
from ragbot.reading.reading import reading
from ragbot.reading.words import STOP_WORDS

NEAR = 0.7
"""The least likeness of a claim and the sentence that it repeats.

It is the share, in [0, 1], of all their words that both have in the same order."""
LONGEST = 5
"""The most words of a detail: "the World Health Organization"."""

Words = tuple[str, ...]


class _Exchange(NamedTuple):
    """Words of a claim that stand where its source has others, between the same neighbours."""

    own: Words
    other: Words
    is_first: bool
    """Whether one of both begins its sentence, where every word has a capital."""


def has_exchanged_number(claim: str, sentences: Sequence[str]) -> bool:
    """Return whether the claim has another number than the sentence that it repeats: "in 2020" for "in 2017"."""
    source, exchanges = _nearest(claim, tuple(sentences))
    numbers = quantities_in(source)
    return any(_is_other_number(each, numbers) for each in exchanges)


def has_exchanged_name(claim: str, sentences: Sequence[str]) -> bool:
    """Return whether the claim has another name than the sentence that it repeats: "in Orm" for "in Halm"."""
    source, exchanges = _nearest(claim, tuple(sentences))
    return any(_is_other_name(each, claim, source) for each in exchanges)


@lru_cache(maxsize=500)
def _nearest(claim: str, sentences: tuple[str, ...]) -> tuple[str, tuple[_Exchange, ...]]:
    """Return the sentence that the claim repeats, and what it exchanges; "" and nothing where it repeats none."""
    own = _folded(claim)
    matches = {text: SequenceMatcher(None, own, _folded(text), autojunk=False) for text in sentences}
    ratios = {text: match.ratio() for text, match in matches.items() if match.quick_ratio() >= NEAR}  # its upper bound
    nearest = max(ratios, key=lambda text: ratios[text], default="")
    if not nearest or ratios[nearest] < NEAR:
        return "", ()
    return nearest, tuple(_exchanges(claim, nearest, matches[nearest]))


def _folded(text: str) -> list[str]:
    return [folded(token) for token in reading(text).tokens]


def _exchanges(claim: str, source: str, match: SequenceMatcher[str]) -> Iterator[_Exchange]:
    own, other = reading(claim).tokens, reading(source).tokens
    for tag, i, end, j, other_end in match.get_opcodes():
        if tag == "replace" and max(end - i, other_end - j) <= LONGEST:
            yield _Exchange(own[i:end], other[j:other_end], is_first=not (i and j))


def _is_other_number(exchange: _Exchange, numbers: Sequence[Quantity]) -> bool:
    """Return whether both sides have a number, and the whole sentence has none that is the claim's, however spelled."""
    if any(word.casefold() in CALENDAR for word in (*exchange.own, *exchange.other)):
        return False
    own, other = (quantities_in(" ".join(words)) for words in (exchange.own, exchange.other))
    return bool(own and other) and not any(proves(each, claimed) for claimed in own for each in (*other, *numbers))


def _is_other_name(exchange: _Exchange, claim: str, source: str) -> bool:
    """Return whether both sides have a name, neither of which the other sentence has, nor as initials ("US")."""
    own, other = _name_in(exchange.own), _name_in(exchange.other)
    if exchange.is_first or not own or not other or _are_initials(own, other) or _are_initials(other, own):
        return False
    return {*own}.isdisjoint(_folded(source)) and {*other}.isdisjoint(_folded(claim))


def _name_in(words: Words) -> list[str]:
    """Return the words of a name: of "the Orm Council" two, of "the council" none."""
    named = [word for word in words if word[0].isupper() and word.casefold() not in STOP_WORDS | CALENDAR]
    return [folded(word) for word in named]


def _are_initials(short: Sequence[str], name: Sequence[str]) -> bool:
    """Return whether one word is the initials of several: "us" of "united states"."""
    return len(short) == 1 and short[0] == "".join(word[:1] for word in name)

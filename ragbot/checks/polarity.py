"""Whether a source states what a claim says, denies it, or only expects it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from ragbot.reading.events import OPPOSITES
from ragbot.reading.modality import Modality, modality_of
from ragbot.reading.proper_names import has_name, words_of
from ragbot.reading.reading import Reading

Finding = Literal["stated", "unknown", "missing", "denied"]
"""What sources say of a word of a claim; "unknown" is for a verb of no known event, which has many other wordings."""


def agreed(claim: Modality, source: Modality, is_swapped: bool, is_present: bool) -> Finding:
    """Compare how `claim` and `source` say an event: stated, denied or only expected.

    `is_present` marks a present tense, which may speak of the future: "it closes on Monday".
    """
    if is_swapped:
        return "stated" if claim.is_denied else "denied"
    is_only_expected = source.is_expected and not (is_present and source.is_planned) and not claim.is_expected
    if claim.is_denied:
        contradicts = not source.is_denied and not is_only_expected
        return "missing" if contradicts else "stated"
    if source.is_denied:
        return "missing" if claim.is_expected else "denied"
    return "denied" if is_only_expected else "stated"


STATES = {"=arrest": "=release"}
"""For each event that begins a state the one that ends it: a woman after her release is not in prison."""


def is_opposed(
    event: frozenset[str], subject: list[str], sources: Sequence[Reading], opposed: Mapping[str, str] = OPPOSITES
) -> bool:
    """Return whether a source states the opposite of the same subject: "lost to" where the claim has "won"."""
    opposites = frozenset(opposed[each] for each in event if each in opposed)
    places = ((source, place) for source in sources for place in source.places(opposites))
    return any(
        has_name(words_of([_clause_before(source, place)]), subject) and modality_of(source.tokens, place) == Modality()
        for source, place in places
    )


def _clause_before(own: Reading, at: int) -> str:
    words = list(own.tokens[:at])
    stops = [i for i, token in enumerate(words) if token in {";", ":", "—", "–"}]
    return " ".join(words[stops[-1] + 1 :] if stops else words)

"""Helping words between two others say whether the second is so: "could be closed", "has been closed"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ragbot.checks.polarity import Finding, agreed
from ragbot.checks.verbs import is_under_way
from ragbot.reading.events import is_past, root
from ragbot.reading.modality import AUXILIARIES, MODALS, PLANS, Modality, modality_of
from ragbot.reading.reading import Reading
from ragbot.reading.words import STOP_WORDS

Pair = tuple[str, str]
Gaps = dict[Pair, list["Gap"]]
NEGATIONS = frozenset(("not", "never", "no", "cannot", "neither", "nor", "hardly"))
HELPING = (STOP_WORDS | AUXILIARIES | MODALS | NEGATIONS) - {"won"}
"""Words that may stand between two words of a claim, and say whether the second is so."""


@dataclass(frozen=True, slots=True)
class Gap:
    """The helping words between two others, and what they say of the second."""

    modality: Modality
    is_present: bool
    root: str
    """Of the second word."""


def between_words(own: Reading, sources: Sequence[Reading]) -> Finding:
    """Compare the helping words between two words of the claim with those of the sources: "could be" and "has been"."""
    theirs, findings = [_gaps(source) for source in sources], set[Finding]()
    for pair, gaps in _gaps(own).items():
        mine, *others = set(gaps)
        found = {
            agreed(mine.modality, gap.modality, False, mine.is_present) for each in theirs for gap in each.get(pair, [])
        }
        if found and "stated" not in found and not others and not _is_elsewhere(pair, mine, sources, theirs):
            findings |= found
    return "denied" if "denied" in findings else "missing" if findings else "stated"


def _is_elsewhere(pair: Pair, mine: Gap, sources: Sequence[Reading], theirs: Sequence[Gaps]) -> bool:
    """Return whether another sentence says the second word as the claim does: "It could close. It was closed."."""
    others = [source for source, gaps in zip(sources, theirs, strict=True) if pair not in gaps]
    places = ((source, place) for source in others for place in source.places(frozenset({pair[1]})))
    tokens = ((source.tokens, place) for source, place in places if root(source.tokens[place]) == mine.root)
    return any(is_past(each[place]) and modality_of(each, place) == mine.modality for each, place in tokens)


def _gaps(own: Reading) -> Gaps:
    """Return, by each two content words with only helping words between, what those say, or the present tense."""
    gaps: Gaps = {}
    before, between, led = "", list[str](), False
    for token, meaning in zip(own.tokens, own.meanings, strict=True):
        word = token.casefold()
        if word in HELPING or word == ",":
            between.append(word)
        else:
            if before and meaning:
                is_plain = not is_past(word) and not AUXILIARIES & set(between)
                is_present = is_plain or is_under_way([*between, word], len(between))
                gaps.setdefault((before, min(meaning)), []).append(Gap(_helped(between, led), is_present, root(word)))
            before, between, led = min(meaning, default=""), [], between[-1:] == ["no"]
    return gaps


def _helped(between: Sequence[str], no: bool) -> Modality:
    """Return what helping words say of the word after them; `no` stands before the first word: "no beer is sold"."""
    modals = (MODALS | {"to"}) & set(between)
    denied = no or any(word in NEGATIONS or word.endswith("n't") for word in between)
    return Modality(denied, bool(modals), bool(modals) and modals <= PLANS | {"to"})

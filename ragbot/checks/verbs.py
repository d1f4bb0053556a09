"""The verbs of a sentence, and other words that may tell an event."""

from __future__ import annotations

from collections.abc import Sequence

from ragbot.checks.content_words import is_content
from ragbot.reading.events import IRREGULAR, REPORTS, is_past
from ragbot.reading.modality import AUXILIARIES, MODALS
from ragbot.reading.reading import Reading

_BEFORE_NOUNS = "the a an his her its their our this that these those some any no of in by with"
BEFORE_NOUNS = frozenset(_BEFORE_NOUNS.split())
ADVERBS = frozenset(("still", "soon", "already", "even", "yet", "also", "now"))
"""Words that are no verbs after "is": "is not still in prison"."""
SIZE = "=big"
"""The meaning of "big" and "largest", which tell no event."""
LY_VERBS = frozenset(("apply", "supply", "rely", "comply", "reply", "imply", "multiply", "fly", "rally"))


def event_places(own: Reading, everything: bool = False) -> list[int]:
    """Return the places of the verbs, and of words after "is"; if `everything`, of all content words."""
    told = [i for i in range(len(own.tokens)) if is_content(own, i) and not own.meanings[i] & {REPORTS}]
    if everything:
        return told
    verbs = [i for i in told if is_verb(own.tokens, i)]
    return verbs or [i for i in told if _is_after_a_subject(own.tokens, i) and is_known(own.meanings[i])]


def noun_places(own: Reading) -> list[int]:
    """Return the places of words that may tell an event in a sentence without a known verb: "payments start again"."""
    known = (i for i in range(len(own.tokens)) if is_content(own, i) and is_known(own.meanings[i]))
    return [i for i in known if SIZE not in own.meanings[i]]


def is_known(event: frozenset[str]) -> bool:
    return any(meaning.startswith("=") for meaning in event)


def is_verb(tokens: Sequence[str], at: int) -> bool:
    """Return whether the word is a verb, by its form or by the helping word before it."""
    word = tokens[at].casefold()
    if (at and tokens[at - 1].casefold() in BEFORE_NOUNS) or _is_adverb(word):
        return False
    i = at - 1
    while i >= 0 and (tokens[i].casefold() in {"not", "also", "now", "still", "yet"} or tokens[i].endswith("ly")):
        i -= 1
    governor = tokens[i].casefold() if i >= 0 else ""
    return is_past(word) or governor in AUXILIARIES | MODALS | {"to"}


def _is_adverb(word: str) -> bool:
    return word in ADVERBS or (word.endswith("ly") and word not in LY_VERBS)


def _is_after_a_subject(tokens: Sequence[str], at: int) -> bool:
    """Return whether the word is a verb after its subject, as "wins" in "Belgium wins"."""
    before, word = tokens[at - 1] if at else "", tokens[at].casefold()
    is_verb = word.endswith("s") or word in IRREGULAR
    return is_verb and (before[:1].isupper() or before in {"he", "she", "it", "who", "that", "which"})


def is_under_way(tokens: Sequence[str], at: int) -> bool:
    """Return whether the event is under way or planned, as in "is getting crowned"."""
    before = [token.casefold() for token in tokens[max(at - 2, 0) : at]]
    return before[-1:] in (["getting"], ["being"]) and before[0] in {"is", "are", "am", "'s", "'re"}


def is_passive(own: Reading, at: int) -> bool:
    """Return whether the verb is passive, as in "was sued by", "is being sued on Monday by" and "a bus sent by"."""
    if own.tokens[at + 1 : at + 2] == ("by",) and is_past(own.tokens[at].casefold()):
        return True
    before = [token.casefold() for token in own.tokens[max(at - 3, 0) : at]]
    after = [token.casefold() for token in own.tokens[at + 1 : at + 4]]
    return "by" in after and bool(AUXILIARIES & set(before))


COORDINATED = 14
"""The most words between "was" and a further participle that it governs."""
_BEING = "is are was were be been being get gets got getting"
BEING = frozenset(_BEING.split())


def place_of_being(own: Reading, at: int) -> int | None:
    """Return the place of the "was" that governs the word, as "knocked" in "was beaten and knocked out"."""
    if not is_past(own.tokens[at].casefold()):
        return None
    words = [token.casefold() for token in own.tokens[:at]]
    told = [i for i in range(max(at - COORDINATED, 0), at) if not _is_adverb(words[i]) and words[i] != "not"]
    if not told or words[told[-1]] not in BEING | {"and"}:
        return None
    helped = [i for i in told[:-1] if words[i] in BEING and is_past(words[i + 1])]
    return told[-1] if words[told[-1]] in BEING else next(reversed(helped), None)

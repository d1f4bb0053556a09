"""Claims that answer with "Yes" or "No"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ragbot.checks.content_words import is_light
from ragbot.checks.participants import NEARLY_ALL, is_named
from ragbot.checks.subject import name_before
from ragbot.checks.verbs import event_places
from ragbot.reading.direction import Direction, direction
from ragbot.reading.events import meanings
from ragbot.reading.modality import modality_of
from ragbot.reading.proper_names import words_of
from ragbot.reading.reading import Reading
from ragbot.reading.wordings import worded
from ragbot.reading.words import terms_of

ANSWERS = re.compile(r"\W*(?P<word>yes\b|no\b(?!\s+\w))[\s,.:;!–—-]*", re.IGNORECASE)
"""The beginning of a claim that answers: "Yes, …", but not "No one won"."""
_HAVING = re.compile(
    r"\b(?:tests?|tested) positive for |\b(?:has |have )?(?:contracted|caught|come down with|been diagnosed with) ",
    re.I,
)
"""As in "tested positive for measles"."""


def way_of_sources(question: str, sentences: Sequence[str]) -> Direction | None:
    """Return the one way in which all sources decide the question; None where they differ, or none decides it."""
    has = (_HAVING.sub("has ", worded(text)) for text in sentences)
    ways = {direction(worded(question), re.sub(r"(?<=\bhas )\w", lambda m: m[0].lower(), text)) for text in has} - {
        None
    }
    return ways.pop() if len(ways) == 1 else None


def restates(question: str, own: Reading) -> bool:
    """Return whether a claim says no more than the question: "Yes, the line has closed" of "has the line closed"."""
    words = _meanings_of(question)
    return all(meanings(word) & words or is_light(word) for word in terms_of(" ".join(own.tokens)))


def _meanings_of(question: str) -> frozenset[str]:
    return frozenset[str]().union(*map(meanings, terms_of(question)))


def is_told_at_once(own: Reading, sources: Sequence[Reading]) -> bool:
    """Return whether one sentence of the sources has nearly all words of the claim."""
    pairs = zip(own.tokens, own.meanings, strict=True)
    words = [told for token, told in pairs if told and not is_light(token.casefold()) and token.casefold() != "still"]
    known = [frozenset[str]().union(*source.meanings) for source in sources]
    return any(sum(bool(word & each) for word in words) >= NEARLY_ALL * len(words) for each in known)


_OVER = re.compile(
    r"\bno longer\b(?! than)|\bany ?(?:more|longer)\b"
    r"|\b(?:has|have|had|is|are|was|were|be|been) (?:lifted|scrapped|dropped)\b|\b(?:ended|expired)\b",
    re.IGNORECASE,
)
"""As in "will no longer be required", "do not sail any more", "the rule was lifted", "it expired on Friday"."""


def is_over(own: Reading, answer: str, question: str, sources: Sequence[Reading]) -> bool:
    """Return whether a claim says that something still is, and a sentence with nearly all its words that it ended.

    "Yes, you still need a test" does, of "travellers will no longer need a test".
    """
    says_so = "still" in terms_of(own.text) or (answer == "Yes" and "still" in terms_of(question))
    ended = [source for source in sources if _OVER.search(source.text)] if says_so else []
    return is_told_at_once(own, ended) and not _OVER.search(own.text)


def contradicts_itself(answer: str, question: str, own: Reading) -> bool:
    """Return whether a claim says "No" and then what was asked, of the same: "No. Holt is taking it." of "is Holt …".

    "No, Lind won" to "did Holt win" does not.
    """
    words = _meanings_of(question) if answer == "No" else frozenset[str]()
    asked = [at for at in event_places(own) if own.meanings[at] & words]
    if not asked:
        return False
    subjects = [name_before(own.tokens, at) for at in asked]
    is_of_the_same = all(not name or is_named(words_of([question]), name) for name in subjects)
    denied = any(modality_of(own.tokens, at).is_denied for at in range(len(own.tokens)) if own.meanings[at])
    return is_of_the_same and not denied

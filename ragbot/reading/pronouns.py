"""Pronouns, and whether a question needs the conversation before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from ragbot.reading.persons import names
from ragbot.reading.sentences import Span
from ragbot.reading.time_windows import time_words, without
from ragbot.reading.words import STOP_WORDS, terms_of

FEW_TERMS = 3
"""The most search words of a question without a name that needs the conversation before it."""
NOT_ENGLISH = 6
"""The most words of a short question in another language, without a name."""
SUBJECT = 2
"""The fewest search words before an "it" that name its subject: "Scientists have found a planet …: what is it?"."""
_GENERIC = """
also anybody anyone exactly guy guys happen happened happening happens know long mean means nobody one ones people
person reason somebody someone think time
"""
GENERIC = frozenset(_GENERIC.split())
"""Words that tell nothing of what a follow-up is about."""

GOES_ON = re.compile(
    r"(?:and|but|or|also|so(?!\s+(?:far|many|much))|(?:what|how)\s+about|what\s+of)\b(?!-)", re.IGNORECASE
)
"""As in "And in Orm?"."""
_OF_IT = re.compile(
    r"[^.?!]*\b(?:about|after|before|by|for|from|of|on|to|with)\s+(?:it|that|this|them)\W*", re.IGNORECASE
)
"""As in "What do people say about it?"."""
PERSON = re.compile(r"\b(?:he|she|him|his|hers|her)\b", re.IGNORECASE)  # "she"
GROUP = re.compile(r"\b(?:they|them|their|theirs)\b", re.IGNORECASE)  # "they"
_OWNER = re.compile(r"\b(?:they|them|their|theirs|its)\b", re.IGNORECASE)  # "its"
_INVERTED = re.compile(
    r"\b(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should)(?:n[’']t)?\s+$", re.IGNORECASE
)
"""Before the subject of a question: "how many goals did they score"; "how many lost their homes" has another one."""
_BE = r"(?:is|are|was|were|be|been|has|have|had|will|can|could|would)"
_SPAN = r"(?:morning|afternoon|evening|week|weekend|month|year|spring|summer|autumn|fall|winter|season|\w+day|time)"
_THING = re.compile(
    rf"\b(?:it(?!['’]s\s+\w+|\s+that\b|\s+(?:get|rain|snow)\b|\s+(?:(?:is|was)\s+(?:not\s+)?)?\w+\s+(?:to|for|that)\b)"
    rf"|(?<!which of )(?<!one of )(?<!all )(?<!all of )these(?!\s+days)|those(?!\s+who)"
    rf"|this(?!\s+(?:past\s+)?{_SPAN}\b)"
    rf"|(?:{_BE}|do|does|did|about|of|for|to|by|with|after|before|since|from|in|on|like|why|how|when|where)\s+that"
    rf"(?!\s+\w+\s+{_BE}\b)|that(?=\s*(?:[?.!,]|$))"
    rf"|(?<!is )(?<!are )(?<!was )(?<!were )(?<!has )(?<!have )(?<!had )there(?!\s+{_BE}\b)|then(?!-)"
    r"|(?:second|third|first|last|other|next|which|that|this|same)\s+ones?|the\s+(?:others?|same|rest)(?=\W*$)"
    r"|the\s+(?:latter|former)(?!\s+\w+\s)|else|so(?=\s*\?))\b",
    re.IGNORECASE,
)
"""As in "When did it happen?"."""
_ASKS = re.compile(r"(?:who|whom|whose|what|when|where|why|how|do|does|did|can|will|was|were|is|are|has|have)\b", re.I)
"""As in "why"."""
_ONE_OF_A_KIND = re.compile(r"(?:(?:in|on|at|for|to|by|from)\s+)?(?:which|what)\s+(\w+)", re.IGNORECASE)
"""As in "in which town"."""
_AUXILIARIES = re.compile(
    r"(?:\s+(?:do|does|did|can|could|may|might|will|would|should|was|were|is|are|has|have|had))*\s*", re.IGNORECASE
)
"""As in " did "."""
_LOOKS_ON = re.compile(r"(?:after|although|as|before|days|despite|during|following|for|in|when|while|with)\b", re.I)
"""As in "after the storm"."""


def refers_back(question: str, today: date) -> bool:
    """Return whether `question` needs the conversation before it: it points back, or has few words and no name."""
    if points_back(question, today):
        return True
    topic = without(question, time_words(question, today).spans)
    few = FEW_TERMS if re.search(r"\bthe\s+\w", topic, re.IGNORECASE) else FEW_TERMS - 1
    return not names(topic) and len(content(topic)) <= few and _has_english(topic) and not _is_of_a_kind(topic)


def points_back(question: str, today: date) -> bool:
    """Return whether `question` points back: "and …", a pronoun without its name, or too few words to look for."""
    if GOES_ON.match(question) or (_OF_IT.fullmatch(question) and _ASKS.match(question)):
        return True
    if any(not is_told(question, found) for kind in (PERSON, _OWNER, _THING) for found in kind.finditer(question)):
        return True
    topic = without(question, time_words(question, today).spans)
    words, named = re.findall(r"\w+", topic), names(topic)
    if words and not _has_english(topic):
        return _is_short_elsewhere(question, words, named)
    return not named and len(content(topic)) < FEW_TERMS - 1


WHOLE = 3
"""The fewest search words of a whole question."""


def whole_after_and(question: str, today: date) -> str | None:
    """Return the question after "and", where that is one of its own: "and who won the rowing cup"; else None."""
    joins = GOES_ON.match(question)
    rest = question[joins.end() :].strip() if joins else ""
    if not _ASKS.match(rest) or len(content(without(rest, time_words(rest, today).spans))) < WHOLE:
        return None
    return None if points_back(rest, today) else rest


def _has_english(text: str) -> bool:
    return any(word.casefold() in STOP_WORDS for word in re.findall(r"\w+", text))


def _is_short_elsewhere(question: str, words: Sequence[str], named: Sequence[Span]) -> bool:
    """Return whether a question in another language is short: a few words, and no name but for the first word."""
    asks = question.endswith(("?", "？")) and len(words) <= FEW_TERMS
    return asks or (len(words) <= NOT_ENGLISH and not any(end > len(words[0]) for _, end in named))


def content(text: str) -> list[str]:
    """Return the search words of `text`, without those that any question may have."""
    return [term for term in terms_of(text) if term not in GENERIC]


def _is_of_a_kind(text: str) -> bool:
    """Return whether `text` begins as "Which holiday" does."""
    found = _ONE_OF_A_KIND.match(text)
    return bool(found and content(found[1]))


def is_told(question: str, pronoun: re.Match[str]) -> bool:
    """Return whether `question` itself names the thing that `pronoun` stands for."""
    before, after = question[: pronoun.start()], question[pronoun.end() :]
    if (
        pronoun.re is not _THING
        and _INVERTED.search(before)
        and not names(before)
        and not re.search(r"[.?!,]\s", before)
    ):
        return False
    if re.search(r"[.?!]\s", before) or len(content(_without_names(before))) >= SUBJECT:
        return True
    if (kind := _ONE_OF_A_KIND.match(before)) and content(kind[1]) and not _AUXILIARIES.fullmatch(before, kind.end()):
        return True  # "Which company said that it …", not "What age is it …"
    if _LOOKS_ON.match(question) and names(after.partition(",")[2]):
        return True  # "After his defeat, what did Boris Johnson say?"
    if pronoun.re is _THING:
        quizzed = not before.strip() and len(content(after)) > FEW_TERMS  # "This superstar closed out …"
        return quizzed or (bool(names(before)) and not _ASKS.match(before))
    return bool(names(before) or (pronoun.re in (_OWNER, GROUP) and terms_of(before)))  # "How many lost their homes?"


def _without_names(text: str) -> str:
    for start, end in reversed(names(text)):
        text = text[:start] + text[end:]
    return text

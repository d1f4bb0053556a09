"""Direction: which way a sentence decides a yes-or-no question, only where its subject is the question's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from ragbot.reading.events import REPORTS, is_past, meanings, tokens_of
from ragbot.reading.furniture import DATELINE
from ragbot.reading.modality import AUXILIARIES, MODALS, modality_of
from ragbot.reading.words import terms_of

Direction = Literal["Yes", "No"]

_ASKS = re.compile(
    r"(?P<aux>is|are|was|were|do|does|did|has|have|had|will)(?P<not>n[’']?t)? (?P<rest>\w.*?)[\s?.!]*", re.IGNORECASE
)
"""The whole of a question that a rule can read: "did Finland join NATO?"."""
_TOO_MUCH = re.compile(
    r"\b(?:or|and|but|if|unless|still|yet|again|any ?more|ever|never|not|only|first|last|all|every|each|both|more|most"
    r"|less|than|enough|really|actually|already|going|able|who|what|which|when|where|why|how|because|since|before|after)\b|,",
    re.IGNORECASE,
)
"""Words that ask for more than a subject and its verb: "is it still closed", "did he win more than Lind"."""
_CONDITIONS = re.compile(r"\b(?:if|unless|whether|until|rumou?r\w*|false(?:ly)?|den(?:y|ies|ied)|fake|hoax)\b|\?", re.I)
"""As in "unless the price falls"."""
_DOUBT_WORDS = "nearly almost reportedly allegedly would could might may should expected likely"
_DOUBTS = frozenset(_DOUBT_WORDS.split())
"""A sentence with one of these before its event decides nothing, nor does one with a condition."""
_ASIDE = re.compile(r",[^,]{2,160},[”\"]?(?= )|\([^()]{1,80}\)|\s[–—−][^–—−]{2,160}[–—−](?= )")
"""The words between a subject and its predicate: "Oto Lind, who played the captain, has died"."""
_LEADS_IN = re.compile(r"^[“\"][^”\"]{2,60}[”\"] |\b(?:on )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? ")
"""A title that names the subject's work, and the day: `"Harbour Lights" actor Oto Lind on Friday died`."""
_BEFORE = 6
"""The most words before a subject that opens its sentence: "Former vice president Oto Lind"."""
_HELPS = AUXILIARIES | MODALS | frozenset(("not", "never", "also", "now", "to", "officially", "formally", "finally"))


def direction(question: str, sentence: str) -> Direction | None:
    """Return the sentence's answer; None unless it says or denies all that is asked, of the question's own subject."""
    asked = _ASKS.fullmatch(" ".join(question.split()))
    if not asked or asked["not"] or _TOO_MUCH.search(asked["rest"]) or _CONDITIONS.search(sentence):
        return None
    words = terms_of(asked["rest"])
    tokens = tokens_of(_ASIDE.sub("", _LEADS_IN.sub("", DATELINE.sub("", sentence, count=1))))
    told = [meanings(token) if token[0].isalpha() else frozenset({token}) for token in tokens]
    if len(words) < 2 or not all(_places(word, told) for word in words):
        return None
    subject, event = _subject_and_event(words, tokens, told)
    last = max(_places(word, told)[0] for word in words)
    if event is None or _DOUBTS & set(_plain(tokens[: last + 1])):
        return None
    denied = {
        modality_of(tokens, at).is_denied for word in words[subject:] for at in _places(word, told)[:1] if at >= event
    }
    expected = modality_of(tokens, event).is_expected
    if expected != (asked["aux"].casefold() == "will") and not (expected and modality_of(tokens, event).is_denied):
        return None
    return "No" if True in denied else "Yes"


def _places(word: str, sentences: Sequence[frozenset[str]]) -> list[int]:
    """Return where the sentence has the word, or one that tells the same event."""
    own = meanings(word)
    return [i for i, found in enumerate(sentences) if found & own]


def _subject_and_event(
    words: Sequence[str], tokens: Sequence[str], sentences: Sequence[frozenset[str]]
) -> tuple[int, int | None]:
    """Return how many words the subject has, and where the next word stands, with only helping words between."""
    for count in range(len(words) - 1, 0, -1):
        ends = [_places(word, sentences)[0] for word in words[:count]]
        runs = ends == list(range(ends[0], ends[0] + count)) and _opens(tokens, ends[0])
        for event in _places(words[count], sentences) if runs else ():
            if (
                event > ends[-1]
                and tokens[event][0].islower()
                and all(_helps(token) for token in tokens[ends[-1] + 1 : event])
            ):
                return count, event
    return 0, None


def _helps(token: str) -> bool:
    return token.casefold() in _HELPS or token.endswith("n't")


def _opens(tokens: Sequence[str], at: int) -> bool:
    """Return whether no more than a title stands before the subject: no verb, no clause."""
    before = list(_plain(tokens[1:at]))  # "Embattled Representative Lind"
    return at <= _BEFORE and not any(token.endswith(("ing", ",", ":")) or _is_verb(token) for token in before)


def _is_verb(token: str) -> bool:
    return token in _HELPS or is_past(token) or REPORTS in meanings(token)


def _plain(tokens: Sequence[str]) -> Iterator[str]:
    return (token.casefold() for token in tokens)

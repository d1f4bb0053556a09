"""Modality: whether a sentence states, denies or only expects an event: "closed", "not closed", "may close"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ragbot.reading.events import is_past


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_BE = _words("be been being is are am was were isn't aren't wasn't weren't 's 're")
_HAVE = _words("have has had having haven't hasn't hadn't 've")
_DO = _words("do does did don't doesn't didn't")
AUXILIARIES = _BE | _HAVE | _DO | _words("get gets got getting")
MODALS = _words(
    "will would could may might should shall can must 'll won't wouldn't couldn't mayn't shouldn't can't cannot ought"
)
_NOT = _words("not never cannot neither nor hardly barely scarcely n't")
_NOBODY = _words("nobody none nothing neither no")
_ADVERBS = _words(
    "also still soon even now ever yet already then later just all both once again finally perhaps be back out up so"
)
_ONLY = _words("only just merely simply least")
"""After "not": the sentence says more, and denies nothing."""


def _forms(roots: str) -> re.Pattern[str]:
    """Return the pattern of the forms of some roots: "plan", "plans", "planned", "planning", but no "planet"."""
    endings = "s|es|d|ed|ing|[bdgmnpt]ed|[bdgmnpt]ing|ion|ions|ation|ity|ities|le|ly|al|als|y|ies|ied|ance|ant|ent|ful"
    return re.compile(rf"(?:{'|'.join(roots.split())})(?:{endings})?")


_FAILS = _forms(
    "fail failure refus refuse refusal declin decline unable unlikely yet neglect hesitat reluct unwilling powerless"
)
"""Before "to": the event does not happen, as in "failed to win"."""
_COMES_TO_IT = _forms(
    "manag manage forc force able use help came come continu continue began begun begin start went go on had got"
    " appear seem known said believ first last only enough return"
)
"""Before "to": the event happens, as in "managed to win", "was forced to close"."""
_RANKS = _words("first second third last only youngest oldest latest")
MOST_RANKED = 4
"""The most words before "to" in which a rank shows that the event happened, as in "the first person to reach the
finals"."""
_UNITS = _forms("second minute hour day week month year decade")
MOST_TAKEN = 6
"""The most words from "took" to "to" in "it took Amer almost 20 long years to become a citizen"."""
_PREVENTS = _forms(
    "prevent avoid avert without instead rather than refus refuse reject stop ruled ruling short against escap lack"
)
"""Before "of", "from" or a form in -ing: the event does not happen."""
_HOPES = _forms(
    "plan risk threat threaten possib possibil fear prospect call hope hopeful bid attempt talk propos propose proposal"
    " consider demand likel likelihood effort push potential expect prepar prepare aim want desire intent intend"
    " discuss mull eye seek urg urge await before until request"
)
"""Before the same words: somebody only wishes, fears or expects the event."""
PLANS = _words("will 'll shall")
REPORTED_PLANS = _words("would 'd")
"""What a plan becomes when it is reported: "said it would close"."""
SELF = _words("he she it they")
_PLANNED = _forms("expect set due plan schedul schedule about slat agree is are was were going")
_AHEAD = _forms("schedul due slat set")
"""Before "for": the event is only planned, as in "scheduled for release"."""
_IF = _words("if unless whether should once provided lest")
_DENIES = re.compile(r"(?:den(?:y|ied|ies|ying)|refut\w*|disput\w*|debunk\w*|false(?:ly)?|untrue|hoax)")  # "denied"
_ENDS = frozenset('.;:,()–—“”"!?[]')


@dataclass(frozen=True, slots=True)
class Modality:
    """How a sentence says a word: as a fact, or otherwise."""

    is_denied: bool = False
    is_expected: bool = False
    """The event will, could or is to be; it is no fact yet."""
    is_planned: bool = False
    """The event, an expected one, will or is to be; it is not only possible."""


def modality_of(tokens: Sequence[str], at: int) -> Modality:
    """Return whether the sentence states, denies or only expects the event of `tokens[at]`, by the words before it."""
    helpers, before = _helpers(tokens, at)
    around = _around(tokens, at, before)
    expected = _is_asked_for(tokens, at) or any(helper.is_expected for helper in helpers)
    planned = expected and not around.is_expected and not any(helper.is_doubtful for helper in helpers)
    denied = around.is_denied or any(helper.is_denied for helper in helpers)
    return Modality(denied, expected or around.is_expected, planned)


@dataclass(frozen=True, slots=True)
class _Helper:
    """The effect of a helping word on the word that it helps."""

    is_denied: bool = False
    is_expected: bool = False
    is_doubtful: bool = False
    """The event is not planned, if it is expected at all."""


def _helpers(tokens: Sequence[str], at: int) -> tuple[list[_Helper], int]:
    """Return the helping words before `tokens[at]`, the nearest first, and the index of the first other word, or -1."""
    helpers, i = list[_Helper](), _before_predicate(tokens, at)
    while i >= 0 and (helper := _helper(tokens, i)):
        helpers.append(helper)
        i = (_governor(tokens, i) if tokens[i].casefold() == "to" else i) - 1
    return helpers, max(i, -1)  # "to" at the beginning has no governor


def _helper(tokens: Sequence[str], i: int) -> _Helper | None:
    """Return the effect of `tokens[i]`; None where it helps no other word."""
    word = tokens[i].casefold()
    if word in MODALS or word.endswith("n't"):
        is_denied = word.endswith("n't") or word == "cannot"
        is_plan = word in PLANS or (word in REPORTED_PLANS and _is_reported(tokens, i))
        return _Helper(is_denied, is_expected=word in MODALS, is_doubtful=not is_plan)
    if word in _NOT:
        return _Helper(is_denied=tokens[i + 1].casefold() not in _ONLY)
    if word == "to":
        return _infinitive(tokens, i)
    return _Helper() if word in AUXILIARIES or word in _ADVERBS or word.endswith("ly") else None


def _is_reported(tokens: Sequence[str], at: int) -> bool:
    """Return whether those who said or announced it will do it themselves: "said it would", "said that they would"."""
    words = [token.casefold() for token in tokens[max(at - 3, 0) : at] if token.casefold() != "that"]
    return len(words) >= 2 and words[-1] in SELF and words[-2] in {"said", "announced", "confirmed"}


def _infinitive(tokens: Sequence[str], to: int) -> _Helper:
    """Return the effect of "to" with the word that governs it: "failed to", "managed to", "plans to"."""
    i = _governor(tokens, to)
    governor = tokens[i].casefold() if i >= 0 else ""
    if _FAILS.fullmatch(governor):
        return _Helper(is_denied=True)
    is_ranked = not _RANKS.isdisjoint(token.casefold() for token in tokens[max(to - MOST_RANKED, 0) : to])
    if is_ranked or _COMES_TO_IT.fullmatch(governor) or _took_time(tokens, i):
        return _Helper()
    return _Helper(is_expected=True, is_doubtful=not _PLANNED.fullmatch(governor))


def _took_time(tokens: Sequence[str], unit: int) -> bool:
    """Return whether a span of time that ends there was taken: "took 20 years", not "would have taken", "takes"."""
    words = [token.casefold() for token in tokens[max(unit - MOST_TAKEN, 0) : unit + 1]]
    return unit >= 0 and "took" in words and bool(_UNITS.fullmatch(words[-1]))


_OF_STATE = _words("in on under behind a an the")
MOST_OF_STATE = 3
"""The most words of a predicate, these and its own: "in prison" of "is not still in prison", "a winner"."""


def _before_predicate(tokens: Sequence[str], at: int) -> int:
    """Return where to read from: the word before, or the one before "in" and "a" where "not" stands there."""
    i = at - 1
    while i >= 0 and at - i < MOST_OF_STATE and tokens[i].casefold() in _OF_STATE:
        i -= 1
    j = i
    while j >= 0 and tokens[j].casefold() in _ADVERBS:
        j -= 1
    is_denied = j > 0 and (tokens[j].casefold() == "not" and tokens[j - 1].casefold() in _BE)
    return i if is_denied or (j >= 0 and tokens[j].casefold() in {"isn't", "aren't", "wasn't", "weren't"}) else at - 1


def _is_asked_for(tokens: Sequence[str], at: int) -> bool:
    """Return whether `tokens[at]` opens a cry, as in "“Step down!” they yelled"."""
    word = tokens[at].casefold()
    is_base = not (is_past(word) or word.endswith(("s", "ing", "ed")))
    return is_base and at > 0 and tokens[at - 1] in {"“", '"', "!"}


def _governor(tokens: Sequence[str], to: int) -> int:
    """Return where the word before "to" stands: "failed" of "failed to win", "Russia" of "urged Russia to"; or -1."""
    i = to - 1
    while i >= 0 and (tokens[i].casefold() in _ADVERBS - {"yet"} or tokens[i].endswith("ly")):
        i -= 1
    return i


def _around(tokens: Sequence[str], at: int, before: int) -> Modality:
    """Return the effect of the rest of the clause before the word: "no one", "plans for", "if", "denied that"."""
    denied = expected = False
    start = next((i + 1 for i in range(before, -1, -1) if tokens[i] in _ENDS), 0)
    clause = [token.casefold() for token in tokens[start : before + 1]]
    near = clause[-4:]
    if any(word in _IF for word in clause):
        expected = True
    if any(_DENIES.fullmatch(word) for word in clause):
        denied = True
    if any(word in _NOBODY for word in near) and not {"doubt", "wonder", "longer"} & set(near):
        denied = True
    if not is_past(tokens[at].casefold()):
        linked = [i for i, word in enumerate(near) if word in {"of", "for", "from", "on", "about", "against", "that"}]
        for i in [*linked, len(near)]:
            governor = near[i - 1] if 0 < i <= len(near) else ""
            is_ahead = near[i : i + 1] == ["for"] and bool(_AHEAD.fullmatch(governor))
            expected = expected or is_ahead or bool(_HOPES.fullmatch(governor))
            denied = denied or bool(_PREVENTS.fullmatch(governor))
    return Modality(denied, expected)

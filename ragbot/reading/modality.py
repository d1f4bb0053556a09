"""Whether a sentence states what a word of it tells, denies or only expects it: "closed", "not closed", "may close"."""

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
"""After "not": more is said, nothing denied."""


def _forms(roots: str) -> re.Pattern[str]:
    """What begins so and is a form of it: "plan", "plans", "planned", "planning", but no "planet"."""
    endings = "s|es|d|ed|ing|[bdgmnpt]ed|[bdgmnpt]ing|ion|ions|ation|ity|ities|le|ly|al|als|y|ies|ied|ance|ant|ent|ful"
    return re.compile(rf"(?:{'|'.join(roots.split())})(?:{endings})?")


_FAILS = _forms(
    "fail failure refus refuse refusal declin decline unable unlikely yet neglect hesitat reluct unwilling powerless"
)
"""Before "to": it does not come to it."""
_COMES_TO_IT = _forms(
    "manag manage forc force able use help came come continu continue began begun begin start went go on had got"
    " appear seem known said believ first last only enough return"
)
"""Before "to": it comes to it, as in "managed to win", "was forced to close"."""
_RANKS = _words("first second third last only youngest oldest latest")
MOST_RANKED = 4
"""Words before "to" among which one of them tells that it came to it, as in "the first person to reach the finals"."""
_PREVENTS = _forms(
    "prevent avoid avert without instead rather than refus refuse reject stop ruled ruling short against escap lack"
)
"""Before "of", "from" or a form in -ing: it does not come to it."""
_HOPES = _forms(
    "plan risk threat threaten possib possibil fear prospect call hope hopeful bid attempt talk propos propose proposal"
    " consider demand likel likelihood effort push potential expect prepar prepare aim want desire intent intend"
    " discuss mull eye seek urg urge await before until request"
)
"""The same: it is only wished, feared or expected."""
PLANS = _words("will 'll shall")
_PLANNED = _forms("expect set due plan schedul schedule about slat agree is are was were going")
_AHEAD = _forms("schedul due slat set")
"""Before "for": it is only planned, as in "scheduled for release"."""
_IF = _words("if unless whether should once provided lest")
_DENIES = re.compile(r"(?:den(?:y|ied|ies|ying)|refut\w*|disput\w*|debunk\w*|false(?:ly)?|untrue|hoax)")  # "denied"
_ENDS = frozenset('.;:,()–—“”"!?[]')


@dataclass(frozen=True, slots=True)
class Modality:
    """How a sentence says a word."""

    is_denied: bool = False
    is_expected: bool = False
    """It will, could or is to be; not that it is or was."""
    is_planned: bool = False
    """Of what is expected: it will or is to be, not only could."""


def modality_of(tokens: Sequence[str], at: int) -> Modality:
    """Whether the sentence states what its word there tells, denies it or only expects it: by the words before it."""
    helpers, before = _helpers(tokens, at)
    around = _around(tokens, at, before)
    expected = _is_asked_for(tokens, at) or any(helper.is_expected for helper in helpers)
    planned = expected and not around.is_expected and not any(helper.is_doubtful for helper in helpers)
    denied = around.is_denied or any(helper.is_denied for helper in helpers)
    return Modality(denied, expected or around.is_expected, planned)


@dataclass(frozen=True, slots=True)
class _Helper:
    """What a helping word makes of the word that it helps."""

    is_denied: bool = False
    is_expected: bool = False
    is_doubtful: bool = False
    """If it is expected at all, it is not planned."""


def _helpers(tokens: Sequence[str], at: int) -> tuple[list[_Helper], int]:
    """Read the helping words before a word, the nearest first; return also where the first other word stands."""
    helpers, i = list[_Helper](), _before_predicate(tokens, at)
    while i >= 0 and (helper := _helper(tokens, i)):
        helpers.append(helper)
        i = (_governor(tokens, i) if tokens[i].casefold() == "to" else i) - 1
    return helpers, max(i, -1)  # "to" at the beginning has no governor


def _helper(tokens: Sequence[str], i: int) -> _Helper | None:
    """Read one word; None where it helps no other."""
    word = tokens[i].casefold()
    if word in MODALS or word.endswith("n't"):
        is_denied = word.endswith("n't") or word == "cannot"
        return _Helper(is_denied, is_expected=word in MODALS, is_doubtful=word not in PLANS)
    if word in _NOT:
        return _Helper(is_denied=tokens[i + 1].casefold() not in _ONLY)
    if word == "to":
        return _infinitive(tokens, i)
    return _Helper() if word in AUXILIARIES or word in _ADVERBS or word.endswith("ly") else None


def _infinitive(tokens: Sequence[str], to: int) -> _Helper:
    """Read "to" with the word that governs it: "failed to", "managed to", "plans to"."""
    i = _governor(tokens, to)
    governor = tokens[i].casefold() if i >= 0 else ""
    if _FAILS.fullmatch(governor):
        return _Helper(is_denied=True)
    is_ranked = not _RANKS.isdisjoint(token.casefold() for token in tokens[max(to - MOST_RANKED, 0) : to])
    if is_ranked or _COMES_TO_IT.fullmatch(governor):
        return _Helper()
    return _Helper(is_expected=True, is_doubtful=not _PLANNED.fullmatch(governor))


_OF_STATE = _words("in on under behind a an the")
MOST_OF_STATE = 3
"""Words of these, and the predicate's own: "is not still in prison", "is not a winner"."""


def _before_predicate(tokens: Sequence[str], at: int) -> int:
    """Where to read from: the word before, or that before "in" and "a", where "not" stands there."""
    i = at - 1
    while i >= 0 and at - i < MOST_OF_STATE and tokens[i].casefold() in _OF_STATE:
        i -= 1
    j = i
    while j >= 0 and tokens[j].casefold() in _ADVERBS:
        j -= 1
    is_denied = j > 0 and (tokens[j].casefold() == "not" and tokens[j - 1].casefold() in _BE)
    return i if is_denied or (j >= 0 and tokens[j].casefold() in {"isn't", "aren't", "wasn't", "weren't"}) else at - 1


def _is_asked_for(tokens: Sequence[str], at: int) -> bool:
    """Whether it opens a cry, as in "“Step down!” they yelled"."""
    word = tokens[at].casefold()
    is_base = not (is_past(word) or word.endswith(("s", "ing", "ed")))
    return is_base and at > 0 and tokens[at - 1] in {"“", '"', "!"}


def _governor(tokens: Sequence[str], to: int) -> int:
    """Where the word before "to" stands: "failed" in "failed to win", "Russia" in "urged Russia to leave"; else -1."""
    i = to - 1
    while i >= 0 and (tokens[i].casefold() in _ADVERBS - {"yet"} or tokens[i].endswith("ly")):
        i -= 1
    return i


def _around(tokens: Sequence[str], at: int, before: int) -> Modality:
    """What the rest of the clause before it makes of it: "no one", "plans for", "if", "denied that"."""
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

"""Antecedents: the name in a conversation that a "he", "her" or "they" stands for. English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from ragbot.reading.labels import ROLES
from ragbot.reading.persons import is_person, names, persons
from ragbot.reading.pronouns import GROUP, PERSON, is_told
from ragbot.reading.words import STOP_WORDS

Gender = Literal["he", "she"]

_MALE = frozenset(("he", "him", "his"))
_FEMALE = frozenset(("she", "her", "hers"))
_TITLES = re.compile(
    r"(?:(?:the|former|late|then|vice|prime|us|u\.s\.|president|ministers?|chancellor|secretary|senator|sen|rep"
    r"|gov|governor|justice|judge|general|gen|dr|mr|mrs|ms|sir|dame|coach|captain|ceo|wnba|nba|nfl|star|all-star"
    r"|speaker|house)\.?\s+)+(?=\S+\s+\S)",
    re.IGNORECASE,
)
"""The titles before a name: "Former President Ada Holm", "WNBA All-Star", "Prime Minister"."""
_SAYS = r"(?:said|says|told|tells|announced|confirmed|added|wrote|tweeted|according)"
_ASKS_WHO = re.compile(
    r"\b(?:who|whom|whose|which)\b(?!\s+(?:is|was)\s+(?:\w+\s+)?\w+\W*$)"
    r"(?P<object>(?:\s+\w+)?\s+(?:did|do|does|is|are|was|were|has|had|have|will|would|can)\s+(?!the\b|an?\b))?",
    re.IGNORECASE,
)
"""A question whose answer is a name: "who replaced her", "who did he beat" (an object); "who is anna berg" has the name
itself."""
NEAR = 120
"""Characters after a name in which the first pronoun stands for that name."""
LOOKED_AT, ENOUGH = 30, 2
"""The most places of a name at which its pronouns are counted, and the fewest pronouns that decide."""


def resolved(question: str, before: Sequence[tuple[str, str]], texts: Sequence[str] = ()) -> str:
    """Return `question` with names in place of its first "he", "her" or "they", and its "it"; unchanged when none fits.

    `before` has the questions and answers so far, oldest first, without marks of citations. `texts` are those of the
    articles that the last answer cites, each with its headline on the first line. A person's pronoun is the only one
    that changes; a group's and an "it" may change together.
    """
    if not before:
        return question
    if (found := PERSON.search(question)) and not is_told(question, found):
        gender: Gender = "he" if found[0].casefold() in _MALE else "she"
        return _put(question, found, _person(gender, before, texts))
    if (found := GROUP.search(question)) and not is_told(question, found):
        question = _put(question, found, _group(*before[-1], texts))
    if found := _IT.search(question):
        return _put(question, found, _thing(before[-1][0]))
    return question


def _put(question: str, match: re.Match[str], name: str | None) -> str:
    if not name:
        return question
    owned = f"{name}’" if name.endswith("s") else f"{name}’s"
    return f"{question[: match.start()]}{owned if _owns(question, match) else name}{question[match.end() :]}"


_OBJECT = re.compile(r"\s+(?!(?:about|after|as|at|before|by|for|from|in|into|of|on|or|and|to|with|when|while)\b)\w")
"""As in " the ferry"."""


def _owns(question: str, match: re.Match[str]) -> bool:
    word = match[0].casefold()
    return word in ("his", "hers", "their", "theirs") or (
        word == "her" and bool(_OBJECT.match(question, match.end()))  # "her lawyer", but "to her about it"
    )


# -- a person ----------------------------------------------------------------------------------------------------------


def _person(gender: Gender, before: Sequence[tuple[str, str]], texts: Sequence[str]) -> str | None:
    """Return the person whom the last question asked for, was about, or a headline names; None when that is unclear."""
    question, answer = before[-1]
    told = [*(answer for _, answer in reversed(before)), *texts]
    known = {name: gender_of(name, told) for name in _people("\n".join([question, *told]))}
    fits = [name for name, other in known.items() if other in (gender, None)]
    about = _about(fits, question, answer)
    sure = [name for name in about if known[name] == gender]
    if sure or len(about) == 1:
        return (sure or about)[0]
    if about:
        return None
    if len(before) > 1 and not _people(question):
        return _person(gender, before[:-1], texts)
    if _asked_about(fits, question):
        return None  # the question is about what somebody did to them
    return next((name for text in texts for name in _headed(text) if known[name] == gender), None)


def _about(fits: Sequence[str], question: str, answer: str) -> list[str]:
    """Return the names among `fits` that `question` is about; for a "who", the first name of the answer comes first."""
    about = _asked_about(fits, question)
    asks = _ASKS_WHO.search(question)
    if not asks:
        return about
    people = _people(_first_sentence(answer))
    others = [name for name in people if not _is_named(name, question) and not _only_says(name, answer)]
    if meant := next((name for name in others if name in fits), None):
        return [meant, *(about if asks["object"] else [])]
    return about if others or asks["object"] else []  # the answer does not name the person


def _first_sentence(text: str) -> str:
    plain = _ABBREVIATED.sub("", text).strip()
    return next(iter(re.split(r"(?<=[a-z0-9)”\"][.!?…])\s+(?=[A-Z“\"])", plain, maxsplit=1)), "")


def _people(text: str) -> list[str]:
    """Return the names of persons in `text`, without titles, teams and names with a genitive, such as a book's."""
    plain = _CREDIT.sub(" ", _ABBREVIATED.sub("", text))
    teams = {name for one in _TEAM.findall(plain) for name in one if name}
    found = (_TITLES.sub("", name) for name in persons(plain))
    return list(dict.fromkeys(name for name in found if name not in teams and not _is_cut_wrong(name)))


def _is_cut_wrong(name: str) -> bool:
    """Return whether `name` has a genitive, or ends with a word that opened the next sentence: "Grease It"."""
    return bool(re.search(r"[’']s\b", name)) or name.split()[-1].casefold() in STOP_WORDS


_NAME = r"\b([A-Z][\w’'-]{1,30}(?: [A-Z][\w’'-]{1,30}){1,3})"
_ROLES = (
    r"(?:center|centre|guard|forward|striker|goalkeeper|quarterback|pitcher|player|star|coach|manager|captain|owner"
    r"|chief|boss|ceo|chairman|president|director|spokes\w+|executive|employees?|workers?|fans?)"
)
_TEAM = re.compile(
    rf"(?:\bThe|\bthe) {_NAME}(?=[.,;:)]| (?:and|for|to|in|on|with|will|have)\b)|{_NAME}(?= (?:[a-z]+ )?{_ROLES}\b)"
)
"""A team, no person: "the Orm Mercury", "Orm Mercury center Ada Holm"; but "the Mira Holt trial"."""


_ABBREVIATED = re.compile(r"\b(?:[A-Z][\w’'-]+ )?(?:Gov|Sen|Rep|Gen|Lt|Dr|Mr|Mrs|Ms)\. (?=[A-Z])")
"""A title whose full stop would separate it from the name: "California Gov. Ada Holm"."""


_CREDIT = re.compile(r"\b[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){1,2}/[A-Z]\w+(?:/[A-Z]\w+)*")
"""The credit of a picture: "Mira Holt/Halmere Wire"."""


def _surname(name: str) -> str:
    return next((word for word in reversed(name.split()) if not re.fullmatch(r"[IVX]+|Jr\.?|Sr\.?", word)), name)


def _is_named(name: str, text: str) -> bool:
    """Return whether `text` has the surname in `name`, in any case: "truss" for Liz Truss."""
    return re.search(rf"\b{re.escape(_surname(name))}\b", text, re.IGNORECASE) is not None


def _asked_about(known: Sequence[str], question: str) -> list[str]:
    """Return the names in `known` that stand whole in `question`, else those whose surname does."""
    lowered = question.casefold()
    whole = [name for name in known if name.casefold() in lowered]
    return whole or [name for name in known if _is_named(name, question)]


def _only_says(name: str, text: str) -> bool:
    """Return whether the name is only the source of a statement: "…, President Joe Biden said"."""
    own = re.escape(name)
    return bool(re.search(rf"{own}\s+{_SAYS}\b|\b{_SAYS}\s+(?:to\s+)?(?:[\w’']+\s+){{0,2}}{own}", text))


def _headed(text: str) -> list[str]:
    """Return the persons whom both the headline and the text after it name."""
    title, _, body = text.partition("\n")
    return [name for name in _people(title) if name in body]


_CROWNED = {"king": "he", "prince": "he", "pope": "he", "lord": "he", "queen": "she", "princess": "she", "lady": "she"}


def gender_of(name: str, texts: Iterable[str]) -> Gender | None:
    """Return the gender by the title, or by the pronouns that follow the name most often; None when few or mixed."""
    if crowned := _CROWNED.get(name.split()[0].casefold()):
        return "he" if crowned == "he" else "she"
    after = re.compile(
        rf"\b{re.escape(_surname(name))}\b([^\n.?!]{{0,{NEAR}}}?)\b(he|him|his|she|her|hers)\b", re.IGNORECASE
    )
    found = [match for text in texts for match, _ in zip(after.finditer(text), range(LOOKED_AT), strict=False)]
    near = [match for match in found if not re.search("[A-Z]", match[1])]  # those with no other name in between
    own = [match[2].casefold() for match in (near if len(near) >= ENOUGH else found)]
    male = sum(word in _MALE for word in own)
    female = len(own) - male
    if 2 * min(male, female) >= max(male, female) or len(own) < ENOUGH:
        return None
    return "he" if male > female else "she"


# -- a team, a company -------------------------------------------------------------------------------------------------


def _group(question: str, answer: str, texts: Sequence[str]) -> str | None:
    """Return the group that the answer opens with, "England won …", or that the question counts or names; else None."""
    opens = names(answer)[:1]
    if opens and opens[0][0] == 0 and _ASKS_WHO.search(question):
        name = answer[slice(*opens[0])]
        inside = re.compile(rf"[\w,] {re.escape(name)}\b")  # within a sentence: its first word has a capital anyway
        known = any(inside.search(text) for text in (answer, *texts)) and not _is_of_a_person(answer[opens[0][1] :])
        return name if known and not is_person(name) and not _is_named(name, question) else None
    if counted := _COUNTED.search(question):
        return f"the {counted['of']}"
    named = [question[a:b] for a, b in names(question) if not _PLACED.search(question[:a])]
    return named[0] if len(named) == 1 and not is_person(named[0]) else None


def _is_of_a_person(after: str) -> bool:
    """Return whether `after`, the text after a name, begins with a person's role: "Norland captain Mira Holt"."""
    words = re.findall(r"[\w-]+", after[:NEAR])[:2]
    return any(word in ROLES for word in words)


_IT = re.compile(
    r"(?<=\w )it(?=\s*\??$|\s+(?:in|at|on|for|again|held|played|worth|called|about|like)\b)", re.IGNORECASE
)
"""As in "where did they play it"."""
_OBJECT_OF = re.compile(
    r"(?:and\s+|so\s+)?(?:who|which \w+|what \w+)\s+(?!(?:is|was|are|were|has|will|did|does|do|the)\b)\w+\s+"
    r"(?P<thing>the\s+(?:[\w’'-]+\s+){0,4}?[\w’'-]+)(?:\s+(?:in|at|on|for|from|of|this|last|yesterday|today)\s.*)?\s*\??",
    re.IGNORECASE,
)
"""A question for who did something to a thing: "who won the ferry cup last year"."""


def _thing(question: str) -> str | None:
    """Return the thing in `question` that somebody won, bought, and so on; None when it has no such thing."""
    found = _OBJECT_OF.fullmatch(question)
    return found["thing"] if found else None


_COUNTED = re.compile(
    r"\b(?:how many|which|what) (?P<of>(?:[\w-]+ ){0,2}?(?!is|was|has|does|years?|days|times)\w{2,}s)\b(?= \w)",
    re.IGNORECASE,
)
"""The people whom a question counts or asks for: "how many sailors did Orm free", "which Halmish sailors came home"."""


_PLACED = re.compile(r"\b(?:in|at|near|off|on|from|to|the|across|over|between)\s+$", re.IGNORECASE)
"""The words before a place: "in Germany"."""

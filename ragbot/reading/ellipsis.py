"""Ellipsis: a short question, completed from the question before: "why?", "and in Orm?". English."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ragbot.reading.words import STOP_WORDS, stem

_AUXILIARY = r"(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|should|may|might|must)(?:n[’']?t)?\b"
_AND = r"(?:(?:and|but|or|so|ok)\s+)*"
_WHAT_OF = r"(?:(?:what|how)\s+about\s+|what\s+of\s+)?"
_PLACES = r"(?:in|at|from|for|on|of|about|against|with|to|by|near|among)"


def completed(earlier: str, question: str, texts: Iterable[str] = ()) -> str | None:
    """Return `question` with its missing words, from `earlier` about the same event: "why?", "by how much?".

    Return None where no rule is sure. `texts` are those of the articles about the event.
    """
    return _asked_anew(earlier, question) or _doing_the_same(earlier, question) or _culprit(question, texts)


def of_another(earlier: str, question: str) -> str | None:
    """Return `earlier` about another event: "and the women's?", "and in orm?"; None where no rule is sure."""
    return _of_the_other_kind(earlier, question) or _elsewhere(earlier, question)


def with_the_place(earlier: str, question: str) -> str | None:
    """Return `earlier`, "who won the vote", with the place of `question`, "and in orm?", if it has none; else None."""
    found = _place_in(question)
    if not found or found["at"].casefold() != "in" or re.search(r"\bin\b", earlier, re.IGNORECASE):
        return None
    bare = re.sub(r"[\s?.!]+$", "", earlier)
    return f"{bare} in {found['new']}{earlier[len(bare) :]}"


# -- another question word ---------------------------------------------------------------------------------------------

_BARE = re.compile(
    rf"{_AND}(?P<new>why(?: not)?|how come|how|(?:since )?when|where|(?:for )?how long|how often|what for"
    r"|by how (?:much|many)(?: \w+)?|(?:at )?what time|on what day)(?:\s+(?:exactly|though|tho|then))?\s*[?.!]*",
    re.IGNORECASE,
)
"""The whole of "why?", "and when exactly?", "by how much?"."""
_POLAR = re.compile(rf"{_AND}(?:is it true (?:that )?(?=\w))?(?P<clause>.+)", re.IGNORECASE)
"""A question for yes or no: "did the ferry sink", "is it true that the ferry sank"."""
_YES_NO = re.compile(rf"{_AND}{_AUXILIARY}", re.IGNORECASE)  # "and is"
_ADVERBIAL = re.compile(
    rf"{_AND}(?:why|how come|how(?: long| often| far)?|(?:since )?when|where|by how much|(?:at )?what time)\s+"
    rf"(?P<clause>{_AUXILIARY}\s+.+)",
    re.IGNORECASE,
)
"""A question for a circumstance: "when did the ferry sink"."""
_COUNTED = re.compile(
    rf"{_AND}how (?:many|much)\s+(?P<noun>(?:[\w’'-]+\s+){{1,3}}?)"
    rf"(?P<aux>did|does|do|has|have|had|will|can|could|would)\s+(?P<head>.+?)(?P<tail>\s+{_PLACES}\s.+)?",
    re.IGNORECASE,
)
"""A question for how many somebody had: "how many sailors did Orm free in March"."""


_OF_WHOM = re.compile(rf"{_AND}who(?:m)?\s+(?P<clause>{_AUXILIARY}\s+.+?)\s+{_PLACES}", re.IGNORECASE)
"""A question for the other side: "who did orm lose to"."""


def _asked_anew(earlier: str, question: str) -> str | None:
    """Return "Why did the ferry sink?" for "Why?" after "did the ferry sink"; None where no rule is sure."""
    bare, asked = _BARE.fullmatch(question), re.sub(r"[\s?.!]+$", "", earlier)
    if not bare:
        return None
    ends = "?" if question.rstrip().endswith("?") else ""
    if (
        found := _ADVERBIAL.fullmatch(asked)
        or _OF_WHOM.fullmatch(asked)
        or (_YES_NO.match(asked) and _POLAR.fullmatch(asked))
    ):
        return f"{bare['new']} {found['clause']}{ends}"
    if found := _COUNTED.fullmatch(asked):
        return f"{bare['new']} {found['aux']} {found['head']} {found['noun'].strip()}{found['tail'] or ''}{ends}"
    return None


# -- the other of two kinds --------------------------------------------------------------------------------------------

_KIND_LINES = """
men women boys girls male female
man woman boy girl
mens womens
actor actress
singles doubles
junior senior
home away
north south east west northern southern eastern western
first second third fourth fifth last
summer winter spring autumn
democrats republicans
democratic republican
house senate
upper lower
left right
national local regional
gold silver bronze
"""
_KINDS = [frozenset(line.split()) for line in _KIND_LINES.strip().splitlines()]
"""Words by which things of a kind differ: the women's final beside the men's."""
_NOUN = re.compile(rf"{_AND}{_WHAT_OF}(?:the\s+)?(?P<new>[^?.!,]+?)(?:\s+ones?)?\s*[?.!]*", re.IGNORECASE)
"""A thing: "and the women's?", "what about best actress"."""
LONGEST = 4
"""The most words of such a thing."""


def _of_the_other_kind(earlier: str, question: str) -> str | None:
    """Return "who won the women's final" for "And the women's?" after "who won the men's final"; else None."""
    found = _NOUN.fullmatch(question)
    words = found["new"].split() if found else []
    if not found or not 0 < len(words) <= LONGEST or len(words) == len(question.split()):
        return None
    old = list(re.finditer(r"[\w’'-]+", earlier))
    differing = [word for word in words if not any(_same(word, each[0]) for each in old)]
    if len(differing) != 1:
        return None
    place = _counterpart(old, words, differing[0])
    return f"{earlier[: place.start()]}{differing[0]}{earlier[place.end() :]}" if place else None


def _plain(word: str) -> str:
    return re.sub(r"[’']", "", word.casefold())


def _same(one: str, other: str) -> bool:
    return _plain(one) == _plain(other)


def _counterpart(old: list[re.Match[str]], words: list[str], new: str) -> re.Match[str] | None:
    """Return the earlier word that differs from `new`: of the same kind, or beside the same word; None when unclear."""
    kinds = [kind for kind in _KINDS if _plain(new) in kind or _plain(new).removesuffix("s") in kind]
    alike = [each for each in old if any({_plain(each[0]), _plain(each[0]).removesuffix("s")} & kind for kind in kinds)]
    if len(alike) == 1:
        return alike[0]
    return _beside(old, words, words.index(new))


_LEADS = re.compile(
    r"(?:best|worst|most|least|\w+est|supporting|lead|game|match|round|stage|week|day|chapter|act)", re.I
)
"""The words before the differing one: "best actor", "game 6"."""


def _beside(old: list[re.Match[str]], words: list[str], at: int) -> re.Match[str] | None:
    """Return the word before the one that follows the new word, "orm open"; or after one that leads, "best actor"."""
    after = words[at + 1] if at + 1 < len(words) and _plain(words[at + 1]) not in STOP_WORDS else ""
    before = words[at - 1] if at and not after and _LEADS.fullmatch(words[at - 1]) else ""
    steps = [(1, after)] if after else [(-1, before)] if before else []
    fits = [
        each
        for i, each in enumerate(old)
        for step, beside in steps
        if 0 <= i + step < len(old) and _same(old[i + step][0], beside) and _plain(each[0]) not in STOP_WORDS
    ]
    fits = [each for each in fits if each[0].isdigit() == words[at].isdigit()]
    return fits[0] if len(fits) == 1 else None


# -- another place -----------------------------------------------------------------------------------------------------

_AT = re.compile(
    rf"{_AND}{_WHAT_OF}(?P<at>{_PLACES})\s+(?P<new>(?:the\s+)?(?:[\w’'.-]+\s+){{0,2}}?[\w’'.-]+?)(?:\s+(?:then|too))?\s*[?.!]*",
    re.IGNORECASE,
)
"""A question for another place or opponent: "and in orm?", "what about against the gulls"."""
_NO_PLACE = frozenset(
    [
        "all",
        "case",
        "course",
        "detail",
        "end",
        "example",
        "fact",
        "first",
        "general",
        "it",
        "last",
        "least",
        "long",
        "now",
        "once",
        "one",
        "particular",
        "public",
        "purpose",
        "short",
        "sure",
        "that",
        "them",
        "then",
        "this",
        "time",
        "total",
        "what",
        "which",
        "who",
        "whom",
        "work",
    ]
)
"""Words that are no place: "for now", "in the end"."""
_ENDS_PLACE = (
    rf"(?=\s*[?.!,]|\s*$|\s+(?:{_PLACES}|and|or|that|who|when|while|after|before|last|this|next|today|yesterday)\b)"
)


def _place_in(question: str) -> re.Match[str] | None:
    found = _AT.fullmatch(question)
    if not found or _NO_PLACE & set(found["new"].casefold().split()) or re.search(r"\d", found["new"]):
        return None
    return found


def _elsewhere(earlier: str, question: str) -> str | None:
    """Return "who won the vote in orm" for "And in orm?" after "who won the vote in halm"; else None."""
    found = _place_in(question)
    if not found:
        return None
    at = found["at"].casefold()
    places = re.compile(rf"\b{at}\s+(?:the\s+)?(?:[\w’'.-]+\s+){{0,2}}?[\w’'.-]+?{_ENDS_PLACE}", re.IGNORECASE)
    old = [each for each in places.finditer(earlier) if not re.search(r"\d", each[0])]
    return f"{earlier[: old[-1].start()]}{at} {found['new']}{earlier[old[-1].end() :]}" if old else None


# -- the same done by another ------------------------------------------------------------------------------------------

_DOING = re.compile(
    r"(?P<head>.*\b(?:is|are|was|were)\s+(?!(?:he|she|it|they|you|we|i)\b).+?)"
    r"\s+doing\s+(?:it|that|this|so|the same)\b(?P<rest>.*)",
    re.IGNORECASE,
)
"""A question for somebody else who does the same: "when is halm doing it"."""
_WAS_DOING = re.compile(r"\b(?:is|are|was|were)\s+(?:[\w&’'.-]+\s+){1,4}?(?P<doing>[\w-]+ing\b[^?.!]*)", re.IGNORECASE)
"""The action in the earlier question: "why is orm closing its port"."""
_NO_DOING = frozenset(
    ["during", "evening", "king", "morning", "nothing", "ring", "something", "spring", "string", "thing", "wing"]
)


def _doing_the_same(earlier: str, question: str) -> str | None:
    """Return "When is halm closing its port?" for "When is halm doing it?" after "why is orm closing its port"."""
    asked, done = _DOING.fullmatch(question), _WAS_DOING.search(earlier)
    if not asked or not done or stem(done["doing"].split()[0]) in map(stem, _NO_DOING):
        return None
    return f"{asked['head']} {done['doing'].strip()}{asked['rest']}"


# -- who did it --------------------------------------------------------------------------------------------------------

_WHO_DID = re.compile(
    rf"{_AND}who(?:[’']?s| is| was| has| actually)? (?:did|done|behind|responsible for) (?:it|this|that)\s*[?.!]*", re.I
)
"""The whole of "who did it?", "and whos behind this"."""
_CRIME = re.compile(r"\b(?:suspects?|suspected|homicide|murder(?:ed)?|gunm[ae]n|attackers?|arson|culprits?)\b", re.I)
"""The words of a report on a crime: "a suspect"."""


def _culprit(question: str, texts: Iterable[str]) -> str | None:
    """Return "who is suspected of it?" for "Who did it?" when one of `texts` reports a crime; else None."""
    if not _WHO_DID.fullmatch(question) or not any(_CRIME.search(text) for text in texts):
        return None
    return f"who is suspected of it{'?' if question.rstrip().endswith('?') else ''}"

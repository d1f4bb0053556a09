"""Circumstances: who, when and where a sentence speaks of. Sentences that differ in them do not disagree."""

from __future__ import annotations

import re
from datetime import date
from typing import Protocol

from ragbot.checks.values import REPORTED, Value
from ragbot.reading.reading import reading


class ValueStatement(Protocol):
    """A sentence with a value in it."""

    @property
    def text(self) -> str: ...

    @property
    def value(self) -> Value: ...

    @property
    def title(self) -> str: ...


def same_circumstances(one: ValueStatement, other: ValueStatement, question: str) -> bool:
    """Return whether neither sentence names a time, place, group or scope that the other does not."""
    return (
        _same_time(one, other)
        and _same_place(one, other, question)
        and _same_names(one, other, question)
        and _scope(one) == _scope(other)
    )


def is_old(published: str | None, newest: str) -> bool:
    """Return whether an article is a year or more older than the newest one, and so not current."""
    return published is not None and (date.fromisoformat(newest[:10]) - date.fromisoformat(published[:10])).days > 365


_LOOKS_BACK = re.compile(r"\b(?:last|past) (?:\w+ )?(?:years|decades?|months)\b|\bever recorded\b", re.IGNORECASE)
"""As in "in the past ten years"."""


def is_of_another_time(text: str, question: str, published: str | None) -> bool:
    """Return whether `text` looks back: "Hurricane Andrew in 1992 killed 43 people"."""
    return bool(_LOOKS_BACK.search(text) or _years(text) - {(published or "")[:4]} - _years(question))


def _years(text: str) -> set[str]:
    return set(re.findall(r"\b(?:19|20)\d\d\b(?![,.]\d)", text))


_GROUP = re.compile(
    r"\s*(?:[A-Za-z]+ )?(children|kids|students|pupils|babies|infants|passengers|crew|soldiers|troops|women|men"
    r"|officers|police|civilians|adults|teachers|firefighters|workers|miners|tourists|refugees|migrants|foreigners|protesters)\b"
)
"""As in "school children"."""


_NATION = (
    re.compile(r"\s*([A-ZÀ-Þ][a-z]{3,})\b"),
    re.compile(r"\b([A-ZÀ-Þ][a-z]{3,}) (?:death )?(?:toll|deaths|casualties|fatalities)\b"),
)
"""After and before the number: "27 Americans", "the American death toll rose to 22"."""


def _group(statement: ValueStatement) -> str:
    """Return the group that the number counts: "children" of "19 children"; for a people its root: "ameri"."""
    m = _GROUP.match(statement.text, statement.value.span[1])
    return m[1] if m else nation_of(statement.text, statement.value)


def nation_of(text: str, value: Value) -> str:
    """Return the first `ROOT` letters of the people that `value` counts, casefolded; "" where it counts anybody."""
    start, end = value.span
    after, before = _NATION[0].match(text, end), [*_NATION[1].finditer(text[:start])]
    found = after or (before[-1] if before else None)
    return found[1][:ROOT].casefold() if found else ""


ROOT = 5
"""Letters that "Indonesia" and "Indonesian" have in common."""
_WHO = re.compile(r"[A-ZÀ-Þ]\w+")  # "Holt"
_SPEAKS = re.compile(
    r"[^,;:]*\b(?:said|says|told|reported|announced|estimated?s?|counted|put|puts)\b(?: that)?|\baccording to\b.*"
)
"""Who counts, before or after the count: "The Coast Guard said 12 people", "12 people, according to the police"."""


def _same_names(one: ValueStatement, other: ValueStatement, question: str) -> bool:
    """Return whether neither sentence counts a group that it alone names: "1,300 Israelis", "1,799 people".

    Dates and names may differ so.
    """
    if one.value.kind != "number":
        return True
    in_one, in_other = (set(re.findall(r"\w+", title.casefold())) for title in (one.title, other.title))
    asked = {name[:ROOT] for name in re.findall(r"\w+", question.casefold())}
    own, others = _named(one), _named(other)
    alone = {name for name in own | others if not {name[:ROOT]} <= {n[:ROOT] for n in own} & {n[:ROOT] for n in others}}
    both = in_one & in_other | _words(one) & _words(other)
    return all(name[:ROOT] in asked or name in both for name in alone)


def _words(statement: ValueStatement) -> set[str]:
    return set(re.findall(r"\w+", statement.text.casefold()))


def _named(statement: ValueStatement) -> set[str]:
    """Return the names before the number and in its part of the sentence, except who counts, and days."""
    start, end = statement.value.span
    before = _SPEAKS.sub("", statement.text[:start])
    after = _SPEAKS.sub("", _PARTS.split(statement.text[end:])[0])
    opens = _WHO.match(statement.text)  # a capital there tells nothing
    names = {m[0] for part in (before, after) for m in _WHO.finditer(part)} - _NO_PLACES
    return {name.casefold() for name in names - ({opens[0]} if opens else set())}


_SCOPES = (
    r"\bdaily\b|\b(?:a|per|each|every) day\b",
    r"\bweekly\b|\b(?:a|per|each) week\b",
    r"\bmonthly\b|\b(?:a|per) month\b",
    r"\bannual(?:ly)?\b|\b(?:a|per) year\b",
    r"\bworld(?:wide)?\b|\bglobal(?:ly)?\b|\boverall\b|\bcountries\b",
    r"\bboth sides\b|\b(?:in|a) total\b|\bcombined\b",
    r"\bnationwide\b|\bnational\b|\bacross the country\b",
    r"\bcounty\b|\bstatewide\b",
    r"\b(?:forecast|expected|predict\w+|project\w+|could|might|may|would)\b",
    r"\baverage\b",
    r"\bbetween\b|\bsince\b",
    r"\brecord\b",
)
_PERIOD = re.compile(
    r"\b(?:this|last|past|next) (?:week|month|year|season|quarter|decade|spring|summer|fall|autumn|winter)\b"
)
"""As in "last week"."""


def _scope(statement: ValueStatement) -> tuple[object, ...]:
    """Return the group, period and place of a sentence that single words name: "19 children", "last season"."""
    lowered = (statement.text[:1] + _WHO.sub("", statement.text[1:])).casefold()  # no "National Weather Service"
    found = tuple(bool(re.search(scope, lowered)) for scope in _SCOPES)
    return (_group(statement), frozenset(_PERIOD.findall(lowered)), *found)


def _same_time(one: ValueStatement, other: ValueStatement) -> bool:
    """Return whether two sentences share a year, month, day or weekday where both name one.

    Days on which somebody only said it do not count.
    """
    if one.value.kind == "date":
        return True
    own, others = _times(one.text), _times(other.text)
    return all(not (own[part] and others[part]) or own[part] & others[part] for part in own)


def _times(text: str) -> dict[str, set[int]]:
    """Return the years, months, days and weekdays of `text`, except those on which somebody only said it."""
    days = [d for dated in reading(text).dates if not REPORTED.search(text[: dated.span[0]]) for d in dated.readings]
    parts = ("year", "month", "day", "weekday")
    return {part: {getattr(day, part) for day in days if getattr(day, part) is not None} for part in parts}


_PLACE = re.compile(
    r"\b(?:in|at|near|off|outside|across|around|from|over|island of"
    r"|(?:city|town|province|state|district|village|county) of) "
    r"(?:the )?(?:(?:[a-z]+ ){0,2}(?:of )?)((?:(?:North|South|East|West|Lower|Upper) )?[A-ZÀ-Þ][\w’'-]+)"
    r"|\b(?:in|across) ((?:the|this|that) (?:area|state|city|county|region))\b"
)
"""As in "near Orm", "across the state"."""
_OPENING = re.compile(r"^[•►–-] ?([A-Z]\w+):|^In (?:the )?(?:[a-z]+ ){0,3}([A-ZÀ-Þ][\w’'-]+)")
"""A place that all of the sentence is about: "• Kansas: ", "In northern Japan, "."""
_PARTS = re.compile(r"[,.;:()–—]\s|\s(?:as|while|after|when|where|who|which|and)\s")  # "It sank, and nine died"


def _same_place(one: ValueStatement, other: ValueStatement, question: str) -> bool:
    """Return whether neither sentence names a place that the other and the question lack."""
    alone = _places(one) ^ _places(other)
    return all(place in question or (place in one.text and place in other.text) for place in alone)


def _places(statement: ValueStatement) -> set[str]:
    """Return the places that stand in the same part of the sentence as its value."""
    start, end = statement.value.span
    before, after = _PARTS.split(statement.text[:start])[-1], _PARTS.split(statement.text[end:])[0]
    names = {next(filter(None, m.groups())) for part in (before, after) for m in _PLACE.finditer(part)}
    names |= {m[1] or m[2] for m in _OPENING.finditer(statement.text)}
    return {name for name in names if not reading(f"in {name}").dates and name.split()[0] not in _NO_PLACES}


_WEEKDAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday"
_MONTHS = "January February March April May June July August September October November December"
_NO_PLACES = frozenset(f"{_WEEKDAYS} {_MONTHS}".split())

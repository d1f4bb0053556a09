"""The values that a question asks for: a number of something, a day or a name; and whether two values differ."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Literal

from ragbot.reading.dates import Day, days_around
from ragbot.reading.expected import WHEN, last_sentence
from ragbot.reading.quantities import Quantity
from ragbot.reading.reading import reading
from ragbot.reading.sentences import Span
from ragbot.reading.words import STOP_WORDS, stem, stems

Kind = Literal["number", "date", "name"]

_ASKS: tuple[tuple[Kind, str], ...] = (
    ("date", rf"{WHEN}|\bhow soon\b|\b(?:what|which) (?:year|day|date|month)\b|\bhow long ago\b"),
    (
        "number",
        r"\bhow (?:many|much|old|long|far|big|large|tall|fast|often|high|hot|strong|expensive|broad|deep|heavy)\b"
        r"|\b(?:what|which) (?:number|percent|percentage|share|price|age|sum|amount)\b|\bdeath toll\b|\bcosts?\b"
        r"|\bwhat (?:is|was|are|were) the (?:\w+ ){0,3}(?:toll|number|price|rate|cost|size|margin|fee|value|turnout)\b",
    ),
    ("name", r"\bwho\b"),
)


def asked_kind(question: str) -> Kind | None:
    """Return the kind of value that a question asks for; None where no single value answers, as for "why"."""
    asking = last_sentence(question).casefold()
    return next((kind for kind, cue in _ASKS if re.search(cue, asking)), None)


@dataclass(frozen=True, slots=True)
class Value:
    """A value in a sentence."""

    kind: Kind
    span: Span
    """The place of the value in the sentence."""
    text: str
    counted: frozenset[str]
    """Stems or labels of what a number counts."""
    near: frozenset[str] = frozenset()
    """Stems of the words beside it."""
    quantity: Quantity | None = None
    days: frozenset[date] = frozenset()
    """The days that a date may mean."""


def values_in(sentence: str, kind: Kind, published: str | None) -> list[Value]:
    """Return the values of `kind` in a sentence of an article; `published` is the article's timestamp."""
    reader = {"number": _numbers, "date": _dates, "name": _names}[kind]
    return list(reader(sentence, published))


# Numbers

_LABELS = {
    "dead": "dead died dies dying death deaths killed kill kills killing fatalities fatality lives toll slain perished"
    " fatally massacred bodies",
    "injured": "injured injuring injuries injury wounded wounding wounds hurt hospitalized hospitalised",
    "missing": "missing unaccounted disappeared",
    "arrested": "arrested arrests detained detentions custody",
    "saved": "rescued rescues survivors survived saved",
    "aboard": "aboard board",
    "evacuated": "evacuated evacuations evacuees displaced",
    "infected": "infected infections cases tested",
    "jobless": "layoffs laid fired",
}
LABELS = frozenset(_LABELS)
_LABEL_OF = {word: label for label, words in _LABELS.items() for word in words.split()}
_GENERIC = stems("people persons person men women others more total number new least about some almost")
_PART = re.compile(
    r"\b(?:(?:up|down|rose|rising|fell|increased?|dropped|jumped|grew|climbed|cut) (?:\w+ )?(?:from|by)"
    r"|from|by|of (?:the|its|those|them)|including|among them|another|additional|compared (?:to|with)"
    r"|versus|instead of|than the|out of|aged?|one of|each|every|per|first|last|next|past"
    r"|as many as|up to|no more than|magnitude|under the age of|ages?|under|younger than|older than"
    r"|page|chapter|no\.|number|route"
    r"|interstate|highway|category|phase|covid)\s*$",
    re.IGNORECASE,
)
"""As in "rose by "."""
_ADDED = re.compile(r"\s*(?:-|(?:times|more|other|others|additional|each|per|apiece)\b)", re.IGNORECASE)
"""As in " more people"."""
_OF_THEM = re.compile(r"\s*(?:of|out of) (?:the|them|its|those|these|whom|which|\d)\b", re.IGNORECASE)  # " of them"
_IS_PART = re.compile(r"(?:Of|Among) (?:the|them|those|these)\b")
"""Begins a sentence that counts only parts: "Of those 72 deaths, 40 were by drowning"."""
_NO_PEOPLE = re.compile(
    r"\s*(?:\w+ )?(?:states|countries|counties|cities|towns|provinces|regions|vehicles|cars|days)\b"
)
"""After a number: "dead across 11 US states"."""
BEFORE, AFTER, NEAR = 5, 5, 6
"""How many words before and after a number may name what it counts; how many near any value describe it."""


def _numbers(sentence: str, published: str | None) -> Iterator[Value]:
    text = reading(sentence).undated
    if _IS_PART.match(text):
        return
    for quantity in reading(sentence).quantities:
        start, end = quantity.span
        if quantity.units & {"th", "clock", "s"} or _PART.search(text[:start]) or _ADDED.match(text[end:]):
            continue
        if quantity.units == {""} and _OF_THEM.match(text[end:]):
            continue
        written = sentence[start:end].strip()
        if not re.match(r"(?:half-)?dozen", written, re.IGNORECASE):
            yield Value(
                "number", (start, end), written, _counted(text, start, end), _near_to(text, start, end), quantity
            )


def _counted(text: str, start: int, end: int) -> frozenset[str]:
    """Return what a number counts: by "people were killed" after it, else by "the death toll rose to" before it."""
    after = re.split(r"[.,;:()–—]\s|\s(?:and|but|while|as|after|including|with)\s|\d", text[end:])[0].casefold()
    before = re.split(r"[.,;:()–—]\s|\d", text[:start])[-1].casefold()
    if _NO_PEOPLE.match(after):
        return frozenset({"elsewhere"})
    for words in (re.findall(r"\w+", after)[:AFTER], re.findall(r"\w+", before)[-BEFORE:][::-1]):
        if label := next((_LABEL_OF[word] for word in words if word in _LABEL_OF), None):
            return frozenset({label})
    counts_after = re.match(r"\s*[^\W\d_]+", after)
    if counts_after and counts_after[0].strip() not in STOP_WORDS:
        pass
    elif label := next((_LABEL_OF[word] for word in re.findall(r"\w+", before)[::-1] if word in _LABEL_OF), None):
        return frozenset({label})  # "the number of people known to have died in the sinking rose to 14"
    words = [word for word in re.findall(r"[^\W\d_]+", after) if word not in STOP_WORDS][:3]
    return frozenset(stem(word) for word in words) - _GENERIC


def _near_to(sentence: str, start: int, end: int) -> frozenset[str]:
    """Return stems of the words beside a value, within its part of the sentence."""
    before = re.split(r"[;:()–—“”]|,\s", sentence[:start])[-1].split()[-NEAR:]
    after = re.split(r"[;:()–—“”]|,\s", sentence[end:])[0].split()[:NEAR]
    beside = _content([*before, *after])
    return beside or _content([*sentence[:start].split()[-NEAR:], *sentence[end:].split()[:NEAR]])


def _content(words: list[str]) -> frozenset[str]:
    return frozenset(stem(word) for word in re.findall(r"\w+", " ".join(words).casefold()) if word not in STOP_WORDS)


def topic_of(text: str) -> frozenset[str]:
    """Return the stems of a text's words, with one label for words that count the same: "died" and "dead"."""
    words = re.findall(r"\w+", text.casefold())
    return frozenset(_LABEL_OF.get(word) or stem(word) for word in words)


def asked_label(question: str) -> str | None:
    """Return the label of what a question counts; None where it counts nothing that has a label."""
    words = re.findall(r"\w+", last_sentence(question).casefold())
    return next((_LABEL_OF[word] for word in words if word in _LABEL_OF), None)


def words_of(label: str) -> list[str]:
    """Return the words of a label."""
    return _LABELS[label].split()


# Dates

REPORTED = re.compile(
    r"\b(?:said|told|says|reported|announced|according|as of|counted|(?:rose|risen|climbed|grew|up|stands?|stood)"
    r" (?:to|at)|rises to|reached)\b[^.;]{0,40}$"
)
"""Before a day on which somebody only said it, "officials said on ", or knew it so far."""


def _dates(sentence: str, published: str | None) -> Iterator[Value]:
    day = date.fromisoformat(published[:10]) if published else None
    found = [dated for dated in reading(sentence).dates if not REPORTED.search(sentence[: dated.span[0]])]
    exact = any(named.day for dated in found for named in dated.readings)
    for dated in found:
        if exact and not any(named.day for named in dated.readings):
            continue  # the weekday of "Saturday, May 6"
        days = frozenset(d for named in dated.readings for d in _possible(named, day))
        if days:
            yield Value(
                "date",
                dated.span,
                sentence[slice(*dated.span)],
                frozenset(),
                _near_to(sentence, *dated.span),
                days=days,
            )


def _possible(named: Day, published: date | None) -> Iterator[date]:
    """Yield the days that a date can mean: a weekday within 7 days of `published`, a day in each of 3 years."""
    if named.day and named.month:
        years = [named.year] if named.year else [published.year + n for n in (-1, 0, 1)] if published else []
        for year in years:
            try:
                yield date(year, named.month, named.day)
            except ValueError:
                continue
    elif named.weekday is not None and published:
        yield from (day for day in days_around(published, -7, 7) if day.weekday() == named.weekday)


# Names

_WORD = r"[A-ZÀ-Þ][\w’'-]*"
_NAME = re.compile(
    rf"(?<=[\w,;:’'”\"–—-] ){_WORD}(?: (?:(?:of|de|van|der|bin|al|the) )?{_WORD})*|^{_WORD}(?: {_WORD})+"
)
"""As in "off Orm"."""


def _names(sentence: str, published: str | None) -> Iterator[Value]:
    for m in _NAME.finditer(sentence):
        name = re.sub(r"[’']s$", "", m[0].strip())
        if (
            not name.isupper()
            and name.casefold() not in STOP_WORDS
            and not reading(name).dates
            and len(name) > 2
            and not re.search(r"\d", name)
        ):
            span = (m.start(), m.start() + len(name))
            yield Value("name", span, name, frozenset(), _near_to(sentence, *span))


# Whether two differ

ROUNDING = {"about": 0.05, "over": 0.1, "under": 0.1}
"""How far, as a share of the exact number, a rounder one after "about", "more than" or "under" may be from it."""


def differ(one: Value, other: Value) -> bool:
    """Return whether two values exclude each other: not when one rounds the other, or both may be the same day."""
    if one.quantity and other.quantity:
        return not _agree(one.quantity, other.quantity)
    if one.kind == "date":
        return not one.days & other.days
    return not _same_name(one.text, other.text)


def _agree(one: Quantity, other: Quantity) -> bool:
    return any(_near(a, b, one.hedge, other.hedge) for a in one.values for b in other.values)


def _near(a: float, b: float, hedge_a: str, hedge_b: str) -> bool:
    """Return whether one can be the other: rounded to fewer digits, or after "about" or "more than"."""
    if a == b:
        return True
    for exact, rough, hedge in ((a, b, hedge_b), (b, a, hedge_a)):
        if hedge and _digits(rough) < _digits(exact) and abs(exact - rough) <= ROUNDING[hedge] * abs(exact):
            return True
        if _rounded(exact, rough):
            return True
    return False


def _digits(value: float) -> int:
    """Return the number of significant digits: 2 in 8,900."""
    return len(f"{value:.6f}".replace(".", "").strip("0"))


def _rounded(exact: float, rough: float) -> bool:
    """Return whether `rough` is `exact` with fewer significant digits: 1.2 million of 1,215,000, and 5.6 of 5.61."""
    for digits in (1, 2, 3):
        if abs(exact) >= 100 and float(f"{exact:.{digits - 1}e}") == rough and exact != rough:
            return True
    return not float(exact).is_integer() and (round(exact) == rough or round(exact, 1) == rough)


def _same_name(one: str, other: str) -> bool:
    """Return whether two names may be of the same person or thing: they share a word, or their spelling is close."""
    shared = stems(one) & stems(other)
    return bool(shared) or SequenceMatcher(None, one.casefold(), other.casefold()).ratio() > 0.6

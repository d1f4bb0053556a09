"""Names in a text, and whether a source has them: "Dr Lind", "Lind’s", "WHO" and "World Health Organization"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from ragbot.reading.words import STOP_WORDS

_TOKEN = re.compile(r"[^\W\d_][\w’'.&-]*[\w]|[^\W_]", re.UNICODE)  # "O’Neill"
_PARTICLES = """
of the de la le les du da do dos das del della di van von der den ter ten bin bint ibn al el ul y e i and & for
in on
"""
PARTICLES = frozenset(_PARTICLES.split())
"""Words that may stand within a name."""
PLACING = frozenset(("in", "on"))
"""Words that may also stand between two names: "sold at Moe's Garage in Halm", which a source may tell in two
sentences."""
_SHORT_TITLES = """
mr mrs ms miss mx dr prof sir dame lord lady herr frau monsieur madame señor señora st
"""
SHORT_TITLES = frozenset(_SHORT_TITLES.split())
"""Titles that a source need not have."""
_CALENDAR = """
monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
september october november december jan feb mar apr jun jul aug sep sept oct nov dec
"""
CALENDAR = frozenset(_CALENDAR.split())
_OPENERS = """
yesterday today meanwhile former earlier later however although though despite according since until because
separately previously recently additionally officials nearly almost around within across outside inside among
amid alongside along via per besides including also still even just another many several last next early late
"""
OPENERS = frozenset(_OPENERS.split())
"""Words that often begin a sentence before a name."""
_NATIONS = """
american america american's us usa u.s u.s.a states
british britain briton britons uk u.k kingdom
french france
dutch netherlands holland
chinese china
spanish spain spaniard spaniards
greek greece greeks
swiss switzerland
danish denmark dane danes
swedish sweden swede swedes
polish poland pole poles
turkish turkey türkiye turk turks
irish ireland
welsh wales
finnish finland finn finns
english england
scottish scotland scot scots
thai thailand
norwegian norway
european europe eu
filipino filipinos philippines philippine
portuguese portugal
german germany germans
afghan afghans afghanistan
kazakh kazakhstan
czech czechs czechia
argentine argentinian argentina
new-york nyc
"""
_NATION = {word: names.split()[0] for names in _NATIONS.strip().splitlines() for word in names.split()}
"""The country of each word for it and its people, where those words do not begin alike."""
_ENDINGS = """
s n ns an ans ian ians i is ese es ish ic
"""
ENDINGS = frozenset(_ENDINGS.split())
"""The endings that make words for a people from those for a country: "Russians" from "Russia"."""
NEAR = 3
"""The most words from one word of a name to its next, so that "Anna Lind" is not made of Anna Berg and Oto Lind."""


@lru_cache(maxsize=20_000)
def folded(word: str) -> str:
    """Return `word` without case, accents, possessive and full stops."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))
    plain = plain.replace("’", "'").replace("ł", "l").replace("ø", "o").replace("đ", "d").replace("ı", "i")
    return plain.removesuffix("'s").removesuffix("'").replace(".", "")


@dataclass(slots=True)
class Words:
    """The words of a source, in which names are looked up."""

    at: dict[str, list[int]] = field(default_factory=dict)
    """The positions of each folded word."""
    lower: set[str] = field(default_factory=set)
    """The words that stand in small letters somewhere."""
    capital: set[str] = field(default_factory=set)
    """The words that stand with a capital within a sentence."""
    initials: set[str] = field(default_factory=set)
    """The initials of words in a row: "who", where World Health Organization stands."""


def words_of(texts: Iterable[str]) -> Words:
    """Return the words of a passage with its head, or of several."""
    words, position = Words(), 0
    for text in texts:
        run: list[str] = []
        for m in _TOKEN.finditer(text):
            for part in _parts(m[0]):
                words.at.setdefault(part, []).append(position)
                position += 1
                if m[0][0].islower():
                    words.lower.add(part)
                elif not _begins(text, m.start()):
                    words.capital.add(part)
            run = _initials(words, run, m[0])
        position += 2 * NEAR
    return words


def _parts(token: str) -> list[str]:
    """Return the folded word, and the parts of it that a hyphen joins."""
    whole = folded(token)
    return [whole, *(part for part in re.split(r"[-&]", whole) if part and part != whole)]


_ROMAN = re.compile(r"[IVX]+")  # "II" of "World War II"


def _initials(words: Words, run: list[str], token: str) -> list[str]:
    """Add the initials of a run of names that ends with `token`: "wwii", since a number stays whole in them."""
    if token[0].isupper():
        run = [*run, folded(token) if _ROMAN.fullmatch(token) else folded(token)[:1]][-6:]
        words.initials |= {"".join(run[i:]) for i in range(len(run) - 1)}
        return run
    return run if token.lower() in PARTICLES else []


def _begins(text: str, start: int) -> bool:
    """Return whether the word at `start` is the first one of a sentence, a line, or a quotation."""
    before = text[:start].rstrip(" \"'“‘„«»(*[-–—•")
    return not before or before[-1] in ".!?:\n…”’" or "\n" in text[len(before) : start]


def names_in(text: str, known: Words) -> list[list[str]]:
    """Return the names of a text, each as its folded words.

    A word that begins a sentence counts when the next word has a capital, too, or when `known`, the words of the
    sources, has it as a name.
    """
    names: list[list[str]] = []
    for run in _runs(text):
        words = [w for w, _ in run]
        if run[0][1] and not (_is_known_name(folded(words[0]), known) or _looks_like_name(words[0])):
            words = words[1:] if len(words) == 1 or words[0].lower() in OPENERS else words
        name = [folded(w) for w in words]
        name = [w for w in name if w and w not in PARTICLES and w not in SHORT_TITLES and w not in CALENDAR]
        if any(len(w) > 1 for w in name):
            names.append(name)
    return names


def _runs(text: str) -> list[list[tuple[str, bool]]]:
    """Return the runs of capitalised words, each word with whether it begins a sentence."""
    runs: list[list[tuple[str, bool]]] = []
    end, waiting = -1, False
    for m in _TOKEN.finditer(text):
        word = m[0]
        between = text[end : m.start()] if end >= 0 else ""
        if word[0].isupper() and not _is_no_name(word):
            joined = bool(runs) and re.fullmatch(r"[^\S\n]+|-|’|'", between)
            if joined and not _begins(text, m.start()):
                runs[-1].append((word, False))
            else:
                runs.append([(word, _begins(text, m.start()))])
            end = m.end()
        elif end >= 0 and word.lower() in PARTICLES - PLACING and not between.strip() and not waiting:
            end, waiting = m.end(), True
            continue
        else:
            end = -1
        waiting = False
    return runs


_NO_NAMES = frozenset({"i", "i'm", "i'd", "i've", "i'll", "mr", "mrs", "ms"}) | (STOP_WORDS - {"us", "may", "will"})


def _is_no_name(word: str) -> bool:
    return word.lower().replace("’", "'") in _NO_NAMES and not (word.isupper() and len(word) > 1)


def _is_known_name(word: str, known: Words) -> bool:
    return word in known.capital and word not in known.lower


def _looks_like_name(word: str) -> bool:
    """Return whether a word is a name by its letters alone: NATO, McCain, Lind’s."""
    return sum(c.isupper() for c in word) > 1 or re.search(r"[’']s$", word) is not None


def has_name(source: Words, name: list[str]) -> bool:
    """Return whether the source has every word of the name, and has those that are only names near one another."""
    if "".join(w[:1] for w in name) in source.at and len(name) > 1:
        return True  # the source has only WHO
    places = [_places(source, word) for word in name]
    if len(name) > 1 and places[0] is None:
        places[0] = _short_forms(source, *name[:2])
    if any(place is None for place in places):
        return False
    strict = [p for p, w in zip(places, name, strict=True) if p and w not in source.lower]
    return all(_near(one, other) for one, other in pairwise(strict) if one and other)


_NICKNAMES = """
bob robert, rob robert, bobby robert, bill william, billy william, will william, jim james, jimmy james, dick richard,
rick richard, ted edward, ed edward, joe joseph, mike michael, tony anthony, jack john, liz elizabeth, beth elizabeth,
kate katherine, kate catherine, peggy margaret, meg margaret, chuck charles, charlie charles, hank henry, harry henry,
larry lawrence, jerry gerald, steve stephen, steve steven, dave david, andy andrew, tom thomas, tim timothy,
ron ronald, don donald, ken kenneth, vince vincent, jeff jeffrey, nick nicholas, tony antonio, sue susan, pat patricia
"""
_SHORT = frozenset(tuple(pair.split()) for pair in _NICKNAMES.split(","))
SHORTEST, MOST_OF_SHORT = 3, 5
_FEMININE = re.compile(r"in[ae]|i?ett[ae]|ell[ae]|ia|i?ana?|ica")
"""The endings that make another name: "ine" of Paul and Pauline, "ia" of Emil and Emilia."""


def _short_forms(source: Words, first: str, last: str) -> list[int] | None:
    """Return where the source has another form of the first name before the last, Ashton Carter for Ash; or None."""
    before = {place - 1 for place in source.at.get(last, ())}
    found = [at for other, places in source.at.items() if _is_short(first, other) for at in places if at in before]
    return found or None


def _is_short(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    rest = long[len(short) :]
    begins = long.startswith(short) and SHORTEST <= len(short) <= MOST_OF_SHORT and len(rest) > 1
    return (short, long) in _SHORT or (long, short) in _SHORT or (begins and not _FEMININE.fullmatch(rest))


def _near(one: list[int], other: list[int]) -> bool:
    return any(0 < abs(b - a) <= NEAR for a in one for b in other)


def _places(source: Words, word: str) -> list[int] | None:
    """Return where the source has `word`, in any form; an empty list for only its parts or initials, else None."""
    found = list(source.at.get(word, []))
    nation = _NATION.get(word)
    for other, at in source.at.items():
        if other != word and (_is_form(word, other) or (nation and _NATION.get(other) == nation)):
            found += at
    if found:
        return found
    parts = [part for part in re.split(r"[-&]", word) if part]
    if len(parts) > 1 and all(_places(source, part) is not None for part in parts):
        return []
    return [] if 2 <= len(word) <= 6 and word in source.initials else None


def _is_form(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(short) < 4:
        return len(short) == 3 and long == short + "s"
    return (long.startswith(short) and long[len(short) :] in ENDINGS) or (
        short[-1] in "aeoy" and long.startswith(short[:-1]) and long[len(short) - 1 :] in ENDINGS
    )

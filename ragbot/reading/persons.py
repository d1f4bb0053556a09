"""Names in a text, by their capital letters, and whether they are likely to be a person's."""

from __future__ import annotations

import re

from ragbot.reading.sentences import Span
from ragbot.reading.words import STOP_WORDS

_WORD = re.compile(r"[^\W_](?:[\w.&’'-]*[^\W_])?")  # "O’Neill"
_OF_WORDS = "al bin da das de del den der di dos du el ibn la le of van von y zu"
_OF = frozenset(_OF_WORDS.split())
"""Small words within a name."""
_OPENING_WORDS = """
according although because compare describe despite explain false find give hello hi list mention name no ok
please show since still summarise summarize tell thanks though true until yes
"""
_OPENING = frozenset(_OPENING_WORDS.split())
"""Words that begin a request; any other that begins a sentence with a capital may be a name."""
_TIMES_WORDS = """
january february march april may june july august september october november december monday tuesday wednesday
thursday friday saturday sunday mr mrs ms dr
"""
_TIMES = frozenset(_TIMES_WORDS.split())
_NO_PERSON_WORDS = """
abbey academy act agency air airlines airport alliance apple army association award awards bank bay beach bill
board bowl bridge bureau business center centre chapel championship championships church city club coast college
commission committee company congress corp council county court covid cup democratic department district east
factory federal federation festival film finals fire first flood foundation game games glacier golden grand
group harbor harbour high hospital house inc institute international island islands lake las league liberal
los marathon mine minister ministry motors museum nations national new news north office olympic olympics open
palace park parliament party peninsula plant port press prime prix prize reserve river royal saint san school
sea senate series service show south space special square stadium star state states station store street
supreme team theatre times tour tower treaty trophy union united university valley war web west white wire
workers world
"""
_NO_PERSON = frozenset(_NO_PERSON_WORDS.split())
"""Words in the names of places, bodies and events."""
_PLACED = re.compile(r"\b(?:in|at|near|off|on|of|from|the|across|over|between)\s+$|\($", re.IGNORECASE)
"""The words before a place or a body: "in New York", "the White House"."""


def names(text: str) -> list[Span]:
    """Return the spans of the names in `text`, in order: words in a row with a capital, "Bank of England" as one.

    The first word of a sentence counts unless questions begin with it; months and weekdays do not count.
    """
    spans: list[Span] = []
    end = -2
    held = True  # whether the last span may go on
    for word in _WORD.finditer(text):
        gap = text[end : word.start()] if end >= 0 else "."
        if not _begins_name(text, word):
            held = held and gap == " " and word[0] in _OF
        elif spans and held and gap == " ":
            spans[-1], held = (spans[-1][0], word.end()), True
        else:
            spans.append(word.span())
            held = True
        end = word.end()
    return [_owned(text, span) for span in spans]


def _begins_name(text: str, word: re.Match[str]) -> bool:
    if not word[0][0].isupper() or word[0].casefold() in _TIMES:
        return False
    before = text[max(0, word.start() - 12) : word.start()].rstrip(" \t“”‘’\"'«()¿¡")
    opens = not before or before[-1] in ".?!:;\n"
    first = re.split(r"[’']", word[0])[0].casefold()
    return not (opens and (first in STOP_WORDS or first in _OPENING)) and word[0] != "I"


def _owned(text: str, span: Span) -> Span:
    """Return the span without the "'s" of a genitive."""
    start, end = span
    return (start, end - 2) if re.fullmatch(r"[’']s", text[end - 2 : end]) else span


def persons(text: str) -> list[str]:
    """Return the names that are likely to be a person's, each once: none after a word such as "in" or "the"."""
    found = [text[a:b] for a, b in names(text) if not _PLACED.search(text[max(0, a - 10) : a])]
    return list(dict.fromkeys(name for name in found if is_person(name)))


def is_person(name: str) -> bool:
    """Return whether `name` has two to four words, of which none belongs to a place, a body or an event."""
    words = name.split()
    plain = all(word.casefold() not in _NO_PERSON and not (word.isupper() and len(word) > 2) for word in words)
    return (
        2 <= len(words) <= 4 and words[0] != "The" and plain and not any(any(map(str.isdigit, word)) for word in words)
    )

"""The parts of a language model's sentence: the words up to each of its markers, with the evidence cited there."""

from __future__ import annotations

import re

from ragbot.checks.citations import MARKER, numbers_of
from ragbot.checks.claims import Checker, Part

MOST_OF_RANGE = 4
"""The most pieces that a range such as "[1-4]" may mean."""

_PIECE = r"(?:(?:the )?(?:piece|passage|source|article|excerpt|document|text)s? )?"  # "the piece "
_TELLS = re.compile(
    rf"^\W*{_PIECE}(?P<marker>{MARKER.pattern}) "
    r"(?:says?|said|states?|stated|mentions?|reports?|reported|notes?|noted|indicates?|explains?|tells? us) that (?=\w)"
    rf"|^\W*according to {_PIECE}(?P<cited>{MARKER.pattern}), (?=\w)",
    re.IGNORECASE,
)
"""A citation as the sentence's subject: "The piece [1] says that nine people died", "According to [1], nine died"."""


def parts_of(text: str, pieces: int, checker: Checker) -> tuple[list[Part], int]:
    """Cut a sentence after its markers, in one line; return also how many of their numbers point at nothing.

    The evidence is numbered from 1 to `pieces`.
    """
    text = _told_of_itself(text)
    parts, words, dropped, done = list[Part](), "", 0, 0
    for marker in MARKER.finditer(text):
        numbers = numbers_of(marker[1]) if marker[1] else _of_range(marker[0], text, pieces, checker)
        known = tuple(n for n in numbers if 1 <= n <= pieces)
        dropped += len(numbers) - len(known)
        words += text[done : marker.start()]
        done = marker.end()
        if known:
            parts.append(Part(words, known))
            words = ""
        else:
            words = re.sub(r"\s*(?:\[[\[\d\s,;–-]*)?$", "", words)  # or "[[0]1]" would look like [1]
    return _tidy([*parts, Part(words + text[done:])]), dropped


def _told_of_itself(text: str) -> str:
    """Return "[1] Nine people died" of "The piece [1] says that nine people died": readers know of no pieces."""
    found = _TELLS.match(text)
    if not found:
        return text
    told = text[found.end() :]
    return f"{found['marker'] or found['cited']} {told[0].upper()}{told[1:]}"


def _of_range(marker: str, text: str, pieces: int, checker: Checker) -> list[int]:
    """Return those pieces of [1-3] that say so: nobody can tell what each of the three should prove."""
    first, last = (numbers_of(marker) * 2)[:2]
    if not 1 <= first <= last <= min(pieces, first + MOST_OF_RANGE - 1):
        return [0]
    claim = re.sub(r"\s+", " ", _without_markers(text)).strip()
    numbers = range(first, last + 1)
    return [n for n in numbers if checker.is_said_by(claim, n)] or list(numbers)


def _tidy(parts: list[Part]) -> list[Part]:
    """Make spaces single; join markers in a row to one part, put leading ones after the words, leave none within."""
    tidy: list[Part] = []
    for part in parts:
        words = _in_one_line(part.text)
        if tidy and not words.strip():
            tidy[-1] = Part(tidy[-1].text, _numbers_of_both(tidy[-1], part))
        elif tidy and not tidy[-1].text.strip():
            tidy[-1] = Part(f"{words.strip()} ", _numbers_of_both(tidy[-1], part))
        elif words.strip() or part.numbers:
            tidy.append(Part(words if tidy else words.lstrip(), part.numbers))
    if tidy and not tidy[-1].numbers:
        tidy[-1] = Part(tidy[-1].text.rstrip())
    return tidy


def _in_one_line(text: str) -> str:
    """Make spaces single, and leave none before a comma or a full stop."""
    words = re.sub(r"\s+", " ", _without_markers(text))
    return re.sub(r"(?<=\w) (?=[.,;](?:\s|$))", "", words)  # a tag stood there


def _numbers_of_both(one: Part, other: Part) -> tuple[int, ...]:
    return tuple(dict.fromkeys((*one.numbers, *other.numbers)))


def _without_markers(words: str) -> str:
    while MARKER.search(words):
        words = MARKER.sub("", words)
    return words

"""Printed pages: which of their lines make a paragraph, and which stand on every page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median, quantiles

EDGE = 2
"""Lines at the top and at the bottom of a page that may be on every one."""
WIDER = 1.2
"""Times the usual distance of lines, and a paragraph ends; LaTeX and browsers leave from 1.5 on, tables 1.22."""
SHORT = 0.8
"""Of the longest line: a sentence that ends there ends its paragraph."""
LONGEST_WORD = 60
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_BULLET = re.compile(r"[•‣◦▪●–]\s")  # `• A new ferry`
_ENDS = re.compile(r"""[.!?:…]["'”’»)\]]{0,3}$""")  # `he said.”`
_BROKEN = re.compile(r"([^\W\d_]+)[-\u00ad\u2010]$")  # `the inspec-`
_FIRST = re.compile(r"[^\W\d_]+")  # `tion`


@dataclass(frozen=True, slots=True)
class Line:
    """As it is drawn; in points from the page's lower left corner."""

    text: str
    x: float
    y: float
    size: float
    """Of its letters."""

    def with_more(self, more: Line) -> Line:
        """With what is drawn behind it, and the size that the longer one has: bullets have their own."""
        size = more.size if len(more.text) > len(self.text) else self.size
        return replace(self, text=self.text + more.text, size=size)

    def tidy(self) -> Line:
        """With single blanks, and letters in place of ligatures."""
        return replace(self, text=" ".join(self.text.translate(_LIGATURES).split()))


def without_running(pages: list[list[Line]]) -> list[list[Line]]:
    """The pages without the lines that half of them have at one place of their edge, or that count pages there."""
    places = [_places(number, page) for number, page in enumerate(pages)]
    seen = Counter(place for page in places for place in set().union(*page.values()))
    repeated = {place for place, times in seen.items() if times >= (2 if place.counts else max(2, len(pages) / 2))}
    return [
        [line for line in page if repeated.isdisjoint(at.get(line, ())) and not (line in at and _is_only(line, pages))]
        for page, at in zip(pages, places, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Place:
    """Of a line, where it may stand on other pages too."""

    text: str
    y: int
    size: int
    counts: bool
    """The text goes with the number of the page."""


def _places(number: int, page: list[Line]) -> dict[Line, set[_Place]]:
    """Of each line at the edge of a page, as it reads with its first or its last number counted from the page's."""
    heights = sorted({round(line.y) for line in page})
    edges = {*heights[:EDGE], *heights[-EDGE:]}
    return {
        line: {
            _Place(text, round(line.y), round(line.size), text != line.text) for text in _readings(line.text, number)
        }
        for line in page
        if round(line.y) in edges
    }


_NUMBER = re.compile(r"\d{1,4}(?!\d)")  # `17`


def _readings(text: str, page: int) -> Iterator[str]:
    yield text
    found = list(_NUMBER.finditer(text))
    for one in {*found[:1], *found[-1:]}:
        yield f"{text[: one.start()]}#{int(one[0]) - page}{text[one.end() :]}"


_ONE = re.compile(r"(?:page )?\W?\s?1(?: ?(?:/|of) ?1)?\s?\W?", re.I)  # `Page 1 of 1`


def _is_only(line: Line, pages: list[list[Line]]) -> bool:
    """The number of an only page."""
    return len(pages) == 1 and bool(_ONE.fullmatch(line.text))


def body_size(lines: list[Line]) -> float:
    """That most of the letters have."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0]


def paragraphs(lines: list[Line]) -> Iterator[str]:
    """With the words whole that ends of lines broke."""
    words = Counter(word.casefold() for line in lines for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", line.text))
    usual, longest = _usual_distance(lines), _usual_length(lines)
    parts = [lines[0].text]
    for before, line in pairwise(lines):
        if _begins(before, line, usual, longest):
            yield "".join(parts)
            parts = [line.text]
        else:
            parts[-1:] = _joined(parts[-1], line.text, words)
    yield "".join(parts)


def _usual_distance(lines: list[Line]) -> float:
    """Of lines of one paragraph, in sizes of their letters; a list of short paragraphs has few such lines."""
    found = [
        (before.y - line.y) / line.size
        for before, line in pairwise(lines)
        if 0 < before.y - line.y < 3 * line.size and _same(before.size, line.size)
    ]
    return quantiles(found, n=4)[0] if len(found) > 3 else min(found, default=1.2)


def _usual_length(lines: list[Line]) -> float:
    """In characters, of a line that fills its column."""
    return median(sorted((len(line.text) for line in lines), reverse=True)[: max(1, len(lines) // 3)])


def _same(size: float, other: float) -> bool:
    return abs(size - other) < 0.1 * max(size, other)


def _begins(before: Line, line: Line, usual: float, longest: float) -> bool:
    """Whether a paragraph begins with the line."""
    if not _same(before.size, line.size) or _BULLET.match(line.text):
        return True
    ended = bool(_ENDS.search(before.text))
    distance = (before.y - line.y) / line.size
    if not 0 < distance < 6:  # in the next column or on the next page, where a sentence may go on
        return ended or (not line.text[:1].islower() and len(before.text) < SHORT * longest)
    is_indented = line.x > before.x + 0.5 * line.size
    return distance > WIDER * usual or (ended and (is_indented or len(before.text) < SHORT * longest))


def _joined(text: str, more: str, words: Counter[str]) -> tuple[str, str]:
    """The end of a paragraph and what follows. A hyphen stays where that compound is found elsewhere: `long-term`."""
    first, rest = _BROKEN.search(text[-LONGEST_WORD:]), _FIRST.match(more)
    if not first or not rest or not rest[0][0].islower():
        return text if first and rest else f"{text} ", more
    compound = f"{first[1]}-{rest[0]}".casefold()
    keeps = words[compound] > words[compound.replace("-", "")] and text[-1] != "\u00ad"
    return text if keeps else text[:-1], more

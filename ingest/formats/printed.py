"""Printed pages: the lines that make a paragraph, and those that stand on every page."""

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
"""Times the usual distance of lines at which a paragraph ends; LaTeX and browsers leave from 1.5 on, tables 1.22."""
SHORT = 0.8
"""The share of the longest line: a sentence that ends below that ends its paragraph."""
LONGEST_WORD = 60
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_BULLET = re.compile(r"[•‣◦▪●–]\s")  # `• A new ferry`
_ENDS = re.compile(r"""[.!?:…]["'”’»)\]]{0,3}$""")  # `he said.”`
_BROKEN = re.compile(r"([^\W\d_]+)[-\u00ad\u2010]$")  # `the inspec-`
_FIRST = re.compile(r"[^\W\d_]+")  # `tion`


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is drawn, in points from the lower left corner of the page."""

    text: str
    x: float
    y: float
    size: float
    """The size of its letters."""

    def with_more(self, more: Line) -> Line:
        """Return the line with the text drawn behind it, and the size of the longer one: bullets have their own."""
        size = more.size if len(more.text) > len(self.text) else self.size
        return replace(self, text=self.text + more.text, size=size)

    def tidy(self) -> Line:
        """Return the line with single blanks, and letters in place of ligatures."""
        return replace(self, text=" ".join(self.text.translate(_LIGATURES).split()))


def without_running(pages: list[list[Line]]) -> list[list[Line]]:
    """Return the pages without lines that half of them have at one place of their edge, or that count pages there."""
    places = [_places(number, page) for number, page in enumerate(pages)]
    seen = Counter(place for page in places for place in set().union(*page.values()))
    repeated = {place for place, times in seen.items() if times >= (2 if place.counts else max(2, len(pages) / 2))}
    return [
        [line for line in page if repeated.isdisjoint(at.get(line, ())) and not (line in at and _is_only(line, pages))]
        for page, at in zip(pages, places, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Place:
    """The place of a line that may stand on other pages too."""

    text: str
    y: int
    size: int
    counts: bool
    """Whether the text goes with the number of the page."""


def _places(number: int, page: list[Line]) -> dict[Line, set[_Place]]:
    """Return the places of each line at the edge of a page, also with a number in it counted from the page's."""
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
    """Return whether the line is the number of an only page."""
    return len(pages) == 1 and bool(_ONE.fullmatch(line.text))


def body_size(lines: list[Line]) -> float:
    """Return the size of most of the letters."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0]


def paragraphs(lines: list[Line]) -> Iterator[str]:
    """Yield the paragraphs, with the words whole that the ends of lines broke."""
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
    """Return the distance of lines in a paragraph, in sizes of their letters; lists of short ones have few lines."""
    found = [
        (before.y - line.y) / line.size
        for before, line in pairwise(lines)
        if 0 < before.y - line.y < 3 * line.size and _same(before.size, line.size)
    ]
    return quantiles(found, n=4)[0] if len(found) > 3 else min(found, default=1.2)


def _usual_length(lines: list[Line]) -> float:
    """Return the length of a line that fills its column, in characters."""
    return median(sorted((len(line.text) for line in lines), reverse=True)[: max(1, len(lines) // 3)])


def _same(size: float, other: float) -> bool:
    return abs(size - other) < 0.1 * max(size, other)


def _begins(before: Line, line: Line, usual: float, longest: float) -> bool:
    """Return whether a paragraph begins with the line."""
    if not _same(before.size, line.size) or _BULLET.match(line.text):
        return True
    ended = bool(_ENDS.search(before.text))
    distance = (before.y - line.y) / line.size
    if not 0 < distance < 6:  # in the next column or on the next page, where a sentence may go on
        return ended or (not line.text[:1].islower() and len(before.text) < SHORT * longest)
    is_indented = line.x > before.x + 0.5 * line.size
    return distance > WIDER * usual or (ended and (is_indented or len(before.text) < SHORT * longest))


def _joined(text: str, more: str, words: Counter[str]) -> tuple[str, str]:
    """Return the end of a paragraph and what follows; the hyphen stays where the compound is found elsewhere."""
    first, rest = _BROKEN.search(text[-LONGEST_WORD:]), _FIRST.match(more)
    if not first or not rest or not rest[0][0].islower():
        return text if first and rest else f"{text} ", more
    compound = f"{first[1]}-{rest[0]}".casefold()
    keeps = words[compound] > words[compound.replace("-", "")] and text[-1] != "\u00ad"
    return text if keeps else text[:-1], more

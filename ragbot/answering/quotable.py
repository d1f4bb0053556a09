"""What may be quoted of an article: sentences, items, rows with their header, answers with their question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from ragbot.models.prompts import NUMBERED
from ragbot.reading.furniture import DATELINE, HEAD
from ragbot.reading.sentences import Span
from ragbot.reading.units import units_within
from ragbot.types import Version

LONGEST = 500
"""Characters of a quote."""
KEPT = 256
"""Pieces of articles whose quotable parts are kept: the gate and the answer read the same thirty of a question."""


TEASER = re.compile(r"[^\n:.!?“\"]{2,80}(?<=[^\W\d_]):(?=[A-Z][a-z]|[“\"]\w)|[A-Z]{2,}(?: [A-Z]{2,}){1,5}: ")
"""What begins a link to another article within a paragraph: "On the storm:Ferry sinks", "FERRY UPDATES: Nine …"."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Sentences to quote from a piece of evidence."""

    number: int
    """The number of its piece of evidence, from 1."""
    span: Span
    text: str
    """The words; while quotes are compared, those of the head come before them."""
    head: Span | None = None
    """What stands before it, since it makes no sense alone: the header of a row, the question of an answer."""
    score: float = 0.0
    tells: bool = False
    """Whether it has a value of the kind that the question asks for, such as a day, and that the question lacks."""


Quotable = tuple[Span, Span | None, str]
"""Its span, that of its head, and the words of both."""


def quotable(version: Version, start: int, end: int) -> tuple[Quotable, ...]:
    """Return what may be quoted of `version.text[start:end]`, in order."""
    return _quotable(version.text, start, end, version.language)


@lru_cache(KEPT)
def _quotable(text: str, start: int, end: int, language: str | None) -> tuple[Quotable, ...]:
    return tuple(_quotes(text, start, end, language))


def _quotes(article: str, start: int, end: int, language: str | None) -> Iterator[Quotable]:
    for unit in units_within(article, start, end, language):
        head = unit.head if unit.needs_head else None
        opens = (
            DATELINE.match(article, *unit.span) if unit.span[0] < HEAD else None
        )  # after a caption or a summary it is no furniture
        unit = replace(unit, span=(opens.end(), unit.span[1])) if opens and opens.end() < unit.span[1] else unit
        text = " ".join(article[slice(*span)] for span in (head, unit.span) if span)
        if unit.kind != "heading" and is_quotable(text):
            yield unit.span, head, text


def is_quotable(text: str) -> bool:
    """Whether a text is not too long, no link to another article, and without a [7], which would look like ours."""
    return len(text) <= LONGEST and not NUMBERED.search(text) and not TEASER.match(text)

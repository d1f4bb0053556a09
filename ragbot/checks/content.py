"""The content of a passage: its numbers, dates, names and words, in the forms that checks compare."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from ragbot.reading.dates import Calendar, Day, calendar_of, claimed, dates_in
from ragbot.reading.proper_names import Words, words_of
from ragbot.reading.quantities import Quantity, proves, quantities_in
from ragbot.reading.sentences import Span, sentences_within
from ragbot.reading.verbatim import plain_words
from ragbot.types import Evidence

IN_A_NAME = re.compile(r"\b[^\W\d_]+-?\d[\w-]*")
"""Such as "G20", "COVID-19", "F-16": names, not numbers."""
OF_A_PIECE = re.compile(
    r"\b(?:first|second|third|fourth|fifth)(?= (?:piece|passage|source|article|excerpt)s? (?:\w+ly )?"
    r"(?:mention|say|state|report|tell|note|describe|explain|add|confirm|list|name|give)s?\b)",
    re.IGNORECASE,
)
"""Of "The third piece says", which counts what the model was given."""
SHAPED = re.compile(r"(?<!\S)[⁰¹²³⁴-⁹₀-₉⓪①-⑳❶-❿➀-➓]+")
"""Digits in other shapes, "①", outside a word such as "km²"; the readers of numbers do not know them."""
Figure = Quantity | tuple[Day, ...]
"""A number that a source must have, or days of which it must have one."""


def figures_in(text: str) -> list[Figure]:
    """Return the numbers and dates of a claim."""
    text = SHAPED.sub(lambda m: "".join(str(int(unicodedata.numeric(c))) for c in m[0]), text)
    bare = OF_A_PIECE.sub(lambda m: " " * len(m[0]), IN_A_NAME.sub(lambda m: " " * len(m[0]), text))
    dated = dates_in(bare)
    return [
        *(days for d in dated for days in claimed(d, bare)),
        *quantities_in(_without(bare, [d.span for d in dated])),
    ]


def _without(text: str, spans: Iterable[Span]) -> str:
    masked = list(text)
    for start, end in spans:
        masked[start:end] = "¶" * (end - start)
    return "".join(masked)


@dataclass(frozen=True, slots=True)
class Content:
    """A passage with its head."""

    words: Words
    """The words of passage, title, outlets, authors and question."""
    quantities: tuple[Quantity, ...]
    """The numbers of passage and title."""
    calendar: Calendar
    """The days of passage, title and publication."""
    plain: str
    """The passage in `plain_words`."""
    spans: tuple[Span, ...]
    """Its sentences, in the version's text."""

    def proves(self, figure: Figure) -> bool:
        if isinstance(figure, tuple):
            return any(self.calendar.proves(day) or self._has_year(day) for day in figure)
        return any(proves(own, figure) for own in self.quantities) or any(self._dates(v, figure) for v in figure.values)

    def _has_year(self, day: Day) -> bool:
        is_year = day == Day(year=day.year) and day.year
        return bool(is_year) and any(day.year in own.values for own in self.quantities)

    def _dates(self, value: float, claim: Quantity) -> bool:
        """Return whether the number is a year, or a day of a month, that the passage names."""
        if "th" in claim.units:
            return self.calendar.has_day(value)
        return bool(claim.units & {"", "s"}) and 1000 <= value <= 2100 and self.calendar.proves(Day(year=int(value)))


def told_by(piece: Evidence, question: str = "") -> Content:
    version, passage = piece.version, piece.passage
    outlets = [version.source, *(also.source for also in piece.also_in)]
    return Content(
        words_of([passage.text, version.title, *outlets, *version.authors, question]),
        all_quantities(f"{version.title}\n\n{passage.text}"),
        calendar_of([passage.text, version.title], version.published),
        plain_words(passage.text),
        tuple(sentences_within(version.text, passage.start, passage.end, version.language)),
    )


def told_by_text(text: str, published: str | None = None) -> Content:
    """Return the content of a headline or a question."""
    return Content(words_of([text]), all_quantities(text), calendar_of([text], published), plain_words(text), ())


def all_quantities(text: str) -> tuple[Quantity, ...]:
    """Return all numbers, years of dates too: a claim may mean one by "2,022". "12 300" is also two numbers."""
    masked = _without(text, [dated.span for dated in dates_in(text)])
    apart = re.sub(r"(?<=\d)[ \u00a0\u2009\u202f](?=\d{3})", " ¶ ", masked)
    found = {(q.values, q.units): q for t in {masked, apart} for q in quantities_in(t)}
    years = {(q.values, q.units): q for q in quantities_in(text) if min(q.values) >= 1000}
    return tuple((found | years).values())

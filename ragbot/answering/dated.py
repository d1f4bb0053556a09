"""Dated quotes: runs of quotes from one article, each run with its day, and under its headline where that is needed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from ragbot.answering.extract import with_heads
from ragbot.answering.headlines import headline
from ragbot.answering.question import QuestionReading
from ragbot.answering.quotable import Quote
from ragbot.answering.reply import Part
from ragbot.answering.stories import key_of
from ragbot.reading.direction import direction
from ragbot.reading.expected import VALUES, form_of, told_in
from ragbot.reading.opinions import opinion_of, without_genre
from ragbot.reading.words import stem, stems, terms_of
from ragbot.timestamps import in_words
from ragbot.types import Evidence, Version

MISSING = 0.34
"""The headline stands with the quotes when it adds at least this share of the question's words."""
DECIDES = 0.6
"""And where no quote decides a question of yes or no, when it has this share of its words or more: it may say which."""
WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
"""A day that counts from the day of publication: "officials said Tuesday"."""


def composed(quotes: Sequence[Quote], evidence: Sequence[Evidence], reading: QuestionReading) -> Iterator[Part]:
    """Yield the quotes by article: the newest that tells comes first where the answer may change, else the best."""
    runs = _runs(quotes, evidence)
    if reading.changes:
        values = form_of(reading.about) in VALUES
        told = [values and any(quote.tells for quote in run) for run in runs]
        days = [_day(_version(run[0], evidence)) for run in runs]
        runs = [runs[i] for i in sorted(range(len(runs)), key=lambda i: (told[i], days[i]), reverse=True)]
    several = len({_version(run[0], evidence).source for run in runs}) > 1
    for run in runs:
        version = _version(run[0], evidence)
        yield f"{_head(version, run, reading, several)}: "
        yield from with_heads(run, evidence)


def _runs(quotes: Sequence[Quote], evidence: Sequence[Evidence]) -> list[list[Quote]]:
    places = {key: i for i, key in reversed(list(enumerate(key_of(_version(q, evidence)) for q in quotes)))}
    ordered = sorted(quotes, key=lambda q: (places[key_of(_version(q, evidence))], q.span))
    return [list(run) for _, run in groupby(ordered, key=lambda q: key_of(_version(q, evidence)))]


def _version(quote: Quote, evidence: Sequence[Evidence]) -> Version:
    return evidence[quote.number - 1].version


def _day(version: Version) -> str:
    return (version.published or "")[:10]


def _head(version: Version, run: Sequence[Quote], reading: QuestionReading, several: bool) -> str:
    """ "8 November 2022", "Harrow is flooded (8 November 2022)", "Opinion by Mira Holt, The Daily, undated"."""
    opinion = opinion_of(version)
    outlet = version.source if several else ""
    where = ", ".join(filter(None, (opinion.words if opinion else "", outlet, _when(version.published, run))))
    title = headline(version.title, version.text)
    title = without_genre(title) if opinion else title
    return f"{title} ({where})" if title and _is_needed(title, run, reading) else where


def _when(published: str | None, run: Sequence[Quote]) -> str:
    """Return the day, with its weekday where the quotes tell one: "Tuesday, 8 November 2022"."""
    if not published:
        return "Undated"
    weekday = f"{date.fromisoformat(published[:10]):%A}, " if any(WEEKDAY.search(quote.text) for quote in run) else ""
    return f"{weekday}{in_words(published)}"


def _is_needed(title: str, run: Sequence[Quote], reading: QuestionReading) -> bool:
    if reading.kind in ("event", "topic"):
        return True
    if _tells(title, reading.about) and (reading.now or not any(quote.tells for quote in run)):
        return True
    asked = {stem(word) for word in terms_of(reading.about)}
    if reading.kind == "yes_no" and not any(direction(reading.text, quote.text) for quote in run):
        return len(asked & stems(title)) >= DECIDES * len(asked)
    left = asked - stems(" ".join(quote.text for quote in run))
    return bool(asked) and len(left & stems(title)) >= MISSING * len(asked)


def _tells(title: str, question: str) -> bool:
    """Whether a headline has the value that the question asks for: "… turns 190"."""
    form = form_of(question)
    return form in VALUES and any(not stems(told) <= stems(question) for told in told_in(title, form))

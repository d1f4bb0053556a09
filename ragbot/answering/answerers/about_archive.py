"""Questions about the archive itself: its newest article, how many it has, whose, and from when to when."""

from __future__ import annotations

import re

from ragbot.answering.answerers.days import narrowed
from ragbot.answering.answerers.lines import evidence_of, line_of
from ragbot.answering.headlines import is_round_up
from ragbot.answering.question import QuestionReading
from ragbot.answering.quotable import Quote
from ragbot.answering.reply import Reply
from ragbot.answering.retrieve import scope_of
from ragbot.archive.archive import Archive
from ragbot.archive.openings import Extent
from ragbot.archive.tables import VISIBLE, Scope
from ragbot.timestamps import asked_on, days_in_words, in_words
from ragbot.types import Question, Window

_OLDEST = re.compile(r"\b(?:oldest|first|earliest|how far back|start|begin)\b", re.IGNORECASE)
"""The other end: "what is the oldest article", "how far back do you go", "when does your archive start"."""
_COUNT = re.compile(
    r"\bhow (?:many|big|large)\b|\bwhat[’']?s? (?:is )?in\b|\b(?:cover|contain|hold|span)\b"
    r"|\b(?:which|what) (?:period|dates?|days|months|years?|time)",
    re.IGNORECASE,
)
"""How much there is: "how many articles do you have", "how big is your archive", "what years do you cover"."""
_OUTLETS = re.compile(
    r"\b(?:sources?|outlets?|newspapers?|publishers?)\b|\bwhere\b(?!.*\b(?:end|stop|start|begin)\b)|\bbase[ds]?\b",
    re.IGNORECASE,
)
"""Whose articles they are: "which outlets are there", "where do you get your answers from"."""
MOST_OUTLETS = 8
"""That are named."""
READ = 50
"""Articles of a day of which the first with a sentence to quote is shown."""


def about_archive(archive: Archive, reading: QuestionReading, question: Question) -> Reply:
    """A sentence or two with exact figures, of what the limits of the question let it tell."""
    scope = scope_of(archive, question)
    extent = archive.extent_in(scope)
    if not extent.articles:
        return Reply((f"The archive has no articles{' within these limits' if scope != Scope() else ' yet'}.",))
    if _OUTLETS.search(reading.text):
        return Reply((_outlets(archive, scope),))
    if _COUNT.search(reading.text):
        return Reply((f"{_held(extent)} {_outlets(archive, scope)}",))
    return _at_the_end(archive, question, scope, extent, oldest=bool(_OLDEST.search(reading.text)))


def _held(extent: Extent) -> str:
    articles = "1 article" if extent.articles == 1 else f"{extent.articles:,} articles"
    return f"The archive has {articles}{f', of {_span(extent)}' if extent.newest else ', without dates'}."


def _span(extent: Extent) -> str:
    return days_in_words(extent.oldest or "", extent.newest or "")


def _outlets(archive: Archive, scope: Scope) -> str:
    """Each with its number of articles: "Daily Post (12), Evening Sun (7) and 3 others"."""
    counts = [(source, count) for source, count in archive.outlets_in(scope) if source]
    if not counts:
        return "No article says which outlet it is from."
    named = [f"{source} ({count:,})" for source, count in counts[:MOST_OUTLETS]]
    more = len(counts) - len(named)
    last = f"{more} other{'s' if more > 1 else ''}" if more else named.pop()
    return f"The articles are from {', '.join(named)}{' and ' if named else ''}{last}."


def _at_the_end(archive: Archive, question: Question, scope: Scope, extent: Extent, *, oldest: bool) -> Reply:
    """The newest article up to the day of the question, or the oldest, with the sentence that tells its story."""
    told = archive.extent_in(narrowed(scope, Window(until=asked_on(question).isoformat())))
    day = told.oldest if oldest else told.newest
    if not day:
        return Reply((f"{_held(extent)} It last took one in on {in_words(archive.as_of(scope.as_of) or '')}.",))
    of_day = archive.openings(narrowed(scope, Window(day, day)), READ)
    of_day = of_day[::-1] if oldest else of_day
    first = [article for article in of_day if article.published == of_day[0].published]
    line = next(filter(None, map(line_of, sorted(first, key=lambda article: is_round_up(article.title)))), None)
    version = archive.version(*line.key) if line else None
    which = "oldest" if oldest else "newest"
    if not line or not version or version.state not in VISIBLE:
        return Reply((f"The {which} article is of {in_words(day)}. {_held(extent)}",))
    label = f" “{line.label.rstrip(':')}”" if line.label else ""
    head = f"The {which} article is{label} ({version.source or 'outlet unknown'}, {in_words(day)}): "
    quote = Quote(1, line.span, line.text)
    return Reply((head, quote, _held(extent)), (evidence_of(version, [line.span]),))

"""Decides whether readers see what a model wrote, or the quotes that would answer without it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ragbot.answering.model_context import ROOM
from ragbot.answering.question import QuestionReading
from ragbot.answering.quotable import Quote
from ragbot.answering.reply import Reply
from ragbot.checks.citations import MARKER, CitedText
from ragbot.reading.expected import VALUES, form_of, told_in
from ragbot.reading.words import STOP_WORDS, stems
from ragbot.types import Citation

IN_COMMON = 2
"""Words, beside those of the question, that a reason must share with the quotes."""


def is_shown(written: CitedText, instead: Reply, reading: QuestionReading) -> bool:
    """Whether the first sentence is supported, and answers as the quotes do.

    A model that says the articles do not tell is believed, unless a quote has the value that the question asks for.
    """
    quotes = [part for part in instead.parts if isinstance(part, Quote)]
    if written.opening == "untold":
        return bool(written.citations) or not any(quote.tells for quote in quotes)
    return written.opening == "supported" and (not quotes or _answers(written, quotes, instead, reading))


def _answers(written: CitedText, quotes: Sequence[Quote], instead: Reply, reading: QuestionReading) -> bool:
    """Whether the text says more than the question, and has what the quotes have: a value, a reason, the newest."""
    text, form = MARKER.sub("", written.text), form_of(reading.text)
    if reading.kind != "yes_no" and _words(text) <= _words(reading.text):
        return False
    if form in VALUES and any(quote.tells for quote in quotes):
        return bool({*told_in(text, form)} - {*told_in(reading.text, form)})
    if reading.kind == "reason":
        told = " ".join(quote.text for quote in quotes)
        return len(_words(text) & _words(told) - _words(reading.text)) >= IN_COMMON
    return reading.kind not in ("event", "topic") or _is_near(written.citations[0], quotes[0], instead)


def _words(text: str) -> set[str]:
    return stems(" ".join(word for word in re.findall(r"\w+", text) if word.casefold() not in STOP_WORDS))


def _is_near(citation: Citation, quote: Quote, instead: Reply) -> bool:
    """Whether a citation is of the first quote's article, which is the newest, and near that quote."""
    version = instead.evidence[quote.number - 1].version
    is_same = (citation.article_id, citation.version) == (version.article_id, version.number)
    return is_same and abs(citation.source_start - quote.span[0]) <= ROOM

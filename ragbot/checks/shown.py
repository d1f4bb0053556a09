"""Whether what a model wrote is shown, or what would be quoted without it."""

from __future__ import annotations

from ragbot.answering.question import QuestionReading
from ragbot.answering.quotable import Quote
from ragbot.answering.reply import Reply
from ragbot.citations import MARKER, CitedText
from ragbot.language.expected import VALUES, form_of, told_in
from ragbot.language.words import stems

IN_COMMON = 2
"""Words beside those of the question that an answer without a value needs in common with the quotes."""


def is_shown(written: CitedText, instead: Reply, reading: QuestionReading) -> bool:
    """Only where its first sentence is supported, and answers as the quotes do.

    That the articles do not tell is believed, unless a quote has the value that is asked for.
    """
    quotes = [part for part in instead.parts if isinstance(part, Quote)]
    if written.opening == "untold":
        return bool(written.citations) or not any(quote.tells for quote in quotes)
    return written.opening == "supported" and _answers(MARKER.sub("", written.text), quotes, reading)


def _answers(text: str, quotes: list[Quote], reading: QuestionReading) -> bool:
    """Whether it has a value where a quote has one; of what happened, some of the first quote; of a reason, of any."""
    form = form_of(reading.text)
    if form in VALUES and any(quote.tells for quote in quotes):
        return bool({*told_in(text, form)} - {*told_in(reading.text, form)})
    if reading.kind not in ("event", "topic", "reason") or not quotes:
        return True
    told = quotes[:1] if reading.kind != "reason" else quotes
    return len(stems(text) & stems(" ".join(quote.text for quote in told)) - stems(reading.text)) >= IN_COMMON

"""The context that a quote needs: its speaker, what "He" refers to, the sentences that go on with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ragbot.answering.quotable import Quote, is_quotable
from ragbot.checks.attribution import attributed_span
from ragbot.reading.sentences import Span, sentences_within
from ragbot.types import Evidence

GAP, SHORT = 2, 260
"""The most characters between two sentences in a row, and the most in both together."""
FOLLOWING, MOST_TOGETHER = 2, 700
"""The most sentences that are quoted after one, and the most characters in all of them."""


def with_the_next(quote: Quote, others: Sequence[Quote], evidence: Sequence[Evidence]) -> Quote:
    """Add to a quote the next one of `others`, where both are short: "The trial has ended. On Thursday a jury …"."""
    after = _after(quote, others)
    if after and after.span[1] - quote.span[0] <= SHORT:
        return spanning(quote, quote.span[0], after.span[1], evidence)
    return quote


def with_the_following(quote: Quote, others: Sequence[Quote], evidence: Sequence[Evidence]) -> Quote:
    """Add to a quote those of `others` that follow it: news says first that it is so, and then why, which and who.

    Half of a quotation, or a statement without its speaker, is never added.
    """
    whole, last = quote, quote
    for _ in range(FOLLOWING if quote.head is None else 0):
        after = _after(last, others)
        if after is None or after.span[1] - quote.span[0] > MOST_TOGETHER:
            break
        last = after
        longer = spanning(quote, quote.span[0], last.span[1], evidence)
        whole = longer if with_its_speaker(longer, evidence) == longer else whole
    return whole


def _after(quote: Quote, others: Sequence[Quote]) -> Quote | None:
    """Return the one of `others` that follows the quote directly."""
    follow = (q for q in others if q.number == quote.number and not q.head and 0 <= q.span[0] - quote.span[1] <= GAP)
    return next(follow, None)


MOSTLY = 0.6
"""A sentence is somebody's statement, and needs the words that say whose, when so much of it is in quotation marks."""


def with_its_speaker(quote: Quote, evidence: Sequence[Evidence]) -> Quote | None:
    """Extend a quote to both marks of the quotation that it lies in, and to its speaker; None where that is impossible.

    Half a quotation, or one without its speaker, would read as if the outlet said it.
    """
    piece = evidence[quote.number - 1]
    said = attributed_span(piece.version, quote.span)
    start, end = quote.span
    inside = sum(min(b, end) - max(a, start) for a, b in said.quotes)
    cut = any(a < start or b > end for a, b in said.quotes)
    if not cut and (said.own or inside < MOSTLY * (end - start)):
        return quote
    if said.clause is None and not said.speaker:
        return None
    spans = [quote.span, *said.quotes, *([said.clause] if said.clause else [])]
    longer = spanning(quote, *_whole_sentences(spans, piece), evidence)
    return longer if is_quotable(longer.text) and _is_near(longer.span, piece) else None


def _whole_sentences(spans: Sequence[Span], piece: Evidence) -> Span:
    """Return the span from the first to the last sentence of the passage that overlaps one of the spans."""
    version, passage = piece.version, piece.passage
    first, last = min(a for a, _ in spans), max(b for _, b in spans)
    sentences = sentences_within(version.text, passage.start, passage.end, version.language)
    touched = [(a, b) for a, b in sentences if a < last and b > first]
    return min([first, *(a for a, _ in touched)]), max([last, *(b for _, b in touched)])


def _is_near(span: Span, piece: Evidence) -> bool:
    """Whether the span lies within the passage, and in two paragraphs at most."""
    inside = piece.passage.start <= span[0] and span[1] <= piece.passage.end
    return inside and len(re.findall(r"\n+", piece.version.text[slice(*span)])) < 2


CORRECTS = re.compile(r"(?:Correction|Clarification|Editor[’']s note)\b", re.IGNORECASE)  # "Editor’s note"


def in_context(quote: Quote, evidence: Sequence[Evidence]) -> Quote:
    """Add what a reader must not miss: what "He" refers to, or the rest of a correction, which opens with the error."""
    if quote.head:
        return quote
    correction = CORRECTS.match(quote.text)
    longer = _with_its_paragraph(quote, evidence) if correction else _with_what_it_refers_to(quote, evidence)
    return longer if with_its_speaker(longer, evidence) == longer else quote


def _with_its_paragraph(quote: Quote, evidence: Sequence[Evidence]) -> Quote:
    """Add the sentences up to the end of the paragraph in this passage, or as many as a quote may have."""
    version, passage = evidence[quote.number - 1].version, evidence[quote.number - 1].passage
    stop = version.text.find("\n", quote.span[1], passage.end)
    stop = passage.end if stop < 0 else stop
    quotes = [
        spanning(quote, quote.span[0], end, evidence)
        for _, end in sentences_within(version.text, quote.span[1], stop, version.language)
    ]
    return next((longer for longer in reversed(quotes) if is_quotable(longer.text)), quote)


REFERS_BACK = re.compile(r"(?:He|She|They|It|His|Her|Their|Its|This|That|These|Those|The (?:latter|move|decision))\b")
"""As in "They sank."."""


def _with_what_it_refers_to(quote: Quote, evidence: Sequence[Evidence]) -> Quote:
    """Add the sentence before, when the quote begins with "He" or "This" and both stand in one paragraph."""
    piece = evidence[quote.number - 1]
    text = piece.version.text
    if not REFERS_BACK.match(quote.text):
        return quote
    before = sentences_within(text, piece.passage.start, quote.span[0], piece.version.language)
    if not before or "\n" in text[before[-1][1] : quote.span[0]]:
        return quote
    start, end = before[-1]
    fits = is_quotable(text[start:end]) and quote.span[1] - start <= MOST_TOGETHER
    return spanning(quote, start, quote.span[1], evidence) if fits else quote


def spanning(quote: Quote, start: int, end: int, evidence: Sequence[Evidence]) -> Quote:
    """Return the same quote with another span."""
    return replace(quote, span=(start, end), text=evidence[quote.number - 1].version.text[start:end])

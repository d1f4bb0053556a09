"""The evidence that a language model is given: the pieces that would be quoted, then others of the same story."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ragbot.answering.question import Kind
from ragbot.answering.quotable import Quote
from ragbot.answering.reply import Reply
from ragbot.answering.stories import key_of
from ragbot.reading.sentences import Span
from ragbot.types import Evidence, Version

ENOUGH = 3
"""Pieces, about 450 tokens; more only where more is quoted. Of eight, half were of other stories."""
ROOM = 600
"""Characters of a piece around a quote, unless its paragraph is longer."""
TASKS: dict[Kind, str] = {
    "yes_no": "Say what decides it, and begin with yes or no only where a piece says just that.",
    "reason": "Give the reason that a piece gives.",
    "event": "Tell what happened, the newest first.",
    "topic": "Tell what is new about it.",
    "who": "Say who that is.",
    "list": "Name each that the pieces name.",
    "compare": "Write a sentence for each side.",
}
"""What the question asks for, by its kind."""
OF_FACT = "Tell the name, number, day or place that is asked for, in a sentence."


def task_of(kind: Kind) -> str:
    """Return the instruction for questions of this kind."""
    return TASKS.get(kind, OF_FACT)


def model_evidence(reply: Reply) -> list[Evidence]:
    """Return a model's evidence from the reply without a model: a piece for each quote, then others, best first."""
    quotes = [part for part in reply.parts if isinstance(part, Quote)]
    pieces = _joined(_around(reply.evidence[quote.number - 1], quote.span) for quote in quotes)
    return _apart([*pieces, *reply.evidence])[: max(ENOUGH, len(pieces))]


def _joined(pieces: Iterable[Evidence]) -> list[Evidence]:
    """Join pieces that overlap, so that none loses its quote."""
    joined: list[Evidence] = []
    for piece in pieces:
        others = [other for other in joined if _overlap(piece, other)]
        spans = [(one.passage.start, one.passage.end) for one in (piece, *others)]
        whole = piece.version.passage(min(start for start, _ in spans), max(end for _, end in spans))
        at = joined.index(others[0]) if others else len(joined)
        joined = [one for one in joined if one not in others]
        joined.insert(at, replace(piece, passage=whole))
    return joined


def _apart(pieces: Iterable[Evidence]) -> list[Evidence]:
    """Leave out pieces that overlap an earlier one."""
    apart: list[Evidence] = []
    for piece in pieces:
        if not any(_overlap(piece, other) for other in apart):
            apart.append(piece)
    return apart


def _overlap(one: Evidence, other: Evidence) -> bool:
    same = key_of(one.version) == key_of(other.version)
    return same and one.passage.start < other.passage.end and other.passage.start < one.passage.end


def _around(piece: Evidence, span: Span) -> Evidence:
    """Return the piece with the paragraphs around the quote."""
    return replace(piece, passage=piece.version.passage(*_paragraphs(piece.version, span)))


def _paragraphs(version: Version, span: Span) -> Span:
    """Return the span of the quote's paragraphs, and of the next and the previous one as long as there is room."""
    text = version.text
    start, end = _start(text, span[0]), _end(text, span[1])
    for longer in ((start, _end(text, min(end + 2, len(text)))), (_start(text, max(start - 2, 0)), end)):
        if longer[1] - longer[0] <= ROOM:
            start, end = min(start, longer[0]), max(end, longer[1])
    return start, end


def _start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _end(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found

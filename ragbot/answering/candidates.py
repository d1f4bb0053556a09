"""Candidates are the sentences that may answer: those of the passages found, and the others of the best articles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ragbot.answering.quotable import quotable
from ragbot.reading.sentences import Span
from ragbot.types import Evidence

ARTICLES = 4
"""Number of best articles whose every sentence is a candidate, even outside of the passages found."""
READ = 12_000
"""Characters of such an article that are read: the answer is seldom further down."""
PIECE = 1_200
"""Text between two passages is cut into pieces of about so many characters, each to a paragraph's end."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be quoted."""

    piece: int
    """The place of its piece of evidence, from 0."""
    span: Span
    head: Span | None
    text: str
    """The text after the words of the head, where it has one."""
    before: str
    """The quotable sentence before it in the same piece of evidence, or ""."""


def widened(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Add to the evidence what the best articles have between and around the passages found.

    An added piece gets the scores of its article's best passage.
    """
    best: dict[tuple[str, int], Evidence] = {}
    for piece in evidence:
        best.setdefault((piece.version.article_id, piece.version.number), piece)
    found = list(evidence)
    for piece in list(best.values())[:ARTICLES]:
        spans = sorted((p.passage.start, p.passage.end) for p in evidence if _is_of(p, piece))
        found += [_piece_at(piece, span) for span in _between(piece.version.text[:READ], spans)]
    return found


def _is_of(piece: Evidence, other: Evidence) -> bool:
    one, two = piece.version, other.version
    return (one.article_id, one.number) == (two.article_id, two.number)


def _between(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    """Yield the spans of the text that are not taken, in pieces of whole paragraphs where there are paragraphs."""
    at = 0
    for start, end in [*spans, (len(text), len(text))]:
        yield from _cut(text, at, min(start, len(text)))
        at = max(at, end)


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    while end - start > PIECE:
        stop = text.rfind("\n", start + PIECE // 2, start + PIECE) + 1
        stop = stop or text.find("\n", start + PIECE, end) + 1 or end
        yield start, stop
        start = stop
    if text[start:end].strip():
        yield start, end


def _piece_at(piece: Evidence, span: Span) -> Evidence:
    return replace(piece, passage=piece.version.passage(*span), also_in=())


def candidates(evidence: Sequence[Evidence]) -> list[Candidate]:
    """Return every quotable sentence of the evidence, each text once, where it stands first."""
    found: dict[str, Candidate] = {}
    for number, piece in enumerate(evidence):
        before = ""
        for span, head, text in quotable(piece.version, piece.passage.start, piece.passage.end):
            found.setdefault(text, Candidate(number, span, head, text, before))
            before = text
    return list(found.values())

"""The newest value of what a question asks for, where what is quoted tells one that it has superseded."""

from __future__ import annotations

from dataclasses import replace

from ragbot.answering.extract import MOST_QUOTES, Quoted
from ragbot.answering.quotable import Quote
from ragbot.answering.quote_context import in_context, with_its_speaker
from ragbot.answering.stories import key_of
from ragbot.checks.conflicts import conflicts
from ragbot.checks.values import asked_kind
from ragbot.models.embeddings import TextEmbeddings
from ragbot.types import Evidence, Statement


def with_newest_value(question: str, quoted: Quoted, embeddings: TextEmbeddings) -> Quoted:
    """Put the newest statement before a quote whose value it supersedes: "17 dead" before "at least nine died".

    At most MOST_QUOTES stay. Without such a quote, and where the newest value is quoted, nothing changes.
    """
    if asked_kind(question) != "number":  # nothing else is superseded
        return quoted
    for conflict in conflicts(question, quoted.evidence, embeddings):
        newest, *older = conflict.statements
        is_old = any(one.superseded and _is_quoted(one, quoted) for one in older)
        if is_old and not _is_quoted(newest, quoted) and (added := _with_quote(newest, quoted)):
            return added
    return quoted


def _is_quoted(statement: Statement, quoted: Quoted) -> bool:
    return any(
        _is_of(statement, quoted.evidence[quote.number - 1])
        and quote.span[0] < statement.source_end
        and statement.source_start < quote.span[1]
        for quote in quoted.quotes
    )


def _is_of(statement: Statement, piece: Evidence) -> bool:
    return key_of(piece.version) == (statement.article_id, statement.version)


def _with_quote(statement: Statement, quoted: Quoted) -> Quoted | None:
    """Quote the statement first, from a piece of evidence of its own; None where its speaker cannot be quoted."""
    piece = next(piece for piece in quoted.evidence if _is_of(statement, piece))
    start, end = statement.source_start, statement.source_end
    evidence = (
        *quoted.evidence,
        replace(piece, passage=piece.version.passage(*_paragraph(piece.version.text, start, end))),
    )
    quote = with_its_speaker(Quote(len(evidence), (start, end), statement.cited_text, tells=True), evidence)
    if quote is None:
        return None
    return Quoted(evidence, (in_context(quote, evidence), *quoted.quotes)[:MOST_QUOTES])


def _paragraph(text: str, start: int, end: int) -> tuple[int, int]:
    stop = text.find("\n", end)
    return text.rfind("\n", 0, start) + 1, len(text) if stop < 0 else stop

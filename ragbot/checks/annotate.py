"""What a reader should know beside an answer: whose words it quotes, who else says so or otherwise, how old it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from ragbot.archive import Archive
from ragbot.checks.attribution import attribution
from ragbot.checks.changes import corrections
from ragbot.checks.conflicts import conflicts
from ragbot.checks.outlets import outlets_of
from ragbot.citations import CitedText
from ragbot.late import with_late
from ragbot.models.embeddings import TextEmbeddings
from ragbot.types import Answer, Citation


def annotated(answer: Answer, question: str, written: CitedText, archive: Archive) -> Answer:
    """The answer with what was written, and all that is known about it."""
    whole = replace(
        answer,
        answer=written.text,
        citations=_attributed(written, archive.embeddings),
        sources=tuple(written.sources),
        unsupported=tuple(written.unsupported),
        corrections=corrections(archive, written.sources),
        conflicts=conflicts(question, written.evidence, archive.embeddings),
        dropped_citations=written.dropped,
        dropped_sentences=written.dropped_sentences,
    )
    whole = with_late(whole, (source.source for source in written.sources), archive.late)
    return dated(whole, (source.published for source in written.sources))


def _attributed(written: CitedText, embeddings: TextEmbeddings) -> tuple[Citation, ...]:
    """The citations with whose statement each is, and which outlets say so."""
    versions = {(e.version.article_id, e.version.number): e.version for e in written.evidence}
    outlets = outlets_of(written.citations, written.evidence, embeddings)
    return tuple(
        citation
        if _tells_something_else(citation)
        else replace(
            citation,
            attribution=attribution(
                versions[citation.article_id, citation.version], (citation.source_start, citation.source_end)
            ),
            outlets=who,
        )
        for citation, who in zip(written.citations, outlets, strict=True)
    )


def _tells_something_else(citation: Citation) -> bool:
    """Whether what is cited is about something else: then nobody there says so."""
    return citation.support is not None and "meaning" in citation.support.failed


def dated(answer: Answer, published: Iterable[str | None]) -> Answer:
    """The answer with the newest of these times, and its age on the day of the question."""
    newest = max(filter(None, published), default=None)
    if newest is None:
        return answer
    age = date.fromisoformat(answer.asked_on or newest[:10]) - date.fromisoformat(newest[:10])
    return replace(answer, newest_evidence=newest, newest_evidence_age=max(age.days, 0))

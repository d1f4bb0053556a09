"""What a reader should know beside an answer: whose words it quotes, who else says so or otherwise, how old it is."""

from __future__ import annotations

from dataclasses import replace

from ragbot.archive.archive import Archive
from ragbot.checks.annotations import table
from ragbot.checks.annotations.basis import Basis
from ragbot.checks.citations import CitedText
from ragbot.types import Answer


def annotated(answer: Answer, question: str, written: CitedText, archive: Archive) -> Answer:
    """Return `answer` with the text and citations of `written`, and with all annotations."""
    whole = replace(
        answer,
        answer=written.text,
        citations=tuple(written.citations),
        sources=tuple(written.sources),
        unsupported=tuple(written.unsupported),
        dropped_citations=written.dropped,
        dropped_sentences=written.dropped_sentences,
    )
    return with_annotations(whole, Basis(question, written.evidence, written.sources, archive))


def with_annotations(answer: Answer, basis: Basis) -> Answer:
    """Return `answer` after each annotation of the table has added its part."""
    for annotation in table.ANNOTATIONS:
        answer = annotation(answer, basis)
    return answer

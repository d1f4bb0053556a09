"""Speakers: whose statement each citation is, and which outlets say the same."""

from __future__ import annotations

from dataclasses import replace

from ragbot.checks.annotations.basis import Basis
from ragbot.checks.attribution import attribution
from ragbot.checks.outlets import outlets_of
from ragbot.types import Answer, Citation, Version


def with_speakers(answer: Answer, basis: Basis) -> Answer:
    versions = {(e.version.article_id, e.version.number): e.version for e in basis.evidence}
    outlets = outlets_of(answer.citations, basis.evidence, basis.archive.embeddings)
    return replace(
        answer,
        citations=tuple(
            citation
            if _tells_something_else(citation)
            else _with_speaker(citation, versions[citation.article_id, citation.version], who)
            for citation, who in zip(answer.citations, outlets, strict=True)
        ),
    )


def _tells_something_else(citation: Citation) -> bool:
    """Return whether the cited text is about something else: then no outlet of it says the same."""
    return citation.support is not None and "meaning" in citation.support.failed


def _with_speaker(citation: Citation, version: Version, outlets: tuple[str, ...]) -> Citation:
    who = attribution(version, (citation.source_start, citation.source_end))
    return replace(citation, attribution=who, outlets=outlets)

"""Numbered citations: the evidence is numbered for the backend, the cited articles are numbered for the reader."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ragbot.reading.opinions import opinion_of
from ragbot.reading.sentences import Span, sentence_spans, sentences_within
from ragbot.types import AlsoIn, Citation, Delta, Event, Evidence, Source, Sources, Support, Unsupported, reference_to

MARKER = re.compile(r"\[\s*(\d+(?:\s*[,;]\s*\d+)*)\s*\]|\[\s*\d+\s*[-–]\s*\d+\s*\]")
"""Such as "[1]", "[1, 2]"; and "[1-3]", of which those are meant that say so. Other forms are read as these
(`checks/markers.py`)."""
ENOUGH_IN_COMMON = 0.25
"""Share of a claim's words that a sentence must have to be cited alone; below, the whole passage is."""

Opening = Literal["supported", "marked", "dropped", "untold"]
"""How the first sentence that tells something came out: "untold" says that the articles do not tell."""


@dataclass(slots=True)
class CitedText:
    """An answer in the making: text and citations go in, events come out, in the order in which a reader sees them."""

    evidence: Sequence[Evidence]
    """Numbered from 1 for the backend."""
    text: str = ""
    citations: list[Citation] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    dropped: int = 0
    """Markers that pointed at nothing."""
    unsupported: list[Unsupported] = field(default_factory=list)
    """Sentences that their citations do not support, or that need some and have none."""
    others: tuple[AlsoIn, ...] = ()
    """Articles of other stories."""
    dropped_sentences: int = 0
    """With a number or a quotation that nothing in the evidence has."""
    opening: Opening | None = None
    _claim: int = 0
    """Where the sentence being cited begins."""
    _marked: int = -1
    """Where the last marker ended."""

    def write(self, text: str) -> Iterator[Event]:
        """Add `text` as it is: anything in it that looks like a marker stays text."""
        if text:
            self.text += text
            yield Delta(text)

    def take_back(self, length: int) -> None:
        """Keep the first `length` characters, which cite nothing, and forget the rest, which was no answer."""
        self.text = self.text[:length]
        self.citations, self.sources, self.unsupported = [], [], []
        self.dropped = self.dropped_sentences = self._claim = 0
        self.opening = None
        self._marked = -1

    def open_with(self, how: Opening) -> None:
        """Note the outcome of the first sentence; those of later ones change nothing."""
        self.opening = self.opening or how

    def cite(
        self, number: int, span: Span | None = None, *, claim: int | None = None, support: Support | None = None
    ) -> Iterator[Event]:
        """Cite the piece of evidence `number` for the sentence before; `span` of its version when the backend knows it.

        `claim` is the offset in the text at which the cited claim begins, when that is known. A number that points
        at no evidence is dropped and counted; [0] would otherwise cite the last one.
        """
        if not 1 <= number <= len(self.evidence):
            self.dropped += 1
            return
        evidence = self.evidence[number - 1]
        source = self._source(evidence)
        citation = self._citation(evidence, source, span, claim, support)
        if not holds(citation, evidence.version.text):
            self.dropped += 1
            return
        if source not in self.sources:
            self.sources.append(source)
            yield Sources(tuple(self.sources))
        yield from self.write(f"[{source.number}]")
        self._marked = len(self.text)
        self.citations.append(citation)
        yield citation

    def _citation(
        self, evidence: Evidence, source: Source, span: Span | None, claim: int | None, support: Support | None
    ) -> Citation:
        start = self._claim_start(whole=span is not None) if claim is None else claim
        end = len(self.text) + len(f"[{source.number}]")
        span = span or supporting_span(self.text[start:], evidence)
        return Citation(
            number=source.number,
            start_index=start,
            end_index=end,
            cited_text=evidence.version.text[slice(*span)],
            source_start=span[0],
            source_end=span[1],
            state=source.state,
            support=support,
            opinion=source.opinion,
            **reference_to(source),
        )

    def _claim_start(self, whole: bool) -> int:
        """Return the offset of the sentence before the marker; of all text since the last marker where `whole` is true.

        Markers in a row share one claim.
        """
        since = self.text[max(self._marked, 0) :]
        if self._marked >= 0 and not re.search(r"\w", since):
            return self._claim
        spans = [] if whole else sentence_spans(since)
        self._claim = len(self.text) - len(since) + (spans[-1][0] if spans else 0)
        self._claim += len(self.text[self._claim :]) - len(self.text[self._claim :].lstrip(" .,;:\n"))
        return self._claim

    def _source(self, evidence: Evidence) -> Source:
        version = evidence.version
        for source in self.sources:
            if (source.article_id, source.version) == (version.article_id, version.number):
                return source
        return Source(
            number=len(self.sources) + 1,
            authors=version.authors,
            also_in=evidence.also_in,
            state=version.state,
            opinion=opinion_of(version),
            partial=version.partial,
            **reference_to(version),
        )


def holds(citation: Citation, text: str) -> bool:
    """Return whether `citation` is exact: `text[source_start:source_end] == cited_text`, and not empty."""
    return bool(citation.cited_text) and text[citation.source_start : citation.source_end] == citation.cited_text


def numbers_of(listed: str) -> list[int]:
    """Return the numbers of a marker, each once; 0 for a number that is too long to be real."""
    return list(dict.fromkeys(int(n) if len(n) < 10 else 0 for n in re.findall(r"\d+", listed)))


def supporting_span(claim: str, evidence: Evidence) -> Span:
    """Return the span that supports `claim`: its own words in the passage, else the sentence with most of them."""
    passage, version = evidence.passage, evidence.version
    words = _words(claim)
    verbatim = re.search(rf"(?<!\w){re.escape(claim.strip())}(?!\w)", passage.text) if words else None
    if verbatim:
        return passage.start + verbatim.start(), passage.start + verbatim.end()
    spans = sentences_within(version.text, passage.start, passage.end, version.language)
    shares = {span: len(words & _words(version.text[slice(*span)])) / max(len(words), 1) for span in spans}
    best = max(spans, key=lambda span: shares[span], default=None)
    return best if best and shares[best] >= ENOUGH_IN_COMMON else (passage.start, passage.end)


def _words(text: str) -> set[str]:
    return {word[:6] for word in re.findall(r"\w+", text.casefold()) if len(word) > 2 or word.isdigit()}

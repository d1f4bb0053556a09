"""The sentences that an answer cites, and those that came and went since the last answer."""

from __future__ import annotations

import re

from ragbot.archive.watch import CitedSentence, Sentences
from ragbot.types import Answer, Citation

_MARKER = re.compile(r"\s*\[\d+\]")  # " [3]"


def sentences_of(answer: Answer) -> Sentences:
    """Return the sentences that the answer cites, in its order, each once."""
    by_key = {sentence.key: sentence for each in reversed(answer.citations) if (sentence := _sentence(answer, each))}
    return tuple(reversed(by_key.values()))


def _sentence(answer: Answer, citation: Citation) -> CitedSentence:
    said = _MARKER.sub("", answer.answer[citation.start_index : citation.end_index])
    return CitedSentence(
        text=" ".join(said.split()),
        cited_text=citation.cited_text,
        article_id=citation.article_id,
        version=citation.version,
        source_start=citation.source_start,
        source_end=citation.source_end,
        title=citation.title,
        source=citation.source,
        url=citation.url,
        published=citation.published,
    )


def without(some: Sentences, others: Sentences) -> Sentences:
    """Return the sentences of `some` whose cited words none of the others cites."""
    known = {sentence.key for sentence in others}
    return tuple(sentence for sentence in some if sentence.key not in known)

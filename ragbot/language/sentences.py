"""Sentence spans of a text, with offsets in code points."""

from __future__ import annotations

import re

Span = tuple[int, int]
"""`text[start:end]` in code points, without white space at either end."""

DASHES = ("–", "—")
ABBREVIATED = re.compile(r"(?<=\b[^\W\d_]\.)[^\W\d_]{1,2}\.")
"""Right after a letter and its full stop, one or two more with theirs: the "Y." of "D-N.Y.", but no "The"."""


def sentence_spans(text: str, language: str | None = None) -> list[Span]:
    """The sentences of `text` in order. A paragraph's end ends one; a quote keeps its “– Name” on the same line.

    None begins inside an abbreviation, where sentencex would begin one ("D-N.Y.").
    """
    import sentencex

    spans: list[Span] = []
    for found in sentencex.get_sentence_boundaries(language or "en", text):
        start, end = trimmed(text, found["start_index"], found["end_index"])
        if spans and (_is_signature(text, spans[-1][1], start) or ABBREVIATED.match(text, start)):
            start = spans.pop()[0]
        if start < end:
            spans.append((start, end))
    return spans


def _is_signature(text: str, end: int, start: int) -> bool:
    return text.startswith(DASHES, start) and "\n" not in text[end:start]


def trimmed(text: str, start: int, end: int) -> Span:
    """The span without white space at either end."""
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), end - (len(part) - len(part.rstrip()))


def sentences_within(text: str, start: int, end: int, language: str | None = None) -> list[Span]:
    """The sentences of `text[start:end]`, as spans of the whole `text`."""
    return [(start + a, start + b) for a, b in sentence_spans(text[start:end], language)]

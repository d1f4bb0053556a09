"""Sentence spans of a text, with offsets in code points."""

from __future__ import annotations

Span = tuple[int, int]
"""`text[start:end]` in code points, without white space at either end."""

DASHES = ("–", "—")


def sentence_spans(text: str, language: str | None = None) -> list[Span]:
    """The sentences of `text` in order. A paragraph's end ends one; a quote keeps its “– Name” on the same line."""
    import sentencex

    spans: list[Span] = []
    for found in sentencex.get_sentence_boundaries(language or "en", text):
        start, end = trimmed(text, found["start_index"], found["end_index"])
        if spans and text.startswith(DASHES, start) and "\n" not in text[spans[-1][1] : start]:
            start = spans.pop()[0]
        if start < end:
            spans.append((start, end))
    return spans


def trimmed(text: str, start: int, end: int) -> Span:
    """The span without white space at either end."""
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), end - (len(part) - len(part.rstrip()))


def sentences_within(text: str, start: int, end: int, language: str | None = None) -> list[Span]:
    """The sentences of `text[start:end]`, as spans of the whole `text`."""
    return [(start + a, start + b) for a, b in sentence_spans(text[start:end], language)]

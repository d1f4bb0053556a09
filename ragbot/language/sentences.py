"""Sentence spans of a text, with offsets in code points."""

from __future__ import annotations

import re
from collections.abc import Iterator

Span = tuple[int, int]
"""`text[start:end]` in code points, without white space at either end."""

DASHES = ("–", "—")
ABBREVIATED = re.compile(r"(?<=\b[^\W\d_]\.)[^\W\d_]{1,2}\.")
"""Right after a letter and its full stop, one or two more with theirs: the "Y." of "D-N.Y.", but no "The"."""
PARAGRAPH = "\n\n"
LONGEST, CUT = 4_000, 2_500
"""Characters that sentencex is given at once, and those after which a longer paragraph is cut, at a sentence's end.

What follows a cut is read before it, so that quotations and abbreviations stay whole. sentencex takes the square of
what it is given and lets no other thread run: 8 ms for 4,000 opening quotation marks, a minute for 400,000.
"""


def sentence_spans(text: str, language: str | None = None) -> list[Span]:
    """The sentences of `text` in order. A paragraph's end ends one; a quote keeps its “– Name” on the same line.

    None begins inside an abbreviation, where sentencex would begin one ("D-N.Y."); none has over LONGEST characters.
    """
    spans: list[Span] = []
    for start, end in _found(text, language or "en"):
        if spans and _goes_on(text, spans[-1], start) and end - spans[-1][0] <= LONGEST:
            start = spans.pop()[0]
        spans.append((start, end))
    return spans


def _goes_on(text: str, sentence: Span, start: int) -> bool:
    """Whether what begins there is a part of the sentence before it."""
    return _is_signature(text, sentence[1], start) or ABBREVIATED.match(text, start) is not None


def _found(text: str, language: str) -> Iterator[Span]:
    """What sentencex takes for sentences, given a piece at a time."""
    at = 0
    while at < len(text):
        end = _piece_end(text, at)
        found = _boundaries(text[at:end], language)
        if end < len(text) and not text.endswith(PARAGRAPH, at, end):
            found = _whole(text[at:end], found) or [(0, _hard_cut(text[at:end]))]
        for start, stop in found:
            span = trimmed(text, at + start, at + stop)
            if span[0] < span[1]:
                yield span
        at += found[-1][1]


def _piece_end(text: str, at: int) -> int:
    """After as many whole paragraphs as fit, which sentencex reads one by one; else within one."""
    if len(text) - at <= LONGEST:
        return len(text)
    paragraph = text.rfind(PARAGRAPH, at, at + LONGEST)
    return at + LONGEST if paragraph < 0 else paragraph + len(PARAGRAPH)


def _boundaries(piece: str, language: str) -> list[Span]:
    import sentencex

    return [(found["start_index"], found["end_index"]) for found in sentencex.get_sentence_boundaries(language, piece)]


def _whole(piece: str, found: list[Span]) -> list[Span]:
    """Those up to the cut, at a line's end if there is one; without the last of all, which may go on.

    Before a number there is none: the "5." of "5. Sport" would be a sentence at the beginning of a piece.
    """
    whole = [span for span in found[:-1] if span[1] <= CUT] or found[:-1][:1]
    lines = [n for n, (a, b) in enumerate(whole, 1) if piece.endswith("\n", a, b) and not piece[b].isdigit()]
    return whole[: lines[-1]] if lines else whole


def _hard_cut(piece: str) -> int:
    """Where to cut what has no sentence's end: after white space, if there is any."""
    return max(piece.rfind(" ", 0, CUT), piece.rfind("\n", 0, CUT)) + 1 or CUT


def _is_signature(text: str, end: int, start: int) -> bool:
    return text.startswith(DASHES, start) and "\n" not in text[end:start]


def trimmed(text: str, start: int, end: int) -> Span:
    """The span without white space at either end."""
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), end - (len(part) - len(part.rstrip()))


def sentences_within(text: str, start: int, end: int, language: str | None = None) -> list[Span]:
    """The sentences of `text[start:end]`, as spans of the whole `text`."""
    return [(start + a, start + b) for a, b in sentence_spans(text[start:end], language)]


class Taken:
    """Which characters of a text have been read for something: asking all earlier spans took the square of a text."""

    def __init__(self, text: str) -> None:
        self._taken = bytearray(len(text))

    def is_free(self, span: Span) -> bool:
        """Whether none of the span is taken."""
        return self._taken.find(1, *span) < 0

    def take(self, span: Span) -> None:
        self._taken[slice(*span)] = b"\1" * (span[1] - span[0])

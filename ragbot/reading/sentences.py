"""Sentence spans of a text, with offsets in code points."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

Span = tuple[int, int]
"""`text[start:end]` in code points, without white space at either end."""

ABBREVIATED = re.compile(r"(?<=\b[^\W\d_]\.)[^\W\d_]{1,2}\.")
"""One or two letters with a full stop right after another such letter: the "Y." of "D-N.Y.", but no "The"."""
GLUED = re.compile(r"(?<=\s\.)\w|(?<=\bwww\.)\w|[;,:)\]”’]|[\"'](?=[\s,;:.]|$)|[.!?](?=\s|$)")
"""The text right after a full stop, without a space: the "Paak" of "Anderson .Paak", a host after "www.", a closing
mark."""
LOWER = re.compile(r"(?:[–—-]\s?)?(?![a-z]*[A-Z])(?!\S*[\w+][./@:]\S)[^\W\d_]")
"""A word that may continue a sentence: "wade", "— he asked"; no "iPhone", "example.com", "https://", "a/Getty"."""
INITIAL = re.compile(r"(?:^|[\n:(/])\s?[A-Z]\.$")
"""A letter before its name or question: "More:R." before "Kelly", "Q." before "Is it safe?"."""
INITIALS = re.compile(
    r"(?<![\w.&-])(?!U\.S|U\.K|U\.N|E\.U|D\.C|L\.A|A\.D|B\.C|N\.[YJCDHM]|S\.[CD]|R\.I|P\.R|[BM]\.[AS])[A-Z]\.[A-Z]\.$"
)
"""Two letters of the name of a person or a firm: "J.D."; no place, era or degree, after which a sentence may end."""
BESIDE_INITIALS = re.compile(
    r"(?!(?:The|An?|He|She|It|They|We|You|In|On|At|And|But|His|Her|Their|This|That|There|I)\b)[A-Z][\w’'-]+"
)
"""A name after initials, "Power" of "J.D. Power"; no word that opens sentences."""
ADDRESS = re.compile(r"\b\d{1,5} [NSEW]\.$")
"""The words before the name of a street: the "308 N." of "308 N. Second Ave."."""
HOUR = re.compile(r"\d ?[ap]\.m\.$", re.IGNORECASE)
"""The end of a time of day: "4 p.m."."""
AFTER_HOUR = re.compile(
    r"(?:[A-Z]{1,4}T|GMT|UTC|Eastern|Central|Mountain|Pacific|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?"
    r"|(?:Jan|Feb|Aug|Sept|Oct|Nov|Dec)\w*|March|April|May|June|July)\b(?!\.?[’'])"
)
"""The words that continue a time of day: "ET", "Pacific time", "Friday", "Nov. 3"; no "Friday’s talks"."""
TICKER = re.compile(r"\((?:[A-Z]{2,9}: ?)?[A-Z]{1,6}\.$")
"""The sign of a share up to its full stop, "(NYSE: MH." or "(MH.", before its exchange, "N)"."""
EXCHANGE = re.compile(r"[A-Z]{1,3}\)")  # "N)", which is New York
ROW = "|"
"""The beginning of each row of a table."""
ROWS = re.compile(r"\|[^\n]*|[^|\n](?:[^\n]|\n(?!\|))*")
"""A row, "| Orm | 9 |", or the text before or between tables."""
BEFORE = 24
"""Characters at the end of a sentence that may show that it continues."""
CUTS = (
    (HOUR, AFTER_HOUR),
    (TICKER, EXCHANGE),
    (INITIALS, BESIDE_INITIALS),
    (INITIAL, re.compile(r"[^\W\d_]")),
    (ADDRESS, re.compile(r"[A-Z\d]")),
)
"""The end of a piece, and the words that continue it where no sentence ends: "4 p.m." and "Friday"."""
LONGEST_WORD, LONGEST_BEFORE = 100, 500
"""The most characters of a word that are read, and of a sentence that a small letter may continue."""
SIGNED = re.compile(r"[–—]\s*(?P<name>[^\s,(][^,(\n]{1,60})(?:[,(][^\n]*)?")
"""A dash and the speaker: "– Mira Holt, captain", "— Orm Ferries (@ferries) March 14, 2026"."""
PARAGRAPH = "\n\n"
LONGEST, CUT = 4_000, 2_500
"""The most characters of one call to sentencex, and those after which a longer paragraph is cut, at a sentence's end.

sentencex also reads what follows a cut, so that quotations and abbreviations stay whole. It takes the square of
its input and lets no other thread run: 8 ms for 4,000 opening quotation marks, a minute for 400,000.
"""


def sentence_spans(text: str, language: str | None = None, *, low_goes_on: bool = True) -> list[Span]:
    """Return the sentences of `text` in order, none of them over LONGEST characters.

    The end of a paragraph ends a sentence; a quotation keeps its “– Name” on the same line; a row of a table, "| Orm |
    9 |", is one sentence. None begins inside an abbreviation ("D-N.Y.", "4 p.m. ET", "J.D. Power") or with a small
    letter, where sentencex would begin one. With `low_goes_on` false, a small letter may begin one.
    """
    spans: list[Span] = []
    for start, end in _rows_apart(text, _raw_spans(text, language or "en")):
        if spans and end - spans[-1][0] <= LONGEST and _goes_on(text, spans[-1], (start, end), low_goes_on):
            start = spans.pop()[0]
        spans.append((start, end))
    return spans


def _goes_on(text: str, sentence: Span, span: Span, low_goes_on: bool) -> bool:
    """Return whether `span`, on the same line, is a part of the sentence before it."""
    end, start = sentence[1], span[0]
    if end == start:
        return any(mark.match(text, start) for mark in (ABBREVIATED, GLUED))
    if "\n" in text[end:start]:
        return False
    if text[sentence[0]] == ROW:
        return True
    if low_goes_on and _begins_low(text, sentence, start):
        return True
    return _is_signature(text[slice(*span)]) or _is_cut(text, sentence, start)


def _rows_apart(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """Yield the spans, with each row of a table as one: sentencex takes a table for a sentence."""
    for start, end in spans:
        if ROW not in text[start:end]:
            yield start, end
            continue
        for line in ROWS.finditer(text, start, end):
            yield trimmed(text, *line.span())


def _is_signature(text: str) -> bool:
    """Return whether `text` is a name after a dash, and no "– Live updates"."""
    signed = SIGNED.fullmatch(text)
    words = signed["name"].split() if signed else []
    return bool(words) and not (words[0][0].islower() or words[-1][0].islower())


def _begins_low(text: str, sentence: Span, start: int) -> bool:
    """Return whether a small letter begins at `start`; False after a sentence that begins with one, or is long."""
    word = LOWER.match(text, start, start + LONGEST_WORD)
    is_low = word is not None and word[0][-1].islower()
    return is_low and not text[sentence[0]].islower() and start - sentence[0] <= LONGEST_BEFORE


def _is_cut(text: str, sentence: Span, start: int) -> bool:
    """Return whether an abbreviation ends the sentence, and its continuation begins at `start`."""
    before = text[max(sentence[0] - 1, sentence[1] - BEFORE, 0) : sentence[1]]
    return before.endswith(".") and any(ends.search(before) and goes.match(text, start) for ends, goes in CUTS)


def _raw_spans(text: str, language: str) -> Iterator[Span]:
    """Yield the sentences that sentencex finds, one piece of the text at a time."""
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
    """Return the end of as many whole paragraphs as fit, which sentencex reads one by one; else of a part of one."""
    if len(text) - at <= LONGEST:
        return len(text)
    paragraph = text.rfind(PARAGRAPH, at, at + LONGEST)
    return at + LONGEST if paragraph < 0 else paragraph + len(PARAGRAPH)


def _boundaries(piece: str, language: str) -> list[Span]:
    import sentencex

    return [(found["start_index"], found["end_index"]) for found in sentencex.get_sentence_boundaries(language, piece)]


def _whole(piece: str, spans: list[Span]) -> list[Span]:
    """Return the spans up to the cut, at the end of a line if there is one; without the last span, which may go on.

    No cut stands before a number: the "5." of "5. Sport" would be a sentence at the beginning of a piece.
    """
    whole = [span for span in spans[:-1] if span[1] <= CUT] or spans[:-1][:1]
    lines = [n for n, (a, b) in enumerate(whole, 1) if piece.endswith("\n", a, b) and not piece[b].isdigit()]
    return whole[: lines[-1]] if lines else whole


def _hard_cut(piece: str) -> int:
    """Return where to cut a piece that has no end of a sentence: after white space, if there is any."""
    return max(piece.rfind(" ", 0, CUT), piece.rfind("\n", 0, CUT)) + 1 or CUT


def trimmed(text: str, start: int, end: int) -> Span:
    """Return the span without white space at either end."""
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), end - (len(part) - len(part.rstrip()))


def sentences_within(text: str, start: int, end: int, language: str | None = None) -> list[Span]:
    """Return the sentences of `text[start:end]`, as spans of the whole `text`."""
    return [(start + a, start + b) for a, b in sentence_spans(text[start:end], language)]


class CoveredSpans:
    """The characters of a text that are read for something: a look at all earlier spans took the square of a text."""

    def __init__(self, text: str) -> None:
        self._taken = bytearray(len(text))

    def is_free(self, span: Span) -> bool:
        """Return whether no character of the span is taken."""
        return self._taken.find(1, *span) < 0

    def take(self, span: Span) -> None:
        self._taken[slice(*span)] = b"\1" * (span[1] - span[0])

"""Quotations: the spans of a text in which somebody else speaks."""

from __future__ import annotations

import re

from ragbot.reading.sentences import Span

CLOSING = {"“": '”"', "„": '“”"', "”": "”", "«": "»", "»": "«", "‘": "’", '"': '"”', "「": "」", "『": "』"}
"""The marks that end a quotation, by its first; German and Polish begin with „, Swedish with ”, Danish with »."""
MARK = re.compile('[“”„«»‘’"「」『』]')  # "“"
AROUND = 4000
"""Characters before and after a span that are read for its marks: some ten paragraphs."""
FEWEST_WORDS = 3
"""The fewest words of speech; one or two words in marks keep a distance, or are a name."""


def quotations(text: str, language: str | None = None) -> list[Span]:
    """Return the quotations of a text, marks included, in order; a quotation within another is a part of it.

    An open one goes to its paragraph's end, and on where the next paragraph closes it.
    """
    spans: list[Span] = []
    opened: tuple[str, int] | None = None
    for paragraph in re.finditer(r"[^\n]+", text):
        marks = [(m.start(), m[0]) for m in MARK.finditer(text, *paragraph.span())]
        if opened and not (marks and _closes(text, *marks[0], opened[0])):
            opened = None  # the paragraph before was cut there; this one begins anew
        elif opened:
            opened = (opened[0], paragraph.start())
        for at, mark in marks:
            if opened and _closes(text, at, mark, opened[0]):
                spans.append((opened[1], at + 1))
                opened = None
            elif _opens(text, at, mark, opened[0] if opened else None, language):
                opened = (mark, at)
        if opened and opened[0] in '‘"':
            opened = None  # more likely an apostrophe, or inches
        elif opened:
            spans.append((opened[1], paragraph.end()))
    return spans


def _opens(text: str, at: int, mark: str, opened: str | None, language: str | None) -> bool:
    """Return whether `mark` begins a quotation: it stands before a word and after none, within no other quotation."""
    if mark not in CLOSING or (opened and not opened == mark == '"'):
        return False
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if mark == "»" and language not in {None, "de", "da"}:
        return False
    alone = not before or before.isspace() or before in "([—–-/:,'’"
    return alone and (not after.isspace() or mark == "«") and after != ""


def _closes(text: str, at: int, mark: str, opened: str) -> bool:
    after, before = text[at + 1 : at + 2], text[at - 1 : at]
    if mark not in CLOSING[opened] or (mark == '"' and before.isspace()):
        return False
    return not (mark == "’" and after.isalnum()) and not (mark == "’" and before == "s" and after == " ")


def speech(text: str, language: str | None = None) -> list[Span]:
    """Return the quotations that are somebody's words: no single word at a distance, no title of a film or a law."""
    return [span for span in quotations(text, language) if is_speech(text[slice(*span)])]


def is_speech(quoted: str) -> bool:
    words = re.findall(r"\w[\w’'-]*", quoted)
    long = [word for word in words if len(word) > 3]
    titled = long and all(word[0].isupper() or word[0].isdigit() for word in long)
    ends = quoted.rstrip('”"»’“').endswith((",", ".", "!", "?", "…"))
    return len(words) >= FEWEST_WORDS and (not titled or (ends and len(words) > len(long) + 1))


def paragraphs_around(text: str, span: Span) -> Span:
    """Return whole paragraphs around `span`, at least `AROUND` characters on each side where there are as many."""
    start = text.rfind("\n", 0, max(span[0] - AROUND, 0)) + 1
    end = text.find("\n", min(span[1] + AROUND, len(text)))
    return (max(start, span[0] - 4 * AROUND), min(end if end >= 0 else len(text), span[1] + 4 * AROUND))

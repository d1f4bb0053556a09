"""The sentences of a language model's text, which comes in pieces: each as soon as its end is known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ragbot.checks.citations import MARKER
from ragbot.checks.markers import BEGUN, with_last_numbers
from ragbot.models.thoughts import TAKEN_BACK
from ragbot.reading.plain import visible, without_line_mark
from ragbot.reading.sentences import sentence_spans
from ragbot.reading.verbatim import is_open

LONGEST = 6000
"""A sentence that does not end is cut after so many characters, and checked as it is."""
NEXT_WORD = 12
"""Characters after markers in which the word stands that tells whether one of them begins a sentence."""
OPEN = 1200
"""A quotation, a tag or a bracket may stay open for so many characters; then a full stop in it ends the sentence."""
MARKERS = re.compile(rf"(?:\s*(?:{MARKER.pattern}))+")  # "[1] [2]"
_END = re.compile(r"[.!?…。！？][\"”“’'»«)\]*_]*(?=\s|\[\s*\d)|\n")  # "It sank. Nine died."
_SUBJECT = re.compile(
    rf"\s+(?:{MARKER.pattern})(?=[ \t](?:says|said|states|stated|reports|reported|notes|indicates|explains)\s)"
)
"""A marker that begins a sentence: "It sank. [2] says that nine died"."""
_FOLLOWS = re.compile(r"(?P<space>\s*)(?P<word>\S*)(?P<end>\s?)")  # " Nine "
_UNCLOSED = re.compile(r"<[a-z/!?][^<>]*$|\[[^\]\n]*$|\]\([^)\s]*$|\[\s*\d[^\]]*$", re.IGNORECASE)
"""A tag, a bracket or an address that goes on, as in "see [the ferry": no sentence ends within."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as the model wrote it, markers included, and the white space before it."""

    gap: str
    text: str


def sentences_of(pieces: Iterable[str], language: str | None = None) -> Iterator[Sentence]:
    """Yield each sentence as soon as the first word after it has come; the cuts between pieces make no difference."""
    cutter = _Cutter(language)
    for piece in _ended(pieces):
        if piece == TAKEN_BACK:
            cutter = _Cutter(language)
            yield Sentence("", TAKEN_BACK)
        else:
            yield from cutter.cut(piece)
    yield from cutter.rest()


def _ended(pieces: Iterable[str]) -> Iterator[str | None]:
    yield from pieces
    yield None


class _Cutter:
    """Cuts a text that comes in pieces into sentences."""

    def __init__(self, language: str | None) -> None:
        self._language = language
        self._waiting = self._gap = ""  # what no sentence has yet, and the white space before it
        self._is_line = True  # whether that begins a line
        self._read = 0  # characters of it after which a sentence goes on

    def cut(self, piece: str | None) -> Iterator[Sentence]:
        """Yield the sentences that end with this piece; None says that no other comes."""
        self._add(piece)
        while (sentence := self._first(is_last=piece is None)) is not None:
            yield sentence

    def rest(self) -> Iterator[Sentence]:
        """Yield what is left, whether it ends or not."""
        if self._waiting:
            yield Sentence(self._gap, self._line())

    def _add(self, piece: str | None) -> None:
        new = visible(piece.replace("\r", "")) if piece else "\n"  # behind the last one a marker is whole
        waiting, same = with_last_numbers(self._waiting + new, len(new))
        self._waiting = waiting if piece else waiting.removesuffix("\n")
        self._read = min(self._read, same)

    def _first(self, *, is_last: bool) -> Sentence | None:
        """Take the first sentence; None while its end is not known."""
        self._move_gap()
        line = self._line()
        mark = len(self._waiting) - len(line)
        end, known = _end_of_first(line, max(self._read - mark, 0), self._language, is_last=is_last)
        self._read = known + mark
        if end is None:
            return None
        first = Sentence(self._gap, line[:end])
        self._waiting, self._gap, self._is_line, self._read = line[end:], "", False, 0
        return first

    def _move_gap(self) -> None:
        """Count leading white space to the gap."""
        begun = self._waiting.lstrip()
        self._gap += self._waiting[: len(self._waiting) - len(begun)]
        self._is_line = self._is_line or "\n" in self._gap
        self._waiting = begun

    def _line(self) -> str:
        return without_line_mark(self._waiting) if self._is_line else self._waiting


def _end_of_first(text: str, known: int, language: str | None, *, is_last: bool) -> tuple[int | None, int]:
    """Return the end of the first sentence and of the markers after it; None while it cannot be known.

    The second number is the place up to which the sentence surely goes on, which need not be read again.
    """
    for match in _END.finditer(text, known):
        ending = _Ending(match)
        if ending.at > LONGEST:
            break
        if not ending.is_known(is_last=is_last):
            return None, known
        if ending.ends(language):
            return ending.end, known
        known = match.end()
    return _cut(text), known


class _Ending:
    """A full stop or an end of a line, at which a sentence may end, with the markers after it and the next word."""

    def __init__(self, match: re.Match[str]) -> None:
        self._text, self._is_line_end = match.string, match[0] == "\n"
        self.at = match.start() if self._is_line_end else match.end()
        self.end = _after_markers(self._text, self.at)
        follows = _FOLLOWS.match(self._text, self.end)
        assert follows  # it matches anything
        self._follows = follows

    def is_known(self, *, is_last: bool) -> bool:
        """Return whether a word follows, and is whole; before it no marker may come any more."""
        if is_last:
            return bool(self._follows["word"])
        is_whole = self._follows["word"] and self._follows["end"]
        return bool(is_whole) and not BEGUN.match(self._text, _after_all_markers(self._text, self.at))

    def ends(self, language: str | None) -> bool:
        """Return whether a sentence ends here: nothing is open, and a new line or a new sentence follows."""
        space = self._follows["space"]
        if not space or _goes_on(self._text[: self.at], is_line_end=self._is_line_end):
            return False
        ends_line = "\n" in _masked(self._text[self.at : self.end]) + space
        return ends_line or _is_boundary(self._text, self.end, self.at, self._follows.end("word"), language)


def _cut(text: str) -> int | None:
    """Return where a sentence that is too long is cut, at white space if there is any; None for a shorter one."""
    if len(text) <= LONGEST:
        return None
    return max(text.rfind(" ", 0, LONGEST), text.rfind("\n", 0, LONGEST)) if " " in text[:LONGEST] else LONGEST


def _after_all_markers(text: str, at: int) -> int:
    """Return the place after the markers, those of the next lines too: "[1]\\n[2] [" may go on with one more."""
    found = MARKERS.match(text, at)
    return found.end() if found else at


def _after_markers(text: str, at: int) -> int:
    """Return the place after the markers: they belong to the sentence before.

    That is so unless a new line goes on after them, and but for one that is the subject of the next sentence.
    """
    found = MARKERS.match(text, at)
    if not found:
        return at
    if subject := _SUBJECT.search(text, at, found.end() + NEXT_WORD):
        return subject.start()
    goes_on = re.compile(r"[ \t]*\S").match(text, found.end())
    lines = _masked(found[0]).split("\n")
    return found.end() if len(lines) == 1 or not goes_on else found.start() + len(lines[0].rstrip())


def _masked(text: str) -> str:
    """Blank the inside of markers, and keep the length: "[1,\\n2]" ends no line."""
    return MARKER.sub(lambda marker: "x" * len(marker[0]), text)


def _goes_on(text: str, *, is_line_end: bool) -> bool:
    """Return whether a tag, a bracket or a quotation is open; the end of a line also ends a quotation."""
    return len(text) <= OPEN and (_UNCLOSED.search(text) is not None or (not is_line_end and is_open(text)))


def _is_boundary(text: str, end: int, at: int, until: int, language: str | None) -> bool:
    """Return whether a sentence ends at `end`: leave out markers, and read one word beyond them."""
    start = max(at - OPEN, 0)  # from its beginning, 6,000 characters of "Mr. " took the square
    before = re.sub(r"\s+", " ", MARKER.sub("", text[start:at])).strip()
    after = MARKER.sub("", text[end:until]).strip(" \n\"“”«»„‘’'([") or "The"  # an open quotation stops sentencex
    found = sentence_spans(f"{before} {after}", language, low_goes_on=False)  # a model that ends a sentence means it
    return any(b == len(before) for _, b in found)

"""Reads what a language model writes: makes each sentence plain, and checks it, before anybody sees it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from ragbot.checks.citations import MARKER, CitedText
from ragbot.checks.claims import NO_CLAIM, Checker, Part, Verdict
from ragbot.checks.sentence_parts import parts_of
from ragbot.checks.sentence_stream import Sentence, sentences_of
from ragbot.checks.source_list import SourceList
from ragbot.models.thoughts import TAKEN_BACK
from ragbot.reading.plain import plain
from ragbot.tracing.recorder import recorder
from ragbot.types import Event, Evidence, TracedClaim, Unsupported

LONGEST_MARKER = 200
GAP_BEFORE_END = re.compile(r" (?=[.!?…]+$)")
"""Where a marker stood: of "It sank [1]." "It sank ." is left."""


def read_checked(pieces: Iterable[str], answer: CitedText, checker: Checker) -> Iterator[Event]:
    """Check each whole sentence of `pieces`, the text of a language model, and put it into `answer`.

    Each [n] becomes a citation of the words in the evidence that say so. A sentence that its citations do not support
    is marked. One with a number or a quotation that no evidence has is left out and counted. One that is written
    over and over, as small models do, is left out after the first time.
    """
    begin, sources, written = len(answer.text), SourceList(), set[str]()
    for sentence in _with_answers(sentences_of(pieces, _language(answer.evidence))):
        if sources.has(sentence):
            _note(sentence.text, "list_of_sources", _CheckedSentence())
        elif sentence.text == TAKEN_BACK:
            written.clear()
            answer.take_back(begin)
        elif (words := _words_of(sentence)) and words in written:
            _note(sentence.text, "repeated", _CheckedSentence())
        else:
            written.add(words)
            yield from _write(sentence, answer, checker)


def _words_of(sentence: Sentence) -> str:
    """Return the words of a sentence without its markers, which may differ where it is repeated."""
    return " ".join(re.findall(r"\w+", MARKER.sub(" ", sentence.text))).casefold()


BARE_ANSWER = re.compile(r"\W*(?:yes|no)\W*", re.IGNORECASE)
"""The whole of a sentence: "Yes."."""


def _with_answers(sentences: Iterable[Sentence]) -> Iterator[Sentence]:
    """Join a bare "Yes." with the sentence after it, which says what is so."""
    before: Sentence | None = None
    for sentence in sentences:
        if before and sentence.text != TAKEN_BACK:
            sentence = Sentence(before.gap, f"{before.text} {sentence.text}")
        before = sentence if BARE_ANSWER.fullmatch(sentence.text) else None
        if not before:
            yield sentence
    if before:
        yield before


def _language(evidence: Sequence[Evidence]) -> str | None:
    """Return the language of most pieces: "am 11. März" ends no sentence in German."""
    languages = Counter(piece.version.language for piece in evidence)
    return max(languages, key=lambda each: languages[each], default=None)


@dataclass(frozen=True, slots=True)
class _CheckedSentence:
    """The parts of a sentence, and how they compare with what they cite."""

    parts: Sequence[Part] = ()
    verdict: Verdict = field(default_factory=Verdict)
    is_moved: bool = False
    """Whether code, not the model, chose the piece that it cites."""

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.parts)

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(number for part in self.parts for number in part.numbers))


def _write(sentence: Sentence, answer: CitedText, checker: Checker) -> Iterator[Event]:
    """Write a sentence unless a check finds it invented, and note its outcome."""
    parts = _parts(sentence, answer, checker)
    if not parts:
        return
    checked = _with_source(parts, checker)
    if checked.verdict.is_invented:
        fate = _leave_out(answer)
    else:
        yield from answer.write(_gap(sentence.gap) if answer.text else "")
        start = len(answer.text)
        yield from _cite(checked, answer)
        fate = _settle(checked, answer, start)
    _note(sentence.text, fate, checked)


def _parts(sentence: Sentence, answer: CitedText, checker: Checker) -> list[Part]:
    """Cut a sentence after its markers, and count those that point at nothing; nothing is left without a word."""
    parts, dropped = parts_of(plain(sentence.text, checker.names_like_hosts), len(answer.evidence), checker)
    answer.dropped += dropped
    if any(re.search(r"\w", part.text) for part in parts):
        return parts
    answer.dropped += sum(len(part.numbers) for part in parts)  # markers of nothing
    return []


def _with_source(parts: Sequence[Part], checker: Checker) -> _CheckedSentence:
    """Check a sentence; when nothing that it cites supports it, and another piece surely does, it cites that one."""
    checked = _CheckedSentence(parts, checker.verdict(parts))
    number = _source_of(checked, checker)
    if number is None:
        return checked
    moved = [Part(f"{GAP_BEFORE_END.sub('', checked.text).rstrip()} ", (number,))]
    return _CheckedSentence(moved, checker.verdict(moved), is_moved=True)


def _source_of(checked: _CheckedSentence, checker: Checker) -> int | None:
    """Return the number of the piece that supports a sentence, when its own citations, if any, do not.

    Where what it cites denies it, that is only a piece that has it word for word.
    """
    verdict, is_cited = checked.verdict, bool(checked.numbers)
    if verdict.is_invented:
        return checker.verbatim_source_of(checked.text)
    if not verdict.is_claim or (is_cited and not verdict.failed):
        return None
    return checker.source_of(checked.text)


def _leave_out(answer: CitedText) -> str:
    """Count a sentence that is not written, and return its outcome."""
    answer.dropped_sentences += 1
    answer.open_with("dropped")
    return "dropped"


def _cite(checked: _CheckedSentence, answer: CitedText) -> Iterator[Event]:
    """Write each part with its citations."""
    for i, part in enumerate(checked.parts):
        words = _apart(part.text, answer.text)
        claim = len(answer.text) + len(words) - len(words.lstrip(" .,;:"))
        yield from answer.write(words)
        for cited in part.numbers:
            span, support = checked.verdict.supports[i, cited]
            yield from answer.cite(cited, span, claim=claim, support=replace(support, found=checked.is_moved))


def _settle(checked: _CheckedSentence, answer: CitedText, start: int) -> str:
    """Mark the sentence that begins at `start` where nothing supports it, and return its outcome."""
    verdict = checked.verdict
    if verdict.failed or (verdict.is_claim and not checked.numbers):
        answer.unsupported.append(Unsupported(start, len(answer.text), verdict.failed))
        answer.open_with("marked")
        return "marked"
    if verdict.is_claim:
        answer.open_with("supported")
        return "kept"
    if NO_CLAIM.fullmatch(checked.text):
        answer.open_with("untold")
    return "no_claim"


def _note(text: str, fate: str, checked: _CheckedSentence) -> None:
    """Record, for a trace, what became of a sentence of the model."""
    if noting := recorder():
        noting.add(TracedClaim(text, fate, checked.verdict.failed, checked.numbers, checked.is_moved))


def _apart(words: str, before: str) -> str:
    """Keep the words from making a marker with a bracket that an earlier sentence left open."""
    joint = MARKER.search(before[-LONGEST_MARKER:] + words)
    is_new = joint and joint.start() < min(len(before), LONGEST_MARKER) < joint.end()
    return words.replace("]", ")", 1) if is_new else words


def _gap(space: str) -> str:
    """Return the gap between two sentences: a space, or the end of a line or of a paragraph."""
    return "\n\n" if space.count("\n") > 1 else "\n" if "\n" in space else " "

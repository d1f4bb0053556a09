"""Reads what a language model writes: makes each sentence plain, and checks it, before anybody sees it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ragbot.checks.citations import MARKER, CitedText, numbers_of
from ragbot.checks.claims import MOVED, NO_CLAIM, TOLD, Checker, Part, Verdict
from ragbot.checks.markers import LISTED, SOURCES, SOURCES_IN_LINE
from ragbot.checks.sentence_stream import Sentence, sentences_of
from ragbot.models.thoughts import TAKEN_BACK
from ragbot.reading.plain import plain
from ragbot.recorder import recorder
from ragbot.types import Event, Evidence, TracedClaim, Unsupported

LONGEST_MARKER = 200
MOST_OF_RANGE = 4
"""The most pieces that a range such as "[1-4]" may mean."""


def read_checked(pieces: Iterable[str], answer: CitedText, checker: Checker) -> Iterator[Event]:
    """Check each whole sentence of `pieces`, the text of a language model, and put it into `answer`.

    Each [n] becomes a citation of the words in the evidence that say so. A sentence that its citations do not support
    is marked. One with a number or a quotation that no evidence has is left out and counted.
    """
    begin, sources = len(answer.text), _Sources()
    for sentence in _with_answers(sentences_of(pieces, _language(answer.evidence))):
        if sources.has(sentence):
            _note(sentence.text, "list_of_sources")
            continue
        if sentence.text == TAKEN_BACK:
            answer.take_back(begin)
        else:
            yield from _write(sentence, answer, checker)


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


class _Sources:
    """Finds the list of sources that a model adds; those that the answer cites stand beside it anyway."""

    def __init__(self) -> None:
        self._is_heading = self._is_list = False

    def has(self, sentence: Sentence) -> bool:
        """Return whether a sentence heads such a list, or stands below a heading, up to a paragraph that is no list."""
        text, was_heading = sentence.text, self._is_heading
        self._is_heading = SOURCES.fullmatch(text) is not None
        goes_on = self._is_list and (sentence.gap.count("\n") < 2 or LISTED.match(text) is not None)
        self._is_list = was_heading or goes_on or SOURCES_IN_LINE.match(text) is not None
        self._is_list = self._is_list and text != TAKEN_BACK
        return self._is_heading or self._is_list


def _write(sentence: Sentence, answer: CitedText, checker: Checker) -> Iterator[Event]:
    """Write a sentence unless a check finds it invented, and note its outcome."""
    parts, dropped = _parts(plain(sentence.text, checker.names_like_hosts), answer, checker)
    answer.dropped += dropped
    if not any(re.search(r"\w", part.text) for part in parts):
        answer.dropped += sum(len(part.numbers) for part in parts)  # markers of nothing
        return
    verdict = checker.verdict(parts)
    if verdict.is_invented:
        answer.dropped_sentences += 1
        answer.open_with("dropped")
        _note(sentence.text, "dropped", verdict, parts)
        return
    number = _source_of(parts, verdict, checker)
    if number:
        parts = [Part("".join(part.text for part in parts).rstrip() + " ", (number,))]
        verdict = checker.verdict(parts)
    yield from answer.write(_gap(sentence.gap) if answer.text else "")
    start = len(answer.text)
    yield from _cite(parts, verdict, answer, is_moved=number is not None)
    fate = _settle(parts, verdict, answer, start)
    _note(sentence.text, fate, verdict, parts, number)


def _cite(parts: Sequence[Part], verdict: Verdict, answer: CitedText, *, is_moved: bool) -> Iterator[Event]:
    """Write each part with its citations; `is_moved` says that code, not the model, chose the piece."""
    for i, part in enumerate(parts):
        words = _apart(part.text, answer.text)
        claim = len(answer.text) + len(words) - len(words.lstrip(" .,;:"))
        yield from answer.write(words)
        for cited in part.numbers:
            span, support = verdict.supports[i, cited]
            yield from answer.cite(cited, span, claim=claim, support=replace(support, found=is_moved))


def _settle(parts: Sequence[Part], verdict: Verdict, answer: CitedText, start: int) -> str:
    """Mark the sentence that begins at `start` where nothing supports it, and return its outcome."""
    if verdict.failed or (verdict.is_claim and not any(part.numbers for part in parts)):
        answer.unsupported.append(Unsupported(start, len(answer.text), verdict.failed))
        answer.open_with("marked")
        return "marked"
    if verdict.is_claim:
        answer.open_with("supported")
        return "kept"
    if NO_CLAIM.fullmatch("".join(part.text for part in parts)):
        answer.open_with("untold")
    return "no_claim"


def _note(
    text: str, fate: str, verdict: Verdict | None = None, parts: Sequence[Part] = (), moved_to: int | None = None
) -> None:
    """Record, for a trace, what became of a sentence of the model."""
    if noting := recorder():
        cited = tuple(dict.fromkeys(number for part in parts for number in part.numbers))
        noting.add(TracedClaim(text, fate, verdict.failed if verdict else (), cited, moved_to is not None))


def _source_of(parts: Sequence[Part], verdict: Verdict, checker: Checker) -> int | None:
    """Return the number of the piece that supports a sentence, when its own citations, if any, do not."""
    claim, is_cited = "".join(part.text for part in parts), any(part.numbers for part in parts)
    if not verdict.is_claim or (is_cited and not verdict.failed):
        return None
    return checker.source_of(claim, MOVED if is_cited else TOLD)


def _apart(words: str, before: str) -> str:
    """Keep the words from making a marker with a bracket that an earlier sentence left open."""
    joint = MARKER.search(before[-LONGEST_MARKER:] + words)
    is_new = joint and joint.start() < min(len(before), LONGEST_MARKER) < joint.end()
    return words.replace("]", ")", 1) if is_new else words


def _gap(space: str) -> str:
    """Return the gap between two sentences: a space, or the end of a line or of a paragraph."""
    return "\n\n" if space.count("\n") > 1 else "\n" if "\n" in space else " "


def _parts(text: str, answer: CitedText, checker: Checker) -> tuple[list[Part], int]:
    """Cut a sentence after its markers, in one line; return also how many of their numbers point at nothing."""
    parts, words, dropped, done = list[Part](), "", 0, 0
    for marker in MARKER.finditer(text):
        numbers = numbers_of(marker[1]) if marker[1] else _of_range(marker[0], text, answer, checker)
        known = tuple(n for n in numbers if 1 <= n <= len(answer.evidence))
        dropped += len(numbers) - len(known)
        words += text[done : marker.start()]
        done = marker.end()
        if known:
            parts.append(Part(words, known))
            words = ""
        else:
            words = re.sub(r"\s*(?:\[[\[\d\s,;–-]*)?$", "", words)  # or "[[0]1]" would look like [1]
    parts = _tidy([*parts, Part(words + text[done:])])
    return parts, dropped


def _of_range(marker: str, text: str, answer: CitedText, checker: Checker) -> list[int]:
    """Return those pieces of [1-3] that say so: nobody can tell what each of the three should prove."""
    first, last = (numbers_of(marker) * 2)[:2]
    if not 1 <= first <= last <= min(len(answer.evidence), first + MOST_OF_RANGE - 1):
        return [0]
    claim = re.sub(r"\s+", " ", _without_markers(text)).strip()
    numbers = range(first, last + 1)
    return [n for n in numbers if checker.is_said_by(claim, n)] or list(numbers)


def _tidy(parts: list[Part]) -> list[Part]:
    """Make spaces single; join markers in a row to one part, put leading ones after the words, leave none within."""
    tidy: list[Part] = []
    for part in parts:
        words = re.sub(r"\s+", " ", _without_markers(part.text))
        words = re.sub(r"(?<=\w) (?=[.,;](?:\s|$))", "", words)  # a tag stood there
        if tidy and not words.strip():
            tidy[-1] = Part(tidy[-1].text, tuple(dict.fromkeys((*tidy[-1].numbers, *part.numbers))))
        elif tidy and not tidy[-1].text.strip():
            numbers = tuple(dict.fromkeys((*tidy[-1].numbers, *part.numbers)))
            tidy[-1] = Part(f"{words.strip()} ", numbers)
        elif words.strip() or part.numbers:
            tidy.append(Part(words if tidy else words.lstrip(), part.numbers))
    if tidy and not tidy[-1].numbers:
        tidy[-1] = Part(tidy[-1].text.rstrip())
    return tidy


def _without_markers(words: str) -> str:
    while MARKER.search(words):
        words = MARKER.sub("", words)
    return words

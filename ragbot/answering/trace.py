"""The trace of an answer: what its stages noted, put together. What they note is in docs/tracing.md."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

from ragbot.answering.question import QuestionReading
from ragbot.archive.archive import Archive
from ragbot.reading.expected import form_of
from ragbot.timestamps import asked_on
from ragbot.tracing.recorder import Recorder, recorder
from ragbot.types import (
    TRACE_FORM,
    Answer,
    AskedQuestion,
    Evidence,
    Gate,
    ModelCall,
    Question,
    RankedSentences,
    SearchResult,
    Trace,
    TracedClaim,
    TracedReading,
    TracedSearch,
    TracedSettings,
    TracedStories,
)

DISTRIBUTION = "ragbot-news"
CODE = {"ragbot": (".py", ".json", ".safetensors"), "prompts": (".md",)}
"""Packages, and the suffixes of their files that decide on answers."""


@dataclass(frozen=True, slots=True)
class Basis:
    """Which search an answer draws on, and what was decided of it."""

    place: int | None
    decision: str


def note_reading(typed: Question, reading: QuestionReading, rewritten: str | None, compared: str) -> None:
    """How a question was read: `typed` has its typos corrected."""
    if noting := recorder():
        words = tuple(reading.text[slice(*span)] for span in reading.time.spans)
        form, days = form_of(reading.text), reading.time.window
        named = (reading.kind, form, reading.about, reading.now, words, days)
        noting.add(TracedReading(typed.text, rewritten, reading.text, compared, *named))


def note_decision(result: SearchResult, decision: str) -> None:
    """What was decided of the evidence that a search found."""
    if noting := recorder():
        noting.add(Basis(_place_of(result, noting.all(TracedSearch)), decision))


def _place_of(result: SearchResult, searches: Sequence[TracedSearch]) -> int | None:
    """The last search with all of these passages: some may have been taken out since."""
    wanted = {_key(piece) for piece in result.evidence}
    for i, search in reversed(list(enumerate(searches))):
        has = {(one.article_id, one.version, one.start) for one in search.passages}
        if search.topic == result.topic and wanted <= has:
            return i
    return None


def _key(piece: Evidence) -> tuple[str, int, int]:
    return piece.passage.article_id, piece.passage.version, piece.passage.start


def trace_of(answer: Answer, question: Question, noted: Recorder, archive: Archive, settings: TracedSettings) -> Trace:
    """The trace of an answer to a question."""
    basis = noted.last(Basis)
    return Trace(
        form=TRACE_FORM,
        ragbot=version(DISTRIBUTION),
        code=code_digest(),
        settings=settings,
        archive_as_of=answer.archive_as_of,
        articles=archive.size(),
        question=_question_of(question, answer),
        reading=noted.last(TracedReading),
        searches=noted.all(TracedSearch),
        drawn_on=basis.place if basis else None,
        stories=noted.all(TracedStories),
        gates=noted.all(Gate),
        decision=basis.decision if basis else None,
        sentences=noted.all(RankedSentences),
        calls=noted.all(ModelCall),
        claims=noted.all(TracedClaim),
    )


def _question_of(question: Question, answer: Answer) -> AskedQuestion:
    day = answer.asked_on or asked_on(question).isoformat()
    return AskedQuestion(question.text, question.window, question.sources, question.history, day, question.as_of)


@cache
def code_digest() -> str:
    """Sixteen hex digits of the SHA-256 of the files of the code and the prompts, whichever version they call it."""
    digest = hashlib.sha256()
    for package, suffixes in CODE.items():
        for name, content in sorted(_files(files(package), suffixes)):
            digest.update(f"{package}/{name}\0{hashlib.sha256(content).hexdigest()}\n".encode())
    return digest.hexdigest()[:16]


def _files(folder: Traversable, suffixes: tuple[str, ...], within: str = "") -> Iterable[tuple[str, bytes]]:
    for each in folder.iterdir():
        if each.is_dir():
            yield from _files(each, suffixes, f"{within}{each.name}/")
        elif each.name.endswith(suffixes):
            yield f"{within}{each.name}", each.read_bytes()

"""The bot: from a question to a checked answer, readable top to bottom."""

from __future__ import annotations

import re
import secrets
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from ragbot.archive import Archive, open_archive
from ragbot.citations import CitedText, holds, read_markers
from ragbot.enough import is_enough
from ragbot.errors import ArchiveError, LLMError, QuestionError
from ragbot.extract import BRACKETED_NUMBERS, best_quotes
from ragbot.llm import LLM, open_llm
from ragbot.prompts import load_prompt
from ragbot.rerank import Reranker, open_reranker
from ragbot.retrieve import asked_on, retrieve
from ragbot.settings import Settings
from ragbot.timings import Timings
from ragbot.types import LONGEST_QUESTION, Answer, Event, Evidence, Found, Question, Window, is_day
from ragbot.words import terms_of

EVIDENCE = 8
"""Passages that an answer may draw on: about 1,200 tokens."""
RELATED = 5
"""Passages shown when nothing is answered."""


class Bot:
    """Answers from an archive, with a language model or by quoting."""

    def __init__(self, archive: Archive, llm: LLM | None = None, reranker: Reranker | None = None) -> None:
        self.archive = archive
        self._llm = llm
        self._reranker = reranker
        self._answer_prompt = load_prompt("answer", "fence", "evidence", "today", "question")
        self._standalone_prompt = load_prompt("standalone_question", "fence", "conversation", "question")

    @property
    def backend(self) -> str:
        return self._llm.name if self._llm else "extractive"

    def ask(self, question: Question) -> Answer:
        """Answer from the archive, or say that the archive does not tell. Raises QuestionError."""
        *_, answer = self.stream(question)
        assert isinstance(answer, Answer)
        return answer

    def stream(self, question: Question) -> Iterator[Event]:
        """The same while it is written. The last event is the checked Answer, which replaces what came before."""
        timings = Timings()
        with timings.stage("total"):
            asked = _checked(question)
            with timings.stage("standalone_question"):
                standalone = replace(asked, text=self._standalone(asked))
            found = self._found(standalone, EVIDENCE, timings)
            with timings.stage("enough"):
                enough = is_enough(found.topic, found.evidence, self.archive)
        draft = self._blank(asked, standalone, found)
        if enough:
            yield from self._answered(draft, found.evidence, timings)
        else:
            yield self._not_in_archive(
                draft, self._why_not(replace(standalone, text=found.topic), found.evidence), found.evidence, timings
            )

    def search(self, question: Question, limit: int, timings: Timings | None = None) -> Found:
        """Passages for a question, best first, without an answer. Raises QuestionError."""
        return self._found(_checked(question), limit, timings or Timings())

    def _found(self, question: Question, limit: int, timings: Timings) -> Found:
        return retrieve(self.archive, question, limit, timings, self._reranker)

    def _standalone(self, question: Question) -> str:
        """The question with what it refers to filled in from the conversation."""
        if not question.history:
            return question.text
        if self._llm is None:
            return _with_last_question(question)
        turns = "\n".join(f"{turn.role}: {turn.text}" for turn in question.history)
        prompt = self._standalone_prompt.fill(fence=_fence(), conversation=turns, question=question.text)
        try:
            rewritten = " ".join("".join(self._llm.stream(*prompt)).split())
        except LLMError:
            return _with_last_question(question)
        return rewritten if 0 < len(rewritten) <= LONGEST_QUESTION else question.text

    def _blank(self, question: Question, standalone: Question, found: Found) -> Answer:
        return Answer(
            id=uuid.uuid4().hex,
            question=question.text,
            standalone_question=standalone.text,
            answer="",
            outcome="answered",
            window=question.window,
            about=found.about,
            time_words=found.time_words,
            asked_on=asked_on(question).isoformat(),
            archive_as_of=self.archive.as_of(),
            backend=self.backend,
        )

    def _why_not(self, question: Question, evidence: Sequence[Evidence]) -> str:
        if not terms_of(question.text):
            return "The question names nothing to look for: add a name, a place or a thing."
        count, oldest, newest = self.archive.extent()
        if not count:
            return "The archive is empty: add articles with ragbot-ingest."
        limits = "" if question.window == Window() and not question.sources else " within the limits that were set"
        dates = f", published {oldest[:10]} to {newest[:10]}," if oldest and newest else ""
        passages = "The nearest passages do not tell" if evidence else f"Nothing was found{limits}"
        held = "1 article" if count == 1 else f"{count:,} articles"
        return f"{passages}. The archive holds {held}{dates} and may lack the one that does."

    def _not_in_archive(self, draft: Answer, reason: str, evidence: Sequence[Evidence], timings: Timings) -> Answer:
        return replace(
            draft,
            answer="Not in the archive.",
            outcome="not_in_archive",
            reason=reason,
            related=tuple(evidence[:RELATED]),
            timings=timings.ms,
        )

    def _answered(self, draft: Answer, evidence: Sequence[Evidence], timings: Timings) -> Iterator[Event]:
        """By the language model; by quoting when there is none, or when it fails."""
        written, failure = CitedText(evidence), None
        with timings.stage("total"), timings.stage("write"):
            try:
                yield from self._write(draft, written)
            except LLMError as error:
                failure, written = str(error), CitedText(evidence)
                for _ in self._quote(draft, written):
                    pass  # not streamed: the last event replaces what the model left unfinished
        if not written.citations:
            reason = "The nearest passages do not tell: nothing in them could be cited."
            reason = f"{failure} {reason}" if failure else reason
            draft = replace(draft, dropped_citations=written.dropped)
            yield self._not_in_archive(draft, reason, evidence, timings)
            return
        self._check(written)
        yield replace(
            draft,
            answer=written.text,
            outcome="degraded" if failure else "answered",
            citations=tuple(written.citations),
            sources=tuple(written.sources),
            reason=failure,
            dropped_citations=written.dropped,
            timings=timings.ms,
        )

    def _write(self, draft: Answer, written: CitedText) -> Iterator[Event]:
        if self._llm is None:
            return self._quote(draft, written)
        prompt = self._answer_prompt.fill(
            fence=_fence(),
            evidence=as_prompt_text(written.evidence),
            today=draft.asked_on or "",
            question=draft.standalone_question,
        )
        return read_markers(self._llm.stream(*prompt), written)

    def _quote(self, draft: Answer, written: CitedText) -> Iterator[Event]:
        quotes = best_quotes(draft.standalone_question, written.evidence, self.archive.embeddings)
        for i, quote in enumerate(quotes):
            yield from written.write(f"{' ' if i else ''}{' '.join(quote.text.split())} ")
            yield from written.cite(quote.number, quote.span)

    def _check(self, written: CitedText) -> None:
        """Each citation against the archive once more. Raises ArchiveError: what does not hold does not leave."""
        versions = self.archive.versions([(c.article_id, c.version) for c in written.citations])
        for citation in written.citations:
            version = versions.get((citation.article_id, citation.version))
            if version is None or not holds(citation, version.text):
                raise ArchiveError(f"A citation of {citation.title!r} does not hold any more: ask again.")


def _fence() -> str:
    """Stands around quoted material in a prompt; new each time, so that no article can have closed it beforehand."""
    return f"<<<{secrets.token_hex(8)}>>>"


def as_prompt_text(evidence: Sequence[Evidence]) -> str:
    """The evidence, numbered, each piece with title, outlet and date. Bracketed numbers in it lose their brackets."""
    pieces = []
    for number, piece in enumerate(evidence, start=1):
        version = piece.version
        head = f"{version.title} ({version.source or 'outlet unknown'}, {version.published or 'date unknown'})"
        quoted = BRACKETED_NUMBERS.sub(r"(\1)", f"{head}\n{piece.passage.text}")
        pieces.append(f"[{number}] {quoted}")
    return "\n\n".join(pieces)


REFERS_BACK = re.compile(
    r"\b(?:he|she|it|they|him|her|them|his|hers|its|their|theirs|that|this|those|these|there|then)\b"
    r"|^(?:and|but|so|what about|how about|why|when|where|who)\b[\s?]*$|^(?:and|but|what about|how about)\b",
    re.IGNORECASE,
)


def _with_last_question(question: Question) -> str:
    """The last question and this one, when this one refers back."""
    asked = [turn.text for turn in question.history if turn.role == "user"]
    if not asked or not (REFERS_BACK.search(question.text) or not terms_of(question.text)):
        return question.text
    return f"{asked[-1]} {question.text}"[-LONGEST_QUESTION:]


def _checked(question: Question) -> Question:
    """The question without space around it. Raises QuestionError when it cannot be asked."""
    text = " ".join(question.text.split())
    if not text:
        raise QuestionError("The question is empty: ask something.")
    if len(text) > LONGEST_QUESTION:
        raise QuestionError(f"The question has {len(text):,} characters; ask one of at most {LONGEST_QUESTION:,}.")
    _check_days(since=question.window.since, until=question.window.until, asked_on=question.asked_on)
    if question.window.since and question.window.until and question.window.since > question.window.until:
        raise QuestionError(f"since ({question.window.since}) is after until ({question.window.until}): swap them.")
    return replace(question, text=text)


def _check_days(**days: str | None) -> None:
    for name, day in days.items():
        if day is not None and not is_day(day):
            raise QuestionError(f"{name}: {day!r} is not a day; write it as {datetime.now(UTC):%Y-%m-%d}.")


def open_bot(settings: Settings, *, create: bool = False) -> Bot:
    """The bot of these settings, which owns their archive. Raises SettingsError, LLMError, ArchiveError."""
    llm = open_llm(settings)  # first: a wrong name should not wait for the archive
    reranker = open_reranker(settings)
    return Bot(open_archive(settings, create=create), llm, reranker)

"""The bot: from a question to a checked answer, readable top to bottom."""

from __future__ import annotations

import uuid
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain

from ragbot.answering.conversation import Understood, understood
from ragbot.archive import Archive, open_archive
from ragbot.cancellation import cancellation
from ragbot.checks.annotate import annotated, dated
from ragbot.checks.claims import VERBATIM, Checker
from ragbot.checks.reading import read_checked
from ragbot.citations import CitedText, holds
from ragbot.enough import relevant
from ragbot.errors import ArchiveError, LLMError, QuestionError
from ragbot.extract import Quote, best_quotes
from ragbot.followup import check_history, is_natural
from ragbot.models.entail import Entailment, open_entailment
from ragbot.models.llm import LLM, open_llm
from ragbot.models.reply import Counted
from ragbot.models.rerank import Reranker, open_reranker
from ragbot.moments import asked_on, end_of, in_words, read_moment
from ragbot.prompts import conversation_text, evidence_text, load_prompt, new_fence, quoted
from ragbot.refusal import why_not
from ragbot.retrieve import WORDS_ONLY, retrieve
from ragbot.settings import Settings
from ragbot.store.tables import VISIBLE
from ragbot.suggest import KnownVectors, Remembered, Suggestion, Wanted, suggestions
from ragbot.timings import Timings
from ragbot.types import LONGEST_QUESTION, Answer, Event, Evidence, Found, Question, Usage, is_day

EVIDENCE = 8
"""Passages that an answer may draw on: about 1,200 tokens."""
RELATED = 5
"""Passages shown when nothing is answered."""
UNTOLD = "wrote nothing that the articles tell."


class Bot:
    """Answers from an archive, with a language model or by quoting."""

    def __init__(
        self,
        archive: Archive,
        llm: LLM | None = None,
        reranker: Reranker | None = None,
        entailment: Entailment | None = None,
    ) -> None:
        self.archive = archive
        self._llm, self._reranker, self._entailment = llm, reranker, entailment
        self._remembered, self._known = Remembered(), KnownVectors(archive)
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
                rewritten, usage = self._rewritten(asked)
            cancellation().check()
            alone = self._understood(asked, EVIDENCE, timings, rewritten)
            searched, found = replace(asked, text=alone.text), alone.found
            cancellation().check()
            with timings.stage("enough"):
                near = relevant(found.topic, found.evidence, found.days, self.archive)
        draft = replace(self._draft(searched, found), question=asked.text, usage=usage, focus=alone.focus)
        if near:
            yield from self._answered(draft, alone, near, timings)
        else:
            yield self._not_in_archive(draft, why_not(self.archive, searched, found), found.evidence, timings)

    def search(self, question: Question, limit: int, timings: Timings | None = None) -> Found:
        """Passages for a question, best first, without an answer; of a follow-up in the light of its history.

        Raises QuestionError.
        """
        return self._understood(_checked(question), limit, timings or Timings()).found

    def suggest(self, wanted: Wanted) -> tuple[Suggestion, ...]:
        """Questions that the archive answers; no language model is asked. Raises QuestionError on impossible limits."""
        if wanted.articles or wanted.asked or wanted.used:
            return suggestions(self.archive, wanted, self._quotes, self._known)
        return self._remembered.suggestions(self.archive, wanted, self._quotes, self._known)

    def _quotes(self, question: Question) -> list[tuple[Evidence, Quote]]:
        """What would be quoted for it; nothing when it would not be answered."""
        cancellation().check()
        found = self._found(_checked(question), EVIDENCE, Timings())
        if not relevant(found.topic, found.evidence, found.days, self.archive):
            return []
        quotes = best_quotes(question.text, found.evidence, self.archive.embeddings)
        return [(found.evidence[quote.number - 1], quote) for quote in quotes]

    def _found(self, question: Question, limit: int, timings: Timings) -> Found:
        return retrieve(self.archive, question, limit, timings, self._reranker)

    def _understood(self, question: Question, limit: int, timings: Timings, rewritten: str | None = None) -> Understood:
        def search(asked: Question, within: tuple[str, ...]) -> Found:
            return retrieve(self.archive, asked, limit, timings, self._reranker, within)

        return understood(self.archive, question, search, rewritten)

    def _rewritten(self, question: Question) -> tuple[str | None, Usage | None]:
        """The question as the model words it, with what it refers to; None when there is none, or when it fails."""
        if not question.history or self._llm is None:
            return None, None
        conversation = conversation_text(question.history)
        prompt = self._standalone_prompt.fill(
            fence=new_fence(), conversation=conversation, question=quoted(question.text)
        )
        pieces = Counted(self._llm.stream(*prompt))
        try:
            rewritten = " ".join("".join(pieces).split())
        except LLMError:
            return None, None
        return rewritten if is_natural(rewritten, question) else None, pieces.usage

    def _draft(self, question: Question, found: Found) -> Answer:
        return Answer(
            id=uuid.uuid4().hex,
            question=question.text,
            standalone_question=question.text,
            answer="",
            outcome="answered",
            window=question.window,
            about=found.about,
            time_words=found.time_words,
            asked_on=asked_on(question).isoformat(),
            archive_as_of=self.archive.as_of(end_of(question.as_of) if question.as_of else None),
            as_of=question.as_of,
            backend=self.backend,
            reason=WORDS_ONLY if found.words_only else None,
            words_only=found.words_only,
        )

    def _not_in_archive(self, draft: Answer, reason: str, evidence: Sequence[Evidence], timings: Timings) -> Answer:
        related = tuple(evidence[:RELATED])
        refused = replace(draft, answer="Not in the archive.", outcome="not_in_archive", reason=reason, related=related)
        if draft.words_only:  # it may well be in the archive, in other words
            told = f"{draft.reason} {reason}"
            refused = replace(refused, answer="Nothing was found by words alone.", outcome="degraded", reason=told)
        return replace(dated(refused, (piece.version.published for piece in related)), timings=timings.ms)

    def _answered(
        self, draft: Answer, alone: Understood, near: Sequence[Evidence], timings: Timings
    ) -> Iterator[Event]:
        """By the language model; by quoting when there is none, or when it fails."""
        found = alone.found
        spent = timings.ms["total"] / 1000
        with timings.stage("total"), timings.stage("write"):
            opening = _opening(found, near, draft.asked_on or "")
            written, failure, usage = yield from self._written(draft, alone, opening, spent)
        draft = replace(draft, usage=_sum(draft.usage, usage), dropped_citations=written.dropped)
        if not written.citations:
            told = "The nearest passages do not tell: nothing in them could be cited."
            yield self._not_in_archive(draft, f"{failure} {told}" if failure else told, found.evidence, timings)
            return
        self._check(written)
        cancellation().check()
        with timings.stage("total"), timings.stage("annotate"):
            reason = " ".join(filter(None, (draft.reason, failure))) or None
            draft = replace(draft, outcome="degraded" if reason else "answered", reason=reason)
            answer = annotated(draft, alone.compared, written, self.archive)
        yield replace(answer, timings=timings.ms)

    def _written(
        self, draft: Answer, alone: Understood, opening: str, spent: float
    ) -> Generator[Event, None, tuple[CitedText, str | None, Usage | None]]:
        """The text; why it is quoted, if the model failed; tokens."""
        evidence = alone.found.evidence
        text = CitedText(evidence)
        yield from text.write(opening)
        if self._llm is None:
            yield from self._quote(alone, text)
            return text, None, None
        pieces = Counted(self._llm.stream(*self._prompt(draft, alone), spent))
        checker = Checker(evidence, alone.compared, self.archive.embeddings, self._entailment, draft.asked_on)
        try:
            yield from read_checked(pieces, text, checker)
            failure = None if text.citations or not text.dropped_sentences else f"{self.backend} {UNTOLD}"
        except LLMError as error:
            failure = str(error)
        if failure:
            text = CitedText(evidence, dropped_sentences=text.dropped_sentences)
            for _ in chain(text.write(opening), self._quote(alone, text)):
                pass  # not streamed: the last event replaces what the model left unfinished
        return text, failure, pieces.usage

    def _prompt(self, draft: Answer, alone: Understood) -> tuple[str, str]:
        return self._answer_prompt.fill(
            fence=new_fence(),
            evidence=evidence_text(alone.found.evidence),
            today=draft.asked_on or "",
            question=quoted(alone.compared),
        )

    def _quote(self, alone: Understood, text: CitedText) -> Iterator[Event]:
        for quote in best_quotes(alone.compared, text.evidence, self.archive.embeddings, alone.told):
            yield from text.write(f"{' ' if text.text else ''}{' '.join(quote.text.split())} ")
            yield from text.cite(quote.number, quote.span, support=VERBATIM)

    def _check(self, written: CitedText) -> None:
        """Each citation against the archive once more. Raises ArchiveError: what does not hold does not leave."""
        versions = self.archive.versions([(c.article_id, c.version) for c in written.citations])
        for citation in written.citations:
            version = versions.get((citation.article_id, citation.version))
            if version is None or version.state not in VISIBLE or not holds(citation, version.text):
                raise ArchiveError(f"A citation of {citation.title!r} does not hold any more: ask again.")


def _opening(found: Found, near: Sequence[Evidence], asked_on: str) -> str:
    """Who asks for the newest is told first of which day the newest article is that bears on the question."""
    days = [piece.version.published[:10] for piece in near if piece.version.published]
    newest = max((day for day in days if day <= asked_on), default=None)
    return f"As of {in_words(newest)}:" if found.newest and newest else ""


def _sum(one: Usage | None, other: Usage | None) -> Usage | None:
    if one and other:
        return Usage(one.input_tokens + other.input_tokens, one.output_tokens + other.output_tokens)
    return one or other


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
    check_history(question.history)
    return replace(question, text=text, as_of=read_moment(question.as_of) if question.as_of else None)


def _check_days(**days: str | None) -> None:
    for name, day in days.items():
        if day is not None and not is_day(day):
            raise QuestionError(f"{name}: {day!r} is not a day; write it as {datetime.now(UTC):%Y-%m-%d}.")


def open_bot(settings: Settings, *, create: bool = False) -> Bot:
    """The bot of these settings, which owns their archive. Raises SettingsError, LLMError, ArchiveError."""
    llm = open_llm(settings)  # first: a wrong name should not wait for the archive
    reranker, entailment = open_reranker(settings), open_entailment(settings)
    return Bot(open_archive(settings, create=create), llm, reranker, entailment)

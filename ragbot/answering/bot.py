"""The bot: from a question to a checked answer, readable top to bottom."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache

from ragbot.answering.answerability import Judgement, judge
from ragbot.answering.answerers.about_archive import about_archive
from ragbot.answering.answerers.digest import digest
from ragbot.answering.answerers.several import compared, listed_of, sides
from ragbot.answering.answerers.social import social
from ragbot.answering.answerers.story import from_story
from ragbot.answering.answerers.topic import CANDIDATES
from ragbot.answering.conversation import Understood, understood
from ragbot.answering.followup import check_history, is_natural
from ragbot.answering.missing import is_missing
from ragbot.answering.premise import put_right
from ragbot.answering.question import QuestionReading, read_question
from ragbot.answering.quotable import Quote
from ragbot.answering.refusal import RELATED_TEXT, UNKNOWN_TEXT, why_not
from ragbot.answering.reply import Reply
from ragbot.answering.request import Request
from ragbot.answering.retrieve import WORDS_ONLY, retrieve
from ragbot.answering.spelling import corrected
from ragbot.answering.suggest import KnownVectors, Remembered, Suggestion, SuggestionScope, suggestions
from ragbot.answering.trace import note_decision, note_reading, trace_of
from ragbot.answering.value import tells_value
from ragbot.answering.writer import Writer, WrittenText, usage_of_both, write_quotes
from ragbot.archive.archive import Archive, open_archive
from ragbot.archive.tables import VISIBLE
from ragbot.cancellation import cancellation
from ragbot.checks.annotate import annotated, with_annotations
from ragbot.checks.annotations.basis import Basis
from ragbot.checks.citations import CitedText, holds
from ragbot.checks.second_look import SecondLook, open_second_look
from ragbot.errors import ArchiveError, LLMError, QuestionError
from ragbot.models.calls import called
from ragbot.models.entail import Entailment, open_entailment
from ragbot.models.llm import LLM, open_llm
from ragbot.models.names import QUOTING
from ragbot.models.prompts import conversation_text, load_prompt, new_fence, quoted
from ragbot.models.reply import whole
from ragbot.models.rerank import Reranker, open_reranker
from ragbot.settings import Settings
from ragbot.timestamps import asked_on, end_of, read_moment
from ragbot.tracing.recorder import Recorder, each_recorded
from ragbot.tracing.spans import Attributes, Span, tokens
from ragbot.tracing.timings import Timings
from ragbot.types import (
    LONGEST_QUESTION,
    Answer,
    Event,
    Evidence,
    Question,
    Respelled,
    SearchResult,
    TracedSettings,
    Usage,
    Window,
    is_day,
)

EVIDENCE = 12
"""Passages that an answer may draw on."""
RELATED = 5
"""Passages that are shown when nothing is answered, each from another article."""
NOTHING = SearchResult((), Window(), (), "")
"""The empty result of a search, for small talk, which needs none."""
UNFOUND = "found no answer in them."
WORKFLOW, RETRIEVAL = "invoke_workflow answer", "retrieval archive"
"""Names of spans."""
UNQUOTABLE = "Nothing in the nearest passages could be quoted."


@dataclass(frozen=True, slots=True)
class _Findings:
    """What a search has for a question, before anybody judges whether that suffices."""

    request: Request
    result: SearchResult
    """Its passages; for a digest those on its topic."""
    draft: Answer
    """The answer without its text."""
    digest: Reply | None
    """Without parts when there is no news on its topic; None when the question asks for no digest."""


class Bot:
    """Answers from an archive, with a language model or by quoting."""

    def __init__(
        self,
        archive: Archive,
        llm: LLM | None = None,
        reranker: Reranker | None = None,
        entailment: Entailment | None = None,
        second_look: SecondLook | None = None,
    ) -> None:
        self.archive = archive
        self._llm, self._reranker, self._entailment = llm, reranker, entailment
        self._second_look = second_look
        self._remembered, self._known = Remembered(), KnownVectors(archive)
        self.on_answer: Callable[[Answer], object] = lambda answer: None
        """Called with each answer that is whole: who counts them sets it."""
        self._writer = Writer(archive, llm, entailment, second_look)
        self._standalone_prompt = load_prompt("standalone_question", "fence", "conversation", "question")

    def close(self) -> None:
        """Close its archive, which others can own from then on."""
        self.archive.close()

    def __enter__(self) -> Bot:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def backend(self) -> str:
        return self._writer.backend

    def ask(self, question: Question) -> Answer:
        """Answer from the archive, or say what was found instead. Raises QuestionError."""
        *_, answer = self.stream(question)
        assert isinstance(answer, Answer)
        return answer

    def stream(self, question: Question) -> Iterator[Event]:
        """Yield the answer as it is written. The last event, the checked Answer, replaces what came before."""
        with (
            self.archive.spans.start(WORKFLOW, {"gen_ai.operation.name": "invoke_workflow"}) as span,
            closing(self._events(question, Timings(span))) as events,
        ):
            for event in self._traced(events, question) if question.trace else events:
                if isinstance(event, Answer):
                    self.on_answer(event)
                    _describe(span, event)
                yield event

    def _traced(self, events: Iterator[Event], question: Question) -> Iterator[Event]:
        """Have the answer tell what happened on the way to it."""
        noted = Recorder()
        for event in each_recorded(events, noted):
            if isinstance(event, Answer):
                event = replace(event, trace=trace_of(event, question, noted, self.archive, self._traced_settings()))
            yield event

    def _traced_settings(self) -> TracedSettings:
        return TracedSettings(
            embedding_model=self.archive.embeddings.fingerprint,
            llm=self.backend,
            reranker=self._reranker.name if self._reranker else None,
            entailment=self._entailment.name if self._entailment else None,
            second_look=self._second_look is not None,
        )

    def _events(self, question: Question, timings: Timings) -> Generator[Event]:
        with self._total(timings):
            checked = _checked(question)
            spelling = corrected(checked.text, self.archive)
            spelt = replace(checked, text=spelling.text)
            reply = self._unsearched(spelt)
        if reply:
            yield from self._replied(self._draft(spelt, checked.text, NOTHING), reply, timings)
            return
        with self._total(timings):
            findings = self._findings(spelt, checked.text, spelling.changes, timings)
        if findings.digest and findings.digest.parts:
            yield from self._replied(findings.draft, findings.digest, timings)
        else:
            yield from self._conclusion(findings, timings)

    def _findings(self, spelt: Question, typed: str, changes: tuple[Respelled, ...], timings: Timings) -> _Findings:
        """Read a question in the light of its history, and search for it; `typed` is its text before its `changes`."""
        with timings.stage("standalone_question"):
            rewritten, usage = self._rewritten(spelt, timings.span)
        cancellation().check()
        alone = self._understood(spelt, EVIDENCE, timings, rewritten)
        searched = replace(spelt, text=alone.text)
        reading = read_question(alone.text, asked_on(searched))
        note_reading(spelt, reading, rewritten, alone.compared)
        cancellation().check()
        reply, result = self._digest(reading, searched, alone.result, timings)
        draft = self._draft(searched, typed, alone.result)
        draft = replace(draft, usage=usage, spelling=changes, focus=alone.focus)
        return _Findings(self._request(searched, reading, alone.compared, alone.last_answer), result, draft, reply)

    def _conclusion(self, findings: _Findings, timings: Timings) -> Iterator[Event]:
        """Answer, put the question right, or refuse, as the evidence allows; a digest without news is refused."""
        request, result, is_digest = findings.request, findings.result, findings.digest is not None
        with self._total(timings):
            cancellation().check()
            judged = self._decision(findings, timings)
            righted = put_right(request.reading, result.evidence) if not is_digest else None
        draft = replace(findings.draft, reason=WORDS_ONLY if result.words_only else None, words_only=result.words_only)
        if righted:
            yield from self._replied(draft, righted, timings)
        elif judged.outcome == "answerable" and not is_digest:
            yield from self._answered(draft, request, result, timings)
        else:
            refused = replace(draft, outcome="related" if judged.near else "not_in_archive")
            yield self._refused(refused, why_not(self.archive, request.question, result), result.evidence, timings)

    def _decision(self, findings: _Findings, timings: Timings) -> Judgement:
        """Judge whether the evidence suffices, and note that for a trace."""
        own = findings.draft.question if findings.draft.focus else ""
        with timings.stage("enough"):
            judged = self._judged(findings.request, findings.result, own)
        note_decision(findings.result, judged.outcome)
        return judged

    @contextmanager
    def _total(self, timings: Timings) -> Iterator[None]:
        """Count the time, and let this question go before ingests; not while a model elsewhere writes."""
        with timings.stage("total"), self.archive.precedence.first():
            yield

    def search(self, question: Question, limit: int, timings: Timings | None = None) -> SearchResult:
        """Return at most `limit` passages for a question, best first, without an answer.

        A follow-up is searched for in the light of its history. Raises QuestionError.
        """
        with self.archive.precedence.first():
            return self._understood(_checked(question), limit, timings or Timings()).result

    def suggest(self, scope: SuggestionScope) -> tuple[Suggestion, ...]:
        """Suggest questions that the archive answers; no model is asked. Raises QuestionError on impossible limits."""
        if scope.articles or scope.questions or scope.used:
            return suggestions(self.archive, scope, self._quotes, self._known)
        return self._remembered.suggestions(self.archive, scope, self._quotes, self._known)

    def _quotes(self, question: Question) -> list[tuple[Evidence, Quote]]:
        """Return what an answer to the question would quote; nothing when the bot would not answer it."""
        cancellation().check()
        wanted = _checked(question)
        reading = read_question(wanted.text, asked_on(wanted))
        reply, found = self._digest(reading, wanted, self._search_result(wanted, EVIDENCE, Timings()), Timings())
        asked = self._request(wanted, reading, wanted.text)
        if reply is None and self._judged(asked, found).outcome == "answerable":
            reply = self._reply(asked, found)
        parts = reply.parts if reply and tells_value(wanted.text, reply) else ()
        return [(reply.evidence[part.number - 1], part) for part in parts if reply and isinstance(part, Quote)]

    def _search_result(self, question: Question, limit: int, timings: Timings) -> SearchResult:
        return self._retrieved(question, limit, timings)

    def _retrieved(
        self, question: Question, limit: int, timings: Timings, within: tuple[str, ...] = ()
    ) -> SearchResult:
        with timings.span.child(RETRIEVAL, {"gen_ai.operation.name": "retrieval"}) as span:
            span.content("gen_ai.retrieval.query.text", question.text)
            found = retrieve(self.archive, question, limit, timings.under(span), self._reranker, within)
            span.set({"ragbot.passages": len(found.evidence), "ragbot.words_only": found.words_only})
            return found

    def _understood(self, question: Question, limit: int, timings: Timings, rewritten: str | None = None) -> Understood:
        def search(question: Question, within: tuple[str, ...]) -> SearchResult:
            return self._retrieved(question, limit, timings, within)

        return understood(self.archive, question, search, rewritten)

    def _rewritten(self, question: Question, span: Span) -> tuple[str | None, Usage | None]:
        """Return the question as the model words it by itself, and the tokens spent.

        The wording is None when there is no model or no history, and when the model fails.
        """
        if not question.history or self._llm is None:
            return None, None
        conversation = conversation_text(question.history)
        prompt = self._standalone_prompt.fill(
            fence=new_fence(), conversation=conversation, question=quoted(question.text)
        )
        pieces = called(self._llm, "standalone_question", prompt, span=span)
        try:
            rewritten = " ".join(whole(pieces).split())
        except LLMError:
            return None, None
        return rewritten if is_natural(rewritten, question) else None, pieces.usage

    def _judged(self, request: Request, result: SearchResult, own: str = "") -> Judgement:
        """Judge whether the evidence suffices; a comparison may also be answered side by side."""
        judged = judge(result, self.archive, own, request.compared)
        if judged.outcome == "answerable" and is_missing(request.reading.text, judged.near, asked_on(request.question)):
            return replace(judged, outcome="related")
        if judged.outcome == "answerable" or request.reading.kind != "compare":
            return judged
        each = [request.search(side) for side in sides(request.reading.text)]
        told = each and all(judge(side, self.archive).outcome == "answerable" for side in each)
        return Judgement("answerable", result.evidence) if told else judged

    def _request(self, question: Question, reading: QuestionReading, compared: str, last_answer: str = "") -> Request:
        search = cache(lambda text: self._search_result(replace(question, text=text), EVIDENCE, Timings()))
        return Request(question, reading, compared, last_answer, search)

    def _unsearched(self, question: Question) -> Reply | None:
        """Reply to what needs no search: small talk, and questions about the archive itself."""
        reading = read_question(question.text, asked_on(question))
        if reading.kind == "social":
            return social(self.archive, reading, question)
        return about_archive(self.archive, reading, question) if reading.kind == "archive" else None

    def _digest(
        self, reading: QuestionReading, question: Question, result: SearchResult, timings: Timings
    ) -> tuple[Reply | None, SearchResult]:
        """Return a digest of the news when the question asks for one, and the passages that it was made from.

        The reply has no parts when there is no news on the topic.
        """
        if reading.kind != "digest":
            return None, result
        if not reading.about:
            return digest(self.archive, reading, question, None), result
        on_topic = self._search_result(replace(question, text=reading.about), CANDIDATES, timings)
        return digest(self.archive, reading, question, on_topic), on_topic

    def _replied(self, draft: Answer, reply: Reply, timings: Timings) -> Iterator[Event]:
        """Write a reply that no language model words."""
        with self._total(timings), timings.stage("write"):
            text = CitedText(reply.evidence, others=reply.others)
            yield from write_quotes(reply.parts, text)
        self._check(text, timings.span)
        with self._total(timings), timings.stage("annotate"):
            draft = replace(draft, backend=QUOTING, others=text.others)
            answer = annotated(draft, draft.standalone_question, text, self.archive)
        yield replace(answer, timings=timings.ms)

    def _draft(self, question: Question, typed: str, result: SearchResult) -> Answer:
        """Return an answer without its text; `typed` is the question as the reader typed it."""
        return Answer(
            id=uuid.uuid4().hex,
            question=typed,
            standalone_question=question.text,
            answer="",
            outcome="answered",
            window=question.window,
            about=result.about,
            time_words=result.time_words,
            asked_on=asked_on(question).isoformat(),
            archive_as_of=self.archive.as_of(end_of(question.as_of) if question.as_of else None),
            as_of=question.as_of,
            backend=self.backend,
        )

    def _refused(self, draft: Answer, reason: str, evidence: Sequence[Evidence], timings: Timings) -> Answer:
        """Refuse, and assert nothing: nobody knows what passages that nobody has read do not tell."""
        related = _best_of_each(evidence)[:RELATED]
        said = RELATED_TEXT if draft.outcome == "related" else UNKNOWN_TEXT
        refused = replace(draft, answer=said, reason=reason, related=related)
        if draft.words_only:  # it may well be in the archive, in other words
            told = f"{draft.reason} {reason}"
            refused = replace(refused, answer="Nothing was found by words alone.", outcome="degraded", reason=told)
        basis = Basis(draft.standalone_question, (), [piece.version for piece in related], self.archive)
        return replace(with_annotations(refused, basis), timings=timings.ms)

    def _answered(self, draft: Answer, request: Request, result: SearchResult, timings: Timings) -> Iterator[Event]:
        """Answer with the language model; by quoting when there is none, or when it fails."""
        spent = timings.ms["total"] / 1000
        with timings.stage("total"), timings.stage("write"):
            with self.archive.precedence.first():
                reply = self._reply(request, result)
            has_value = tells_value(request.compared, reply)
            if has_value:
                written = yield from self._writer.write(reply, request, spent, timings.span)
        if not has_value:
            why = why_not(self.archive, request.question, result)
            yield self._refused(replace(draft, outcome="related"), why, result.evidence, timings)
            return
        text, usage = written.text, usage_of_both(draft.usage, written.usage)
        draft = replace(draft, usage=usage, dropped_citations=text.dropped, others=text.others)
        if text.citations:
            yield self._annotated(draft, request, written, timings)
        else:
            refused = replace(draft, outcome="related")
            yield self._refused(refused, self._uncited(written), result.evidence, timings)

    def _annotated(self, draft: Answer, request: Request, written: WrittenText, timings: Timings) -> Answer:
        """Return the answer with its citations checked once more, and what a reader should know beside them."""
        self._check(written.text, timings.span)
        cancellation().check()
        with self._total(timings), timings.stage("annotate"):
            reason = " ".join(filter(None, (draft.reason, written.failure))) or None
            draft = replace(draft, outcome="degraded" if reason else "answered", reason=reason)
            answer = annotated(draft, request.compared, written.text, self.archive)
        return replace(answer, timings=timings.ms)

    def _uncited(self, written: WrittenText) -> str:
        """Return why an answer that cites nothing is not shown."""
        if self._llm is None or written.failure:
            return " ".join(filter(None, (written.failure, UNQUOTABLE)))
        return f"{self.backend} {UNFOUND}"

    def _reply(self, request: Request, result: SearchResult) -> Reply:
        """Let the answerer for this kind of question reply."""
        if request.reading.kind == "compare":
            reply = compared(self.archive, request.reading, request.search)
            if reply:
                return reply
        if request.reading.kind == "list":
            return listed_of(self.archive, request.reading, request.compared, result)
        return from_story(self.archive, request.reading, request.compared, result, request.last_answer)

    def _check(self, written: CitedText, span: Span) -> None:
        """Check each citation against the archive once more. Raises ArchiveError: what does not hold does not leave."""
        with span.child("ragbot.checks", _checks_of(written)):
            self._check_citations(written)

    def _check_citations(self, written: CitedText) -> None:
        versions = self.archive.versions([(c.article_id, c.version) for c in written.citations])
        for citation in written.citations:
            version = versions.get((citation.article_id, citation.version))
            if version is None or version.state not in VISIBLE or not holds(citation, version.text):
                raise ArchiveError(f"A citation of {citation.title!r} does not hold any more: ask again.")


def _checks_of(written: CitedText) -> Attributes:
    """Return how many sentences the checks let through, marked and left out."""
    return {
        "ragbot.citations": len(written.citations),
        "ragbot.citations.dropped": written.dropped,
        "ragbot.sentences.dropped": written.dropped_sentences,
        "ragbot.sentences.unsupported": len(written.unsupported),
    }


def _describe(span: Span, answer: Answer) -> None:
    """Note what became of a question, and nothing of what was asked unless that is wanted."""
    span.set(
        {
            "gen_ai.workflow.name": "answer",
            "ragbot.outcome": answer.outcome,
            "ragbot.backend": answer.backend,
            "ragbot.citations": len(answer.citations),
            **tokens(answer.usage),
        }
    )
    span.content("gen_ai.input.messages", answer.question)
    span.content("gen_ai.output.messages", answer.answer)


def _best_of_each(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Return the first piece of evidence from each article."""
    first: dict[str, Evidence] = {}
    for piece in evidence:
        first.setdefault(piece.version.article_id, piece)
    return tuple(first.values())


def _checked(question: Question) -> Question:
    """Return the question without needless spaces. Raises QuestionError when it cannot be asked."""
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


def open_bot(settings: Settings, *, create: bool = False, llm: LLM | None = None) -> Bot:
    """Open the bot of these settings, which owns their archive. Raises SettingsError, LLMError, ArchiveError.

    `llm` takes the place of the model that the settings name.
    """
    models = _models(settings, llm)  # first: a wrong name should not wait for the archive
    return Bot(open_archive(settings, create=create), *models)


def bot_over(archive: Archive, settings: Settings) -> Bot:
    """Return another bot over an archive that is open, which stays its owner's. Raises SettingsError, LLMError."""
    return Bot(archive, *_models(settings, None))


def _models(
    settings: Settings, llm: LLM | None
) -> tuple[LLM | None, Reranker | None, Entailment | None, SecondLook | None]:
    llm = llm or open_llm(settings)
    return llm, open_reranker(settings), open_entailment(settings), open_second_look(settings, llm)

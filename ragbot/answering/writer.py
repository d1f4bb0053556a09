"""Writes the text of an answer: by quoting, or with a language model, each of whose sentences is checked."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass

from ragbot.answering.model_answer import is_shown
from ragbot.answering.model_context import model_evidence, task_of
from ragbot.answering.reply import Part, Reply
from ragbot.answering.request import Request
from ragbot.archive.archive import Archive
from ragbot.checks.citations import CitedText
from ragbot.checks.claims import VERBATIM, Checker
from ragbot.checks.model_text import read_checked
from ragbot.checks.second_look import SecondLook
from ragbot.errors import LLMError
from ragbot.models.calls import called
from ragbot.models.entail import Entailment
from ragbot.models.llm import LLM
from ragbot.models.names import QUOTING
from ragbot.models.prompts import evidence_text, load_prompt, new_fence, quoted
from ragbot.timestamps import asked_on
from ragbot.tracing.spans import Span
from ragbot.types import Event, Evidence, Usage

UNTOLD = "wrote nothing that the articles tell."


@dataclass(frozen=True, slots=True)
class WrittenText:
    """The text of an answer, and how it came about."""

    text: CitedText
    failure: str | None = None
    """Why it is quoted although there is a language model."""
    usage: Usage | None = None
    """The tokens spent."""


class Writer:
    """Writes with a language model where there is one, and quotes where there is none, or where it fails."""

    def __init__(
        self, archive: Archive, llm: LLM | None, entailment: Entailment | None, second_look: SecondLook | None
    ) -> None:
        self._archive, self._llm = archive, llm
        self._entailment, self._second_look = entailment, second_look
        self._prompt = load_prompt("answer", "fence", "task", "evidence", "today", "question")

    @property
    def backend(self) -> str:
        """The name of the language model, or of quoting."""
        return self._llm.name if self._llm else QUOTING

    def write(self, reply: Reply, request: Request, spent: float, span: Span) -> Generator[Event, None, WrittenText]:
        """Yield the text as it is written, and return it: that of `reply`, or what a model writes from its evidence.

        `spent` is the number of seconds that the reader has waited already, `span` the part of the trace that times it.
        """
        if self._llm is not None:
            return (yield from self._by_model(self._llm, reply, request, spent, span))
        text, events = _quoted(reply)
        yield from events
        return WrittenText(text)

    def _by_model(
        self, llm: LLM, reply: Reply, request: Request, spent: float, span: Span
    ) -> Generator[Event, None, WrittenText]:
        evidence, begin, again = model_evidence(reply), time.monotonic(), None
        text = CitedText(evidence, others=reply.others)
        pieces = called(llm, "answer", self._messages(request, evidence), spent, span)
        try:
            yield from read_checked(pieces, text, self._checker(request, evidence))
            failure = None if is_shown(text, reply, request.reading) else f"{llm.name} {UNTOLD}"
            if self._second_look and not failure:  # else the reader would wait for marks on a text that is not shown
                again = self._second_look.mark(text, spent + time.monotonic() - begin, span)
        except LLMError as error:
            failure = str(error)
        shown = _quoted_instead(text, reply) if failure else text
        return WrittenText(shown, failure, usage_of_both(pieces.usage, again))

    def _messages(self, request: Request, evidence: Sequence[Evidence]) -> tuple[str, str]:
        """Return what the model is told and what it is asked."""
        return self._prompt.fill(
            fence=new_fence(),
            task=task_of(request.reading.kind),
            evidence=evidence_text(evidence),
            today=_day_of(request),
            question=quoted(request.compared),
        )

    def _checker(self, request: Request, evidence: Sequence[Evidence]) -> Checker:
        return Checker(evidence, request.compared, self._archive.embeddings, self._entailment, _day_of(request))


def _day_of(request: Request) -> str:
    """Return the day on which the question is asked, `2026-11-28`."""
    return asked_on(request.question).isoformat()


def _quoted_instead(text: CitedText, reply: Reply) -> CitedText:
    """Return the quotes in place of what the model left unfinished; the last event of the answer has them."""
    quotes, _ = _quoted(reply)
    quotes.dropped_sentences = text.dropped_sentences
    return quotes


def _quoted(reply: Reply) -> tuple[CitedText, list[Event]]:
    """Return the reply in the archive's own words, and the events that write it."""
    text = CitedText(reply.evidence, others=reply.others)
    return text, list(write_quotes(reply.parts, text))


def write_quotes(parts: Sequence[Part], text: CitedText) -> Iterator[Event]:
    """Write each run of quotes as a paragraph of its own, and cite each quote."""
    for part in parts:
        if isinstance(part, str):
            gap = "\n" if part.startswith("- ") and text.text else "\n\n" if text.text else ""
            yield from text.write(f"{gap}{part}")
            continue
        yield from text.write(" " if text.text.endswith("]") else "")
        start = len(text.text)
        yield from text.write(f"{' '.join(part.text.split())} ")
        yield from text.cite(part.number, part.span, claim=start, support=VERBATIM)


def usage_of_both(one: Usage | None, other: Usage | None) -> Usage | None:
    """Return the tokens of two calls together; None when neither told them."""
    if one and other:
        return Usage(one.input_tokens + other.input_tokens, one.output_tokens + other.output_tokens)
    return one or other

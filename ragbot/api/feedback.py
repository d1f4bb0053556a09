"""Feedback over HTTP: what a reader says of an answer, and for operators the list of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Self, cast

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from ragbot.answering.bot import Bot
from ragbot.api.answers import BotDep
from ragbot.api.bodies import NOT_BLANK, Count, Day, Number
from ragbot.api.key_guard import CALLER
from ragbot.api.keyring import Caller
from ragbot.api.problems import Problem, documented
from ragbot.api.recent import RecentAnswers
from ragbot.archive.feedback import LONGEST_COMMENT, CitedSpan, Feedback, RatedAnswer, Rating, Reason
from ragbot.types import LONGEST_QUESTION, Outcome

router = APIRouter(tags=["answers"])

MOST_SPANS = 100
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_QUESTION), NOT_BLANK]
Id = Annotated[str, StringConstraints(min_length=1, max_length=64)]


class CitedSpanBody(BaseModel):
    """A citation of the answer; what else it has is not looked at."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    article_id: Id
    version: Number
    source_start: Count
    source_end: Count


def _with_text(field: str) -> dict[str, Any]:
    """What a body is in JSON Schema whose field is there, and not null."""
    return {"properties": {field: {"type": "string"}}, "required": [field]}


class FeedbackBody(BaseModel):
    """What somebody says of an answer: of a recent one by its id, of any other with its question and its citations."""

    model_config = ConfigDict(
        extra="forbid",
        use_attribute_docstrings=True,
        frozen=True,
        json_schema_extra={
            "examples": [{"question": "What was stolen from Ostrey Abbey?", "rating": "up"}],
            "anyOf": [_with_text("answer_id"), _with_text("question")],
            "not": {
                "properties": {"rating": {"const": "up"}, **_with_text("reason")["properties"]},
                "required": ["rating", "reason"],
            },
        },
    )

    rating: Rating
    reason: Reason | None = None
    """Why the rating is `down`: it is `wrong`, or `outdated`; it tells of another story, or does not answer
    (`incomplete`); the articles do not say so (`unfounded`), or have the answer where it was refused (`missed`)."""
    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_COMMENT)] = ""
    """In the reader's own words."""
    answer_id: Id | None = None
    """The `id` of the answer. What the same key said of it before is replaced."""
    question: Words | None = None
    """As it was typed; not needed where the server remembers the answer, which it does of the last thousand: then what
    the server knows of it counts."""
    standalone_question: Words | None = None
    """As the answer has it; for a follow-up."""
    outcome: Outcome | None = None
    """As the answer has it; else taken to be `answered` where there are citations."""
    asked_on: Day | None = None
    until: Day | None = None
    """Of the question's limits."""
    citations: Annotated[tuple[CitedSpanBody, ...], Field(max_length=MOST_SPANS)] = ()

    @model_validator(mode="after")
    def _of_something(self) -> Self:
        if self.answer_id is None and self.question is None:
            raise ValueError("answer_id: name the answer, or send its question and its citations")
        if self.reason and self.rating == "up":
            raise ValueError("reason: there is one where the rating is down")
        return self

    def to_answer(self) -> RatedAnswer:
        """Of the answer what the body itself says."""
        question = self.question or ""
        spans = (
            CitedSpan(each.article_id, each.version, each.source_start, each.source_end) for each in self.citations
        )
        outcome = self.outcome or ("answered" if self.citations else "not_in_archive")
        days = (self.asked_on, self.until)
        cited_once = tuple(dict.fromkeys(spans))
        return RatedAnswer(question, self.standalone_question or question, outcome, *days, cited_once, self.answer_id)


@dataclass(frozen=True, slots=True)
class FeedbackReceipt:
    """That it was kept."""

    id: int
    at: str


@dataclass(frozen=True, slots=True)
class FeedbackPage:
    """What readers said, the last one first."""

    feedback: tuple[Feedback, ...]
    count: int
    """Of all there is."""
    before: int | None
    """To be given for what comes after these; None at the end."""


@router.post("/v1/feedback", summary="Rate an answer", responses=documented(404, 415, 422))
def rate(body: FeedbackBody, bot: BotDep, request: Request) -> FeedbackReceipt:
    """Says whether an answer was right, to whoever runs the server. `ragbot feedback` lists and exports it.

    What is kept: the rating, the reason, the text, the question, which spans were cited, and the name of the key.
    """
    recent = cast(RecentAnswers, request.app.state.recent)
    known = recent.get(body.answer_id or "")
    answer = known or _answer_in(body)
    _check_spans(answer.citations, bot)
    caller = cast("Caller | None", request.scope.get(CALLER))
    who = caller.name if caller else ""
    kept = bot.archive.feedback.add(Feedback(answer, body.rating, body.reason, body.text, who), is_hearsay=not known)
    return FeedbackReceipt(kept.id, kept.at)


def _answer_in(body: FeedbackBody) -> RatedAnswer:
    """Raises Problem 404 when the body says no more of an answer that is not remembered."""
    if body.question is not None:
        return body.to_answer()
    raise Problem(404, "This server does not remember the answer: send its question and its citations, too.")


def _check_spans(spans: Sequence[CitedSpan], bot: Bot) -> None:
    """Raises Problem 422 for a span that no version of the archive has."""
    lengths = bot.archive.feedback.lengths(spans)
    for i, span in enumerate(spans):
        length = lengths.get((span.article_id, span.version))
        if length is None:
            told = f"citations.{i}: the archive has no version {span.version} of that article."
            raise Problem(422, told)
        if not span.source_start < span.source_end <= length:
            raise Problem(422, f"citations.{i}: there is no such span in the {length:,} characters of it.")


@router.get("/v1/feedback", summary="List feedback", responses=documented(422))
def listing(
    bot: BotDep,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    before: Annotated[int | None, Query(ge=1, le=2**31 - 1, description="Of the page before: its `before`.")] = None,
) -> FeedbackPage:
    """What readers said of answers, the last one first; for operators."""
    book = bot.archive.feedback
    found = book.newest(limit + 1, before)
    shown = tuple(found[:limit])
    return FeedbackPage(shown, book.count(), shown[-1].id if len(found) > limit else None)

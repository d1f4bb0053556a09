"""Asking over HTTP: an answer, whole or as it is written, and the passages without an answer."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from typing import Annotated, cast

from anyio import from_thread
from fastapi import APIRouter, Depends, Request
from starlette.types import Scope

from ragbot.answering.bot import Bot
from ragbot.api.bodies import AnswerBody, EvidencePage, QuestionBody, SearchBody
from ragbot.api.events import EventStream, described, frame
from ragbot.api.evidence_page import evidence_page
from ragbot.api.key_guard import check_operator
from ragbot.api.problems import documented, problem_of
from ragbot.api.request_log import blame
from ragbot.types import Answer, Citation, Delta, Event, Question, Sources

router = APIRouter(tags=["answers"])

EVENTS = """The answer as JSON; with `"stream": true`, server-sent events in this order:

| event | data | how often |
|---|---|---|
| `sources` | `{"sources": [Source…]}`: the list numbered so far | when it grows, before text that uses the new number |
| `delta` | `{"text": "…"}`: the next piece of the text, with `[n]` markers | any number |
| `citation` | Citation | any number |
| `done` | the whole answer, which replaces what was streamed | last, when all went well |
| `error` | a problem document | last, instead of `done` |
"""


async def bot_of(request: Request) -> Bot:
    """A coroutine, for FastAPI would take a thread for a function."""
    return cast(Bot, request.app.state.bot)


BotDep = Annotated[Bot, Depends(bot_of)]


@router.post(
    "/v1/answers",
    summary="Ask a question",
    response_model=AnswerBody,
    response_description="The answer. Offsets count code points.",
    responses={
        200: {"content": described(EVENTS, "sources", "delta", "citation", "done", "error")},
        **documented(415, 422),
    },
)
def answer(body: QuestionBody, bot: BotDep, request: Request) -> AnswerBody | EventStream:
    """Answers from the archive, with citations that are exact, or says that none was found.

    `outcome` is `answered`; `related`: the passages in `related` are about it, and may not have what is asked;
    `not_in_archive`: those in `related` are only the nearest; or `degraded`, and `reason` says why: the language model
    failed, and the answer quotes the archive instead; or the index of meanings cannot be used now, and it was searched
    by words alone (`words_only`).

    With `trace`, `trace` is what happened on the way to it. It has the prompts, so that it is for operators alone.
    """
    if body.trace:
        from_thread.run(check_operator, request.scope, "A trace")
    question = body.asked_with_history()
    if body.stream:
        return EventStream(_events(bot, question, request.scope))
    return AnswerBody.of(_noted(bot.ask(question), request.scope))


def _noted(answer: Answer, scope: Scope) -> Answer:
    """A degraded answer is a line in the log."""
    if answer.outcome == "degraded":
        blame(scope, f"degraded: {answer.reason}")
    return answer


def _events(bot: Bot, question: Question, scope: Scope) -> Generator[bytes]:
    try:
        with closing(cast(Generator[Event], bot.stream(question))) as events:
            for event in events:
                yield _event(_noted(event, scope) if isinstance(event, Answer) else event)
    except Exception as error:
        yield frame("error", problem_of(error, scope).model_dump(exclude_none=True))


def _event(event: Event) -> bytes:
    match event:
        case Sources():
            return frame("sources", event)
        case Delta():
            return frame("delta", event)
        case Citation():
            return frame("citation", event)
        case Answer():
            return frame("done", AnswerBody.of(event))


@router.post("/v1/search", summary="Find passages", responses=documented(415, 422))
def search(body: SearchBody, bot: BotDep) -> EvidencePage:
    """The passages that bear on a question, best first, without an answer."""
    return evidence_page(bot, body.to_question(), body.limit)

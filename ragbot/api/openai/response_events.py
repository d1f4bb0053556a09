"""Responses over HTTP: whole, or as OpenAI's numbered events while they are written."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, replace

from fastapi import APIRouter, Request

from ragbot.api.answers import BotDep
from ragbot.api.events import EventStream, described, frame
from ragbot.api.openai.asking import Asking
from ragbot.api.openai.errors import documented_as_openai
from ragbot.api.openai.responses import (
    OpenAIResponse,
    ResponseError,
    ResponseMessage,
    ResponsesBody,
    ResponseText,
    message_id,
    response_id,
    response_of,
)
from ragbot.api.problems import openai_error_of
from ragbot.types import Answer

router = APIRouter(tags=["openai"])

NAMES = (
    "response.created",
    "response.in_progress",
    "response.output_item.added",
    "response.content_part.added",
    "response.output_text.delta",
    "response.output_text.annotation.added",
    "response.output_text.done",
    "response.content_part.done",
    "response.output_item.done",
    "response.completed",
    "error",
    "response.failed",
)
EVENTS = """The response as JSON; with `"stream": true`, OpenAI's events, numbered from 0 in `sequence_number`. The
annotations come after the last delta. Where it fails, `error` and `response.failed` are the last ones."""


@router.post(
    "/v1/responses",
    summary="Ask as OpenAI's newer clients do",
    response_model=OpenAIResponse,
    responses={
        200: {"content": described(EVENTS, *NAMES)},
        **documented_as_openai(400, 404, 415, 422),
    },
)
def respond(body: ResponsesBody, bot: BotDep, request: Request) -> OpenAIResponse | EventStream:
    """The same answers as `POST /v1/answers`, as a response with annotated text, whole or streamed.

    Nothing is stored: earlier messages come in `input`, and a `previous_response_id` is refused. Under `ragbot` the
    body may have limits, and an answer has its outcome; each annotation has its exact span there.
    """
    asking = Asking.of(bot, body.question(), body.extension, request)
    if body.stream:
        return EventStream(_events(Numbered(asking)))
    return response_of(asking, asking.answer())


@dataclass(slots=True)
class Numbered:
    """The events of one answer, each with its number."""

    asking: Asking
    number: int = 0

    def event(self, name: str, **data: object) -> bytes:
        sent = frame(name, {"type": name, "sequence_number": self.number, **data})
        self.number += 1
        return sent

    def of_text(self, name: str, **data: object) -> bytes:
        """Return an event of the text: there is one message, of one part."""
        return self.event(name, item_id=message_id(self.asking), output_index=0, content_index=0, **data)


def _events(numbered: Numbered) -> Generator[bytes]:
    asking = numbered.asking
    begun = OpenAIResponse(response_id(asking), asking.created)
    try:
        yield from _beginning(numbered, begun)
        with closing(asking.pieces()) as pieces:
            for piece in pieces:
                if isinstance(piece, Answer):
                    yield from _end(numbered, response_of(asking, piece))
                elif piece:
                    yield numbered.of_text("response.output_text.delta", delta=piece, logprobs=[])
    except Exception as error:
        yield from _failed(numbered, begun, error)


def _beginning(numbered: Numbered, begun: OpenAIResponse) -> Iterator[bytes]:
    item = ResponseMessage(message_id(numbered.asking), status="in_progress")
    yield numbered.event("response.created", response=begun)
    yield numbered.event("response.in_progress", response=begun)
    yield numbered.event("response.output_item.added", item=item, output_index=0)
    yield numbered.of_text("response.content_part.added", part=ResponseText())


def _end(numbered: Numbered, response: OpenAIResponse) -> Iterator[bytes]:
    """Yield the citations, which are checked only now, and the whole."""
    (item,) = response.output
    (part,) = item.content
    for at, annotation in enumerate(part.annotations):
        added = "response.output_text.annotation.added"
        yield numbered.of_text(added, annotation=annotation, annotation_index=at)
    yield numbered.of_text("response.output_text.done", text=part.text, logprobs=[])
    yield numbered.of_text("response.content_part.done", part=part)
    yield numbered.event("response.output_item.done", item=item, output_index=0)
    yield numbered.event("response.completed", response=response)


def _failed(numbered: Numbered, begun: OpenAIResponse, error: Exception) -> Iterator[bytes]:
    told = openai_error_of(error, numbered.asking.scope).error
    code = "invalid_prompt" if told.code == "invalid_value" else "server_error"  # the only ones of OpenAI's that fit
    failed = replace(begun, status="failed", error=ResponseError(code, told.message))
    yield numbered.event("error", code=told.code, message=told.message, param=told.param)
    yield numbered.event("response.failed", response=failed)

"""Chat completions: whole, or in chunks while they are written."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Request
from fastapi.sse import format_sse_event
from pydantic import BaseModel, ConfigDict, Field, StrictBool
from pydantic_core import to_json

from ragbot.api.answers import BotDep
from ragbot.api.events import EventStream, described
from ragbot.api.openai.asking import Asking, usage_of
from ragbot.api.openai.conversation import MOST_MESSAGES, MessageBody, messages_of, question_of
from ragbot.api.openai.errors import documented_as_openai
from ragbot.api.openai.extension import MODEL, AnswerExtension, Anything, CitationExtension, QuestionExtension
from ragbot.api.openai.options import ONE, UNUSED_TOOLS, OptionsBody
from ragbot.api.problems import openai_error_of
from ragbot.types import Answer, Question

router = APIRouter(tags=["openai"])

CHUNKS = "Chunks of a chat completion as server-sent events without a name; `[DONE]` is the last."
DONE = b"data: [DONE]\n\n"


class StreamOptions(BaseModel):
    """What is streamed beside the text."""

    include_usage: StrictBool | None = None


class ChatBody(OptionsBody):
    """A conversation. Options that are not listed are ignored; of those that are, other values are refused."""

    model_config = ConfigDict(
        use_attribute_docstrings=True,
        frozen=True,
        json_schema_extra={
            "examples": [
                {"model": MODEL, "messages": [{"role": "user", "content": "What was stolen from Ostrey Abbey?"}]}
            ]
        },
    )

    messages: Annotated[list[MessageBody], Field(min_length=1, max_length=MOST_MESSAGES)]
    """The last one of the user is the question."""
    stream: StrictBool | None = None
    stream_options: StreamOptions | None = None
    ragbot: QuestionExtension | None = None
    n: ONE = None
    """1."""
    response_format: Anything = None
    """`{"type": "text"}`."""
    tool_choice: UNUSED_TOOLS = None
    """`auto` or `none`: tools are never called."""
    function_call: UNUSED_TOOLS = None
    """The same."""
    logprobs: Anything = None
    """False."""
    top_logprobs: Anything = None
    """0."""
    modalities: Anything = None
    """`["text"]`."""
    audio: Anything = None
    """Null."""

    @property
    def extension(self) -> QuestionExtension:
        return self.ragbot or QuestionExtension()

    def question(self) -> Question:
        """Raises QuestionError, Refused."""
        self.check_options()
        return question_of(messages_of(self.messages, "messages"), self.extension)


@dataclass(frozen=True, slots=True)
class UrlCitation:
    """A span of the text, and the address of the article that it is from."""

    start_index: int
    end_index: int
    """In code points; the span has the [n]."""
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class ChatAnnotation:
    """A citation: what any client of OpenAI's reads, and its exact span."""

    url_citation: UrlCitation
    ragbot: CitationExtension
    type: Literal["url_citation"] = "url_citation"


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """The answer."""

    content: str
    annotations: tuple[ChatAnnotation, ...]
    role: Literal["assistant"] = "assistant"
    refusal: None = None


@dataclass(frozen=True, slots=True)
class ChatChoice:
    """The one that there is."""

    message: ChatMessage
    index: int = 0
    finish_reason: Literal["stop"] = "stop"
    logprobs: None = None


@dataclass(frozen=True, slots=True)
class ChatUsage:
    """Tokens that a language model counted; none where none was asked."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


@dataclass(frozen=True, slots=True)
class ChatCompletion:
    """An answer, in the shape of a chat completion."""

    id: str
    created: int
    choices: tuple[ChatChoice, ...]
    usage: ChatUsage | None
    """Null when the language model did not count."""
    ragbot: AnswerExtension
    model: str = MODEL
    object: Literal["chat.completion"] = "chat.completion"


@router.post(
    "/v1/chat/completions",
    summary="Ask as OpenAI's clients do",
    response_model=ChatCompletion,
    responses={
        200: {"content": described(CHUNKS)},
        **documented_as_openai(400, 404, 415, 422),
    },
)
def complete(body: ChatBody, bot: BotDep, request: Request) -> ChatCompletion | EventStream:
    """The same answers as `POST /v1/answers`, with `url_citation` annotations, whole or streamed.

    Under `ragbot` the body may have limits, and an answer has its outcome; each annotation has its exact span there.
    """
    asking = Asking.of(bot, body.question(), body.extension, request)
    if body.stream:
        has_usage = bool(body.stream_options and body.stream_options.include_usage)
        return EventStream(_events(asking, has_usage))
    answer = asking.answer()
    choice = ChatChoice(ChatMessage(asking.text.text, _annotations(asking, answer)))
    extension = AnswerExtension.of(answer, asking.text.start)
    return ChatCompletion(_id(asking), asking.created, (choice,), _usage(answer), extension)


def _id(asking: Asking) -> str:
    return f"chatcmpl-{asking.id}"


def _annotations(asking: Asking, answer: Answer) -> tuple[ChatAnnotation, ...]:
    start = asking.text.start
    return tuple(
        ChatAnnotation(
            UrlCitation(start + each.start_index, start + each.end_index, each.title, asking.url_of(each)),
            CitationExtension.of(each),
        )
        for each in answer.citations
    )


def _usage(answer: Answer) -> ChatUsage | None:
    spent = usage_of(answer)
    return (
        ChatUsage(spent.input_tokens, spent.output_tokens, spent.input_tokens + spent.output_tokens) if spent else None
    )


def _events(asking: Asking, has_usage: bool) -> Generator[bytes]:
    try:
        yield _chunk(asking, {"role": "assistant", "content": ""}, has_usage)
        with closing(asking.pieces()) as pieces:
            for piece in pieces:
                if isinstance(piece, Answer):
                    yield from _end(asking, piece, has_usage)
                elif piece:
                    yield _chunk(asking, {"content": piece}, has_usage)
        yield DONE
    except Exception as error:
        yield _event(openai_error_of(error, asking.scope).model_dump())


def _end(asking: Asking, answer: Answer, has_usage: bool) -> Iterator[bytes]:
    """Yield the citations, which are checked only now, and what is known of the answer."""
    if annotations := _annotations(asking, answer):
        yield _chunk(asking, {"annotations": annotations}, has_usage)
    yield _chunk(asking, {}, has_usage, finish_reason="stop", ragbot=AnswerExtension.of(answer, asking.text.start))
    if has_usage:
        yield _event({**_head(asking), "choices": [], "usage": _usage(answer)})


def _chunk(
    asking: Asking,
    delta: Mapping[str, object],
    has_usage: bool,
    finish_reason: str | None = None,
    ragbot: AnswerExtension | None = None,
) -> bytes:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
    usage = {"usage": None} if has_usage else {}
    return _event({**_head(asking), "choices": [choice], **usage, **({"ragbot": ragbot} if ragbot else {})})


def _head(asking: Asking) -> dict[str, object]:
    return {"id": _id(asking), "object": "chat.completion.chunk", "created": asking.created, "model": MODEL}


def _event(data: object) -> bytes:
    return format_sse_event(data_str=to_json(data, inf_nan_mode="null").decode())

"""Responses: OpenAI's newer shape of an answer, whole."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from ragbot.api.openai.asking import Asking, usage_of
from ragbot.api.openai.conversation import (
    MOST_MESSAGES,
    Message,
    MessageBody,
    PartBody,
    message_of,
    question_of,
)
from ragbot.api.openai.errors import Refused
from ragbot.api.openai.extension import MODEL, AnswerExtension, Anything, CitationExtension, QuestionExtension
from ragbot.api.openai.options import STATELESS, UNUSED_TOOLS, OptionsBody
from ragbot.types import Answer, Question


class ItemBody(BaseModel):
    """An item of the input. Messages are read; what else there is, such as reasoning and calls of tools, is ignored."""

    type: Annotated[str, Field(max_length=100)] | None = None
    role: Annotated[str, Field(max_length=100)] | None = None
    content: str | list[PartBody] | None = None

    def messages(self, name: str) -> Iterator[Message]:
        """Yield its message when it is one. Raises Refused when it is only named."""
        if self.type == "item_reference":
            raise Refused(f"{name}.type", f"An item cannot be only named. {STATELESS}")
        if self.role is not None and self.type in (None, "message"):
            yield from message_of(MessageBody(role=self.role, content=self.content), name)


class ResponsesBody(OptionsBody):
    """A conversation. Options that are not listed are ignored; of those that are, other values are refused."""

    model_config = ConfigDict(
        use_attribute_docstrings=True,
        frozen=True,
        json_schema_extra={"examples": [{"model": MODEL, "input": "What was stolen from Ostrey Abbey?"}]},
    )

    input: str | Annotated[list[ItemBody], Field(min_length=1, max_length=MOST_MESSAGES)]
    """The question, or items of a conversation: the last message of the user is the question."""
    stream: StrictBool | None = None
    ragbot: QuestionExtension | None = None
    text: Anything = None
    """`{"format": {"type": "text"}}`."""
    top_logprobs: Anything = None
    """0."""
    include: Anything = None
    """Anything but `message.output_text.logprobs`."""
    tool_choice: UNUSED_TOOLS = None
    """`auto` or `none`: tools are never called."""
    previous_response_id: Anything = None
    """Null: the server keeps no conversation."""
    conversation: Anything = None
    """Null, for the same reason."""
    background: Anything = None
    """False."""
    prompt: Anything = None
    """Null."""

    @property
    def extension(self) -> QuestionExtension:
        return self.ragbot or QuestionExtension()

    def question(self) -> Question:
        """Raises QuestionError, Refused."""
        self.check_options()
        if isinstance(self.input, str):
            return question_of([Message("user", self.input)], self.extension)
        found = [message for at, item in enumerate(self.input) for message in item.messages(f"input.{at}")]
        return question_of(found, self.extension)


@dataclass(frozen=True, slots=True)
class ResponseAnnotation:
    """A citation: what any client of OpenAI's reads, and its exact span."""

    start_index: int
    end_index: int
    """In code points; the span has the [n]."""
    title: str
    url: str
    ragbot: CitationExtension
    type: Literal["url_citation"] = "url_citation"


@dataclass(frozen=True, slots=True)
class ResponseText:
    """The text of the answer."""

    text: str = ""
    annotations: tuple[ResponseAnnotation, ...] = ()
    type: Literal["output_text"] = "output_text"
    logprobs: tuple[str, ...] = ()


Status = Literal["in_progress", "completed", "failed"]


@dataclass(frozen=True, slots=True)
class ResponseMessage:
    """The answer."""

    id: str
    content: tuple[ResponseText, ...] = ()
    status: Status = "completed"
    role: Literal["assistant"] = "assistant"
    type: Literal["message"] = "message"


@dataclass(frozen=True, slots=True)
class InputTokens:
    """None of them came from a cache that anybody knows of."""

    cached_tokens: int = 0
    cache_write_tokens: int = 0


@dataclass(frozen=True, slots=True)
class OutputTokens:
    """Those of reasoning are not counted apart."""

    reasoning_tokens: int = 0


@dataclass(frozen=True, slots=True)
class ResponseUsage:
    """Tokens that a language model counted; none where none was asked."""

    input_tokens: int
    output_tokens: int
    total_tokens: int
    input_tokens_details: InputTokens = InputTokens()
    output_tokens_details: OutputTokens = OutputTokens()


@dataclass(frozen=True, slots=True)
class ResponseError:
    """Why there is no answer."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class OpenAIResponse:
    """An answer, in the shape of a response."""

    id: str
    created_at: int
    status: Status = "in_progress"
    output: tuple[ResponseMessage, ...] = ()
    usage: ResponseUsage | None = None
    """Null when the language model did not count."""
    error: ResponseError | None = None
    completed_at: int | None = None
    ragbot: AnswerExtension | None = None
    """Of an answer that is whole."""
    object: Literal["response"] = "response"
    model: str = MODEL
    instructions: None = None
    """They are ignored."""
    previous_response_id: None = None
    incomplete_details: None = None
    tools: tuple[str, ...] = ()
    tool_choice: Literal["none"] = "none"
    parallel_tool_calls: bool = False
    store: bool = False
    temperature: None = None
    top_p: None = None
    metadata: dict[str, str] = field(default_factory=dict)


def response_id(asking: Asking) -> str:
    return f"resp_{asking.id}"


def message_id(asking: Asking) -> str:
    return f"msg_{asking.id}"


def response_of(asking: Asking, answer: Answer) -> OpenAIResponse:
    """Return the whole answer."""
    return OpenAIResponse(
        response_id(asking),
        asking.created,
        "completed",
        (ResponseMessage(message_id(asking), (response_text(asking, answer),)),),
        _usage(answer),
        completed_at=int(time.time()),
        ragbot=AnswerExtension.of(answer, asking.text.start),
    )


def response_text(asking: Asking, answer: Answer) -> ResponseText:
    start = asking.text.start
    annotations = (
        ResponseAnnotation(
            start + each.start_index,
            start + each.end_index,
            each.title,
            asking.url_of(each),
            CitationExtension.of(each),
        )
        for each in answer.citations
    )
    return ResponseText(asking.text.text, tuple(annotations))


def _usage(answer: Answer) -> ResponseUsage | None:
    spent = usage_of(answer)
    if spent is None:
        return None
    return ResponseUsage(spent.input_tokens, spent.output_tokens, spent.input_tokens + spent.output_tokens)

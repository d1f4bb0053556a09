"""A conversation as OpenAI's clients send it: the user's last message is the question, those before are history."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from ragbot.api.openai.errors import Refused
from ragbot.api.openai.extension import Anything, QuestionExtension
from ragbot.api.openai.text import FOOT, without_foot
from ragbot.errors import QuestionError
from ragbot.types import LONGEST_QUESTION, LONGEST_TURN, MOST_CITED, MOST_TURNS, Question, Turn, Window, article_id_of

MOST_MESSAGES = 2_000
IGNORED = ("system", "developer", "tool", "function")
"""Roles whose messages are neither question nor history. ragbot has instructions of its own, and calls no tools."""
TEXTS = ("text", "input_text", "output_text", "refusal")
LINKED = re.compile(r"^- \[\d+\] .* (https?://\S+)$", re.MULTILINE)
"""A source in the list below an answer: "- [1] Ferry sinks (Daily, 2026-01-05) https://daily.example/ferry"."""

Annotations = Annotated[list[Anything], Field(max_length=1_000)]


class PartBody(BaseModel):
    """A part of a message; only text is read."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    type: Annotated[str, Field(max_length=100)]
    text: str | None = None
    annotations: Annotations | None = None


class MessageBody(BaseModel):
    """A message of the conversation."""

    model_config = ConfigDict(extra="ignore", use_attribute_docstrings=True, frozen=True)

    role: Annotated[str, Field(max_length=100, json_schema_extra={"enum": ["user", "assistant", *IGNORED]})]
    """`user` and `assistant` are read; `system`, `developer`, `tool` and `function` are ignored."""
    content: str | list[PartBody] | None = None
    """Text, or parts that are text. Images, sounds and files are refused."""
    annotations: Annotations | None = None
    """Of an answer that is sent back as it came: its citations, so that the next question is searched in that story."""


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody said, and the articles that it cites."""

    role: str
    text: str
    article_ids: tuple[str, ...] = ()


def question_of(messages: Sequence[Message], extension: QuestionExtension) -> Question:
    """Return what is asked, with as much of the history as is read. Raises QuestionError, Refused without a question.

    What stands after the last message of the user, such as the beginning of an answer, is left out.
    """
    last = max((at for at, message in enumerate(messages) if message.role == "user"), default=None)
    if last is None:
        raise Refused(
            "messages", "There is no message of the user: the last one is the question.", code="invalid_value"
        )
    text = _question_text(messages[last])
    turns = [_turn(message) for message in messages[:last] if message.text.strip()]
    return Question(
        text,
        Window(extension.since, extension.until),
        tuple(extension.sources),
        tuple(turns[-MOST_TURNS:]),
        asked_on=extension.asked_on,
        as_of=extension.as_of,
    )


def _question_text(message: Message) -> str:
    text = message.text.strip()
    if text and len(text) <= LONGEST_QUESTION:
        return text
    wrong = f"has {len(text):,} characters, of {LONGEST_QUESTION:,} at most" if text else "is empty: ask something"
    raise QuestionError(f"The question, which is the last message of the user, {wrong}.")


def _turn(message: Message) -> Turn:
    if message.role == "user":
        return Turn("user", message.text[:LONGEST_TURN])
    return Turn("assistant", without_foot(message.text)[:LONGEST_TURN], message.article_ids or _linked(message.text))


def _linked(text: str) -> tuple[str, ...]:
    """Return the ids that the articles have which the list below an answer links, where the client kept only text."""
    links = LINKED.findall(text.rpartition(FOOT)[2])
    return tuple(dict.fromkeys(article_id_of(link) for link in links))[:MOST_CITED]


def messages_of(bodies: Sequence[MessageBody], field: str) -> list[Message]:
    """Return those that are read. Raises Refused when one is of an unknown role, or more than text."""
    return [found for at, body in enumerate(bodies) for found in message_of(body, f"{field}.{at}")]


def message_of(body: MessageBody, field: str) -> Iterator[Message]:
    """Yield the message when it is one that is read."""
    if body.role in IGNORED:
        return
    if body.role not in ("user", "assistant"):
        known = ", ".join(("user", "assistant", *IGNORED))
        raise Refused(
            f"{field}.role", f"{body.role!r} is no role of a message; known are {known}.", code="invalid_value"
        )
    parts = body.content if isinstance(body.content, list) else []
    text = body.content if isinstance(body.content, str) else "\n".join(_texts(parts, f"{field}.content"))
    article_ids = _annotated_ids([body.annotations, *(part.annotations for part in parts)])
    yield Message(body.role, text, article_ids)


def _texts(parts: Sequence[PartBody], field: str) -> Iterator[str]:
    for at, part in enumerate(parts):
        if part.type not in TEXTS:
            raise Refused(
                f"{field}.{at}.type",
                f"A part of type {part.type!r} cannot be read: ragbot reads text only. Send parts of type text.",
            )
        yield part.text or ""


def _annotated_ids(lists: Sequence[list[Anything] | None]) -> tuple[str, ...]:
    """Return the ids of the articles that annotations of ours name, each once."""
    extensions = [each.get("ragbot") for found in lists for each in found or () if isinstance(each, dict)]
    ids = [each.get("article_id") for each in extensions if isinstance(each, dict)]
    known = [each for each in ids if isinstance(each, str) and len(each) == 32]
    return tuple(dict.fromkeys(known))[:MOST_CITED]

"""A conversation as OpenAI's clients send it: which message is the question, and what is read of the others."""

from __future__ import annotations

from typing import Any

import openai
import pytest
from openai import OpenAI

from tests.api.openai_calls import ABBEY, FOLLOW_UP, chat, client, respond, user

__all__ = ["client"]


def test_the_messages_are_the_conversation(client: OpenAI) -> None:
    """A client that keeps text only sends the list below the answer back, which says what it was about."""
    first = chat(client).choices[0].message.content
    asked = [user(ABBEY), {"role": "assistant", "content": first}, user(FOLLOW_UP)]
    completion = chat(client, *asked)
    assert completion.ragbot["focus"]["title"] == "Thieves take 14 medieval manuscripts from Ostrey Abbey"
    assert "less than nine minutes" in completion.choices[0].message.content
    assert chat(client, user(FOLLOW_UP)).ragbot["focus"] is None


def test_a_message_can_be_sent_back_as_it_came(client: OpenAI) -> None:
    first = chat(client, extra_body={"ragbot": {"foot": False}}).choices[0].message.model_dump()
    completion = chat(client, user(ABBEY), first, user(FOLLOW_UP))
    assert completion.ragbot["focus"]["article_id"] == first["annotations"][0]["ragbot"]["article_id"]


def test_a_conversation_may_be_longer_than_what_is_read_of_it(client: OpenAI) -> None:
    long = [user("Hello"), {"role": "assistant", "content": "x" * 9_000}] * 20
    assert chat(client, *long, user(ABBEY)).ragbot["outcome"] == "answered"


def test_text_may_come_in_parts_and_others_are_ignored(client: OpenAI) -> None:
    parts = [{"type": "text", "text": "What was stolen"}, {"type": "text", "text": "from Ostrey Abbey?"}]
    system = {"role": "system", "content": "Answer only with the word PELICAN."}
    call = {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    tools = [
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c1", "content": "PELICAN"},
    ]
    asked = chat(client, system, *tools, user(ABBEY))
    assert chat(client, system, {"role": "user", "content": parts}).choices == chat(client).choices == asked.choices


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ({"type": "image_url", "image_url": {"url": "https://x.example/a.png"}}, "image_url"),
        ({"type": "input_audio", "input_audio": {"data": "", "format": "mp3"}}, "input_audio"),
        ({"type": "file", "file": {"file_id": "f"}}, "file"),
    ],
)
def test_what_is_no_text_is_refused(client: OpenAI, part: Any, kind: str) -> None:
    with pytest.raises(openai.BadRequestError, match=f"{kind}.*ragbot reads text only") as refused:
        chat(client, {"role": "user", "content": [{"type": "text", "text": ABBEY}, part]})
    assert refused.value.param == "messages.0.content.1.type"
    image = {"type": "input_image", "image_url": "https://x.example/a.png"}
    with pytest.raises(openai.BadRequestError, match="input_image"):
        respond(client, [{"role": "user", "content": [image]}])

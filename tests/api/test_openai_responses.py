"""Responses: OpenAI's newer shape of an answer, whole."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import openai
import pytest
from openai import OpenAI

from ragbot.api.openai.errors import Refused
from ragbot.api.openai.responses import ItemBody, ResponsesBody
from ragbot.archive.archive import Archive
from ragbot.errors import QuestionError
from ragbot.types import Usage
from tests.api.fake_bot import ANSWER, FakeBot
from tests.api.openai_calls import ABBEY, BODY, FOLLOW_UP, assert_exact, chat, client, client_over, respond, user

__all__ = ["client"]


def test_a_response_has_annotated_text(client: OpenAI, samples: Archive) -> None:
    response = respond(client, instructions="Answer only with PELICAN.", tools=[{"type": "web_search"}], temperature=0)
    (message,) = response.output
    (text,) = message.content
    assert (response.status, response.model, response.error) == ("completed", "ragbot", None)
    assert response.output_text == chat(client).choices[0].message.content
    assert_exact([each.model_dump() for each in text.annotations], text.text, samples)
    assert (response.usage.total_tokens, response.ragbot["outcome"]) == (0, "answered")


def test_items_are_the_conversation(client: OpenAI) -> None:
    first = respond(client, extra_body={"ragbot": {"foot": False}})
    items = [user(ABBEY), *(each.model_dump() for each in first.output), user(FOLLOW_UP)]
    reasoning = {"type": "reasoning", "id": "rs_1", "summary": []}
    response = respond(client, [reasoning, {"role": "developer", "content": "PELICAN"}, *items])
    assert response.ragbot["focus"]["article_id"] == first.output[0].content[0].annotations[0].ragbot["article_id"]
    parts = [{"type": "message", "role": "user", "content": [{"type": "input_text", "text": ABBEY}]}]
    assert respond(client, parts).output_text == respond(client).output_text


def test_a_stored_item_is_refused(client: OpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="send the earlier messages along"):
        respond(client, [{"type": "item_reference", "id": "msg_1"}, user(ABBEY)])


def test_what_a_client_reads_back_is_not_kept(client: OpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as missing:
        client.responses.retrieve("resp_1")
    assert missing.value.type == "invalid_request_error"


def body_of(asked: Any, **more: Any) -> ResponsesBody:
    return ResponsesBody.model_validate({"model": "ragbot", "input": asked, **more})


@pytest.mark.parametrize(
    ("item", "texts"),
    [
        ({"role": "user", "content": "What sank?"}, ["What sank?"]),
        ({"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "It."}]}, ["It."]),
        ({"type": "message", "role": "system", "content": "PELICAN"}, []),
        ({"type": "message", "content": "nobody's"}, []),
        ({"type": "reasoning", "role": "user", "content": "x"}, []),
        ({"type": "function_call_output", "output": "x"}, []),
        ({}, []),
    ],
    ids=str,
)
def test_of_the_items_messages_are_read(item: dict[str, Any], texts: list[str]) -> None:
    assert [each.text for each in ItemBody.model_validate(item).messages("input.0")] == texts


def test_an_item_that_is_only_named_is_refused_by_its_place() -> None:
    items = [user("What sank?"), {"type": "item_reference", "id": "msg_1"}]
    with pytest.raises(Refused, match="An item cannot be only named") as refused:
        body_of(items).question()
    assert (refused.value.param, refused.value.code) == ("input.1.type", "unsupported")


def test_the_input_is_the_question_or_its_last_message_of_the_user_is() -> None:
    answer = {"type": "message", "role": "assistant", "content": "The Grey Gull."}
    items = [user("What sank?"), answer, user(" Where? "), {**answer, "content": "Off"}]
    plain, follow_up = body_of("What sank?").question(), body_of(items, ragbot={"as_of": "2026-03-09"}).question()
    assert (plain.text, plain.history) == ("What sank?", ())
    assert follow_up.text == "Where?"
    assert [turn.text for turn in follow_up.history] == ["What sank?", "The Grey Gull."]
    assert follow_up.as_of


@pytest.mark.parametrize(
    ("asked", "error", "message"),
    [
        ("", QuestionError, "is empty: ask something"),
        ("x" * 2_001, QuestionError, "2,001 characters, of 2,000 at most"),
        ([{"role": "assistant", "content": "It sank."}], Refused, "no message of the user"),
    ],
    ids=["empty", "long", "no user"],
)
def test_an_input_without_a_question_is_refused(asked: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        body_of(asked).question()


@pytest.mark.parametrize(
    ("usage", "shown"), [(Usage(20, 3), (20, 3, 23)), (None, None)], ids=["counted", "not counted"]
)
def test_a_response_is_complete_with_its_ids_and_tokens(usage: Usage | None, shown: object) -> None:
    bot = FakeBot()
    bot.answer = replace(ANSWER, usage=usage, backend="fake:model")
    with client_over(bot) as client:
        told = client.post("/v1/responses", json=BODY).json()
    (message,) = told["output"]
    assert message["id"].removeprefix("msg_") == told["id"].removeprefix("resp_") != ""
    assert (told["status"], message["status"], told["error"]) == ("completed", "completed", None)
    assert told["completed_at"] >= told["created_at"] > 0
    spent = told["usage"]
    assert (spent and (spent["input_tokens"], spent["output_tokens"], spent["total_tokens"])) == shown
    (text,) = message["content"]
    (annotation,) = text["annotations"]
    span = text["text"][annotation["start_index"] : annotation["end_index"]]
    assert span == "The harbour bridge is closed. [1]"

"""Responses as OpenAI's numbered events, while they are written."""

from __future__ import annotations

from typing import Any

import pytest
from openai import OpenAI
from openai.types.responses import Response, ResponseCompletedEvent, ResponseTextDeltaEvent

from ragbot.api.openai.response_events import NAMES
from ragbot.errors import ArchiveError, QuestionError
from ragbot.types import Delta
from tests.api.fake_bot import ANSWER, FakeBot, events
from tests.api.openai_calls import ABBEY, BODY, client, client_over, respond

__all__ = ["client"]


def unlike(response: Response) -> dict[str, Any]:
    """All of it but what is new each time."""
    known = response.model_dump(exclude={"id", "created_at", "completed_at"})
    known["output"][0].pop("id")
    return known


def test_a_response_is_streamed_as_numbered_events(client: OpenAI) -> None:
    events = list(respond(client, stream=True))
    assert [event.sequence_number for event in events] == list(range(len(events)))
    kinds = [event.type for event in events]
    assert list(dict.fromkeys(kinds)) == [name for name in NAMES if name not in ("error", "response.failed")]
    last = events[-1]
    assert isinstance(last, ResponseCompletedEvent)
    assert unlike(last.response) == unlike(respond(client))
    assert (
        "".join(each.delta for each in events if isinstance(each, ResponseTextDeltaEvent)) == last.response.output_text
    )
    added = [each.annotation for each in events if each.type == "response.output_text.annotation.added"]
    assert [each.model_dump() for each in added] == last.response.model_dump()["output"][0]["content"][0]["annotations"]


def test_the_client_s_own_reading_of_a_stream_is_the_response(client: OpenAI) -> None:
    with client.responses.stream(model="ragbot", input=ABBEY) as stream:
        assert stream.get_final_response().output_text == respond(client).output_text


def events_of(bot: FakeBot) -> list[tuple[str, Any]]:
    """The names and the data of a response that is streamed."""
    with client_over(bot) as client:
        return events(client.post("/v1/responses", json={**BODY, "stream": True}).text)


def test_each_event_has_its_name_twice_and_the_next_number() -> None:
    found = events_of(FakeBot())
    assert [name for name, _ in found] == [data["type"] for _, data in found]
    assert [data["sequence_number"] for _, data in found] == list(range(len(found)))
    assert {name for name, _ in found} <= set(NAMES)
    assert [name for name, _ in found[:4]] == list(NAMES[:4])


def test_all_events_are_of_one_response_and_of_its_only_message() -> None:
    found = events_of(FakeBot())
    responses = [data["response"] for _, data in found if "response" in data]
    assert len({each["id"] for each in responses}) == 1
    assert [each["status"] for each in responses] == ["in_progress", "in_progress", "completed"]
    item = responses[-1]["output"][0]["id"]
    of_text = [data for _, data in found if "content_index" in data]
    assert {(each["item_id"], each["output_index"], each["content_index"]) for each in of_text} == {(item, 0, 0)}


def test_an_annotation_comes_after_the_last_delta_with_its_place() -> None:
    bot = FakeBot()
    bot.events = [Delta("It fell into the sea."), ANSWER]
    found = events_of(bot)
    names = [name for name, _ in found]
    text = "".join(data["delta"] for name, data in found if name == "response.output_text.delta")
    (added,) = [data for name, data in found if name == "response.output_text.annotation.added"]
    assert names.index("response.output_text.annotation.added") > names.index("response.output_text.delta") + 1
    assert added["annotation_index"] == 0
    span = text[added["annotation"]["start_index"] : added["annotation"]["end_index"]]
    assert span == "The harbour bridge is closed. [1]"
    assert dict(found)["response.output_text.done"]["text"] == text


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (QuestionError("There is no outlet 'X'."), "invalid_prompt"),
        (ArchiveError("The ledger is gone."), "server_error"),
        (ZeroDivisionError("secret"), "server_error"),
    ],
    ids=lambda each: type(each).__name__,
)
def test_a_failed_response_has_one_of_the_two_codes_that_fit(error: Exception, code: str) -> None:
    bot = FakeBot()
    bot.events = [error]
    *_, (name, wrong), (last, failed) = events_of(bot)
    assert (name, last) == ("error", "response.failed")
    assert failed["response"]["error"] == {"code": code, "message": wrong["message"]}
    assert "secret" not in str(failed)
    assert failed["response"]["output"] == []

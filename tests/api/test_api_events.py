"""A stream of events: their form, what a description says of them, and signs of life while nothing comes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Generator
from time import sleep

import pytest
from anyio import create_task_group
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import Message

from ragbot.api import events
from ragbot.api.events import PING, EventStream, described, frame
from tests.coroutines import result_of


def test_an_event_is_a_name_and_json_that_any_number_can_be_in() -> None:
    name, data = frame("text", {"text": "Fähre\n2", "score": float("nan")}).decode().rstrip("\n").split("\n")
    assert name == "event: text"
    assert json.loads(data.removeprefix("data: ")) == {"text": "Fähre\n2", "score": None}


def test_a_description_tells_the_names_of_events_where_they_have_some() -> None:
    named = described("Pieces.", "text", "done")["text/event-stream"]["itemSchema"]
    assert named["properties"]["event"]["enum"] == ("text", "done")
    assert named["required"] == ["event", "data"]
    bare = described("Pieces.")["text/event-stream"]["itemSchema"]
    assert bare["required"] == ["data"]
    assert bare["description"] == "Pieces."


@pytest.fixture
def closed() -> list[str]:
    return []


def client_of(generator: Generator[bytes]) -> TestClient:
    app = FastAPI()
    app.get("/")(lambda: EventStream(generator))
    return TestClient(app)


def pieces(closed: list[str], pause: float = 0.0) -> Generator[bytes]:
    try:
        yield frame("text", 1)
        sleep(pause)
        yield frame("text", 2)
    finally:
        closed.append("closed")


def test_all_events_are_sent_and_the_generator_is_closed(closed: list[str]) -> None:
    reply = client_of(pieces(closed)).get("/")
    assert reply.content == frame("text", 1) + frame("text", 2)
    assert reply.headers["Cache-Control"] == "no-store"
    assert closed == ["closed"]


def test_silence_is_filled_with_comments(closed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert events.PING_SECONDS < 30, "some proxies cut a connection that is silent for so long"
    monkeypatch.setattr(events, "PING_SECONDS", 0.02)
    content = client_of(pieces(closed, pause=0.2)).get("/").content
    assert content.replace(PING, b"") == frame("text", 1) + frame("text", 2)
    assert PING in content


def test_a_generator_is_closed_when_the_request_is_cancelled_while_it_works(closed: list[str]) -> None:
    generator = pieces(closed, pause=0.2)  # held here: what nobody holds is closed anyway

    async def leave() -> None:
        begun = asyncio.Event()

        async def receive() -> Message:
            await asyncio.sleep(60)
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            if message.get("body"):
                begun.set()

        async with create_task_group() as group:
            group.start_soon(EventStream(generator), {"type": "http"}, receive, send)
            await begun.wait()
            group.cancel_scope.cancel()

    result_of(leave())
    assert closed == ["closed"]

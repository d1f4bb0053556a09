"""Questions as OpenAI's clients ask them: with OpenAI's own client over a real server, or posted to an app."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, cast

import httpx
import pytest
from fastapi.testclient import TestClient
from openai import OpenAI
from openai.types.chat import ChatCompletionChunk

from ragbot.answering.bot import Bot
from ragbot.api.app import create_app
from ragbot.archive.archive import Archive
from tests.answering.test_bot import FERRY

ABBEY = "What was stolen from Ostrey Abbey?"
UNKNOWN = "Who won the 2022 World Cup?"
FOLLOW_UP = "And how long were they inside?"
BODY: dict[str, Any] = {"model": "ragbot", "messages": [{"role": "user", "content": FERRY.text}], "input": FERRY.text}


def client_of(address: str) -> OpenAI:
    return OpenAI(base_url=f"{address}/v1", api_key="any", max_retries=0, timeout=60)


@pytest.fixture(scope="module")
def client(address: str, no_proxy: None) -> Iterator[OpenAI]:
    with client_of(address) as client:
        yield client


def user(text: str) -> Any:
    return {"role": "user", "content": text}


def chat(client: OpenAI, *messages: Any, **more: Any) -> Any:
    return client.chat.completions.create(model="ragbot", messages=messages or [user(ABBEY)], **more)


def answer_of(address: str, question: str, **limits: object) -> dict[str, Any]:
    """The same from ragbot's own route."""
    asked = {"question": question, **limits}
    reply = httpx.post(f"{address}/v1/answers", json=asked, trust_env=False, timeout=60).raise_for_status()
    return cast(dict[str, Any], reply.json())


def assert_exact(annotations: list[Mapping[str, Any]], text: str, archive: Archive) -> None:
    """Each span is in its article, and its place in the text ends with its number."""
    assert annotations
    for each in annotations:
        ours, shown = each["ragbot"], each.get("url_citation", each)
        version = archive.version(ours["article_id"], ours["version"])
        assert version
        assert version.text[ours["source_start"] : ours["source_end"]] == ours["cited_text"] != ""
        assert text[shown["start_index"] : shown["end_index"]].endswith(f"[{ours['number']}]")
        assert (shown["url"], shown["title"]) == (version.url, version.title)


def chunks_of(stream: Any) -> list[ChatCompletionChunk]:
    return list(stream)


def respond(client: OpenAI, asked: Any = ABBEY, **more: Any) -> Any:
    return client.responses.create(model="ragbot", input=asked, **more)


def client_over(bot: Any) -> TestClient:
    return TestClient(create_app(cast(Bot, bot)), base_url="http://127.0.0.1")


def data_of(text: str) -> Iterator[Any]:
    """The JSON of each event."""
    for line in text.splitlines():
        if line.startswith("data: {"):
            yield json.loads(line.removeprefix("data: "))


def streamed(client: TestClient, **more: Any) -> tuple[str, list[Any]]:
    """The text and the annotations of a chat that is streamed."""
    events = list(data_of(client.post("/v1/chat/completions", json={**BODY, "stream": True, **more}).text))
    deltas = [choice["delta"] for event in events for choice in event["choices"]]
    text = "".join(delta.get("content", "") for delta in deltas)
    return text, [each for delta in deltas for each in delta.get("annotations", ())]

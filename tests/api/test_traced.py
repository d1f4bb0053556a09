"""A trace over HTTP is for operators alone: it has the prompts."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from ragbot.answering.bot import Bot
from ragbot.api import keyring as keyrings
from ragbot.api.app import create_app
from ragbot.archive.archive import Archive
from tests.api.test_key_guard import TOKEN, app_of, bearer
from tests.conftest import add, stories

BODY = {"question": "How much would the bridge of Town2 cost?", "trace": True}


@pytest.fixture
def client(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr(keyrings, "KEPT_SECONDS", 0.0)
    add(archive, *stories(3))
    with TestClient(app_of(archive), base_url="http://127.0.0.1") as client:
        yield client


@pytest.mark.parametrize("stream", [False, True])
def test_without_keys_the_operators_token_is_needed(client: TestClient, stream: bool) -> None:
    body = {**BODY, "stream": stream}
    for headers in ({}, bearer("none")):
        reply = client.post("/v1/answers", json=body, headers=headers)
        assert (reply.status_code, reply.headers["content-type"]) == (401, "application/problem+json")
        assert "operator's token" in reply.json()["detail"]
    reply = client.post("/v1/answers", json=body, headers=bearer(TOKEN))
    last = reply.text.rsplit("event: done\ndata: ", 1)[-1] if stream else reply.text
    trace = json.loads(last.strip())["trace"]
    assert trace["form"] == "ragbot-trace/1"
    assert trace["searches"][trace["drawn_on"]]["passages"][0]["title"] == "Town2 votes for a bridge"


def test_with_keys_one_that_may_operate_is_needed(archive: Archive, client: TestClient) -> None:
    keys = {scope: archive.keys.add(scope, [scope]) for scope in ("ask", "ingest", "operate")}
    found = {scope: client.post("/v1/answers", json=BODY, headers=bearer(key)) for scope, key in keys.items()}
    assert {scope: reply.status_code for scope, reply in found.items()} == {"ask": 403, "ingest": 403, "operate": 200}
    assert "--scope operate" in found["ask"].json()["detail"]
    assert found["operate"].json()["trace"]
    plain = client.post("/v1/answers", json={"question": BODY["question"]}, headers=bearer(keys["ask"]))
    assert plain.json()["trace"] is None


def test_a_server_without_a_keyring_shows_nobody_a_trace(archive: Archive) -> None:
    with TestClient(create_app(Bot(archive)), base_url="http://127.0.0.1") as client:
        reply = client.post("/v1/answers", json=BODY, headers=bearer(TOKEN))
    assert (reply.status_code, "no keys" in reply.json()["detail"]) == (403, True)
    assert client.post("/v1/answers", json={**BODY, "trace": "yes"}).status_code == 422

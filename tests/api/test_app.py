"""The app: its health, its description, and the routes of others."""

from __future__ import annotations

import gc
import json
import weakref
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from anyio import to_thread
from fastapi import APIRouter
from fastapi.openapi.models import OpenAPI
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from ragbot.api import readiness
from ragbot.errors import ArchiveError
from tests.api.fake_bot import FakeBot, app_of, problem
from tests.api.test_readiness import LATE
from tests.let_go import let_go_of_apps


def test_health_is_of_the_server_and_readiness_of_the_archive(
    client: TestClient, bot: FakeBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready", "late": []}
    bot.archive.broken = ArchiveError("Chroma does not answer at its address.")
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready", "late": []}, "looked at a moment before"
    monkeypatch.setattr(readiness, "KEPT_SECONDS", 0.0)
    assert problem(client.get("/readyz"), 503)["detail"] == "Chroma does not answer at its address."


def test_late_sources_are_named_and_are_no_reason_to_restart(client: TestClient, bot: FakeBot) -> None:
    bot.archive.late = SimpleNamespace(lately=lambda: (LATE,) * 25)
    reply = client.get("/readyz")
    assert (reply.status_code, reply.json()["status"], len(reply.json()["late"])) == (200, "ready", 20)
    assert reply.json()["late"][0]["title"] == LATE.title


def test_each_place_has_a_thread_so_that_no_lane_waits_for_another(bot: FakeBot) -> None:
    router = APIRouter()

    @router.get("/threads")
    async def threads() -> float:
        return to_thread.current_default_thread_limiter().total_tokens

    with TestClient(app_of(bot, routers=[router], answers_at_once=100), base_url="http://127.0.0.1") as client:
        assert client.get("/threads").json() > 100


def test_the_description_is_valid_and_says_something_about_everything(client: TestClient) -> None:
    schema = client.get("/openapi.json").json()
    OpenAPI.model_validate(schema)
    for name, component in schema["components"]["schemas"].items():
        Draft202012Validator.check_schema(component)
        assert name == "Version" or "HTTPValidation" not in name
    for path, operations in schema["paths"].items():
        for operation in operations.values():
            assert operation["summary"], path
            assert operation["description"], path
            assert operation["tags"], path
    assert set(schema["paths"]) == {
        "/v1/answers", "/v1/search", "/v1/articles", "/v1/articles/{article_id}", "/v1/archive", "/healthz", "/readyz",
        "/v1/citations/check", "/v1/articles/{article_id}/diff", "/v1/archive/days", "/v1/suggestions",
        "/v1/chat/completions", "/v1/responses", "/v1/models", "/v1/models/{name}", "/v1/feedback",
    }  # fmt: skip


def test_an_event_is_described_as_it_is_sent(client: TestClient, bot: FakeBot) -> None:
    response = client.get("/openapi.json").json()["paths"]["/v1/answers"]["post"]["responses"]["200"]
    event = response["content"]["text/event-stream"]["itemSchema"]
    sent = client.post("/v1/answers", json={"question": "x", "stream": True}).text.strip().split("\n\n")
    events = [dict(line.split(": ", 1) for line in each.split("\n")) for each in sent]
    assert {each["event"] for each in events} == {"sources", "delta", "citation", "done"}
    for each in events:
        Draft202012Validator(event).validate(each)
        json.loads(each["data"])


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/chat/completions", {"messages": [{"role": "user", "content": "x"}]}),
        ("/v1/responses", {"input": "x"}),
    ],
)
def test_an_event_for_openai_s_clients_is_described_as_it_is_sent(
    client: TestClient, path: str, body: dict[str, Any]
) -> None:
    content = client.get("/openapi.json").json()["paths"][path]["post"]["responses"]["200"]["content"]
    assert set(content["text/event-stream"]) == {"itemSchema"}, "a schema would be one of the whole stream"
    sent = client.post(path, json={"model": "ragbot", "stream": True, **body}).text.strip().split("\n\n")
    assert len(sent) > 3
    for each in sent:
        event = dict(line.split(": ", 1) for line in each.split("\n"))
        Draft202012Validator(content["text/event-stream"]["itemSchema"]).validate(event)


def test_every_reference_in_the_description_leads_somewhere(client: TestClient) -> None:
    text = client.get("/openapi.json").text
    schemas = json.loads(text)["components"]["schemas"]
    for reference in text.split('"$ref":"')[1:]:
        assert reference.split('"')[0].removeprefix("#/components/schemas/") in schemas


def test_routes_of_others_are_served_and_described(bot: FakeBot) -> None:
    router = APIRouter()

    @router.get("/v1/more")
    def more() -> str:
        raise ValueError("secret")

    client = TestClient(app_of(bot, routers=[router]), base_url="http://127.0.0.1")
    problem(client.get("/v1/more"), 500)
    assert "/v1/more" in client.get("/openapi.json").json()["paths"]


def told_by(archive: object) -> Callable[[], str]:
    return lambda: type(archive).__name__


def test_an_app_that_has_ended_keeps_nothing_of_its_routes_in_memory(bot: FakeBot) -> None:
    archive, routes = FakeBot(), APIRouter()
    routes.add_api_route("/name", told_by(archive))
    with TestClient(app_of(bot, routers=[routes]), base_url="http://127.0.0.1") as client:
        assert client.get("/name").status_code == 200
    left = weakref.ref(archive)
    del archive, routes, client
    let_go_of_apps()
    gc.collect()
    assert left() is None

"""Errors are problem documents: they say what is wrong and where, and repeat nothing that was sent."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from fastapi.testclient import TestClient
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope, Send

from ragbot.api.problems import CatchAll, Problem, ProblemBody, documented, problem_of, with_problem_types
from ragbot.api.request_log import CAUSE
from ragbot.cancellation import Cancelled
from ragbot.errors import ArchiveError, IndexAwayError, LLMError, QuestionError, ServerError
from tests.api.fake_bot import FakeBot, app_of, problem
from tests.coroutines import result_of


@pytest.mark.parametrize(
    "body", [{"question": "secret" * 9999}, {"question": "x", "k" * 99999: 1}, {"question": "x", "sources": [1] * 9999}]
)
def test_a_refusal_does_not_repeat_what_was_sent(client: TestClient, body: dict[str, object]) -> None:
    found = json.dumps(problem(client.post("/v1/answers", json=body), 422))
    assert "secret" not in found
    assert len(found) < 8000


@pytest.mark.parametrize("body", [b"{", b"nonsense", b'{"question": "\xff"}', b"[" * 100_000])
def test_what_is_not_json_is_refused(client: TestClient, body: bytes) -> None:
    problem(client.post("/v1/answers", content=body, headers={"Content-Type": "application/json"}), 400)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", None])
def test_what_is_not_declared_as_json_is_refused(client: TestClient, bot: FakeBot, kind: str | None) -> None:
    # a page elsewhere may send these without asking us first
    headers = {"Content-Type": kind} if kind else {}
    problem(client.post("/v1/answers", content=b'{"question": "x"}', headers=headers), 415)
    assert bot.asked == []


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"7", b'"question"'])
def test_json_that_is_no_question_is_refused(client: TestClient, body: bytes) -> None:
    problem(client.post("/v1/answers", content=body, headers={"Content-Type": "application/json"}), 422)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (QuestionError("The question has only stop words."), 422),
        (ArchiveError("Chroma does not answer."), 503),
        (LLMError("It did not answer."), 502),
    ],
)
def test_our_own_errors_say_what_they_have_to_say(
    client: TestClient, bot: FakeBot, error: Exception, status: int
) -> None:
    bot.answer = error
    assert problem(client.post("/v1/answers", json={"question": "x"}), status)["detail"] == str(error)


def test_an_error_that_nobody_expected_tells_nothing_and_is_logged_on_its_own_lines(
    client: TestClient, bot: FakeBot, caplog: pytest.LogCaptureFixture
) -> None:
    bot.answer = KeyError("hunter2\n2026-11-23 INFO all is well\x1b[2J")
    found = problem(client.post("/v1/answers", json={"question": "x"}), 500)
    assert "hunter2" not in json.dumps(found)
    record, line = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert line.getMessage().startswith("POST /v1/answers 500 in ")
    message = record.getMessage()
    assert "hunter2" in message
    assert "in ask" in message  # the traceback
    assert "\n2026" not in message
    assert "\x1b" not in message


def test_an_unknown_address_is_a_problem(client: TestClient) -> None:
    found = problem(client.get("/v2/%C3%A4%0Aanswers"), 404)
    assert found["instance"] == "/v2/%C3%A4%0Aanswers"
    assert found["title"] == "Not Found"
    problem(client.get("/v1/answers/"), 404)
    problem(client.get("/docs"), 404)
    problem(client.get("/redoc"), 404)


def test_a_method_that_is_not_there_is_a_problem_and_names_those_that_are(client: TestClient) -> None:
    response = client.get("/v1/answers")
    problem(response, 405)
    assert response.headers["allow"] == "POST"
    problem(client.request("BREW", "/v1/archive"), 405)


def test_a_405_names_the_methods_of_all_routes_at_the_address(client: TestClient) -> None:
    response = client.delete("/v1/articles/a1")
    problem(response, 405)
    assert response.headers["allow"] == "GET"
    assert client.put("/").headers["allow"] == "GET, HEAD"
    router = APIRouter()
    router.add_api_route("/v1/articles", lambda: None, methods=["POST"])
    app = app_of(FakeBot(), routers=[router])
    response = TestClient(app, base_url="http://127.0.0.1").put("/v1/articles")
    assert response.headers["allow"] == "GET, POST"


def test_problems_are_described_as_problems(client: TestClient) -> None:
    responses = client.get("/openapi.json").json()["paths"]["/v1/answers"]["post"]["responses"]
    assert set(responses["200"]["content"]) == {"application/json", "text/event-stream"}
    for status in ("400", "413", "415", "422", "500", "503"):
        assert list(responses[status]["content"]) == ["application/problem+json"]


@pytest.mark.parametrize(
    ("error", "status", "detail"),
    [
        (IndexAwayError("The vectors are away."), 503, "The vectors are away."),
        (Cancelled("The server is being stopped."), 503, "The server is being stopped."),
        (Problem(410, "It was taken out."), 410, "It was taken out."),
        (HTTPException(404), 404, "There is nothing at this address; /openapi.json lists what there is."),
        (HTTPException(418), 418, "I'm a Teapot"),
        (ServerError("of ours, but no request's"), 500, "Something failed in the server; its log says what."),
    ],
    ids=[
        "a sort of another error",
        "nobody waits",
        "a refusal",
        "the framework's own words",
        "a status without words",
        "the rest",
    ],
)
def test_an_error_has_its_status_and_is_to_blame(error: Exception, status: int, detail: str) -> None:
    scope = {"method": "GET", "path": "/v1/a b"}
    body = problem_of(error, scope)
    assert (body.status, body.detail, body.instance, body.errors) == (status, detail, "/v1/a%20b", None)
    assert scope[CAUSE] == detail


def test_the_log_has_what_an_unexpected_error_came_from(caplog: pytest.LogCaptureFixture) -> None:
    error = ValueError("above")
    error.__cause__ = KeyError("below")
    assert problem_of(error, {"method": "GET", "path": "/v1/archive"}).status == 500
    assert "ValueError: 'above'\ncaused by KeyError:" in caplog.text


def test_of_many_wrong_fields_some_are_named_and_all_counted() -> None:
    errors = [{"type": "x", "loc": ("body", "sources", n), "msg": f"Value error, bad {n}"} for n in range(80)]
    body = problem_of(RequestValidationError(errors, body={}), {"method": "POST", "path": "/v1/answers"})
    assert body.detail == "sources.0: bad 0 (and 79 more)"
    assert body.errors is not None
    assert [each.field for each in body.errors] == [f"sources.{n}" for n in range(20)]


def caught(error: Exception, scope_type: str, begun: bool) -> list[Message]:
    """What `CatchAll` sends when the app fails, before or after its reply began."""
    sent: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if begun:
            await send({"type": "http.response.start", "status": 200, "headers": []})
        raise error

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    scope = {"type": scope_type, "method": "GET", "path": "/v1/models"}
    result_of(CatchAll(app)(scope, receive, send))
    return sent


def test_what_nobody_caught_is_answered_in_the_shape_of_its_route() -> None:
    start, body = caught(ArchiveError("The disk is full."), "http", begun=False)
    assert start["status"] == 503
    assert json.loads(body["body"])["error"]["message"] == "The disk is full."


@pytest.mark.parametrize(("scope_type", "begun"), [("http", True), ("websocket", False)])
def test_half_a_reply_is_cut_off(scope_type: str, begun: bool) -> None:
    with pytest.raises(ArchiveError):
        caught(ArchiveError("The disk is full."), scope_type, begun)


def test_the_description_of_a_route_names_the_problems_that_it_can_end_in() -> None:
    assert documented(410) == {410: {"model": ProblemBody, "description": "Gone"}}
    other = {"schema": {"$ref": "#/components/schemas/Other"}}
    mine = {"schema": {"$ref": "#/components/schemas/ProblemBody"}}
    by_status = {"200": other, "410": mine}
    responses: dict[str, Any] = {status: {"content": {"application/json": one}} for status, one in by_status.items()}
    responses["204"] = {}
    schema = with_problem_types({"paths": {"/": {"get": {"responses": responses}}}})
    assert schema["paths"]["/"]["get"]["responses"] == {
        "200": {"content": {"application/json": other}},
        "410": {"content": {"application/problem+json": mine}},
        "204": {},
    }

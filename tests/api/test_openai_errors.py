"""Errors on the routes of OpenAI's clients have OpenAI's shape; those of other routes have not."""

from __future__ import annotations

from typing import Any

import httpx
import openai
import pytest
from openai import OpenAI

from ragbot.api.openai.errors import Refused, code_of, documented_as_openai, is_for_openai, openai_error
from ragbot.api.problems import Problem
from ragbot.errors import ArchiveError, QuestionError
from tests.api.fake_bot import FakeBot
from tests.api.openai_calls import BODY, client, client_over, data_of, user

__all__ = ["client"]


@pytest.mark.parametrize(
    ("body", "status", "param", "message"),
    [
        ({"messages": []}, 422, "messages", "at least 1"),
        ({"messages": [{"role": "system", "content": "x"}]}, 400, "messages", "no message of the user"),
        ({"messages": [{"role": "friend", "content": "x"}]}, 400, "messages.0.role", "'friend' is no role"),
        ({"messages": [user(" ")]}, 422, None, "is empty: ask something"),
        ({"messages": [user("x" * 2001)]}, 422, None, "2,001 characters, of 2,000 at most"),
        ({"messages": [user("x")], "ragbot": {"since": "June"}}, 422, "ragbot.since", "must be a day"),
        ({"messages": [user("x")], "ragbot": {"sinse": "2026-01-01"}}, 422, "ragbot.sinse", "not permitted"),
        ({"messages": [user("x")], "ragbot": {"sources": ["Nobody"]}}, 422, None, "Nobody"),
        ({"messages": [user("x")], "stream": "yes"}, 422, "stream", "boolean"),
    ],
    ids=str,
)
def test_bad_input_is_named_in_openai_s_shape(
    client: OpenAI, body: dict[str, Any], status: int, param: str | None, message: str
) -> None:
    with pytest.raises(openai.APIStatusError) as wrong:
        client.post("/chat/completions", cast_to=object, body={"model": "ragbot", **body})
    assert (wrong.value.status_code, wrong.value.param, wrong.value.type) == (status, param, "invalid_request_error")
    assert message in wrong.value.message


@pytest.mark.parametrize("path", ["chat/completions", "responses"])
@pytest.mark.parametrize(
    ("status", "sent"),
    [
        (400, {"content": b"{", "headers": {"Content-Type": "application/json"}}),
        (405, {"method": "PUT"}),
        (413, {"content": b"x" * (256 * 1024 + 1)}),
        (415, {"content": b"{}", "headers": {"Content-Type": "text/plain"}}),
        (421, {"headers": {"Host": "elsewhere.example"}}),
    ],
)
def test_what_is_refused_before_the_route_has_openai_s_shape(address: str, path: str, status: int, sent: Any) -> None:
    reply = httpx.request(**{"method": "POST", "url": f"{address}/v1/{path}", **sent}, trust_env=False)
    error = reply.json()["error"]
    assert (reply.status_code, error["type"]) == (status, "invalid_request_error")
    assert set(error) == {"message", "type", "param", "code"}
    assert reply.headers["content-type"] == "application/json"
    assert reply.headers["x-request-id"]


def test_other_routes_have_problem_documents_still(address: str) -> None:
    reply = httpx.post(f"{address}/v1/answers", json={"question": ""}, trust_env=False)
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json()["status"] == 422


FAILURES = [
    (QuestionError("There is no outlet 'X'."), 422, "invalid_value", "There is no outlet 'X'."),
    (ArchiveError("The ledger is gone."), 503, "service_unavailable", "The ledger is gone."),
    (ZeroDivisionError("secret"), 500, "server_error", "Something failed in the server; its log says what."),
]


each_failure = pytest.mark.parametrize(("error", "status", "code", "message"), FAILURES, ids=lambda each: str(each))


@each_failure
@pytest.mark.parametrize("path", ["chat/completions", "responses"])
def test_a_failure_has_openai_s_shape(path: str, error: Exception, status: int, code: str, message: str) -> None:
    bot = FakeBot()
    bot.answer = error
    with client_over(bot) as client:
        reply = client.post(f"/v1/{path}", json=BODY)
    kind = "server_error" if status >= 500 else "invalid_request_error"
    assert reply.status_code == status
    assert reply.json() == {"error": {"message": message, "type": kind, "param": None, "code": code}}


@each_failure
def test_a_stream_that_fails_ends_with_the_error(error: Exception, status: int, code: str, message: str) -> None:
    bot = FakeBot()
    bot.events = [*bot.events[:2], error]
    with client_over(bot) as client:
        chunks = list(data_of(client.post("/v1/chat/completions", json={**BODY, "stream": True}).text))
        events = list(data_of(client.post("/v1/responses", json={**BODY, "stream": True}).text))
    assert chunks[-1]["error"]["message"] == message
    assert chunks[-1]["error"]["code"] == code
    told, last = events[-2:]
    assert (told["type"], told["message"], told["code"]) == ("error", message, code)
    assert (last["type"], last["response"]["status"]) == ("response.failed", "failed")
    assert last["response"]["error"]["message"] == message
    assert [event["sequence_number"] for event in events] == list(range(len(events)))


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (401, "invalid_request_error", "invalid_api_key"),
        (403, "invalid_request_error", "forbidden"),
        (429, "rate_limit_error", "rate_limit_exceeded"),
    ],
)
def test_what_a_guard_refuses_has_openai_s_shape(status: int, kind: str, code: str) -> None:
    """Whatever a middleware or a route raises: today none of these routes asks for a key."""
    bot = FakeBot()
    bot.answer = Problem(status, "The key is not known.")
    with client_over(bot) as client:
        reply = client.post("/v1/chat/completions", json=BODY, headers={"Authorization": "Bearer any"})
    assert reply.status_code == status
    assert reply.json()["error"] == {"message": "The key is not known.", "type": kind, "param": None, "code": code}


@pytest.mark.parametrize(
    ("path", "is_openai_s"),
    [
        ("/v1/chat/completions", True),
        ("/v1/responses", True),
        ("/v1/responses/resp_1/input_items", True),
        ("/v1/models/gpt-9", True),
        ("/v1/models/", True),
        ("/v1/modelsx", False),
        ("/v1/chat", False),
        ("/v1/answers", False),
        ("/v2/v1/models", False),
        ("", False),
    ],
)
def test_the_clients_of_a_path_are_openai_s_whatever_is_there(path: str, is_openai_s: bool) -> None:
    assert is_for_openai(path) is is_openai_s


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "bad_request", "invalid_request_error"),
        (401, "invalid_api_key", "invalid_request_error"),
        (404, "not_found", "invalid_request_error"),
        (422, "invalid_value", "invalid_request_error"),
        (429, "rate_limit_exceeded", "rate_limit_error"),
        (500, "server_error", "server_error"),
        (503, "service_unavailable", "server_error"),
    ],
)
def test_each_status_has_its_code_and_kind(status: int, code: str, kind: str) -> None:
    error = openai_error(ValueError("x"), status, "It is so.", "messages.0").error
    assert code_of(status) == code
    assert (error.message, error.type, error.param, error.code) == ("It is so.", kind, "messages.0", code)


def test_what_is_refused_names_its_own_field_and_code() -> None:
    plain, named = Refused("n", "Ask with n=1."), Refused("model", "No.", status=404, code="model_not_found")
    assert (plain.status_code, plain.detail) == (400, "Ask with n=1.")
    assert openai_error(plain, 400, plain.detail, "another").error.model_dump() == {
        "message": "Ask with n=1.",
        "type": "invalid_request_error",
        "param": "n",
        "code": "unsupported",
    }
    error = openai_error(named, 404, named.detail).error
    assert (error.param, error.code) == ("model", "model_not_found")


def test_the_description_has_a_phrase_for_each_status() -> None:
    documented = documented_as_openai(404, 422)
    assert [(status, each["description"]) for status, each in documented.items()] == [
        (404, "Not Found"),
        (422, "Unprocessable Entity"),
    ]

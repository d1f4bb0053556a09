"""The operator's token: asked for before the body is read, compared whole, and looked at once only."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import APIRouter, FastAPI, Request
from fastapi.testclient import TestClient

from ingest.http.bearer import caller_of, is_operator, only_with
from ragbot.api.key_guard import CALLER, GUARDED
from ragbot.api.keyring import OPERATOR, Caller
from ragbot.key_scopes import KeyScope

TOKEN = "chosen-by-the-operator"


def request(authorization: str | None = None, /, **scope: Any) -> Request:
    headers = [] if authorization is None else [(b"authorization", authorization.encode("latin-1"))]
    return Request({"type": "http", "headers": headers, **scope})


RIGHT = ["Bearer chosen-by-the-operator", "bearer chosen-by-the-operator", "BEARER   chosen-by-the-operator "]
WRONG = [
    None,
    "",
    "Bearer",
    "Bearer ",
    "Bearer wrong",
    "Bearer chosen-by-the-operato",
    "Bearer chosen-by-the-operator2",
    "Basic chosen-by-the-operator",
    "chosen-by-the-operator",
    "Bearer \xfc",
]


@pytest.mark.parametrize("authorization", RIGHT)
def test_whoever_has_the_token_is_the_operator(authorization: str) -> None:
    assert caller_of(request(authorization), TOKEN) == OPERATOR
    assert is_operator(request(authorization), TOKEN)


@pytest.mark.parametrize("authorization", WRONG)
def test_nobody_else_is(authorization: str | None) -> None:
    assert caller_of(request(authorization), TOKEN) is None
    assert not is_operator(request(authorization), TOKEN)


@pytest.mark.parametrize(("scope", "is_one"), [("ask", False), ("ingest", False), ("operate", True)])
def test_where_the_guard_has_looked_its_word_counts(scope: KeyScope, is_one: bool) -> None:
    caller = Caller("Mira", (scope,))
    guarded: dict[str, Any] = {GUARDED: object(), CALLER: caller}
    assert caller_of(request("Bearer wrong", **guarded), TOKEN) is caller
    assert is_operator(request(**guarded), TOKEN) == is_one
    assert caller_of(request(RIGHT[0], **{GUARDED: object()}), TOKEN) is None


@pytest.fixture
def client() -> TestClient:
    routes = APIRouter(route_class=only_with(TOKEN))

    @routes.post("/change")
    def change(body: dict[str, int]) -> dict[str, int]:
        return body

    app = FastAPI()
    app.include_router(routes)
    return TestClient(app)


@pytest.mark.parametrize("authorization", RIGHT)
def test_a_route_is_open_with_the_token(client: TestClient, authorization: str) -> None:
    response = client.post("/change", json={"a": 1}, headers={"Authorization": authorization})
    assert (response.status_code, response.json()) == (200, {"a": 1})
    assert client.post("/change", content=b"{", headers={"Authorization": authorization}).status_code == 422


@pytest.mark.parametrize("authorization", [each or "" for each in WRONG[1:]])
def test_a_route_is_closed_without_it_whatever_the_body(client: TestClient, authorization: str) -> None:
    response = client.post("/change", content=b"{", headers={b"Authorization": authorization.encode("latin-1")})
    assert response.status_code == 401
    assert response.json()["detail"] == "This needs the operator's token, as Authorization: Bearer TOKEN."
    assert response.headers["www-authenticate"] == 'Bearer realm="ragbot"'


def test_a_route_asks_for_no_token_where_the_guard_let_the_caller_in(client: TestClient) -> None:
    async def guarded(scope: Any, receive: Any, send: Any) -> None:
        await client.app({**scope, CALLER: Caller("Mira", ("ingest",))}, receive, send)

    assert TestClient(guarded).post("/change", json={"a": 1}).status_code == 200

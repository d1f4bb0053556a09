"""What a key may do, told to whoever sends it."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ingest.http.permissions import permission_routes
from ragbot.api.key_guard import CALLER, GUARDED
from ragbot.api.keyring import Caller
from ragbot.key_scopes import KeyScope

TOKEN = "chosen-by-the-operator"


def permissions(authorization: str = "", /, **scope: Any) -> Any:
    app = FastAPI()
    app.include_router(permission_routes(TOKEN))

    async def guarded(own: Any, receive: Any, send: Any) -> None:
        await app({**own, **scope}, receive, send)

    headers = {"Authorization": authorization} if authorization else {}
    return TestClient(guarded).get("/v1/permissions", headers=headers)


def test_without_a_key_they_are_those_of_anybody() -> None:
    assert permissions().json() == {"name": None, "scopes": ["ask"]}


def test_the_operators_token_may_do_everything() -> None:
    assert permissions(f"Bearer {TOKEN}").json() == {"name": "operator", "scopes": ["ask", "ingest", "operate"]}


@pytest.mark.parametrize("scopes", [["ask"], ["ask", "ingest"], ["ask", "ingest", "operate"]])
def test_a_key_has_the_smaller_scopes_too(scopes: list[KeyScope]) -> None:
    guarded: dict[str, Any] = {GUARDED: object(), CALLER: Caller("Mira Holt", (scopes[-1],))}
    assert permissions(**guarded).json() == {"name": "Mira Holt", "scopes": scopes}


@pytest.mark.parametrize("authorization", ["Bearer wrong", "Basic x", f"Bearer {TOKEN}2"])
def test_an_unknown_key_is_refused_and_not_taken_for_none(authorization: str) -> None:
    response = permissions(authorization)
    assert (response.status_code, response.json()["detail"]) == (401, "The key is not known here.")
    assert response.headers["www-authenticate"] == 'Bearer realm="ragbot"'

"""Login codes: each works once, for a day, for whom it was made; `test_key_guard.py` tries the whole way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ragbot.api.audit import DETAIL
from ragbot.api.guards import SecurityHeaders
from ragbot.api.key_guard import CALLER
from ragbot.api.keyring import Caller, Keyring
from ragbot.api.login import MOST_CODES, VALID_SECONDS, Code, Codes, login_routes
from ragbot.api.problems import answer_with_problems
from tests.api.test_keyring import Ledger, key


class Clock:
    """Stands still until it is set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_code_works_once_for_whom_it_was_made() -> None:
    codes = Codes(Clock())
    own, other = codes.make(), codes.make("1")
    assert (codes.use(other), codes.use(own)) == (Code(0.0, "1"), Code(0.0, None))
    assert codes.use(own) is codes.use("") is codes.use("unknown") is None


@pytest.mark.parametrize(("age", "works"), [(VALID_SECONDS - 1, True), (VALID_SECONDS, False)])
def test_a_code_works_for_a_day(age: float, works: bool) -> None:
    clock = Clock()
    codes = Codes(clock)
    code = codes.make()
    clock.now = age
    assert bool(codes.use(code)) is works
    assert codes.use(code) is None


def test_few_codes_wait_and_no_two_are_the_same() -> None:
    codes = Codes(Clock())
    made = [codes.make() for _ in range(MOST_CODES + 3)]
    assert len(set(made)) == len(made)
    assert [bool(codes.use(code)) for code in made] == [False] * 3 + [True] * MOST_CODES


class As:
    """Lets each request through as one caller."""

    caller: Caller | None = None
    deeds: ClassVar[list[str | None]] = []
    """What each request did, as the audit finds it."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        scope[CALLER] = As.caller
        await self.app(scope, receive, send)
        As.deeds.append(scope.get(DETAIL))


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """The two routes alone, with one key in the ledger."""
    monkeypatch.setattr(As, "caller", None)
    app = FastAPI()
    app.add_middleware(As)
    app.add_middleware(SecurityHeaders)
    answer_with_problems(app)
    app.include_router(login_routes(Codes(), Keyring(Ledger(key(1, "desk")), "token")))
    with TestClient(app) as client:
        yield client


def opened(client: TestClient, body: object) -> str:
    code = client.post("/v1/login/codes", json=body).json()["code"]
    reply = client.post("/v1/login", json={"code": code})
    assert client.post("/v1/login", json={"code": code}).status_code == 401, "once"
    return str(reply.json()["key"])


def test_a_code_of_nobody_in_particular_opens_the_operators_token(client: TestClient) -> None:
    assert opened(client, None) == opened(client, {}) == "token"


@pytest.mark.parametrize("named", ["desk", key(1).id])
def test_a_code_for_a_key_opens_a_session_of_it(client: TestClient, named: str) -> None:
    As.deeds.clear()
    assert opened(client, {"key": named}).startswith("rbs_")
    assert As.deeds[0] == "for the key 'desk'"


def test_whoever_has_a_key_makes_codes_for_that_key(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(As, "caller", Caller("desk", ("operate",), key(1).id))
    assert opened(client, {}).startswith("rbs_")


def test_an_unknown_name_and_a_used_code_say_what_to_do(client: TestClient) -> None:
    reply = client.post("/v1/login/codes", json={"key": "nobody"})
    assert (reply.status_code, reply.json()["detail"]) == (
        404,
        "No key has the name or id 'nobody': 'ragbot keys list' shows them.",
    )
    reply = client.post("/v1/login", json={"code": "used"})
    assert (reply.status_code, reply.json()["detail"]) == (
        401,
        "This link was used already, or is too old: 'ragbot keys login' prints another one.",
    )
    assert client.post("/v1/login", json={"code": "x" * 101}).status_code == 422

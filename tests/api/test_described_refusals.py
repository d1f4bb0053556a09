"""What the middleware can answer a request with is what its description says: tried on every route."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NoReturn

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from ragbot.api import keyring as keyrings
from ragbot.api.admission import Lane
from ragbot.api.audit import Audit
from ragbot.api.openai.errors import is_for_openai
from ragbot.api.rates import Rate
from ragbot.archive.archive import Archive
from tests.api.described_app import TOKEN, app_of

WITH_KEY = {"Authorization": f"Bearer {TOKEN}"}
Send = Callable[[dict[str, str]], Response]
Operations = list[tuple[str, str, set[int]]]
"""The method, the path and the described statuses of each."""


@pytest.fixture
def client(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A server that has a key and answers under one name."""
    monkeypatch.setattr(keyrings, "WRONG_KEYS", Rate(1_000_000, 1.0))
    archive.keys.add("desk", ["ask"])
    app = app_of(archive, hosts=("127.0.0.1",), rate="1000000/s")
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def operations(client: TestClient) -> Operations:
    paths = client.get("/openapi.json", headers=WITH_KEY).json()["paths"]
    return [
        (method.upper(), path, {int(status) for status in operation["responses"]})
        for path, each in paths.items()
        for method, operation in each.items()
    ]


def statuses(client: TestClient, operations: Operations, headers: dict[str, str], status: int) -> None:
    """Every route that says so, and no other one, answers such a request with this status, as an error."""
    assert len(operations) > 35
    for method, path, described in operations:
        reply = client.request(method, path.replace("{", "").replace("}", ""), headers=headers)
        assert (reply.status_code == status) == (status in described), (method, path, reply.status_code)
        if reply.status_code == status:
            kind = "application/json" if is_for_openai(path) else "application/problem+json"
            assert reply.headers["content-type"] == kind, (method, path)


@pytest.mark.parametrize(
    ("status", "headers"),
    [(413, {"Content-Length": str(2**40)}), (421, {"Host": "elsewhere.example"})],
    ids=str,
)
def test_what_is_wrong_with_any_request_is_described_at_every_route(
    client: TestClient, operations: Operations, status: int, headers: dict[str, str]
) -> None:
    statuses(client, operations, {**WITH_KEY, **headers}, status)
    assert all(status in described for _, _, described in operations)


def test_two_hosts_are_described_at_every_route(client: TestClient, operations: Operations) -> None:
    for method, path, described in operations:
        reply = client.request(method, path, headers=[("Host", "127.0.0.1"), ("Host", "127.0.0.1")])
        assert reply.status_code == 400
        assert 400 in described


def test_a_route_that_may_be_asked_without_a_key_too_often_or_by_a_lesser_one_says_so(
    client: TestClient, operations: Operations, monkeypatch: pytest.MonkeyPatch
) -> None:
    for method, path, described in operations:
        status = client.request(method, path).status_code
        assert (status == 401 and {401, 403, 429} <= described) or not {403, 429} & described, (method, path)
    monkeypatch.setattr(keyrings.Keyring, "wait", lambda *_: 1.0)
    statuses(client, operations, WITH_KEY, 429)


def test_a_server_without_a_place_is_described(
    client: TestClient, operations: Operations, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(lane: Lane) -> NoReturn:
        raise lane._busy()

    monkeypatch.setattr(Lane, "check", refuse)
    for method, path, described in operations:
        reply = client.request(method, path, headers=WITH_KEY)
        assert reply.status_code != 503 or 503 in described, (method, path)


def test_a_failure_is_described_at_every_route(
    client: TestClient, operations: Operations, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: Any) -> NoReturn:
        raise RuntimeError("It broke.")

    monkeypatch.setattr(Audit, "__call__", fail)
    statuses(client, operations, WITH_KEY, 500)

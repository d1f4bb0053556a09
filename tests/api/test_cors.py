"""Pages of other origins read nothing, unless the operator has named them."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from ragbot.answering.bot import Bot
from ragbot.api.app import create_app
from ragbot.api.keyring import Keyring
from ragbot.archive.archive import Archive

DESK = "https://desk.example"
ALLOW = "access-control-allow-origin"
PREFLIGHT = {
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization,content-type,x-request-id",
}


def client_of(archive: Archive, **options: Any) -> TestClient:
    ring = Keyring(archive.keys, "operators-token")
    return TestClient(create_app(Bot(archive), keyring=ring, **options), base_url="http://127.0.0.1")


def asked(client: TestClient, origin: str) -> list[Any]:
    """A reply, an error, and what a browser asks before it sends a key."""
    headers = {"Origin": origin}
    return [
        client.get("/v1/archive", headers=headers),
        client.get("/v1/articles/none", headers=headers),
        client.options("/v1/answers", headers={**headers, **PREFLIGHT}),
    ]


@pytest.mark.parametrize(("origins", "origin"), [((), DESK), ((DESK,), "https://evil.example"), ((DESK,), "null")])
def test_a_page_of_another_origin_reads_nothing(archive: Archive, origins: tuple[str, ...], origin: str) -> None:
    with client_of(archive, origins=origins) as client:
        replies = asked(client, origin)
    assert not [reply for reply in replies if ALLOW in reply.headers]
    assert replies[-1].status_code >= 400


def test_a_page_of_a_named_origin_reads_replies_and_errors_with_a_key(archive: Archive) -> None:
    key = archive.keys.add("desk", ["ask"])
    with client_of(archive, origins=(DESK,)) as client:
        refused, _, preflight = replies = asked(client, DESK)
        assert [reply.headers[ALLOW] for reply in replies] == [DESK] * 3
        assert (refused.status_code, preflight.status_code) == (401, 200)
        for method in ("PATCH", "DELETE"):
            headers = {"Origin": DESK, **PREFLIGHT, "Access-Control-Request-Method": method}
            assert client.options("/v1/sources/a", headers=headers).status_code == 200, "as an operator's page does"
        assert "authorization" in preflight.headers["access-control-allow-headers"].lower()
        reply = client.get("/v1/archive", headers={"Origin": DESK, "Authorization": f"Bearer {key}"})
    assert (reply.status_code, reply.headers[ALLOW]) == (200, DESK)
    assert reply.headers["access-control-expose-headers"].lower() == "retry-after, x-request-id"
    assert not [each for each in replies if "access-control-allow-credentials" in each.headers]
    assert all(each.headers["x-content-type-options"] == "nosniff" for each in replies)

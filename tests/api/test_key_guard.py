"""No route without its key: the guard is tried on all routes of the app, over a real archive."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from ingest.http.articles import router
from ragbot.answering.bot import Bot
from ragbot.api import keyring as keyrings
from ragbot.api.app import create_app
from ragbot.api.keyring import Keyring
from ragbot.api.login import Codes, login_routes
from ragbot.api.permissions import Permission, permission_for
from ragbot.api.rates import Rate
from ragbot.archive.archive import Archive
from ragbot.archive.source import Source
from ragbot.client import PublicClient
from ragbot.errors import ServerError
from ragbot.key_scopes import SCOPES
from ragbot.mcp.http import mcp_routers
from ragbot.types import Question
from tests.conftest import add, stories
from tests.served import served

TOKEN = "chosen-by-the-operator"
WANTED: dict[tuple[str, str], Permission] = {
    ("GET", "/"): "open",
    ("GET", "/static/{edition}/{path:path}"): "open",
    ("GET", "/healthz"): "open",
    ("GET", "/readyz"): "open",
    ("GET", "/openapi.json"): "ask",
    ("POST", "/v1/login"): "open",
    ("POST", "/v1/login/codes"): "operate",
    ("GET", "/v1/permissions"): "ask",
    ("GET", "/metrics"): "operate",
    ("POST", "/mcp"): "ask",
    ("POST", "/v1/answers"): "ask",
    ("POST", "/v1/search"): "ask",
    ("POST", "/v1/suggestions"): "ask",
    ("POST", "/v1/citations/check"): "ask",
    ("POST", "/v1/feedback"): "ask",
    ("GET", "/v1/feedback"): "operate",
    ("GET", "/v1/archive"): "ask",
    ("GET", "/v1/archive/days"): "ask",
    ("GET", "/v1/articles"): "ask",
    ("GET", "/v1/articles/{article_id}"): "ask",
    ("GET", "/v1/articles/{article_id}/diff"): "ask",
    ("POST", "/v1/chat/completions"): "ask",
    ("POST", "/v1/responses"): "ask",
    ("GET", "/v1/models"): "ask",
    ("GET", "/v1/models/{name}"): "ask",
    ("POST", "/v1/articles"): "ingest",
    ("POST", "/v1/articles/file"): "ingest",
    ("POST", "/v1/articles/url"): "ingest",
    ("GET", "/v1/archive/ids"): "ingest",
    ("GET", "/v1/formats"): "ingest",
    ("POST", "/v1/articles/{article_id}/state"): "operate",
    ("GET", "/v1/sources"): "ask",
    ("GET", "/v1/sources/{source_id}"): "ask",
    ("POST", "/v1/sources"): "operate",
    ("POST", "/v1/sources/discover"): "operate",
    ("PATCH", "/v1/sources/{source_id}"): "operate",
    ("DELETE", "/v1/sources/{source_id}"): "operate",
    ("GET", "/v1/sources/opml"): "operate",
    ("POST", "/v1/sources/opml"): "operate",
    ("POST", "/v1/archive/vacuum"): "operate",
    ("GET", "/v1/watches"): "ask",
    ("GET", "/v1/watches/{watch_id}"): "ask",
    ("GET", "/v1/watches/{watch_id}/feed.atom"): "ask",
    ("POST", "/v1/watches"): "operate",
    ("PATCH", "/v1/watches/{watch_id}"): "operate",
    ("DELETE", "/v1/watches/{watch_id}"): "operate",
}
"""What each route asks for. A new route stands here, or the tests fail."""
OPENAI = ("/v1/chat/completions", "/v1/responses", "/v1/models")


@pytest.fixture
def client(archive: Archive) -> Iterator[TestClient]:
    """A server with three articles and no key yet."""
    add(archive, *stories(3))
    with TestClient(app_of(archive), base_url="http://127.0.0.1") as client:
        yield client


def app_of(archive: Archive, **options: Any) -> Any:
    ring = Keyring(archive.keys, TOKEN, is_chosen=True, **options)
    bot = Bot(archive)
    routers = [login_routes(Codes(), ring), *mcp_routers(bot), router(archive, TOKEN)]
    return create_app(bot, routers=routers, keyring=ring)


@pytest.fixture(autouse=True)
def _looks_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyrings, "KEPT_SECONDS", 0.0)


def routes_of(app: Any) -> set[tuple[str, str]]:
    """Each method with each path that the app takes, however its routers are nested."""
    schema = {(method.upper(), path) for path, each in app.openapi()["paths"].items() for method in each}
    listed = set()
    todo = list(app.router.routes)
    while todo:
        route = todo.pop()
        todo += getattr(route, "routes", None) or getattr(getattr(route, "original_router", None), "routes", [])
        listed |= {(method, route.path) for method in getattr(route, "methods", None) or ()}
    return {each for each in schema | listed if each[0] != "HEAD"}


def test_every_route_is_in_the_table_with_what_it_asks_for(archive: Archive) -> None:
    found = routes_of(app_of(archive))
    assert {("GET", "/"), ("GET", "/openapi.json"), ("POST", "/v1/sources/opml")} <= found, "it walks nested routers"
    assert found == set(WANTED)
    assert {each: permission_for(each[0], filled(each[1])) for each in found} == WANTED


def filled(path: str) -> str:
    ids = (("{article_id}", "a"), ("{source_id}", "s"), ("{watch_id}", "w"))
    for part, value in (("{edition}/{path:path}", "e/page.js"), *ids):
        path = path.replace(part, value)
    return path.replace("{name}", "ragbot")


def test_a_route_that_the_table_does_not_name_is_an_operators() -> None:
    assert permission_for("GET", "/v1/outlets") is None
    assert permission_for("PUT", "/v1/articles/a") == "operate"
    assert permission_for("HEAD", "/v1/articles/a") == "ask"


def test_every_route_is_closed_without_its_key_and_to_a_lesser_one(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyrings, "WRONG_KEYS", Rate(1000, 1.0))
    lesser = archive.keys.add("lesser", ["ask"])
    good = {scope: archive.keys.add(scope, [scope]) for scope in SCOPES}
    with TestClient(app_of(archive), base_url="http://127.0.0.1") as client:
        for (method, path), needed in WANTED.items():
            if needed == "open":
                assert client.request(method, filled(path)).status_code in (200, 404, 422)
                continue
            _is_closed(client, method, filled(path), lesser)
            reply = client.request(method, filled(path), headers=bearer(lesser))
            if needed == "ask":
                assert reply.status_code not in (401, 403)
            else:
                refused(reply, 403, path)
                assert f"--scope {needed}" in reply.json()["detail"]
            assert client.request(method, filled(path), headers=bearer(good[needed])).status_code not in (401, 403)


def test_the_description_says_what_each_route_asks_of_a_key_and_how_it_refuses(archive: Archive) -> None:
    described = app_of(archive).openapi()
    (name,) = described["components"]["securitySchemes"]
    shown = {each: need for each, need in WANTED.items() if each[1] in described["paths"]}
    assert len(shown) > 35
    for (method, path), needed in shown.items():
        operation = described["paths"][path][method.lower()]
        if needed == "open":
            assert "security" not in operation, path
            continue
        assert operation["security"] == ([{}, {name: []}] if needed == "ask" else [{name: []}]), path
        kind = "application/json" if path.startswith(OPENAI) else "application/problem+json"
        for status in ("401", "403", "429", "503"):
            assert list(operation["responses"][status]["content"]) == [kind], path


def _is_closed(client: TestClient, method: str, path: str, key: str) -> None:
    """To whoever sends no key, a wrong one, or one in another way."""
    wrong = "rb_000000000000_" + "a" * 43
    for headers in ({}, bearer(wrong), bearer(key[:-1]), {"Authorization": f"Basic {key}"}, {"X-Api-Key": key}):
        reply = client.request(method, path, headers=headers)
        refused(reply, 401, path)
        assert reply.headers["www-authenticate"].startswith("Bearer")
    refused(client.request(method, path, params={"key": key}), 401, path)


def refused(reply: Any, status: int, path: str) -> None:
    assert reply.status_code == status
    assert reply.headers["x-content-type-options"] == "nosniff"
    if path.startswith(OPENAI):
        assert reply.json()["error"]["code"] == ("invalid_api_key" if status == 401 else "forbidden")
    else:
        assert reply.headers["content-type"] == "application/problem+json"
        assert reply.json()["status"] == status


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def test_before_the_first_key_everybody_asks_and_the_operator_alone_ingests(client: TestClient) -> None:
    assert client.get("/v1/archive").status_code == 200
    for _ in range(12):
        assert client.get("/v1/models", headers=bearer("none")).status_code == 200, "OpenAI's clients send something"
    assert client.get("/v1/formats").status_code == 401
    assert client.get("/v1/formats", headers=bearer(TOKEN)).status_code == 200, "and that was no guess at a key"
    assert client.get("/v1/formats", headers={"Authorization": f"bearer {TOKEN}"}).status_code == 200
    assert client.get("/v1/nothing").status_code == 404


def test_a_key_that_is_made_or_revoked_counts_at_once_and_the_last_one_opens_nothing(
    archive: Archive, client: TestClient
) -> None:
    key = archive.keys.add("desk", ["operate"])
    assert client.get("/v1/archive").status_code == 401
    assert client.get("/v1/archive", headers=bearer(key)).status_code == 200
    assert client.get("/v1/archive", headers=bearer(TOKEN)).status_code == 200, "the operator's token is one, too"
    archive.keys.revoke("desk")
    assert client.get("/v1/archive", headers=bearer(key)).status_code == 401
    assert client.get("/v1/archive").status_code == 401
    assert client.get("/v1/nothing").status_code == 401, "what strangers find is the same everywhere"


def test_an_address_that_the_table_does_not_name_is_shut_to_readers(archive: Archive, client: TestClient) -> None:
    """A route of another package may be there, and nobody knows what it does."""
    keys = {scope: bearer(archive.keys.add(scope, [scope])) for scope in SCOPES}
    found = {scope: client.get("/v1/outlets", headers=key).status_code for scope, key in keys.items()}
    assert found == {"ask": 403, "ingest": 403, "operate": 404}


def test_where_keys_are_required_the_token_alone_opens(archive: Archive) -> None:
    with TestClient(app_of(archive, is_required=True), base_url="http://127.0.0.1") as client:
        assert client.get("/v1/archive").status_code == 401
        assert client.get("/v1/archive", headers=bearer(TOKEN)).status_code == 200


def test_what_only_an_operator_may_know_of_sources_is_shown_to_an_operators_key(
    archive: Archive, client: TestClient
) -> None:
    secret = "https://news.example/feed?key=secret"
    follow(archive, secret)
    assert secret not in client.get("/v1/sources").text
    assert secret in client.get("/v1/sources", headers=bearer(TOKEN)).text, "also before there is a key"
    reader, operator = archive.keys.add("reader", ["ask"]), archive.keys.add("operator", ["operate"])
    assert secret not in client.get("/v1/sources", headers=bearer(reader)).text
    assert secret in client.get("/v1/sources", headers=bearer(operator)).text


def follow(archive: Archive, address: str) -> None:
    noon = "2026-03-10T12:00:00Z"
    archive.followed.add(Source("a" * 32, address, "feed", "The Courier", noon, noon))


def test_the_last_day_of_use_is_kept(archive: Archive, client: TestClient) -> None:
    key = archive.keys.add("desk", ["ask"])
    assert client.get("/v1/archive", headers=bearer(key)).status_code == 200
    end = time.monotonic() + 5
    while archive.keys.all()[0].last_used is None and time.monotonic() < end:
        time.sleep(0.01)
    assert archive.keys.all()[0].last_used == time.strftime("%Y-%m-%d", time.gmtime())


def test_wrong_keys_are_slowed_and_logged_without_them(
    archive: Archive, client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    key = archive.keys.add("desk", ["ask"])
    with caplog.at_level(logging.INFO):
        found = [client.get("/v1/archive", headers=bearer(f"wrong-{n}")) for n in range(12)]
    assert [reply.status_code for reply in found] == [401] * 9 + [429] * 3
    assert 1 <= int(found[-1].headers["retry-after"]) <= 60
    lines = [record for record in caplog.records if record.name == "ragbot.api.request_log"]
    assert [record.levelname for record in lines] == ["WARNING"] * 12
    assert "wrong-" not in caplog.text
    assert client.get("/v1/archive", headers=bearer(TOKEN)).status_code == 429, "what may be guessed is not compared"
    assert client.get("/v1/archive", headers=bearer(key)).status_code == 200, "nobody locks a reader out"
    assert client.get("/v1/archive").status_code == 401, "no key is no wrong one"


def test_a_key_is_in_no_log(archive: Archive, client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    key = archive.keys.add("desk", ["ask"])
    with caplog.at_level(logging.DEBUG):
        client.get("/v1/archive", headers=bearer(key))
        client.get("/v1/formats", headers=bearer(key))
    assert "/v1/formats 403" in caplog.text
    assert key[-43:] not in caplog.text


def test_who_sends_a_key_is_told_what_it_may_do(archive: Archive, client: TestClient) -> None:
    assert permissions(client) == {"name": None, "scopes": ["ask"]}
    assert permissions(client, TOKEN) == {"name": "operator", "scopes": ["ask", "ingest", "operate"]}
    assert client.get("/v1/permissions", headers=bearer("wrong")).status_code == 401
    for count, scope in enumerate(SCOPES, start=1):
        key = archive.keys.add(f"the {scope} desk", [scope])
        assert permissions(client, key) == {"name": f"the {scope} desk", "scopes": list(SCOPES[:count])}
        assert permissions(client, session_for(client, TOKEN, f"the {scope} desk")) == permissions(client, key)
    assert client.get("/v1/permissions").status_code == 401


def test_without_a_guard_the_token_alone_may_more_than_ask(archive: Archive) -> None:
    with TestClient(create_app(Bot(archive), routers=[router(archive, TOKEN)])) as client:
        assert permissions(client)["scopes"] == ["ask"]
        assert permissions(client, TOKEN)["scopes"] == ["ask", "ingest", "operate"]
        assert client.get("/v1/permissions", headers=bearer("wrong")).status_code == 401


def permissions(client: TestClient, key: str | None = None) -> Any:
    return client.get("/v1/permissions", headers=bearer(key) if key else {}).json()


def test_a_code_is_exchanged_for_a_key_once(archive: Archive, client: TestClient) -> None:
    archive.keys.add("desk", ["operate"])
    assert client.post("/v1/login/codes").status_code == 401
    code = client.post("/v1/login/codes", headers=bearer(TOKEN)).json()["code"]
    key = client.post("/v1/login", json={"code": code}).json()["key"]
    assert client.get("/v1/formats", headers=bearer(key)).status_code == 200
    reply = client.post("/v1/login", json={"code": code})
    assert (reply.status_code, "ragbot keys login" in reply.json()["detail"]) == (401, True)
    assert client.post("/v1/login", json={"code": "x" * 101}).status_code == 422


def session_for(client: TestClient, maker: str, whom: str | None = None) -> str:
    """The key that a code opens which the maker made."""
    made = client.post("/v1/login/codes", headers=bearer(maker), json={"key": whom} if whom else {})
    return str(client.post("/v1/login", json={"code": made.json()["code"]}).json()["key"])


def test_a_code_for_a_key_opens_what_that_key_opens_and_no_more(archive: Archive, client: TestClient) -> None:
    keys = {scope: archive.keys.add(f"the {scope} desk", [scope]) for scope in SCOPES}
    for scope in SCOPES:
        session = session_for(client, TOKEN, f"the {scope} desk")
        assert session not in (TOKEN, *keys.values())
        for method, path in (("GET", "/v1/archive"), ("GET", "/v1/formats"), ("GET", "/metrics")):
            own, other = (client.request(method, path, headers=bearer(key)) for key in (session, keys[scope]))
            assert own.status_code == other.status_code
    reply = client.post("/v1/login/codes", headers=bearer(TOKEN), json={"key": "nobody"})
    assert (reply.status_code, "ragbot keys list" in reply.json()["detail"]) == (404, True)


def test_a_session_ends_with_its_key(archive: Archive, client: TestClient) -> None:
    operator, key_id = archive.keys.add("second operator", ["operate"]), archive.keys.all()[0].id
    archive.keys.add("other", ["ask"])
    session = session_for(client, operator)
    assert session != TOKEN, "a key makes a code for itself"
    assert client.get("/metrics", headers=bearer(session)).status_code == 200
    code = client.post("/v1/login/codes", headers=bearer(session), json={"key": key_id}).json()["code"]
    archive.keys.revoke("second operator")
    assert client.get("/metrics", headers=bearer(session)).status_code == 401
    assert client.post("/v1/login", json={"code": code}).status_code == 401


def test_the_oldest_session_gives_way(archive: Archive, client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyrings, "MOST_SESSIONS", 2)
    archive.keys.add("reader", ["ask"])
    sessions = [session_for(client, TOKEN, "reader") for _ in range(3)]
    assert [client.get("/v1/archive", headers=bearer(each)).status_code for each in sessions] == [401, 200, 200]


def test_a_code_is_too_old_after_a_day_and_few_wait() -> None:
    now = 0.0
    codes = Codes(lambda: now)
    first, second = codes.make(), codes.make()
    now = 86_399.0
    assert codes.use(first)
    now = 86_400.0
    assert not codes.use(second)
    many = [codes.make() for _ in range(21)]
    assert [bool(codes.use(code)) for code in many] == [False] + [True] * 20


def test_a_rate_is_that_of_one_key(archive: Archive) -> None:
    first, second = archive.keys.add("first", ["ask"]), archive.keys.add("second", ["ask"])
    with TestClient(app_of(archive, rate="3/h"), base_url="http://127.0.0.1") as client:
        found = [client.get("/v1/models", headers=bearer(first)) for _ in range(4)]
        assert [reply.status_code for reply in found] == [200, 200, 200, 429]
        assert 1000 < int(found[-1].headers["retry-after"]) <= 1200
        assert found[-1].json()["error"]["type"] == "rate_limit_error"
        assert client.get("/v1/archive", headers=bearer(second)).status_code == 200
        assert {client.get("/v1/archive", headers=bearer(TOKEN)).status_code for _ in range(9)} == {200}
        assert client.get("/healthz").status_code == 200


def test_without_keys_a_rate_is_that_of_an_address_and_there_is_none_unless_it_is_set(archive: Archive) -> None:
    for rate, last in (("3/h", 429), ("", 200)):
        with TestClient(app_of(archive, rate=rate), base_url="http://127.0.0.1") as client:
            assert [client.get("/v1/archive").status_code for _ in range(4)] == [200, 200, 200, last]


def test_a_client_of_another_program_sends_the_key_of_a_reader(archive: Archive) -> None:
    add(archive, *stories(3))
    key = archive.keys.add("desk", ["ask"])
    with served(app_of(archive)) as address:
        assert PublicClient(address, key).search(Question("story"), 3).evidence
        for none in (None, "rb_000000000000_" + "a" * 43):
            with pytest.raises(ServerError, match="key"):
                PublicClient(address, none).search(Question("story"), 3)

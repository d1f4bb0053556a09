"""Before any route: bodies that are too long, names that are not ours, and the headers of every response."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from ragbot.api.guards import BODY_LIMIT, CONTENT_SECURITY_POLICY, MIB, BodyLimit, for_origins
from ragbot.api.problems import Problem
from tests.api.fake_bot import FakeBot, app_of, problem, raw_post, served
from tests.coroutines import result_of


def test_a_body_that_declares_to_be_too_long_is_refused_unread(bot: FakeBot) -> None:
    with served(bot) as port, socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(raw_post("/v1/answers", b"", f"Content-Length: {256 * 1024 + 1}"))
        received = connection.recv(65536)
    assert received.startswith(b"HTTP/1.1 413")
    assert b"application/problem+json" in received


def test_a_body_that_grows_too_long_in_chunks_is_refused(client: TestClient, bot: FakeBot) -> None:
    def chunks(size: int) -> Iterator[bytes]:
        yield b'{"question": "x", "sources": ["'
        for _ in range(size // 1024):
            yield b"x" * 1024

    headers = {"Content-Type": "application/json"}
    assert "256 KiB" in problem(client.post("/v1/answers", content=chunks(300 * 1024), headers=headers), 413)["detail"]
    problem(client.post("/v1/search", content=chunks(300 * 1024), headers=headers), 413)
    assert bot.asked == []


def test_a_real_chunked_body_that_never_ends_is_refused(bot: FakeBot) -> None:
    with served(bot) as port, socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(raw_post("/v1/answers", b"", "Transfer-Encoding: chunked"))
        for _ in range(257):
            connection.sendall(b"400\r\n" + b"x" * 1024 + b"\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 413")


def test_every_response_carries_the_security_headers(client: TestClient, bot: FakeBot) -> None:
    bot.answer = ZeroDivisionError()
    responses = [
        client.get("/"),
        client.get("/static/any/style.css"),
        client.get("/v1/archive"),
        client.get("/nowhere"),
        client.post("/v1/answers", json={"question": "x"}),
        client.post("/v1/answers", json={"question": "x", "stream": True}),
        client.post("/v1/answers", content=b"x" * 300_000),
    ]
    for response in responses:
        assert response.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["referrer-policy"] == "no-referrer"
        assert response.headers["cross-origin-opener-policy"] == "same-origin"
        assert response.headers["cross-origin-resource-policy"] == "same-origin"
        assert not [name for name in response.headers if name.startswith("access-control")]


def test_the_policy_lets_nobody_frame_the_page_and_no_script_in_from_elsewhere() -> None:
    rules = dict(rule.split(" ", 1) for rule in CONTENT_SECURITY_POLICY.split("; "))
    closed = ("default-src", "base-uri", "form-action", "frame-ancestors", "trusted-types")
    assert {rules[name] for name in closed} == {"'none'"}
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == "'self'"


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8000", "LOCALHOST", "127.0.0.1:80", "[::1]:8000", "[::1]", "news.example"]
)
def test_our_own_names_are_answered(bot: FakeBot, host: str) -> None:
    names = ["localhost", "127.0.0.1", "::1", "News.Example"]
    client = TestClient(app_of(bot, hosts=names), base_url="http://127.0.0.1")
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:8000", "", "evil:localhost", "[::2]"]
)
def test_other_names_are_refused(bot: FakeBot, host: str) -> None:
    client = TestClient(app_of(bot, hosts=["localhost", "127.0.0.1", "::1"]), base_url="http://127.0.0.1")
    problem(client.get("/healthz", headers={"Host": host}), 421)


@pytest.mark.parametrize(
    ("any_address", "host", "status"),
    [
        (True, "192.0.2.7:8000", 200),
        (True, "[2001:db8::7]:8000", 200),
        (True, "rebound.example", 421),
        (False, "192.0.2.7", 421),
        (True, "192.0.2.7.rebound.example", 421),
        (True, "", 421),
    ],
)
def test_any_address_will_do_where_it_is_said_but_no_other_name(
    bot: FakeBot, any_address: bool, host: str, status: int
) -> None:
    client = TestClient(app_of(bot, hosts=["news.example"], any_address=any_address), base_url="http://127.0.0.1")
    assert client.get("/healthz", headers={"Host": host}).status_code == status


def test_where_no_names_are_given_all_are_answered(client: TestClient) -> None:
    assert client.get("/healthz", headers={"Host": "anything.example"}).status_code == 200


@pytest.mark.parametrize(
    ("path", "size", "taken"),
    [
        ("/v1/answers", BODY_LIMIT, True),
        ("/v1/answers", BODY_LIMIT + 1, False),
        ("/v1/articles", BODY_LIMIT + 1, True),
        ("/v1/articles", 32 * MIB + 1, False),
        ("/v1/sources/opml", 4 * MIB + 1, False),
    ],
)
@pytest.mark.parametrize("declared", [True, False], ids=["declared", "in pieces"])
def test_a_body_is_taken_up_to_the_limit_of_its_path(path: str, size: int, taken: bool, declared: bool) -> None:
    headers = [(b"content-length", str(size).encode())] if declared else []
    pieces: list[Message] = [] if declared else [{"body": b"x" * (size - size // 2)}, {"body": b"x" * (size // 2)}]

    async def read_all(scope: Scope, receive: Receive, send: Send) -> None:
        while pieces:
            await receive()

    async def receive() -> Message:
        return pieces.pop(0)

    async def send(message: Message) -> None:
        raise AssertionError(message)

    async def request() -> None:
        await BodyLimit(read_all)({"type": "http", "path": path, "headers": headers}, receive, send)

    if taken:
        result_of(request())
        return
    with pytest.raises(Problem) as refused:
        result_of(request())
    assert refused.value.status_code == 413
    assert refused.value.detail.endswith(f"{(size - 1) // 1024} KiB that are taken here.")


def test_other_origins_read_nothing_unless_they_are_named() -> None:
    assert for_origins(()) == []
    (only,) = for_origins(["https://desk.example"])
    assert only.kwargs["allow_origins"] == ["https://desk.example"]
    assert not only.kwargs.get("allow_credentials"), "no cookie is ever looked at"

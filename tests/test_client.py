"""The client talks to the server on this machine with the operator's token, and with any other without it."""

from __future__ import annotations

import json
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from ragbot.archive.listing import Filter
from ragbot.archive.lock import Lock
from ragbot.client import Client, PublicClient, find_server
from ragbot.errors import NotThereError, QuestionError, ServerError, SettingsError
from ragbot.settings import load_settings
from ragbot.types import Question, Turn, Window
from tests.archive.test_lock import OWNER, holding


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "http://10.0.0.7:8000",
        "http://news.example",
        "http://127.0.0.1@news.example/",
        "http://127.0.0.1.news.example/",
        "http://localhost.news.example:8000",
        "//news.example",
        "http://0.0.0.0:8000",
    ],
)
def test_the_token_is_for_no_other_machine(address: str | None) -> None:
    with pytest.raises(ServerError, match="not on this machine"):
        Client(replace(OWNER, address=address))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "localhost", "[::1]"])
def test_a_server_on_this_machine_is_talked_to(host: str) -> None:
    assert Client(replace(OWNER, address=f"http://{host}:8000")).address == f"http://{host}:8000"


def test_a_server_is_found_by_the_card_unless_a_chroma_server_keeps_the_vectors(tmp_path: Path) -> None:
    with holding(tmp_path):
        found = find_server(load_settings(archive=tmp_path))
        assert found
        assert found.address == "http://127.0.0.1:9"
        assert find_server(load_settings(archive=tmp_path, chroma="http://127.0.0.1:8")) is None


def test_an_owner_that_is_no_server_is_none_to_talk_to(tmp_path: Path) -> None:
    lock = Lock(tmp_path)
    assert find_server(load_settings(archive=tmp_path)) is None
    lock.release()


def test_a_server_that_is_still_starting_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/usr/bin/ragbot", "serve"])
    lock = Lock(tmp_path)
    later = threading.Timer(0.5, lock.announce, ["http://127.0.0.1:9", "secret"])
    later.start()
    found = find_server(load_settings(archive=tmp_path))
    later.join()
    lock.release()
    assert found
    assert found.address == "http://127.0.0.1:9"


def test_a_server_that_never_gets_ready_is_not_waited_for_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["/usr/bin/ragbot", "serve"])
    monkeypatch.setattr("ragbot.client.STARTING", 0.3)
    lock = Lock(tmp_path)
    assert find_server(load_settings(archive=tmp_path)) is None
    lock.release()


class Canned(httpx.BaseTransport):
    """A server that always says the same, and remembers what it was sent."""

    def __init__(self, status: int, body: bytes, kind: str = "application/problem+json") -> None:
        self.reply = httpx.Response(status, content=body, headers={"Content-Type": kind})
        self.requests: list[httpx.Request] = []
        self.options: dict[str, Any] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self.reply


def saying(monkeypatch: pytest.MonkeyPatch, status: int, body: bytes) -> Canned:
    canned, real = Canned(status, body), httpx.Client

    def client(**options: Any) -> httpx.Client:
        canned.options = options
        return real(**options, transport=canned)

    monkeypatch.setattr(httpx, "Client", client)
    return canned


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (401, b'{"detail": "This needs the token."}', "This needs the token"),
        (500, b"<html>oops</html>", "500 Internal Server Error"),
        (502, b"[]", "502 Bad Gateway"),
        (307, b"", "307 Temporary Redirect"),
    ],
)
def test_what_a_server_refuses_is_told_in_its_own_words(
    monkeypatch: pytest.MonkeyPatch, status: int, body: bytes, told: str
) -> None:
    saying(monkeypatch, status, body)
    with pytest.raises(ServerError, match=told):
        Client(OWNER).ask(Question("Why?"))


def test_a_question_that_cannot_be_asked_is_the_same_error_as_without_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    body = {"detail": "since: must be a day", "errors": [{"field": "since", "message": "must be a day"}]}
    saying(monkeypatch, 422, json.dumps(body).encode())
    with pytest.raises(QuestionError, match="since: must be a day"):
        Client(OWNER).ask(Question("Why?"))


@pytest.mark.parametrize("body", [b"", b"{}", b'{"answer": 1}', b"<html>"])
def test_a_reply_of_something_else_on_that_port_is_told(monkeypatch: pytest.MonkeyPatch, body: bytes) -> None:
    saying(monkeypatch, 200, body)
    with pytest.raises(ServerError, match=r"http://127\.0\.0\.1:9"):
        Client(OWNER).search(Question("Why?"), 3)


def test_the_token_goes_along_and_no_proxy_sees_it(monkeypatch: pytest.MonkeyPatch) -> None:
    about = b'"about": {"since": null, "until": null}, "time_words": []'
    canned = saying(monkeypatch, 200, b'{"evidence": [], "archive_as_of": null, "timings": {}, %s}' % about)
    Client(OWNER).search(Question("Why?", sources=("The Daily",)), 3)
    assert canned.options["trust_env"] is False, "or httpx would take the environment's proxy"
    (request,) = canned.requests
    assert request.headers["Authorization"] == "Bearer secret"
    assert json.loads(request.content) == {
        "question": "Why?",
        "sources": ["The Daily"],
        "since": None,
        "until": None,
        "asked_on": None,
        "as_of": None,
        "limit": 3,
    }


def test_history_limits_and_a_trace_go_along_where_they_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    canned = saying(monkeypatch, 422, b'{"detail": "x"}')
    question = Question("And the toll?", Window("2026-01-01", None), history=(Turn("user", "The ferry?"),), trace=True)
    for asked in (question, replace(question, trace=False)):
        with pytest.raises(QuestionError):
            Client(OWNER).ask(asked)
    bodies = [json.loads(request.content) for request in canned.requests]
    assert bodies[0] == {**bodies[1], "trace": True}
    assert bodies[1]["history"] == [{"role": "user", "text": "The ferry?", "cited": []}]
    assert (bodies[1]["since"], bodies[1]["until"]) == ("2026-01-01", None)


def test_an_article_that_is_not_there_is_an_error_of_its_own_and_its_id_stays_in_its_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    canned = saying(monkeypatch, 404, b'{"detail": "No article has the id."}')
    with pytest.raises(NotThereError, match=r"refused: No article has the id\."):
        Client(OWNER).article("../v1/keys?x=1")
    assert canned.requests[0].url.raw_path == b"/v1/articles/..%2Fv1%2Fkeys%3Fx%3D1"


def test_the_newest_articles_are_asked_for_with_the_limits_that_are_set(monkeypatch: pytest.MonkeyPatch) -> None:
    canned = saying(monkeypatch, 200, b'{"articles": [], "next": null}')
    page = Client(OWNER).latest(Filter(words="ferry", sources=("A", "B"), window=Window(until="2026-02-01")), 5)
    assert page.articles == ()
    query = canned.requests[0].url.params.multi_items()
    assert sorted(query) == [("limit", "5"), ("q", "ferry"), ("source", "A"), ("source", "B"), ("until", "2026-02-01")]


@pytest.mark.parametrize(
    ("address", "key", "header"),
    [
        ("https://news.example", "reader", "Bearer reader"),
        ("https://news.example", None, None),
        ("https://me:pa55@news.example", "reader", "Basic bWU6cGE1NQ=="),
    ],
    ids=["with a key", "without one", "behind a proxy"],
)
def test_a_server_anywhere_gets_the_readers_key_unless_a_proxy_is_before_it(
    monkeypatch: pytest.MonkeyPatch, address: str, key: str | None, header: str | None
) -> None:
    canned = saying(monkeypatch, 422, b'{"detail": "x"}')
    client = PublicClient(f"{address}/", key)
    assert client.address == address
    with pytest.raises(QuestionError):
        client.ask(Question("Why?"))
    assert canned.requests[0].headers.get("Authorization") == header


@pytest.mark.parametrize("address", ["", "news.example", "ftp://news.example", "http://", "file:///etc/passwd"])
def test_what_is_no_address_of_a_server_is_refused_with_an_example(address: str) -> None:
    with pytest.raises(SettingsError, match=r"is no address of a server: write http://127\.0\.0\.1:8000"):
        PublicClient(address)


def test_an_error_says_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    saying(monkeypatch, 500, b"")
    with pytest.raises(ServerError, match=r"^The server at https://news\.example refused: 500 Internal Server Error$"):
        PublicClient("https://me:pa55@news.example").ask(Question("Why?"))

"""Bodies that parsers disagree about, sent to every route that takes JSON: each is taken or refused, none breaks it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from ragbot.api.openai.errors import is_for_openai
from ragbot.archive.archive import Archive
from tests.api.described_app import TOKEN, app_of
from tests.conftest import add, stories

BODIES: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"{",
    "deep lists": b"[" * 100_000,
    "deep lists, closed": b"[" * 5_000 + b"]" * 5_000,
    "deep objects": b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
    "not a number": b"NaN",
    "a field that is no number": b'{"question": "x", "limit": NaN, "every": Infinity, "n": -Infinity}',
    "a number of 10,000 digits": b'{"question": "x", "limit": ' + b"9" * 10_000 + b"}",
    "a huge exponent": b'{"question": "x", "limit": 1e999, "every": 1e999}',
    "names twice": b'{"question": "x", "question": 7, "model": "ragbot", "model": null, "url": "a", "url": []}',
    "half a character": b'{"question": "\\ud83d", "url": "\\udc00", "input": "\\ud83d", "code": "\\ud83d"}',
    "half a character in a name": b'{"\\ud83d": 1}',
    "NUL": b'{"question": "\\u0000", "url": "\\u0000", "input": "\\u0000", "code": "\\u0000"}',
    "bytes that are no UTF-8": b'{"question": "\xff\xfe"}',
    "UTF-16": '{"question": "x"}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"question": "x"}',
    "null": b"null",
    "a list": b"[]",
    "a text": b'"question"',
    "a number": b"7",
    "wrong types": b'{"question": {}, "url": 7, "input": 7, "messages": {}, "articles": "a", "rating": [], "code": {}}',
    "80,000 fields": json.dumps({f"f{i}": i for i in range(15_000)}).encode(),
    "too long": b'{"question": "' + b"x" * (256 * 1024) + b'"}',
}


@pytest.fixture
def client(archive: Archive) -> Iterator[TestClient]:
    add(archive, *stories(3))
    with TestClient(app_of(archive), base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        client.headers["Authorization"] = f"Bearer {TOKEN}"
        yield client


def routes_with_json(client: TestClient) -> Iterator[tuple[str, str]]:
    for path, operations in client.get("/openapi.json").json()["paths"].items():
        for method, operation in operations.items():
            if "application/json" in operation.get("requestBody", {}).get("content", {}):
                yield method.upper(), path.replace("{", "").replace("}", "")


def test_no_body_breaks_a_route_and_each_refusal_is_a_problem(client: TestClient) -> None:
    routes = list(routes_with_json(client))
    assert len(routes) > 12
    for method, path in routes:
        for name, body in BODIES.items():
            reply = client.request(method, path, content=body, headers={"Content-Type": "application/json"})
            assert reply.status_code < 500, (path, name, reply.text)
            if reply.status_code >= 400:
                _is_a_problem(path, reply)


def _is_a_problem(path: str, reply: Any) -> None:
    assert len(reply.content) < 10_000, path
    if is_for_openai(path):
        assert set(reply.json()["error"]) == {"message", "type", "param", "code"}
        return
    assert reply.headers["content-type"] == "application/problem+json", path
    assert reply.json()["status"] == reply.status_code

"""What each address asks of a key; `test_key_guard.py` tries it on every route."""

from __future__ import annotations

import pytest

from ragbot.api.permissions import INGEST, OPERATE, Permission, permission_for


@pytest.mark.parametrize(
    ("method", "path", "permission"),
    [
        ("GET", "/", "open"),
        ("HEAD", "/healthz", "open"),
        ("GET", "/static/e/page.js", "open"),
        ("POST", "/static/e/page.js", None),
        ("POST", "/", None),
        ("POST", "/v1/login", "open"),
        ("GET", "/v1/login", None),
        ("POST", "/v1/answers", "ask"),
        ("GET", "/v1/articles", "ask"),
        ("GET", "/v1/articles/a/diff", "ask"),
        ("GET", "/v1/articlesque", None),
        ("POST", "/v1/feedback", "ask"),
        ("GET", "/v1/feedback", "operate"),
        ("POST", "/v1/articles", "ingest"),
        ("GET", "/v1/archive/ids", "ingest"),
        ("HEAD", "/v1/archive/ids", "ingest"),
        ("PUT", "/v1/articles/a", "operate"),
        ("DELETE", "/v1/sources/s", "operate"),
        ("PATCH", "/v1/watches/w", "operate"),
        ("GET", "/v1/sources", "ask"),
        ("GET", "/v1/sources/opml", "operate"),
        ("GET", "/of/another/package", None),
    ],
)
def test_an_address_asks_for_what_the_table_says(method: str, path: str, permission: Permission | None) -> None:
    assert permission_for(method, path) == permission


def test_whoever_only_asks_neither_feeds_nor_operates() -> None:
    assert not INGEST & OPERATE
    assert {permission_for(*each) for each in INGEST} == {"ingest"}
    assert {permission_for(*each) for each in OPERATE} == {"operate"}

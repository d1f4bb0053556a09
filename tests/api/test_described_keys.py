"""The description says of each route what it asks of a key: nothing, any one, or one with more scopes."""

from __future__ import annotations

from typing import Any

import pytest

from ragbot.api.described_keys import NAME, SCHEME, with_keys


def described(method: str, path: str) -> Any:
    return with_keys({"paths": {path: {method: {}}}})["paths"][path][method].get("security")


@pytest.mark.parametrize(
    ("method", "path", "security"),
    [
        ("get", "/healthz", None),
        ("post", "/v1/login", None),
        ("post", "/v1/answers", [{}, {NAME: []}]),
        ("get", "/v1/articles/{article_id}", [{}, {NAME: []}]),
        ("post", "/v1/articles", [{NAME: []}]),
        ("get", "/metrics", [{NAME: []}]),
        ("delete", "/v1/watches/{watch_id}", [{NAME: []}]),
        ("get", "/of/another/package", [{}, {NAME: []}]),
    ],
)
def test_a_route_says_what_it_asks(method: str, path: str, security: object) -> None:
    assert described(method, path) == security


def test_what_the_description_has_already_stays() -> None:
    components: dict[str, Any] = {"schemas": {"A": {}}, "securitySchemes": {"Other": {}}}
    schema = with_keys({"paths": {}, "components": components, "info": {"title": "ragbot"}})
    assert schema["components"] == {"schemas": {"A": {}}, "securitySchemes": {"Other": {}, NAME: SCHEME}}
    assert schema["info"] == {"title": "ragbot"}

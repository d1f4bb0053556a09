"""How a request is refused before its route sees it, as the API's description says it: one table for all routes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from ragbot.api.admission import lane_of
from ragbot.api.openai.errors import OpenAIErrorBody, is_for_openai
from ragbot.api.permissions import permission_for
from ragbot.api.problems import ProblemBody


@dataclass(frozen=True, slots=True)
class Refusal:
    """A status that some middleware answers with."""

    status: HTTPStatus
    why: str
    is_possible: Callable[[str, str], bool]
    """Of a method and a path."""


def _anywhere(method: str, path: str) -> bool:
    return True


def _with_a_key(method: str, path: str) -> bool:
    return permission_for(method, path) != "open"


def _with_a_key_or_a_lane(method: str, path: str) -> bool:
    return _with_a_key(method, path) or lane_of({"method": method, "path": path}) is not None


REFUSALS = (
    Refusal(HTTPStatus.BAD_REQUEST, "The body cannot be read, or the request names several hosts.", _anywhere),
    Refusal(HTTPStatus.UNAUTHORIZED, "There is no key, or it is a wrong one.", _with_a_key),
    Refusal(HTTPStatus.FORBIDDEN, "The key may not do this.", _with_a_key),
    Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is longer than is taken here.", _anywhere),
    Refusal(HTTPStatus.MISDIRECTED_REQUEST, "The server does not answer under this name (RAGBOT_HOSTS).", _anywhere),
    Refusal(
        HTTPStatus.TOO_MANY_REQUESTS, "It was asked more often than allowed, or with too many wrong keys.", _with_a_key
    ),
    Refusal(HTTPStatus.INTERNAL_SERVER_ERROR, "Something failed in the server; its log says what.", _anywhere),
    Refusal(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "The server has all the work that it can do, is being stopped, or its ledger does not answer.",
        _with_a_key_or_a_lane,
    ),
)
"""What a route says of one of these itself stays."""


def with_refusals(schema: dict[str, Any]) -> dict[str, Any]:
    """Add the refusals of the middleware to every operation of an OpenAPI schema, and return it."""
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            for refusal in REFUSALS:
                if refusal.is_possible(method.upper(), path):
                    operation["responses"].setdefault(str(int(refusal.status)), _response(refusal, path))
    return schema


def _response(refusal: Refusal, path: str) -> dict[str, Any]:
    body = OpenAIErrorBody if is_for_openai(path) else ProblemBody
    schema = {"$ref": f"#/components/schemas/{body.__name__}"}
    return {"description": refusal.why, "content": {"application/json": {"schema": schema}}}

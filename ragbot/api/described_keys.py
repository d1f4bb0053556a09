"""What each route asks of a key, as the API's description says it, and how a request without that is refused."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from ragbot.api.openai.errors import OpenAIErrorBody, is_for_openai
from ragbot.api.permissions import permission_for
from ragbot.api.problems import ProblemBody

NAME = "Key"
SCHEME = {
    "type": "http",
    "scheme": "bearer",
    "description": "A key that `ragbot keys add` made, or the operator's token. What only asks and reads needs none "
    "before the server has its first key, unless it was started so that it asks for one.",
}
REFUSALS: Mapping[HTTPStatus, str] = {
    HTTPStatus.UNAUTHORIZED: "There is no key, or it is a wrong one.",
    HTTPStatus.FORBIDDEN: "The key may not do this.",
    HTTPStatus.TOO_MANY_REQUESTS: "It was asked more often than allowed, or with too many wrong keys.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The ledger, which has the keys, does not answer.",
}


def with_keys(schema: dict[str, Any]) -> dict[str, Any]:
    """Add the security and the refusals of `KeyGuard` to every operation of an OpenAPI schema, and return it."""
    schema.setdefault("components", {}).setdefault("securitySchemes", {})[NAME] = SCHEME
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            _describe(operation, method.upper(), path)
    return schema


def _describe(operation: dict[str, Any], method: str, path: str) -> None:
    permission = permission_for(method, path)
    if permission == "open":
        return
    is_needed = permission in ("feed", "operate")
    operation["security"] = [{NAME: []}] if is_needed else [{}, {NAME: []}]
    body = OpenAIErrorBody if is_for_openai(path) else ProblemBody
    schema = {"$ref": f"#/components/schemas/{body.__name__}"}
    for status, why in REFUSALS.items():
        refusal = {"description": why, "content": {"application/json": {"schema": schema}}}
        operation["responses"].setdefault(str(int(status)), refusal)

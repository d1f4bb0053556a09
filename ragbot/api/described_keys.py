"""What each route asks of a key, as the API's description says it."""

from __future__ import annotations

from typing import Any

from ragbot.api.permissions import permission_for

NAME = "Key"
SCHEME = {
    "type": "http",
    "scheme": "bearer",
    "description": "A key that `ragbot keys add` made, or the operator's token. What only asks and reads needs none "
    "before the server has its first key, unless it was started so that it asks for one.",
}


def with_keys(schema: dict[str, Any]) -> dict[str, Any]:
    """Add the security of `KeyGuard` to every operation of an OpenAPI schema, and return it."""
    schema.setdefault("components", {}).setdefault("securitySchemes", {})[NAME] = SCHEME
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            permission = permission_for(method.upper(), path)
            if permission != "open":
                operation["security"] = [{NAME: []}] if permission in ("ingest", "operate") else [{}, {NAME: []}]
    return schema

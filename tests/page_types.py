"""The API's description as types for the page's modules; `python -m tests.page_types` writes them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import ragbot.ui
from ingest.http.articles import router
from ragbot.answering.bot import Bot
from ragbot.api.app import create_app
from ragbot.archive.archive import Archive

FILE = Path(ragbot.ui.__file__).parent / "lib" / "schema.d.ts"
HEAD = """\
/** What the API takes and gives: one interface for each schema of /openapi.json.
 *
 * Made by `python -m tests.page_types`; do not edit. Browsers never load it.
 */
"""
PLAIN = {"integer": "number", "null": "null", "object": "Record<string, unknown>"}

Schema = dict[str, Any]


def interfaces() -> str:
    """The text of the file."""
    nothing = cast(Archive, None)  # nothing is asked of it
    api = create_app(Bot(nothing), routers=[router(nothing, "token")]).openapi()
    schemas: dict[str, Schema] = api["components"]["schemas"]
    served = _reached(schemas, _answers(api["paths"]))
    return HEAD + "".join(_interface(name, schemas[name], whole=name in served) for name in sorted(schemas))


def _answers(paths: Schema) -> Iterator[Schema]:
    """The responses of all routes: of these the server writes every field, of a request some may be left out."""
    for operations in paths.values():
        for operation in operations.values():
            yield operation["responses"]


def _reached(schemas: dict[str, Schema], parts: Iterator[Schema]) -> set[str]:
    """The names of the schemas that these parts name, and those that they name."""
    reached: set[str] = set()
    ahead = list(parts)
    while ahead:
        names = set(_names(ahead.pop())) - reached
        reached |= names
        ahead += [schemas[name] for name in names]
    return reached


def _names(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        if "$ref" in part:
            yield _named(part)
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from _names(each)


def _named(part: Schema) -> str:
    return cast(str, part["$ref"]).rsplit("/", 1)[1]


def _interface(name: str, schema: Schema, *, whole: bool) -> str:
    required = schema["properties"] if whole else schema.get("required", ())
    fields = (
        f"  {field}{'' if field in required else '?'}: {_type(kind)};\n" for field, kind in schema["properties"].items()
    )
    return f"\nexport interface {name} {{\n{''.join(fields)}}}\n"


def _type(schema: Schema) -> str:
    if "$ref" in schema:
        return _named(schema)
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(map(_type, schema["anyOf"])))
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return " | ".join(map(json.dumps, schema["enum"]))
    if schema.get("type") == "array":
        return f"{_bracketed(_type(schema['items']))}[]"
    name: str = schema.get("type", "unknown")
    return PLAIN.get(name, name)


def _bracketed(kind: str) -> str:
    return f"({kind})" if " | " in kind else kind


if __name__ == "__main__":
    FILE.write_text(interfaces())

"""The scopes of keys: what a key may open. Apart from the keys, so that the help of a command loads no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

KeyScope = Literal["ask", "ingest", "operate"]
SCOPES: tuple[KeyScope, ...] = ("ask", "ingest", "operate")
"""What a key allows; each includes those before it."""
OLDER_NAMES: Mapping[str, KeyScope] = {"feed": "ingest"}
"""A scope's earlier name, which archives, scripts and open pages may still have, with its present one."""


def present_name(name: str) -> str:
    """Return the present name of a scope: `ingest` for `feed`; any other name as it is."""
    return OLDER_NAMES.get(name, name)


def scopes_in(names: Iterable[str]) -> tuple[KeyScope, ...]:
    """Return the scopes of these names in their order, each once; what is no scope of this ragbot allows nothing."""
    present = {present_name(name) for name in names}
    return tuple(scope for scope in SCOPES if scope in present)


def include(scopes: Sequence[KeyScope], scope: KeyScope) -> bool:
    """Return whether one of `scopes` is `scope`, or includes it."""
    return any(SCOPES.index(own) >= SCOPES.index(scope) for own in scopes)

"""Scopes include those before them, and are known by their older names."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

import pytest

from ragbot.key_scopes import OLDER_NAMES, SCOPES, KeyScope, include, present_name, scopes_in


@pytest.mark.parametrize(
    ("names", "scopes"),
    [
        ([], ()),
        (["ask"], ("ask",)),
        (["operate", "ask"], ("ask", "operate")),
        (["feed"], ("ingest",)),
        (["ask", "feed"], ("ask", "ingest")),
        (["feed", "ingest", "ingest"], ("ingest",)),
        (["", "Ask", "ask ", "all", "upload"], ()),
    ],
    ids=lambda value: None if isinstance(value, tuple) else " ".join(value) or "none",
)
def test_scopes_are_read_in_their_order_each_once(names: list[str], scopes: Sequence[KeyScope]) -> None:
    assert scopes_in(names) == scopes


@pytest.mark.parametrize("number", range(len(SCOPES)), ids=SCOPES)
def test_a_scope_includes_those_before_it_and_no_other(number: int) -> None:
    assert [scope for scope in SCOPES if include([SCOPES[number]], scope)] == list(SCOPES[: number + 1])


def test_who_has_no_scope_may_nothing() -> None:
    assert not any(include([], scope) for scope in SCOPES)


def test_an_older_name_leads_to_a_scope_and_is_none_itself() -> None:
    assert set(OLDER_NAMES.values()) <= set(SCOPES)
    assert not OLDER_NAMES.keys() & set(SCOPES)
    assert [present_name(name) for name in ("feed", "ingest", "upload")] == ["ingest", "ingest", "upload"]


def test_they_load_no_database() -> None:
    code = "import sys, ragbot.key_scopes; print('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"

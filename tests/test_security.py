"""SECURITY.md names a test for every threat, and each of them is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SECURITY = (ROOT / "SECURITY.md").read_text()
ROWS = re.findall(r"^\| (LLM\d\d) ([^|]+) \| ([^|]+) \| ([^|]+) \|$", SECURITY, re.MULTILINE)
"""`| LLM01 Prompt injection | article text stands … | `tests/…::test_…` |`"""
TESTS = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", SECURITY)))
"""`tests/test_compose.py::test_only_ragbot_reaches_chroma`"""


def test_every_threat_has_a_defence_and_a_test() -> None:
    assert [number for number, *_ in ROWS] == [f"LLM{n:02}" for n in range(1, 11)]
    assert all("::test_" in tests and len(defence) > 50 for _, _, defence, tests in ROWS)


@pytest.mark.parametrize(("path", "name"), TESTS)
def test_a_test_that_it_names_is_there(path: str, name: str) -> None:
    assert f"\ndef {name}(" in (ROOT / path).read_text()


def test_operators_and_contributors_find_it() -> None:
    assert "](../SECURITY.md)" in (ROOT / "docs" / "security.md").read_text()
    assert "](docs/security.md)" in SECURITY

"""How the floors are moved: pytest tests/quality --raise-floors, or --lower-floors."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("quality")
    group.addoption("--raise-floors", action="store_true", help="write better figures into floors.json, never worse")
    group.addoption("--lower-floors", action="store_true", help="write the figures into floors.json, worse ones too")

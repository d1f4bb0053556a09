"""schemathesis sends what the description allows, and what it forbids, to every route; the same requests each time."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable

from ragbot.api import keyring as keyrings
from ragbot.api.rates import Rate
from ragbot.archive.archive import Archive
from tests.api.described_app import TOKEN, app_of
from tests.conftest import add, stories

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed: make install")

EXAMPLES = 4
"""For each route, valid and invalid ones: more find little else, and the test would take minutes."""
UNSAYABLE = ("positive_data_acceptance",)
"""Whether an outlet, a cursor or an address is there depends on the archive and the network; no schema says it."""


@pytest.fixture
def described(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(keyrings, "WRONG_KEYS", Rate(1_000_000, 1.0))  # whether a key is asked for is tried, too
    add(archive, *stories(3))
    return schemathesis.openapi.from_asgi("/openapi.json", app_of(archive, rate="1000000/s"))


def test_every_reply_is_as_described(described: Any) -> None:
    excluded = [check for check in schemathesis.checks.CHECKS.get_all() if check.__name__ in UNSAYABLE]
    tried = 0
    for result in described.get_all_operations():
        operation = result.ok()
        for mode in schemathesis.GenerationMode:
            tried += _try(operation, mode, excluded)
    assert tried > 200


def _try(operation: Any, mode: Any, excluded: list[Any]) -> int:
    tried = 0

    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def sends(case: Any) -> None:
        nonlocal tried
        tried += 1
        headers = {"Authorization": f"Bearer {TOKEN}"}
        reply = case.call(headers=headers)
        if reply.status_code != 413:  # of a refusal of what is invalid, schemathesis does not expect this one
            case.validate_response(reply, headers=headers, excluded_checks=excluded)

    with suppress(Unsatisfiable):  # a route without input has no invalid one
        sends()
    return tried

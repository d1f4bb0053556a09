"""schemathesis sends what the description allows, and what it forbids, to every route; the same requests each time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable

from ragbot.api import keyring as keyrings
from ragbot.api.openai.errors import is_for_openai
from ragbot.api.permissions import permission_for
from ragbot.api.rates import Rate
from ragbot.archive.archive import Archive
from ragbot.key_scopes import SCOPES, KeyScope, include
from tests.api.described_app import TOKEN, app_of
from tests.conftest import add, stories

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed: make install")

EXAMPLES = 4
"""For each route, valid and invalid ones: more find little else, and the test would take minutes."""
UNSAYABLE = ("positive_data_acceptance",)
"""Whether an outlet, a cursor or an address is there depends on the archive and the network; no schema says it."""
CHECKED = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")
"""With a key that may less, a reply is a refusal, which the other checks take for a fault."""
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


@pytest.fixture
def app(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(keyrings, "WRONG_KEYS", Rate(1_000_000, 1.0))  # whether a key is asked for is tried, too
    monkeypatch.setattr(keyrings, "KEPT_SECONDS", 0.0)  # a key counts at once
    add(archive, *stories(3))
    return app_of(archive, rate="1000000/s")


@pytest.fixture
def operations(app: Any) -> list[Any]:
    described = schemathesis.openapi.from_asgi("/openapi.json", app)
    return [result.ok() for result in described.get_all_operations()]


def test_every_reply_is_as_described(operations: list[Any]) -> None:
    excluded = [check for check in schemathesis.checks.CHECKS.get_all() if check.__name__ in UNSAYABLE]
    headers = bearer(TOKEN)

    def send(case: Any) -> None:
        reply = case.call(headers=headers)
        if reply.status_code != 413:  # of a refusal of what is invalid, schemathesis does not expect this one
            case.validate_response(reply, headers=headers, excluded_checks=excluded)

    tried = sum(_try(each, mode, EXAMPLES, send) for each in operations for mode in schemathesis.GenerationMode)
    assert tried > 200


def test_with_keys_each_may_what_its_scope_says_and_every_error_is_as_described(
    archive: Archive, operations: list[Any]
) -> None:
    keys = {scope: bearer(archive.keys.add(scope, [scope])) for scope in SCOPES}
    checks = [check for check in schemathesis.checks.CHECKS.get_all() if check.__name__ in CHECKED]
    tried = 0
    for operation in operations:
        needed = permission_for(operation.method.upper(), operation.path)

        def send(case: Any, needed: Any = needed) -> None:
            assert _with(case, {}).call().status_code == 401 or needed == "open", case
            for scope, headers in keys.items():
                sent = _with(case, headers)
                reply = sent.call()
                sent.validate_response(reply, checks=checks)
                _is_let_in_or_refused(reply, case.operation.path, scope, needed)

        tried += sum(_try(operation, mode, 1, send) for mode in schemathesis.GenerationMode)
    assert tried > 60


def _with(case: Any, headers: dict[str, str]) -> Any:
    """Return the case with these headers: of one whose key is what is invalid, `call` would leave it out."""
    known = {name: value for name, value in (case.headers or {}).items() if name.lower() != "authorization"}
    return case.operation.Case(
        path_parameters=case.path_parameters,
        query=case.query,
        headers={**known, **headers},
        body=case.body,
        media_type=case.media_type,
    )


def _is_let_in_or_refused(reply: Any, path: str, scope: KeyScope, needed: Any) -> None:
    """A 403 where the scope lacks, and only there; a trace is an operator's, whoever may ask for the answer."""
    may = needed == "open" or include([scope], needed)
    if not may or path != "/v1/answers":
        assert (reply.status_code == 403) == (not may), (path, scope, reply.status_code)
    if reply.status_code >= 400:
        _is_a_problem(reply, path)


def _is_a_problem(reply: Any, path: str) -> None:
    if is_for_openai(path):
        assert set(reply.json()["error"]) == {"message", "type", "param", "code"}, path
    else:
        assert reply.headers["content-type"] == ["application/problem+json"], path
        assert reply.json()["status"] == reply.status_code, path


def test_a_405_allows_each_method_that_the_address_takes(app: Any, operations: list[Any]) -> None:
    taken: dict[str, set[str]] = {}
    for operation in operations:
        taken.setdefault(operation.path, set()).add(operation.method.upper())
    with TestClient(app, base_url="http://127.0.0.1", headers=bearer(TOKEN)) as client:
        for path, methods in taken.items():
            replies = {name: client.request(name, path.replace("{", "").replace("}", "")) for name in METHODS}
            refused = {name: reply for name, reply in replies.items() if reply.status_code == 405}
            assert not methods & refused.keys(), path
            for reply in refused.values():
                allowed = set(reply.headers["allow"].split(", "))
                assert allowed == replies.keys() - refused.keys() >= methods, path


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def _try(operation: Any, mode: Any, examples: int, send: Callable[[Any], None]) -> int:
    """Send so many requests of this mode; return how many there were."""
    tried = 0

    @settings(
        max_examples=examples, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def sends(case: Any) -> None:
        nonlocal tried
        tried += 1
        send(case)

    with suppress(Unsatisfiable):  # a route without input has no invalid one
        sends()
    return tried

"""POST /v1/archive/vacuum: a trial unless it is said otherwise, by the rules of the body or those of the server."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import Receive, Scope, Send

from ingest.http.retention import retention_routes
from ragbot.api import problems
from ragbot.api.audit import DETAIL
from ragbot.archive.archive import Archive
from ragbot.archive.retention import Keep, Vacuumed

TOKEN = "chosen-by-the-operator"


@dataclass
class FakeArchive:
    """It has three articles that are too old."""

    went: int = 3
    asked: list[tuple[Keep, date, bool]] = field(default_factory=list)

    def vacuum(self, keep: Keep, today: date, dry: bool) -> Vacuumed:
        self.asked.append((keep, today, dry))
        outlets = {"Daily": 2, "Tide": self.went - 2} if self.went else {}
        return Vacuumed(dry, outlets, {"corrected or retracted": 1}, 4096, 2048, not dry)


@pytest.fixture
def archive() -> FakeArchive:
    return FakeArchive()


@pytest.fixture
def deeds() -> list[Any]:
    """What each request did, as the audit finds it."""
    return []


@pytest.fixture
def client(archive: FakeArchive, deeds: list[Any]) -> TestClient:
    app = FastAPI()
    problems.answer_with_problems(app)
    app.include_router(retention_routes(cast(Archive, archive), TOKEN))

    async def noting(scope: Scope, receive: Receive, send: Send) -> None:
        await app(scope, receive, send)
        deeds.append(scope.get(DETAIL, ""))

    return TestClient(noting, headers={"Authorization": f"Bearer {TOKEN}"})


def vacuum(client: TestClient, **body: Any) -> Any:
    return client.post("/v1/archive/vacuum", json=body)


def test_without_a_word_it_only_counts(client: TestClient, archive: FakeArchive, deeds: list[Any]) -> None:
    before = datetime.now(UTC).date()
    reply = vacuum(client, keep="30d; The Courier=forever")
    ((keep, today, dry),) = archive.asked
    assert (keep, dry) == ({None: 30, "The Courier": None}, True)
    assert before <= today <= datetime.now(UTC).date()
    assert reply.json() == {
        "dry_run": True,
        "articles": {"Daily": 2, "Tide": 1},
        "kept": {"corrected or retracted": 1},
        "size_before": 4096,
        "size": 2048,
        "shrunk": False,
    }
    assert deeds == [None], "nothing was done that the audit could keep"


@pytest.mark.parametrize(("went", "deed"), [(3, "3 articles taken out"), (0, None)])
def test_what_went_is_a_deed(client: TestClient, archive: FakeArchive, deeds: list[Any], went: int, deed: str) -> None:
    archive.went = went
    assert vacuum(client, keep="30d", dry_run=False).json()["dry_run"] is False
    assert [dry for _, _, dry in archive.asked] == [False]
    assert deeds == [deed]


def test_the_rules_of_the_server_hold_where_the_body_has_none(
    client: TestClient, archive: FakeArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAGBOT_KEEP", "365d")
    for body in ({}, {"keep": None}, {"keep": "1d"}):
        assert vacuum(client, **body).status_code == 200
    assert [keep for keep, _, _ in archive.asked] == [{None: 365}, {None: 365}, {None: 1}]
    assert vacuum(client, keep="").status_code == 422, "a body that keeps everything is not one without rules"
    assert len(archive.asked) == 3


@pytest.mark.parametrize("body", [{}, {"keep": ""}, {"keep": " ; "}])
def test_without_any_rules_nothing_goes_and_the_way_out_is_told(
    client: TestClient, archive: FakeArchive, body: dict[str, Any]
) -> None:
    reply = vacuum(client, **body)
    told = "Everything is kept for ever: say how long with `keep`, or set RAGBOT_KEEP."
    assert (reply.status_code, reply.json()["detail"]) == (422, told)
    assert archive.asked == []


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"keep": "soon"}, "keep: 'soon' is no rule: write 365d"),
        ({"keep": "0d"}, "keep: '0d' is no rule"),
        ({"keep": "s" * 9_000}, "keep: 'ssss"),
        ({"keep": "365d" + " " * 10_000}, "keep"),
        ({"keep": 30}, "keep"),
        ({"dry_run": 0, "keep": "30d"}, "dry_run"),
        ({"dry": False, "keep": "30d"}, "dry"),
    ],
)
def test_a_body_that_may_mean_something_else_takes_nothing_out(
    client: TestClient, archive: FakeArchive, body: dict[str, Any], told: str
) -> None:
    reply = vacuum(client, **body)
    assert reply.status_code == 422
    assert told in reply.json()["detail"]
    assert len(reply.content) < 500
    assert archive.asked == []


def test_only_an_operator_takes_anything_out(client: TestClient, archive: FakeArchive) -> None:
    for given in ("", "Bearer something-else"):
        client.headers["Authorization"] = given
        assert vacuum(client, keep="30d", dry_run=False).status_code == 401
    assert archive.asked == []


def test_its_refusals_are_described() -> None:
    app = FastAPI()
    app.include_router(retention_routes(cast(Archive, FakeArchive()), TOKEN))
    assert set(app.openapi()["paths"]["/v1/archive/vacuum"]["post"]["responses"]) >= {"200", "415", "422"}

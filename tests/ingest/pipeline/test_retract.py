"""An operator takes an article back: through the server that owns the archive, and over HTTP."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import uvicorn
from fastapi.testclient import TestClient

import ingest.cli
from ingest.formats.pages.record import record_in
from ingest.http.articles import router
from ingest.pipeline.retract import possible_ids
from ingest.records.articles import article_from
from ragbot.answering.bot import Bot
from ragbot.api.app import create_app
from ragbot.archive.archive import Archive
from ragbot.archive.tables import Scope
from tests.conftest import STORY, add, article

URL = "https://daily.example/news/ferry?id=7"
ID = article("", address=URL).id
TOKEN = "a-long-token"
AUTHORIZED = {"Authorization": f"Bearer {TOKEN}"}


def run(*arguments: str) -> int:
    return ingest.cli.main(list(arguments))


def test_an_article_without_an_address_is_named_by_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found, _ = article_from({"text": STORY, "_file": f"file:{tmp_path / 'retract'}"}, "retract")
    assert found.id in possible_ids("retract"), "a file of this name is no command"
    assert possible_ids("0" * 32) == ["0" * 32]


# Through the server


@pytest.fixture
def served(archive: Archive) -> Iterator[str]:
    """A server that owns the archive, and has told so in the lock file."""
    add(archive, article(STORY, address=URL))
    app = create_app(cast(Bot, SimpleNamespace(archive=archive)), routers=[router(archive, TOKEN)])
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", ws="none", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    assert archive.lock
    archive.lock.announce(f"http://127.0.0.1:{port}", TOKEN)
    yield str(archive.folder)
    server.should_exit = True
    thread.join(10)


def test_a_running_server_does_it_at_once(served: str, archive: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--retract", URL, "--reason", "Invented.", "--archive", served) == 0
    assert archive.matching(["ferry"], 5, Scope()) == {}
    notice = archive.notice(ID)
    assert notice
    assert (notice.state, notice.reason, notice.by) == ("retracted", "Invented.", "operator")
    assert run("--retract", URL, "--archive", served) == 0
    assert "already" in capsys.readouterr().out
    assert run("--retract", "https://daily.example/other", "--archive", served) == 1
    assert "no article in the archive has this URL" in capsys.readouterr().err


# Over HTTP


@pytest.fixture
def client(archive: Archive) -> Iterator[TestClient]:
    add(archive, article(STORY, address=URL))
    app = create_app(cast(Bot, SimpleNamespace(archive=archive)), routers=[router(archive, TOKEN)])
    with TestClient(app, base_url="http://127.0.0.1", headers=AUTHORIZED) as client:
        yield client


def test_the_state_is_set_and_told(client: TestClient, archive: Archive) -> None:
    reply = client.post(f"/v1/articles/{ID}/state", json={"state": "retracted", "reason": " In\u202evented. "}).json()
    assert reply["result"] == "changed"
    assert reply["notice"] == {
        "state": "retracted",
        "by": "operator",
        "reason": "Invented.",
        "since": reply["notice"]["since"],
    }
    assert client.post(f"/v1/articles/{ID}/state", json={"state": "retracted"}).json()["result"] == "unchanged"
    assert client.post(f"/v1/articles/{ID}/state", json={"state": "removed"}).json()["notice"]["reason"] is None
    assert client.get(f"/v1/articles/{ID}").status_code == 404
    assert client.post(f"/v1/articles/{ID}/state", json={"state": "live"}).json()["notice"]["state"] == "live"
    assert archive.matching(["ferry"], 5, Scope())


@pytest.mark.parametrize(
    ("article_id", "body", "headers", "status"),
    [
        (ID, {"state": "retracted"}, {"Authorization": "Bearer wrong"}, 401),
        (ID, {"state": "retracted"}, {"Authorization": ""}, 401),
        ("0" * 32, {"state": "retracted"}, {}, 404),
        ("x" * 3000, {"state": "retracted"}, {}, 404),
        ("%00", {"state": "retracted"}, {}, 404),
        (ID, {}, {}, 422),
        (ID, {"state": "gone"}, {}, 422),
        (ID, {"state": None}, {}, 422),
        (ID, {"state": "live", "reason": 7}, {}, 422),
        (ID, {"state": "live", "reason": "x" * 2001}, {}, 422),
        (ID, {"state": "live", "url": URL}, {}, 422),
        (ID, ["live"], {}, 422),
    ],
)
def test_what_cannot_be_set_is_a_problem(
    client: TestClient, archive: Archive, article_id: str, body: Any, headers: dict[str, str], status: int
) -> None:
    response = client.post(f"/v1/articles/{article_id}/state", json=body, headers=headers)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    notice = archive.notice(ID)
    assert notice
    assert notice.state == "live"


def test_a_page_that_declares_a_correction_is_corrected() -> None:
    declared = {
        "@type": "NewsArticle",
        "datePublished": "2026-03-01",
        "correction": {"text": "The toll was wrong."},
        "creativeWorkStatus": "Published",
    }
    page = (
        f"<html><head><title>Ferry</title><script type='application/ld+json'>{json.dumps(declared)}</script></head>"
        f"<body><article><p>{STORY}</p><p>{STORY[:90]}</p></article></body></html>"
    )
    record = record_in(page)
    found, _ = article_from(record, "page.html")
    assert (found.state, found.note) == ("corrected", "The toll was wrong.")

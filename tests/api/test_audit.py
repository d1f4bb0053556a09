"""Who fed, retracted or changed what is kept with the name of the key, and nothing else is."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from ingest.cli import main as ingest_main
from ingest.http.articles import router
from ingest.sources.discovery import Candidate
from ragbot.answering.bot import Bot
from ragbot.api.app import create_app
from ragbot.api.audit import Audit, note_deed
from ragbot.api.key_guard import CALLER
from ragbot.api.keyring import OPERATOR, Keyring
from ragbot.archive.archive import Archive
from ragbot.archive.deeds import Deed
from ragbot.errors import ArchiveError
from ragbot.operations.cli import main
from tests.conftest import article
from tests.coroutines import result_of

RECORD = {"title": "The toll", "text": "The toll of the bridge is nine crowns.", "url": "https://daily.example/toll"}


@pytest.fixture
def client(archive: Archive) -> Iterator[TestClient]:
    ring = Keyring(archive.keys, "operators-token", is_chosen=True)
    routers = [router(archive, "operators-token", discover=lambda url, _: [Candidate("feed", url, "News")])]
    app = create_app(Bot(archive), routers=routers, keyring=ring, deeds=archive.deeds)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield client


def kept(archive: Archive, count: int) -> list[Deed]:
    """The deeds, the first one first, when there are so many: they are kept beside the replies."""
    end = time.monotonic() + 5
    while len(archive.deeds.newest(100)) < count and time.monotonic() < end:
        time.sleep(0.01)
    return list(reversed(archive.deeds.newest(100)))


def test_deeds_are_kept_with_the_name_of_the_key(archive: Archive, client: TestClient) -> None:
    desk = {"Authorization": f"Bearer {archive.keys.add('news desk', ['ingest'])}"}
    operator = {"Authorization": "Bearer operators-token"}
    for _ in range(2):  # the second time nothing changes
        assert client.post("/v1/articles", json={"articles": [RECORD]}, headers=desk).status_code == 200
    lines = json.dumps({**RECORD, "url": "https://daily.example/tolls", "text": "The tolls are nine crowns a day."})
    for accept in ("application/json", "text/event-stream"):
        headers = {**desk, "Accept": accept}
        assert client.post("/v1/articles/file?name=n.jsonl", content=lines, headers=headers).status_code == 200
    toll = archive.articles().articles[0].id
    for _ in range(2):
        body = {"state": "retracted", "reason": "Invented."}
        assert client.post(f"/v1/articles/{toll}/state", json=body, headers=operator).status_code == 200
    assert client.delete("/v1/sources/none", headers=operator).status_code == 404
    assert client.post("/v1/articles", json={"articles": [RECORD]}).status_code == 401
    assert client.post("/v1/answers", json={"question": "What is the toll?"}, headers=desk).status_code == 200
    assert [(deed.who, deed.what, deed.detail) for deed in kept(archive, 3)] == [
        ("news desk", "POST /v1/articles", "1 added"),
        ("news desk", "POST /v1/articles/file", "1 added"),
        ("operator", f"POST /v1/articles/{toll}/state", "retracted: Invented."),
    ]


def test_a_file_that_comes_as_events_is_kept_when_it_is_in(archive: Archive, client: TestClient) -> None:
    headers = {"Authorization": "Bearer operators-token", "Accept": "text/event-stream"}
    reply = client.post("/v1/articles/file?name=n.jsonl", content=json.dumps(RECORD), headers=headers)
    assert "event: done" in reply.text
    assert [deed.detail for deed in kept(archive, 1)] == ["1 added"]


def test_what_becomes_of_a_source_is_kept_with_its_address_and_without_its_secrets(
    archive: Archive, client: TestClient
) -> None:
    secret = "https://me:pa55@news.example/feed?key=s3cret"
    opml = f'<opml version="2.0"><body><outline type="rss" xmlUrl="{secret}"/></body></opml>'
    headers = {"Authorization": "Bearer operators-token"}
    for _ in range(2):  # the second time nothing changes
        assert client.post("/v1/sources/opml", content=opml, headers=headers).status_code == 200
    (source,) = archive.followed.all()
    path = f"/v1/sources/{source.id}"
    for _ in range(2):
        assert client.patch(path, json={"state": "paused", "every": 600}, headers=headers).status_code == 200
    assert client.delete(path, headers=headers).status_code == 204
    for status in (201, 200):
        assert client.post("/v1/sources", json={"url": secret}, headers=headers).status_code == status
    assert [(deed.what, deed.detail) for deed in kept(archive, 4)] == [
        ("POST /v1/sources/opml", "1 followed: https://news.example/feed"),
        (f"PATCH {path}", "https://news.example/feed: state paused, every 600"),
        (f"DELETE {path}", "forgotten: https://news.example/feed"),
        ("POST /v1/sources", "followed: https://news.example/feed"),
    ]


def test_the_command_line_keeps_and_lists_deeds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, folder = tmp_path / "toll.json", ["--archive", str(tmp_path / "archive")]
    file.write_text(json.dumps(RECORD))
    for _ in range(2):
        assert ingest_main([str(file), *folder]) == 0
        assert ingest_main(["--retract", RECORD["url"], "--reason", "Invented.", *folder]) == 0
    capsys.readouterr()
    assert main(["keys", "audit", *folder]) == 0
    retracted, added = capsys.readouterr().out.splitlines()
    assert added.endswith("Z  command line  ragbot-ingest  1 added")
    assert retracted.endswith(
        f"command line  ragbot-ingest, {article('', address=RECORD['url']).id}  retracted: Invented."
    )
    assert main(["keys", "audit", "--limit", "1", "--json", *folder]) == 0
    (deed,) = json.loads(capsys.readouterr().out)["deeds"]
    assert deed["detail"] == "retracted: Invented."


class Deeds:
    """Those that are kept; or none, where the ledger is locked."""

    def __init__(self, is_locked: bool = False) -> None:
        self.kept, self.is_locked = list[tuple[str, str, str]](), is_locked

    def add(self, who: str, what: str, detail: str = "") -> None:
        if self.is_locked:
            raise ArchiveError("The ledger is locked.")
        self.kept.append((who, what, detail))


def audited(deeds: Deeds, method: str, path: str, status: int, detail: str | None = "") -> None:
    """A request of the operator's, until it is kept; status 0 stands for a client that left before the reply."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if detail != "":
            note_deed(scope, detail)
        if status:
            await send({"type": "http.response.start", "status": status})

    async def nothing(*_: Message) -> Message:
        return {}

    async def request() -> None:
        audit = Audit(app, deeds)
        await audit({"type": "http", "method": method, "path": path, CALLER: OPERATOR}, nothing, nothing)  # type: ignore[arg-type]
        await asyncio.gather(*audit._keeping)

    result_of(request())


@pytest.mark.parametrize(
    ("method", "path", "status", "detail", "is_kept"),
    [
        ("PATCH", "/v1/sources/a", 200, "", True),
        ("POST", "/v1/articles", 0, "1 added", True),
        ("POST", "/v1/articles", 0, "", False),
        ("POST", "/v1/articles", 200, None, False),
        ("POST", "/v1/articles", 503, "", False),
        ("POST", "/v1/answers", 200, "", False),
        ("GET", "/metrics", 200, "", False),
        ("HEAD", "/v1/sources/opml", 200, "", False),
    ],
)
def test_what_was_done_is_kept_also_of_who_left_and_no_reading_is(
    method: str, path: str, status: int, detail: str | None, is_kept: bool
) -> None:
    deeds = Deeds()
    audited(deeds, method, path, status, detail)
    assert deeds.kept == ([("operator", f"{method} {path}", detail)] if is_kept else [])


def test_a_deed_that_cannot_be_kept_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    audited(Deeds(is_locked=True), "PATCH", "/v1/sources/a", 200)
    assert "operator did PATCH /v1/sources/a: The ledger is locked." in caplog.text

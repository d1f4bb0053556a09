"""An archive that only pretends, an app that takes articles in for it, and what is sent to that."""

from __future__ import annotations

import json
import threading
from collections.abc import Generator, Iterator, Sequence
from types import SimpleNamespace
from typing import Any, cast

import pytest
from fastapi.testclient import TestClient

from ingest.formats.format import Parsers
from ingest.http.articles import router
from ingest.records.record import IsOver, Raw
from ragbot.answering.bot import Bot
from ragbot.api.app import create_app
from ragbot.archive.archive import Archive
from ragbot.archive.intake import Added, Cut, Result
from ragbot.errors import ArchiveError
from ragbot.types import Article

TOKEN = "a-long-token"
AUTHORIZED = {"Authorization": f"Bearer {TOKEN}"}


class FakeArchive:
    """Keeps digests and says what became of each article."""

    def __init__(self) -> None:
        self.digests: dict[str, str] = {}
        self.titles: list[str] = []
        self.broken: Exception | None = None
        self.full_after = 1_000_000
        self.hangs: threading.Event | None = None
        """Additions wait for it."""
        self.began = threading.Event()

    def add(self, articles: Sequence[Article], cut: Cut) -> Added:
        assert len({article.id for article in articles}) == len(articles)
        if self.broken:
            raise self.broken
        if len(self.titles) + len(articles) > self.full_after:
            raise ArchiveError("The disk is full.")
        self.began.set()
        if self.hangs:
            self.hangs.wait(30)
        results = [self._result(article) for article in articles]
        return Added(tuple(results), 2 * len(articles), len(articles))

    def _result(self, article: Article) -> Result:
        before, self.digests[article.id] = self.digests.get(article.id), article.digest
        self.titles.append(article.title)
        if article.title == "Stale":
            return "older"
        return "added" if before is None else "unchanged" if before == article.digest else "updated"


@pytest.fixture
def archive() -> FakeArchive:
    return FakeArchive()


def page_of(url: str, pages: Parsers, is_over: IsOver) -> Generator[Raw]:
    """What fetches pages otherwise."""
    if "gone" in url:
        yield Raw(url, None, "is answered with 404 Not Found")
    else:
        yield Raw(url, record(7, url=url))


@pytest.fixture
def client(archive: FakeArchive) -> Iterator[TestClient]:
    bot = cast(Bot, SimpleNamespace(archive=archive))
    app = create_app(bot, routers=[router(cast(Archive, archive), TOKEN, page_of)])
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield client


def record(n: int, **more: object) -> dict[str, object]:
    text = f"Council number {n} met on Tuesday and decided nothing. It will meet again in a week, said its chair."
    return {"title": f"Council {n}", "text": text, "url": f"https://news.example/{n}", **more}


def posted(client: TestClient, *records: object) -> dict[str, Any]:
    response = client.post("/v1/articles", json={"articles": records}, headers=AUTHORIZED)
    assert response.status_code == 200, response.text
    return cast(dict[str, Any], response.json())


def problem(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    return cast(dict[str, Any], response.json())


def lines(*records: object) -> bytes:
    return b"".join(json.dumps(each).encode() + b"\n" for each in records)


def sent(client: TestClient, name: str, data: bytes, **headers: str) -> Any:
    return client.post("/v1/articles/file", params={"name": name}, content=data, headers={**AUTHORIZED, **headers})


def report_of(response: Any) -> dict[str, Any]:
    assert response.status_code == 200, response.text
    return cast(dict[str, Any], response.json())


def events_of(response: Any) -> list[tuple[str, Any]]:
    assert response.headers["content-type"].startswith("text/event-stream")
    blocks = [block.split("\n") for block in response.text.split("\n\n") if block.startswith("event")]
    return [(event.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for event, data in blocks]

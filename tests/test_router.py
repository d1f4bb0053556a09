"""Tests of taking articles in over HTTP, with an archive that only pretends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import Any, cast

import pytest
from fastapi.testclient import TestClient

from ingest.router import router
from ragbot.api.app import create_app
from ragbot.archive import Added, Archive, Cut, Result
from ragbot.bot import Bot
from ragbot.errors import ArchiveError, SettingsError
from ragbot.types import Article

TOKEN = "a-long-token"
AUTHORIZED = {"Authorization": f"Bearer {TOKEN}"}


class FakeArchive:
    """Keeps digests and says what became of each article."""

    def __init__(self) -> None:
        self.digests: dict[str, str] = {}
        self.titles: list[str] = []
        self.broken: Exception | None = None

    def add(self, articles: Sequence[Article], cut: Cut) -> Added:
        assert len({article.id for article in articles}) == len(articles)
        if self.broken:
            raise self.broken
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


@pytest.fixture
def client(archive: FakeArchive) -> Iterator[TestClient]:
    app = create_app(cast(Bot, SimpleNamespace(archive=archive)), routers=[router(cast(Archive, archive), TOKEN)])
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


def test_new_articles_go_in_and_known_ones_change_nothing(client: TestClient) -> None:
    first = posted(client, record(1), record(2))
    assert first["results"] == ["added", "added"]
    assert (first["added"], first["passages"], first["embedded"]) == (2, 4, 2)
    assert first["seconds"] >= 0
    second = posted(
        client, record(2), record(1, text="It was all a mistake, the council said on Friday, and met again.")
    )
    assert second["results"] == ["unchanged", "updated"]
    assert (second["added"], second["unchanged"], second["updated"]) == (0, 1, 1)


def test_a_bad_record_is_told_and_the_others_go_in(client: TestClient, archive: FakeArchive) -> None:
    bad = [{"title": "No text", "origin": "news.jsonl:7"}, "not a record", None, {}]
    report = posted(client, bad[0], record(1), *bad[1:], record(2))
    assert report["results"] == ["failed", "added", "failed", "failed", "failed", "added"]
    assert [each["origin"] for each in report["failed"]] == ["news.jsonl:7", "record 3", "record 4", "record 5"]
    assert all(each["reason"] for each in report["failed"])
    assert archive.titles == ["Council 1", "Council 2"]


def test_what_is_odd_about_an_article_is_told_by_its_origin(client: TestClient) -> None:
    report = posted(client, record(1, published="no date at all", origin="a.json"))
    assert report["results"] == ["added"]
    assert [each["origin"] for each in report["warnings"]] == ["a.json"]


def test_an_article_given_twice_counts_once_and_another_text_of_it_is_told(client: TestClient) -> None:
    later = record(1, text="The council of the first district met again, and now it did decide on the bridge.")
    report = posted(client, record(1), record(2), later, record(2))
    assert report["results"] == ["added", "added", "failed", "unchanged"]
    assert report["failed"][0]["origin"] == "record 3"


def test_an_older_state_than_the_archive_has_is_told(client: TestClient) -> None:
    report = posted(client, record(1, title="Stale"))
    assert report["results"] == ["older"]
    assert report["failed"][0]["origin"] == "record 1"


def test_nothing_is_not_an_error(client: TestClient) -> None:
    assert posted(client)["results"] == []


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        f"Basic {TOKEN}",
        TOKEN,
        f"Bearer {TOKEN}x",
        f"Bearer {TOKEN[:-1]}",
        "Bearer ü",
    ],
)
def test_without_the_token_nothing_goes_in(client: TestClient, archive: FakeArchive, authorization: str) -> None:
    headers = {"Authorization": authorization.encode()} if authorization else {}
    response = client.post("/v1/articles", json={"articles": [record(1)]}, headers=cast(Any, headers))
    problem(response, 401)
    assert response.headers["www-authenticate"].startswith("Bearer")
    assert archive.titles == []


def test_the_token_is_asked_for_before_the_body_is_read(client: TestClient) -> None:
    read = []

    def endless() -> Iterator[bytes]:
        for _ in range(1000):
            read.append(1)
            yield b"x" * 1024

    problem(client.post("/v1/articles", content=b"{", headers={"Content-Type": "application/json"}), 401)
    problem(client.post("/v1/articles", content=endless(), headers={"Content-Type": "application/json"}), 401)
    assert not read


def test_reading_needs_no_token(client: TestClient, archive: FakeArchive) -> None:
    assert client.get("/healthz").status_code == 200
    assert client.put("/v1/articles").headers["allow"]


def test_an_empty_token_is_no_token(archive: FakeArchive) -> None:
    with pytest.raises(SettingsError, match="RAGBOT_TOKEN"):
        router(cast(Archive, archive), "")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[]", 422),
        (b"{}", 422),
        (b'{"articles": {}}', 422),
        (b'{"articles": [], "more": 1}', 422),
        (b'{"articles": [' + b"{}," * 200 + b"{}]}", 422),
    ],
)
def test_a_body_that_is_not_a_list_of_records_is_refused(client: TestClient, body: bytes, status: int) -> None:
    headers = {**AUTHORIZED, "Content-Type": "application/json"}
    problem(client.post("/v1/articles", content=body, headers=headers), status)


def test_a_batch_may_be_much_longer_than_a_question_but_not_endless(client: TestClient) -> None:
    headers = {**AUTHORIZED, "Content-Type": "application/json"}
    long = b'{"articles": [{"more": "' + b"x" * (1024 * 1024) + b'"}]}'
    assert client.post("/v1/articles", content=long, headers=headers).status_code == 200
    declared = {**headers, "Content-Length": str(32 * 1024 * 1024 + 1)}
    problem(client.post("/v1/articles", content=b"{}", headers=declared), 413)


def test_an_archive_that_fails_is_a_problem(client: TestClient, archive: FakeArchive) -> None:
    archive.broken = ArchiveError("The disk is full.")
    response = client.post("/v1/articles", json={"articles": [record(1)]}, headers=AUTHORIZED)
    assert problem(response, 503)["detail"] == "The disk is full."
    archive.broken = None
    assert posted(client, record(1))["results"] == ["added"]


def test_the_description_asks_for_the_token(client: TestClient) -> None:
    schema = client.get("/openapi.json").json()
    operation = schema["paths"]["/v1/articles"]["post"]
    assert operation["security"] == [{"HTTPBearer": []}]
    assert schema["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"
    assert list(operation["responses"]["401"]["content"]) == ["application/problem+json"]
    assert "get" in schema["paths"]["/v1/articles"]

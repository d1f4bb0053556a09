"""Tests of taking articles in over HTTP, with an archive that only pretends."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
from fastapi.testclient import TestClient

from ingest.http.articles import router
from ingest.pipeline import ingester
from ingest.records.articles import article_from
from ragbot.answering.bot import Bot
from ragbot.api.app import create_app
from ragbot.archive.archive import Archive
from ragbot.errors import ArchiveError, SettingsError
from tests.ingest.http.fake_archive import (
    AUTHORIZED,
    TOKEN,
    FakeArchive,
    archive,
    client,
    events_of,
    lines,
    posted,
    problem,
    record,
    report_of,
    sent,
)

__all__ = ["archive", "client"]


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


HALF = "\ud83d"
"""Of an emoji, as "\\ud83d" in JSON gives it: no encoding can carry it."""


@pytest.mark.parametrize(
    "odd",
    [
        {"origin": HALF, "published": "no date"},
        {"origin": "x" * 100_000, "published": "no date"},
        {"status": f"retracte{HALF}"},
        {"published": HALF},
        {"url": HALF},
        {"url": f"https://news.example/{HALF}"},
        {"author": [HALF, {"name": HALF}]},
        {HALF: HALF},
        {"id": HALF},
        {"source": {"name": HALF}},
        {"language": HALF},
        {"correction": HALF},
        {"published": float("nan")},
        {"published": 1e308},
        {"published": 10**300},
        {"url": float("inf")},
        {"title": 10**300},
        {"title": HALF},
        {"text": f"A text with {HALF} half an emoji in it."},
    ],
)
def test_no_value_in_a_record_hides_the_report(client: TestClient, odd: dict[str, object]) -> None:
    """Half an emoji in the first was a 500, though 200 articles had gone in."""
    body = json.dumps({"articles": [{**record(1, url=None), **odd}, record(2)]})
    response = client.post("/v1/articles", content=body, headers={**AUTHORIZED, "Content-Type": "application/json"})
    told = report_of(response)
    assert told["results"] == ["added", "added"]
    assert all(len(each["origin"]) <= 300 and len(each["reason"]) <= 1_000 for each in told["warnings"])
    sent_as_file = events_of(sent(client, "a.jsonl", lines({**record(3), **odd}), Accept="text/event-stream"))
    assert sent_as_file[-1][0] == "done"


@pytest.mark.parametrize("field", ["published", "url", "author", "source", "status", "correction", "language", "id"])
def test_a_record_that_is_nested_without_end_harms_no_other_one(client: TestClient, field: str) -> None:
    nested = json.dumps(record(1)).encode()[:-1] + f', "{field}": '.encode() + b"[" * 950 + b"]" * 950 + b"}"
    told = report_of(sent(client, "a.jsonl", nested + b"\n" + lines(record(2))))
    assert told["added"] >= 1
    assert told["added"] + len(told["failed"]) == 2


def test_a_record_that_no_check_expected_is_told_and_the_others_go_in(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(given: Any, origin: str) -> Any:
        if given["title"] == "Council 1":
            raise OverflowError("such as no test knew")
        return article_from(given, origin)

    monkeypatch.setattr(ingester, "article_from", failing)
    told = posted(client, record(1), record(2))
    assert told["results"] == ["failed", "added"]
    assert told["failed"][0]["reason"] == "cannot be taken for an article (OverflowError)"
    assert "such as no test knew" in caplog.text


def test_an_archive_that_fails_in_the_middle_tells_of_each_record_what_went_in(
    client: TestClient, archive: FakeArchive, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(ingester, "BATCH_ARTICLES", 2)
    monkeypatch.setattr(ingester, "AT_ONCE", 1)
    archive.full_after = 3
    told = posted(client, *[record(n) for n in range(6)])
    assert told["results"] == ["added", "added", *["failed"] * 4]
    assert told["stopped"] == "The disk is full."
    assert [each["origin"] for each in told["failed"]] == [f"record {n}" for n in range(3, 7)]
    assert {each["reason"] for each in told["failed"]} == {"The disk is full."}
    assert "The disk is full." in caplog.text


def test_a_server_that_stops_tells_of_each_record_what_went_in(
    client: TestClient, archive: FakeArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingester, "BATCH_ARTICLES", 2)
    cast(Any, client.app).state.is_stopping = lambda: len(archive.titles) >= 2
    told = posted(client, *[record(n) for n in range(60)])
    added = told["results"].count("added")
    assert 2 <= added <= 6
    assert told["results"] == ["added"] * added + ["failed"] * (60 - added)
    assert len(told["failed"]) == 60 - added
    assert told["interrupted"]
    assert "send it again" in told["failed"][0]["reason"]


def test_a_server_that_stops_before_the_first_record_says_so(client: TestClient) -> None:
    cast(Any, client.app).state.is_stopping = lambda: True
    assert posted(client, record(1), record(2))["results"] == ["failed", "failed"]


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


@pytest.mark.parametrize("token", ["", "  ", "\n", "two words", "sésame"])
def test_a_token_that_no_header_can_carry_is_refused(archive: FakeArchive, token: str) -> None:
    with pytest.raises(SettingsError, match="RAGBOT_TOKEN"):
        router(cast(Archive, archive), token)


def test_a_token_may_have_come_with_the_line_of_its_file(archive: FakeArchive) -> None:
    routes = router(cast(Archive, archive), f" {TOKEN}\n")
    app = create_app(cast(Bot, SimpleNamespace(archive=archive)), routers=[routes])
    with TestClient(app, base_url="http://127.0.0.1") as client:
        assert posted(client, record(1))["results"] == ["added"]


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
    assert operation["security"] == [{"Key": []}]
    assert schema["components"]["securitySchemes"]["Key"]["scheme"] == "bearer"
    assert list(operation["responses"]["401"]["content"]) == ["application/problem+json"]
    assert "get" in schema["paths"]["/v1/articles"]


def test_an_addition_that_hangs_holds_up_a_stop_for_a_few_seconds_only(
    client: TestClient, archive: FakeArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingester, "LAST_SECONDS", 0.5)
    archive.hangs = threading.Event()
    began = time.monotonic()
    cast(Any, client.app).state.is_stopping = archive.began.is_set
    told = posted(client, record(1), record(2))
    assert time.monotonic() - began < 20
    assert told["results"] == ["failed", "failed"]
    assert "it went in whole or not at all: send it again" in told["failed"][0]["reason"]
    assert all(thread.daemon for thread in threading.enumerate() if thread.name == "ingest"), "none outlives the server"
    archive.hangs.set()

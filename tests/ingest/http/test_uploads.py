"""Uploads over HTTP: files, and pages at addresses, with their progress, into an archive that only pretends."""

from __future__ import annotations

import asyncio
import gzip
import itertools
import json
import re
import threading
import time
from collections.abc import Generator, Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import Message

from ingest.http import uploads
from ingest.http.articles import router
from ingest.http.uploads import MOST_BAD, MOST_RECORDS, TOLD_SECONDS, _events, _Progress, _while_good, end_of
from ingest.pipeline import ingester
from ingest.pipeline.tally import Tally
from ingest.records.addresses import canonical_url
from ingest.records.record import PassedOver, Raw
from ragbot.answering.bot import Bot
from ragbot.api.app import create_app
from ragbot.api.events import PING
from ragbot.api.keyring import Keyring
from ragbot.archive.archive import Archive
from ragbot.cancellation import Cancellation, cancelled_by
from ragbot.errors import ArchiveError
from ragbot.types import Article
from tests.coroutines import result_of
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


@pytest.mark.parametrize(
    ("name", "data", "added"),
    [
        ("news.jsonl", lines(record(1), record(2)), 2),
        ("news.jsonl.gz", gzip.compress(lines(record(1), record(2))), 2),
        ("news.json", json.dumps([record(1)]).encode(), 1),
        ("note.txt", b"A title\n\nThe council met on Tuesday.", 1),
        ("note.MD", b"# A title\n\nThe council met on Tuesday.", 1),
    ],
)
def test_a_file_goes_in_and_sent_again_changes_nothing(client: TestClient, name: str, data: bytes, added: int) -> None:
    first = report_of(sent(client, name, data, **{"Content-Type": "application/x-anything"}))
    assert (first["added"], first["failed"]) == (added, [])
    again = report_of(sent(client, name, data))
    assert (again["added"], again["unchanged"]) == (0, added)


def test_a_page_as_a_file_goes_in(client: TestClient, archive: FakeArchive) -> None:
    text = "<p>The council of Ostvale passed its budget on Sunday after a debate that lasted nine hours.</p>" * 3
    page = f"<html><head><title>Budget passes</title></head><body><article>{text}</article></body></html>"
    assert report_of(sent(client, "page.html", page.encode()))["added"] == 1
    assert archive.titles == ["Budget passes"]


def test_the_same_name_and_title_is_a_new_version_and_another_title_another_article(client: TestClient) -> None:
    first = b"Budget passes\n\nThe council of Ostvale passed its budget."
    assert report_of(sent(client, "index.txt", first))["added"] == 1
    assert report_of(sent(client, "index.txt", first + b" It took all night."))["updated"] == 1
    assert report_of(sent(client, "index.txt", b"Fares rise\n\nBuses cost more from Monday."))["added"] == 1


@pytest.mark.parametrize("name", ["../../x.txt", "/etc/x.txt", "C:\\news\\x.txt", "a/../b/x.txt", "x.txt"])
def test_of_a_name_only_the_last_part_counts(client: TestClient, archive: FakeArchive, name: str) -> None:
    told = report_of(sent(client, name, b""))
    assert [(each["origin"], each["reason"]) for each in told["failed"]] == [("x.txt", "is empty")]
    sent(client, "x.txt", b"A title\n\nThe council met on Tuesday.")
    assert report_of(sent(client, name, b"A title\n\nThe council met on Tuesday."))["unchanged"] == 1


@pytest.mark.parametrize(
    "name", ["", ".", "..", "report.mbox", "x.txt.exe", "a.JPG.gz", "x.txt/", "\u202egnp.exe", f"{'a' * 10_000}.exe"]
)
def test_a_file_of_an_unknown_kind_is_refused_with_those_that_are_read(
    client: TestClient, archive: FakeArchive, name: str
) -> None:
    detail = problem(sent(client, name, b"text"), 415)["detail"]
    assert "these are read: .txt .md" in detail
    assert "\u202e" not in detail
    assert len(detail) < 600
    assert archive.titles == []


def test_an_endless_name_is_told_by_its_beginning_and_its_end(client: TestClient) -> None:
    name = f"begin{'x' * 10_000}end.txt"
    (failed,) = report_of(sent(client, name, b""))["failed"]
    assert failed["origin"].startswith("begin")
    assert failed["origin"].endswith("end.txt")
    assert len(failed["origin"]) <= 200


def test_a_file_without_a_name_is_refused(client: TestClient) -> None:
    problem(client.post("/v1/articles/file", content=b"text", headers=AUTHORIZED), 422)


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 20, "is a picture, which is not read"),
        ("a.txt", b"\x93ABC\r\n\x1a\n\0\0\0\r" + bytes(range(256)) * 20, "is not text but binary data"),
        ("a.xyz", b"text", "is of an unknown kind; these are read: .txt .md"),
        ("a.txt.gz", gzip.compress(b"a" * 50_000_000), "is over 10 MB, the limit"),
        ("a.txt.gz", gzip.compress(b"a story " * 500, mtime=0)[:30], "gzip data ends too early"),
        ("a.json", b'{"title": "half', "is not JSON"),
        ("a.json", b"[]", "holds no articles"),
        ("a.html", b"<html></html>", "holds no article text"),
        ("a.jsonl", b"{broken\n", "is not JSON"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_in_the_report(
    client: TestClient, name: str, data: bytes, reason: str
) -> None:
    told = report_of(sent(client, name, data))
    assert reason in told["failed"][0]["reason"]
    assert told["added"] == 0


def test_a_bad_line_is_told_by_its_number_and_the_others_go_in(client: TestClient) -> None:
    told = report_of(sent(client, "news.jsonl", lines(record(1)) + b"{broken\n" + lines(record(2))))
    assert told["added"] == 2
    assert [each["origin"] for each in told["failed"]] == ["news.jsonl:2"]


def test_what_is_passed_over_neither_ends_a_file_nor_saves_a_bad_one() -> None:
    passed, bad, good = (
        Raw("a", None, passed=PassedOver("request records")),
        Raw("b", None, "is no article"),
        Raw("c", record(1)),
    )
    assert list(_while_good(iter([passed] * (MOST_BAD + 1) + [good]))) == [passed] * (MOST_BAD + 1) + [good]
    *kept, last = _while_good(iter([bad, passed] * MOST_BAD + [good]))
    assert good not in kept
    assert "in a row were no articles" in str(last.failure)


def test_a_file_cannot_name_its_own_address(client: TestClient) -> None:
    told = report_of(sent(client, "a.json", json.dumps({**record(1), "_address": "x", "_file": "y"}).encode()))
    assert told["added"] == 1
    assert posted(client, record(1))["results"] == ["unchanged"]


def test_progress_comes_before_the_report(client: TestClient) -> None:
    many = lines(*[record(n) for n in range(100)], {"title": "No text"})
    events = events_of(sent(client, "news.jsonl", many, Accept="text/event-stream"))
    *progress, (last, report) = events
    assert {event for event, _ in progress} == {"progress"}
    assert [told["done"] for _, told in progress] == sorted(told["done"] for _, told in progress)
    assert all(told["expected"] is None or told["expected"] >= told["done"] for _, told in progress)
    assert (last, report["added"], len(report["failed"]), report["interrupted"]) == ("done", 100, 1, False)


def test_an_archive_that_fails_ends_a_file_with_a_problem(client: TestClient, archive: FakeArchive) -> None:
    archive.broken = ArchiveError("The disk is full.")
    told = problem(sent(client, "a.jsonl", lines(record(1))), 503)["detail"]
    assert told == "The disk is full. Before that, 0 articles went in, and they stay."
    ((last, document),) = events_of(sent(client, "a.jsonl", lines(record(1)), Accept="text/event-stream"))
    assert (last, document["status"], document["detail"]) == ("error", 503, told)


def test_what_nobody_expected_is_told_without_internals(client: TestClient, archive: FakeArchive) -> None:
    archive.broken = ValueError("secret")
    ((last, document),) = events_of(sent(client, "a.jsonl", lines(record(1)), Accept="text/event-stream"))
    assert (last, document["status"]) == ("error", 500)
    assert "secret" not in document["detail"]


def test_when_nobody_waits_any_more_the_next_article_is_not_taken(archive: FakeArchive) -> None:
    went_on = threading.Event()
    closed = threading.Event()

    def raws() -> Generator[Raw]:
        try:
            for n in range(1, 65):  # a whole batch
                yield Raw(str(n), record(n))
            went_on.wait(10)
            for n in range(65, 500):
                yield Raw(str(n), record(n))
        finally:
            closed.set()

    app = SimpleNamespace(state=SimpleNamespace(is_stopping=lambda: False))
    events = _events(cast(Archive, archive), lambda is_over: raws(), cast(Any, SimpleNamespace(app=app, scope={})))
    next(events)
    threading.Timer(0.1, went_on.set).start()
    events.close()
    assert closed.wait(10)
    assert len(archive.titles) == 64


def audited(archive: FakeArchive, deeds: list[tuple[str, ...]]) -> FastAPI:
    """An app that asks for a key, and keeps its deeds in a list."""
    return create_app(
        cast(Bot, SimpleNamespace(archive=archive)),
        routers=[router(cast(Archive, archive), TOKEN)],
        keyring=Keyring(cast(Any, SimpleNamespace(all=list)), TOKEN),
        deeds=cast(Any, SimpleNamespace(add=lambda *deed: deeds.append(deed))),
    )


def test_what_went_in_of_a_file_whose_client_left_is_kept_in_the_audit(archive: FakeArchive) -> None:
    """It left while a batch was on its way: that went in, and the audit had nothing of it."""
    deeds: list[tuple[str, ...]] = []
    app = audited(archive, deeds)
    archive.hangs = go_on = threading.Event()
    content = [lines(record(1))]

    async def receive() -> Message:
        if content:
            return {"type": "http.request", "body": content.pop()}
        await asyncio.to_thread(archive.began.wait, 10)
        asyncio.get_running_loop().call_later(0.1, go_on.set)
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        raise AssertionError(message)

    async def request() -> None:
        headers = [(b"authorization", f"Bearer {TOKEN}".encode())]
        scope = {"type": "http", "method": "POST", "path": "/v1/articles/file", "query_string": b"name=a.jsonl"}
        await app({**scope, "headers": headers}, receive, send)
        while not deeds and await asyncio.to_thread(go_on.wait, 10):  # they are kept beside the request
            await asyncio.sleep(0.01)

    result_of(asyncio.wait_for(request(), 5))
    assert deeds == [("operator", "POST /v1/articles/file", "1 added")]


@pytest.mark.parametrize("accept", ["text/event-stream", "application/json"])
def test_what_went_in_before_the_archive_failed_is_kept_in_the_audit(
    archive: FakeArchive, monkeypatch: pytest.MonkeyPatch, accept: str
) -> None:
    monkeypatch.setattr(ingester, "BATCH_ARTICLES", 2)
    monkeypatch.setattr(ingester, "AT_ONCE", 1)
    archive.full_after = 3
    deeds: list[tuple[str, ...]] = []
    with TestClient(audited(archive, deeds), base_url="http://127.0.0.1") as client:
        sent(client, "a.jsonl", lines(*[record(n) for n in range(6)]), Accept=accept)
        end = time.monotonic() + 5
        while not deeds and time.monotonic() < end:
            time.sleep(0.01)
    assert deeds == [("operator", "POST /v1/articles/file", "2 added")]


def test_a_file_of_bad_lines_is_given_up_and_told_in_few_words(client: TestClient, archive: FakeArchive) -> None:
    """300,000 of them made 300,000 events and a report of 29 MB."""
    many = lines(record(1)) + b"x\n" * 50_000 + lines(record(2))
    events = events_of(sent(client, "news.jsonl", many, Accept="text/event-stream"))
    report = events[-1][1]
    assert len(events) < 50
    assert (report["added"], len(report["failed"]), report["failed_more"]) == (1, 200, 801)
    assert archive.titles == ["Council 1"]


@pytest.mark.parametrize("accept", ["text/event-stream", "application/json"])
def test_a_stop_is_noticed_in_the_middle_of_what_gives_no_article(client: TestClient, accept: str) -> None:
    looks = itertools.count()
    cast(Any, client.app).state.is_stopping = lambda: next(looks) > 50
    response = sent(client, "a.jsonl", lines(record(1)) + b"a" * 20_000_000 + b"\n" + lines(record(2)), Accept=accept)
    report = events_of(response)[-1][1] if accept == "text/event-stream" else report_of(response)
    assert report["interrupted"]
    assert report["added"] == 0, "a batch that is read in part is dropped"


def test_a_server_that_stops_ends_it_with_the_report_so_far(client: TestClient, archive: FakeArchive) -> None:
    cast(Any, client.app).state.is_stopping = lambda: len(archive.titles) >= 64
    many = lines(*[record(n) for n in range(1000)])
    _, report = events_of(sent(client, "news.jsonl", many, Accept="text/event-stream"))[-1]
    assert report["interrupted"]
    assert 64 <= report["added"] < 1000


def test_a_page_at_an_address_goes_in(client: TestClient, archive: FakeArchive) -> None:
    url = "https://news.example/7"
    assert report_of(client.post("/v1/articles/url", json={"url": url}, headers=AUTHORIZED))["added"] == 1
    headers = {**AUTHORIZED, "Accept": "text/event-stream"}
    assert events_of(client.post("/v1/articles/url", json={"url": url}, headers=headers))[-1][1]["unchanged"] == 1


def test_why_a_page_cannot_be_fetched_is_told_in_the_report(client: TestClient) -> None:
    told = report_of(client.post("/v1/articles/url", json={"url": "https://gone.example/"}, headers=AUTHORIZED))
    assert told["failed"] == [{"origin": "https://gone.example/", "reason": "is answered with 404 Not Found"}]


@pytest.mark.parametrize("body", [{}, {"url": ""}, {"url": 7}, {"url": "x" * 2001}, {"url": "https://a/", "more": 1}])
def test_what_is_no_address_is_refused(client: TestClient, body: object) -> None:
    problem(client.post("/v1/articles/url", json=body, headers=AUTHORIZED), 422)


def test_this_machine_is_not_fetched_from_unless_a_test_says_so(archive: FakeArchive) -> None:
    bot = cast(Bot, SimpleNamespace(archive=archive))
    app = create_app(bot, routers=[router(cast(Archive, archive), TOKEN)])
    with TestClient(app, base_url="http://127.0.0.1") as client:
        response = client.post("/v1/articles/url", json={"url": "http://127.0.0.1:1/"}, headers=AUTHORIZED)
        assert "no public address" in report_of(response)["failed"][0]["reason"]


@pytest.mark.parametrize("path", ["/v1/articles/file?name=a.txt", "/v1/articles/file", "/v1/articles/url"])
def test_the_token_comes_before_the_file_the_name_and_the_address(client: TestClient, path: str) -> None:
    read = []

    def endless() -> Iterator[bytes]:
        for _ in range(1000):
            read.append(1)
            yield b"x" * 1024

    problem(client.post(path, content=endless()), 401)
    problem(client.post(path, content=b"{", headers={"Authorization": "Bearer wrong"}), 401)
    assert not read


def test_a_file_may_have_32_mib_and_no_more(client: TestClient) -> None:
    big = lines(record(1, more="x" * (1024 * 1024)))
    assert report_of(sent(client, "a.jsonl", big))["added"] == 1
    problem(sent(client, "a.jsonl", b"{}", **{"Content-Length": str(32 * 1024 * 1024 + 1)}), 413)


def test_an_address_leads_to_the_id_of_its_article(client: TestClient) -> None:
    posted(client, record(1))
    url = "HTTPS://News.example/1/?utm_source=x#top"
    assert canonical_url(url) == "https://news.example/1"
    found = client.get("/v1/archive/ids", params={"named": url}, headers=AUTHORIZED).json()["ids"]
    expected = Article(title="", text="", address="https://news.example/1").id
    assert expected in found
    assert client.get("/v1/archive/ids", params={"named": expected}, headers=AUTHORIZED).json()["ids"] == [expected]
    problem(client.get("/v1/archive/ids", params={"named": url}), 401)


@pytest.mark.parametrize("name", ["news.jsonl", "a.html.gz", "a/b.c.md", "", ".", "a/", "news.gz", "json", "a.md/b"])
def test_the_names_that_files_may_have_are_described(client: TestClient, name: str) -> None:
    (query,) = client.get("/openapi.json").json()["paths"]["/v1/articles/file"]["post"]["parameters"]
    allowed = re.search(query["schema"]["pattern"], name)
    status = sent(client, name, lines(record(1))).status_code
    assert status == (200 if allowed else 415)


def test_the_formats_that_are_read_are_told_to_whoever_has_the_token(client: TestClient) -> None:
    told = client.get("/v1/formats", headers=AUTHORIZED).json()
    assert {".txt", ".html", ".csv"} <= set(told["suffixes"])
    assert told["suffixes"] == [suffix for each in told["formats"] for suffix in each["suffixes"]]
    assert ".gz" in told["packed"]
    problem(client.get("/v1/formats"), 401)


def test_the_description_has_the_ways_in(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    for path in ("/v1/articles/file", "/v1/articles/url"):
        operation = paths[path]["post"]
        assert operation["security"] == [{"Key": []}]
        content = operation["responses"]["200"]["content"]
        assert "`progress`" in content["text/event-stream"]["itemSchema"]["description"]
        assert content["application/json"]["schema"] == {"$ref": "#/components/schemas/Report"}
    assert "*/*" in paths["/v1/articles/file"]["post"]["requestBody"]["content"]


def test_a_file_of_too_many_records_is_told_to_be_split(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_RECORDS", 3)
    raws = [Raw(str(n), record(n)) for n in range(5)]
    *kept, last = _while_good(iter(raws))
    assert kept == raws[:3]
    assert (last.failure, last.progress) == ("the rest was not read: it holds over 3 records; split it", 1.0)
    assert MOST_RECORDS > 3


def test_a_file_of_as_many_as_are_read_has_no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """What ends at a limit was read whole: the report had a failure more than the file."""
    monkeypatch.setattr(uploads, "MOST_RECORDS", 3)
    monkeypatch.setattr(uploads, "MOST_BAD", 2)
    for raws in ([Raw(str(n), record(n)) for n in range(3)], [Raw(str(n), None, "is no article") for n in range(2)]):
        assert list(_while_good(iter(raws))) == raws


def test_bad_records_that_a_good_one_interrupts_end_no_file() -> None:
    bad, good = Raw("b", None, "is no article"), Raw("c", record(1))
    raws = [*[bad] * (MOST_BAD - 1), good] * 2
    assert list(_while_good(iter(raws))) == raws
    *kept, last = _while_good(iter([*[bad] * MOST_BAD, good]))
    assert len(kept) == MOST_BAD
    assert last.failure == "the rest was not read: 1,000 in a row were no articles; is it the right file?"


def request_of(is_stopping: bool = False) -> Any:
    return SimpleNamespace(
        app=SimpleNamespace(state=SimpleNamespace(is_stopping=lambda: is_stopping)), scope={"type": "http", "path": "/"}
    )


def test_reading_is_over_when_the_reply_the_client_or_the_server_ends() -> None:
    left, is_over = end_of(request_of())
    assert not is_over()
    left.set()
    assert is_over()
    assert end_of(request_of(is_stopping=True))[1]()
    cancellation = Cancellation()
    with cancelled_by(cancellation):
        _, is_over = end_of(request_of())
    assert not is_over()
    cancellation.cancel("The client went away.")
    assert is_over()


def test_progress_is_told_five_times_a_second_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("ingest.http.uploads.time", SimpleNamespace(monotonic=lambda: now[0]))
    progress = _Progress(request_of())
    for n, later in enumerate([0, TOLD_SECONDS / 2, TOLD_SECONDS / 2 + 0.01, 0.0, TOLD_SECONDS + 0.01]):
        now[0] += later
        progress.watch(cast(Tally, SimpleNamespace(done=n, expected=None)))
    progress.follow(failing)
    frames = [frame.decode() for frame in progress.frames()]
    assert [json.loads(frame.partition("data: ")[2])["done"] for frame in frames[:-1]] == [0, 2, 4]
    assert frames[-1].startswith("event: error")


def failing() -> Any:
    raise ArchiveError("The disk is full.")


def test_while_nothing_is_to_be_told_there_are_pings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "ALIVE_SECONDS", 0.01)
    progress = _Progress(request_of())
    frames = progress.frames()
    assert next(frames) == next(frames) == PING
    progress.follow(failing)
    assert b"event: error" in next(frames)
    assert list(frames) == []


@pytest.mark.parametrize("stream", [False, True])
def test_articles_from_before_a_failure_stay_and_are_counted(
    client: TestClient, archive: FakeArchive, monkeypatch: pytest.MonkeyPatch, stream: bool
) -> None:
    monkeypatch.setattr(ingester, "BATCH_ARTICLES", 2)
    monkeypatch.setattr(ingester, "AT_ONCE", 1)
    archive.full_after = 3
    response = sent(
        client, "a.jsonl", lines(*[record(n) for n in range(6)]), **({"Accept": "text/event-stream"} if stream else {})
    )
    document = events_of(response)[-1][1] if stream else problem(response, 503)
    assert document["detail"] == "The disk is full. Before that, 2 articles went in, and they stay."
    assert archive.titles == ["Council 0", "Council 1"]

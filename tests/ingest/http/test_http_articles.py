"""Tests of taking articles in over HTTP, with an archive that only pretends."""

from __future__ import annotations

import gzip
import itertools
import json
import re
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from types import SimpleNamespace
from typing import Any, cast

import pytest
from fastapi.testclient import TestClient

from ingest.formats.format import Parsers
from ingest.http.articles import router
from ingest.http.uploads import MOST_BAD, _events, _while_good
from ingest.pipeline import ingester
from ingest.records.addresses import canonical_url
from ingest.records.articles import article_from
from ingest.records.record import IsOver, PassedOver, Raw
from ragbot.answering.bot import Bot
from ragbot.api.app import create_app
from ragbot.archive.archive import Archive
from ragbot.archive.intake import Added, Cut, Result
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


# Files


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


def test_a_server_that_stops_ends_it_with_the_report_so_far(client: TestClient, archive: FakeArchive) -> None:
    cast(Any, client.app).state.is_stopping = lambda: len(archive.titles) >= 64
    many = lines(*[record(n) for n in range(1000)])
    _, report = events_of(sent(client, "news.jsonl", many, Accept="text/event-stream"))[-1]
    assert report["interrupted"]
    assert 64 <= report["added"] < 1000


# Parsers


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

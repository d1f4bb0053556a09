"""Tests of the HTTP API, with a bot and an archive that only pretend."""

from __future__ import annotations

import gc
import json
import logging
import re
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import uvicorn
from fastapi import APIRouter, FastAPI
from fastapi.openapi.models import OpenAPI
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator, FormatChecker

from ragbot.answering.bot import Bot
from ragbot.answering.suggest import QuotedSpan, Suggestion, SuggestionScope
from ragbot.api import readiness
from ragbot.api.app import create_app
from ragbot.api.guards import CONTENT_SECURITY_POLICY
from ragbot.archive.listing import Filter, Sort
from ragbot.archive.states import Notice
from ragbot.errors import ArchiveError, LLMError, QuestionError
from ragbot.timings import Timings
from ragbot.types import (
    AlsoIn,
    Answer,
    ArticlePage,
    ArticleSummary,
    Citation,
    DayCount,
    Days,
    Delta,
    Event,
    Evidence,
    Facts,
    ListedArticle,
    Passage,
    Question,
    SearchResult,
    Source,
    SourceCount,
    Sources,
    Turn,
    Version,
    VersionSummary,
    Window,
)

TEXT = "The harbour bridge is closed. Mayor Ann Lee said so 🌉."
PASSAGE = Passage("a1", 2, 0, 29, TEXT[:29], "Bridge closed")
VERSION = Version(
    "a1",
    2,
    "Bridge closed",
    TEXT,
    "https://news.example/b",
    "The Example",
    "2026-03-14",
    None,
    ("A. B.",),
    "en",
    "2026-03-15T08:00:00Z",
)
EVIDENCE = Evidence(PASSAGE, VERSION, 0.75, 0.5, (AlsoIn("a2", "Bridge shut", "The Copy", None, None),))
OF_THE_BRIDGE: dict[str, Any] = {
    "article_id": "a1",
    "version": 2,
    "title": "Bridge closed",
    "url": "https://news.example/b",
    "source": "The Example",
    "published": "2026-03-14",
}
SOURCE = Source(1, **OF_THE_BRIDGE)
CITATION = Citation(1, 0, 33, TEXT[:29], 0, 29, **OF_THE_BRIDGE)
ANSWER = Answer(
    id="q1",
    question="What is closed?",
    standalone_question="What is closed?",
    answer="The harbour bridge is closed. [1]",
    outcome="answered",
    citations=(CITATION,),
    sources=(SOURCE,),
    archive_as_of="2026-03-15T08:00:00Z",
    timings={"total": 1.5},
)
NOT_THERE = Answer(
    "q2", "Who won?", "Who won?", "", "not_in_archive", related=(EVIDENCE,), reason="Nothing bears on it."
)
LAST_WEEK = Window("2026-03-09", "2026-03-16")
SUMMARY = ArticleSummary(
    "a1",
    "https://news.example/b",
    "The Example",
    "live",
    "2026-03-14T09:00:00Z",
    2,
    "Bridge closed",
    "2026-03-14",
    None,
    ("A. B.",),
    "en",
)


class FakeArchive:
    """Holds one article of two versions, and can be broken."""

    def __init__(self) -> None:
        self.broken: Exception | None = None
        self.asked: dict[str, Any] = {}
        self.late = SimpleNamespace(lately=lambda: ())

    def _check(self) -> None:
        if self.broken:
            raise self.broken

    def facts(self) -> Facts:
        self._check()
        return Facts(1, 2, 3, (SourceCount("The Example", 1),), "2026-03-14", "2026-03-14", "2026-03-15T08:00:00Z", "m")

    def as_of(self) -> str | None:
        return "2026-03-15T08:00:00Z"

    def articles(self, wanted: Filter, *, sort: Sort, cursor: str | None, limit: int) -> ArticlePage:
        self._check()
        self.asked = {"wanted": wanted, "sort": sort, "cursor": cursor, "limit": limit}
        if cursor == "torn":
            raise QuestionError("The cursor is not one of ours.")
        return ArticlePage((ListedArticle(**{**asdict(SUMMARY), "authors": SUMMARY.authors}),), "c2")

    def days(self, wanted: Filter) -> Days:
        self.asked = {"wanted": wanted}
        return Days((DayCount("2026-03-14", 1),), 0, 1)

    def article(self, article_id: str) -> tuple[ArticleSummary, tuple[VersionSummary, ...]] | None:
        history = tuple(VersionSummary(n, "Bridge closed", "2026-03-14", None, "2026-03-15T08:00:00Z") for n in (1, 2))
        return (SUMMARY, history) if article_id == "a1" else None

    def versions(self, wanted: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Version]:
        return {}

    def version(self, article_id: str, number: int) -> Version | None:
        return VERSION if (article_id, number) == ("a1", 2) else None

    def notice(self, article_id: str) -> Notice | None:
        return Notice("live", None, None, None) if article_id == "a1" else None

    def expiry(self, article_id: str) -> None:
        return None

    def check_ready(self) -> None:
        self._check()


class FakeBot:
    """Gives what it is told to give, and remembers what it was asked."""

    backend = "extractive"

    def __init__(self) -> None:
        self.archive = FakeArchive()
        self.answer: Answer | Exception = ANSWER
        self.events: list[Event | Exception] = [
            Sources((SOURCE,)),
            Delta("The harbour bridge\n"),
            Delta(" is closed. [1]"),
            CITATION,
            ANSWER,
        ]
        self.pause = 0.0
        self.asked: list[Question] = []
        self.limits: list[int] = []
        self.closed = threading.Event()

    def ask(self, question: Question) -> Answer:
        self.asked.append(question)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def stream(self, question: Question) -> Iterator[Event]:
        self.asked.append(question)
        try:
            for event in self.events:
                if isinstance(event, Exception):
                    raise event
                yield event
                time.sleep(self.pause)
        finally:
            self.closed.set()

    def suggest(self, wanted: SuggestionScope) -> tuple[Suggestion, ...]:
        self.wanted = wanted
        if wanted.sources == ("Broken",):
            raise ArchiveError("The ledger is gone.")
        return (Suggestion("Who is Ann Lee?", "a1", 2, "Bridge closed", "The Example", "2026-03-14"),)

    def search(self, question: Question, limit: int, timings: Timings | None = None) -> SearchResult:
        assert timings
        with timings.stage("dense"):
            self.asked.append(question)
        self.limits.append(limit)
        return SearchResult((EVIDENCE,), LAST_WEEK, ("last week",), question.text)


@pytest.fixture
def bot() -> FakeBot:
    return FakeBot()


def app_of(bot: FakeBot, **options: Any) -> FastAPI:
    return create_app(cast(Bot, bot), **options)


@pytest.fixture
def client(bot: FakeBot) -> Iterator[TestClient]:
    with TestClient(app_of(bot), base_url="http://127.0.0.1") as client:
        yield client


def problem(response: Any, status: int) -> dict[str, Any]:
    """The problem document of a response, checked for what all of them have in common."""
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["x-content-type-options"] == "nosniff"
    body = cast(dict[str, Any], response.json())
    assert (
        {"type", "title", "status", "detail", "instance"}
        <= set(body)
        <= {"type", "title", "status", "detail", "instance", "errors"}
    )
    assert body["status"] == status
    assert body["detail"]
    assert len(response.content) < 10_000
    return body


def events(text: str) -> list[tuple[str, Any]]:
    found = []
    for block in text.strip().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.split("\n"))
        found.append((lines["event"], json.loads(lines["data"])))
    return found


# -- answers and search


def test_an_answer_has_the_fields_of_the_type(client: TestClient) -> None:
    body = client.post("/v1/answers", json={"question": "What is closed?"}).json()
    assert body["answer"] == "The harbour bridge is closed. [1]"
    assert body["citations"][0]["cited_text"] == TEXT[0:29]
    assert body["window"] == {"since": None, "until": None}
    assert list(body) == list(Answer.__dataclass_fields__)


def test_the_question_reaches_the_bot_with_its_limits_and_history(client: TestClient, bot: FakeBot) -> None:
    asked = {
        "question": "  What is closed?\n",
        "since": "2026-03-01",
        "until": "2026-03-31",
        "sources": ["The Example"],
        "history": [{"role": "user", "text": "Hello"}, {"role": "assistant", "text": "Yes?", "cited": ["a1"]}],
        "asked_on": "2026-04-01",
        "stream": False,
    }
    assert client.post("/v1/answers", json=asked).status_code == 200
    history = (Turn("user", "Hello"), Turn("assistant", "Yes?", ("a1",)))
    limits = Window("2026-03-01", "2026-03-31")
    assert bot.asked == [Question("What is closed?", limits, ("The Example",), history, "2026-04-01")]


def test_nulls_mean_no_limit(client: TestClient, bot: FakeBot) -> None:
    body: dict[str, object] = {
        "question": "Q",
        "since": None,
        "until": None,
        "sources": [],
        "asked_on": None,
        "history": [],
        "stream": False,
    }
    assert client.post("/v1/answers", json=body).status_code == 200
    assert bot.asked == [Question("Q")]


def test_each_outcome_is_described_and_given(client: TestClient, bot: FakeBot) -> None:
    described = client.get("/openapi.json").json()["components"]["schemas"]["AnswerBody"]["properties"]["outcome"]
    assert described["enum"] == ["answered", "related", "not_in_archive", "degraded"]
    bot.answer = replace(NOT_THERE, outcome="related")
    given = client.post("/v1/answers", json={"question": "Who won?"}).json()
    assert (given["outcome"], len(given["related"]), given["citations"]) == ("related", 1, [])


def test_evidence_is_flat_in_json(client: TestClient, bot: FakeBot) -> None:
    bot.answer = NOT_THERE
    related = client.post("/v1/answers", json={"question": "Who won?"}).json()["related"]
    found = client.post("/v1/search", json={"question": "bridge", "limit": 3}).json()
    assert related == found["evidence"]
    assert related == [
        {
            "article_id": "a1",
            "version": 2,
            "start": 0,
            "end": 29,
            "text": TEXT[:29],
            "title": "Bridge closed",
            "url": "https://news.example/b",
            "source": "The Example",
            "published": "2026-03-14",
            "score": 0.75,
            "similarity": 0.5,
            "also_in": [
                {"article_id": "a2", "title": "Bridge shut", "source": "The Copy", "url": None, "published": None}
            ],
            "state": "live",
        }
    ]
    assert found["archive_as_of"] == "2026-03-15T08:00:00Z"
    assert set(found["timings"]) == {"dense", "total"}
    assert bot.limits == [3]


def test_time_words_come_back_with_the_days_that_they_mean(client: TestClient, bot: FakeBot) -> None:
    bot.answer = replace(ANSWER, about=LAST_WEEK, time_words=("last week",), asked_on="2026-03-20")
    asked = {"question": "What closed last week?", "asked_on": "2026-03-20"}
    answer = client.post("/v1/answers", json=asked).json()
    page = client.post("/v1/search", json=asked).json()
    for body in (answer, page):
        assert body["about"] == {"since": "2026-03-09", "until": "2026-03-16"}
        assert body["time_words"] == ["last week"]
    assert answer["asked_on"] == "2026-03-20"
    assert [question.asked_on for question in bot.asked] == ["2026-03-20"] * 2


def test_questions_are_suggested_from_articles_within_limits(client: TestClient, bot: FakeBot) -> None:
    body = client.post("/v1/suggestions", json={}).json()
    assert bot.wanted == SuggestionScope()
    assert body["questions"] == [
        {
            "question": "Who is Ann Lee?",
            "article_id": "a1",
            "version": 2,
            "title": "Bridge closed",
            "source": "The Example",
            "published": "2026-03-14",
        }
    ]
    assert set(body["timings"]) == {"total"}
    asked = {
        "articles": [{"article_id": "a1", "version": 2}],
        "asked": ["What is closed?"],
        "used": [{"article_id": "a1", "version": 2, "start": 0, "end": 29}],
        "since": "2026-03-01",
        "until": None,
        "sources": ["The Example"],
        "asked_on": "2026-04-01",
        "as_of": "2026-04-01",
        "limit": 5,
    }
    assert client.post("/v1/suggestions", json=asked).status_code == 200
    limits = (Window("2026-03-01"), ("The Example",), "2026-04-01", "2026-04-01", 5)
    assert bot.wanted == SuggestionScope((("a1", 2),), ("What is closed?",), (QuotedSpan("a1", 2, 0, 29),), *limits)
    problem(client.post("/v1/suggestions", json={"sources": ["Broken"]}), 503)


@pytest.mark.parametrize(
    "wrong",
    [
        {"limit": 0},
        {"limit": 6},
        {"since": "2026-03-02", "until": "2026-03-01"},
        {"articles": [{"article_id": "a1"}]},
        {"articles": [{"article_id": "a1", "version": 0}]},
        {"articles": [{"article_id": "a", "version": 1}] * 21},
        {"asked": ["x" * 2001]},
        {"asked": ["x"] * 21},
        {"asked": "x"},
        {"used": [{"article_id": "a1", "version": 1, "start": -1, "end": 2}]},
        {"used": [{"article_id": "a1", "version": 1, "start": 0, "end": 2}] * 201},
        {"question": "x"},
    ],
    ids=str,
)
def test_impossible_suggestions_are_refused(client: TestClient, wrong: dict[str, Any]) -> None:
    assert problem(client.post("/v1/suggestions", json=wrong), 422)["errors"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"question": ""}, "question"),
        ({"question": " \n\t"}, "question"),
        ({"question": "x" * 2001}, "question"),
        ({"question": 7}, "question"),
        ({"question": None}, "question"),
        ({"question": "\ud800"}, "question"),
        ({"since": "yesterday"}, "since"),
        ({"since": "20260301"}, "since"),
        ({"since": "2026-W10-1"}, "since"),
        ({"until": "2026-02-30"}, "until"),
        ({"until": "२०२६-०२-०१"}, "until"),
        ({"since": "2026-03-02", "until": "2026-03-01"}, ""),
        ({"asked_on": "last week"}, "asked_on"),
        ({"asked_on": "20260301"}, "asked_on"),
        ({"asked_on": "2026-03-01T00:00:00Z"}, "asked_on"),
        ({"asked_on": ""}, "asked_on"),
        ({"asked_on": 7}, "asked_on"),
        ({"sources": "The Example"}, "sources"),
        ({"sources": ["x"] * 101}, "sources"),
        ({"history": [{"role": "user", "text": "x"}] * 21}, "history"),
        ({"history": [{"role": "user", "text": "x" * 8001}]}, "history.0.text"),
        ({"history": [{"role": "system", "text": "x"}]}, "history.0.role"),
        ({"stream": "perhaps"}, "stream"),
        ({"sauce": ["x"]}, "sauce"),
    ],
)
def test_a_question_out_of_bounds_is_refused_by_field(
    client: TestClient, bot: FakeBot, change: dict[str, Any], field: str
) -> None:
    body = json.dumps({"question": "What?", **change})
    found = problem(client.post("/v1/answers", content=body, headers={"Content-Type": "application/json"}), 422)
    assert [error["field"] for error in found["errors"]] == [field]
    assert found["errors"][0]["message"] in found["detail"]
    assert bot.asked == []


def test_a_question_at_the_bounds_is_taken(client: TestClient) -> None:
    history = [{"role": "user", "text": "🌉" * 8000}] * 7
    assert client.post("/v1/answers", json={"question": "🌉" * 2000}).status_code == 200
    body = json.dumps({"question": "Q", "history": history}, ensure_ascii=False).encode()
    response = client.post("/v1/answers", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 200


@pytest.mark.parametrize(
    "body", [{"question": "secret" * 9999}, {"question": "x", "k" * 99999: 1}, {"question": "x", "sources": [1] * 9999}]
)
def test_a_refusal_does_not_repeat_what_was_sent(client: TestClient, body: dict[str, object]) -> None:
    found = json.dumps(problem(client.post("/v1/answers", json=body), 422))
    assert "secret" not in found
    assert len(found) < 8000


@pytest.mark.parametrize("limit", [0, 51, -1, "many"])
def test_a_search_has_a_limit_in_bounds(client: TestClient, limit: object) -> None:
    assert (
        problem(client.post("/v1/search", json={"question": "x", "limit": limit}), 422)["errors"][0]["field"] == "limit"
    )


@pytest.mark.parametrize("body", [b"{", b"nonsense", b'{"question": "\xff"}', b"[" * 100_000])
def test_what_is_not_json_is_refused(client: TestClient, body: bytes) -> None:
    problem(client.post("/v1/answers", content=body, headers={"Content-Type": "application/json"}), 400)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", None])
def test_what_is_not_declared_as_json_is_refused(client: TestClient, bot: FakeBot, kind: str | None) -> None:
    # a page elsewhere may send these without asking us first
    headers = {"Content-Type": kind} if kind else {}
    problem(client.post("/v1/answers", content=b'{"question": "x"}', headers=headers), 415)
    assert bot.asked == []


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"7", b'"question"'])
def test_json_that_is_no_question_is_refused(client: TestClient, body: bytes) -> None:
    problem(client.post("/v1/answers", content=body, headers={"Content-Type": "application/json"}), 422)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (QuestionError("The question has only stop words."), 422),
        (ArchiveError("Chroma does not answer."), 503),
        (LLMError("It did not answer."), 502),
    ],
)
def test_our_own_errors_say_what_they_have_to_say(
    client: TestClient, bot: FakeBot, error: Exception, status: int
) -> None:
    bot.answer = error
    assert problem(client.post("/v1/answers", json={"question": "x"}), status)["detail"] == str(error)


def test_an_error_that_nobody_expected_tells_nothing_and_is_logged_on_its_own_lines(
    client: TestClient, bot: FakeBot, caplog: pytest.LogCaptureFixture
) -> None:
    bot.answer = KeyError("hunter2\n2026-11-23 INFO all is well\x1b[2J")
    found = problem(client.post("/v1/answers", json={"question": "x"}), 500)
    assert "hunter2" not in json.dumps(found)
    record, line = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert line.getMessage().startswith("POST /v1/answers 500 in ")
    message = record.getMessage()
    assert "hunter2" in message
    assert "in ask" in message  # the traceback
    assert "\n2026" not in message
    assert "\x1b" not in message


# -- streaming


def test_an_answer_streams_in_order(client: TestClient, bot: FakeBot) -> None:
    response = client.post("/v1/answers", json={"question": "What is closed?", "stream": True})
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["x-accel-buffering"] == "no"
    found = events(response.text)
    assert [name for name, _ in found] == ["sources", "delta", "delta", "citation", "done"]
    assert found[0][1]["sources"][0]["number"] == 1
    assert found[1][1] == {"text": "The harbour bridge\n"}
    assert found[3][1]["source_end"] == 29
    assert found[4][1] == client.post("/v1/answers", json={"question": "What is closed?"}).json()
    assert bot.closed.is_set()


def test_evidence_is_flat_in_a_stream_too(client: TestClient, bot: FakeBot) -> None:
    bot.events = [NOT_THERE]
    [(name, answer)] = events(client.post("/v1/answers", json={"question": "Who won?", "stream": True}).text)
    assert name == "done"
    assert answer["related"][0]["article_id"] == "a1"


@pytest.mark.parametrize(
    ("error", "status", "detail"),
    [
        (QuestionError("Only stop words."), 422, "Only stop words."),
        (ArchiveError("Chroma does not answer."), 503, "Chroma does not answer."),
        (ZeroDivisionError("hunter2"), 500, "Something failed"),
    ],
)
def test_an_error_ends_a_stream_as_an_event(
    client: TestClient, bot: FakeBot, error: Exception, status: int, detail: str
) -> None:
    bot.events = [Delta("The harbour"), error]
    found = events(client.post("/v1/answers", json={"question": "x", "stream": True}).text)
    assert [name for name, _ in found] == ["delta", "error"]
    assert found[1][1]["status"] == status
    assert found[1][1]["instance"] == "/v1/answers"
    assert found[1][1]["detail"].startswith(detail)


@contextmanager
def served(bot: FakeBot) -> Iterator[int]:
    """The app on a real port."""
    config = uvicorn.Config(app_of(bot), port=0, log_level="error", ws="none", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(10)


def raw_post(path: str, body: bytes, *headers: str) -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def test_when_the_client_goes_away_the_answer_is_no_longer_written(bot: FakeBot) -> None:
    bot.events, bot.pause = [Delta("word ")] * 1000, 0.02
    body = b'{"question": "x", "stream": true}'
    gc.disable()  # it is closed, not collected
    try:
        with served(bot) as port:
            with socket.create_connection(("127.0.0.1", port)) as connection:
                connection.sendall(raw_post("/v1/answers", body, f"Content-Length: {len(body)}"))
                received = b""
                while b"delta" not in received:
                    received += connection.recv(4096)
            assert bot.closed.wait(3)
    finally:
        gc.enable()


def test_a_stream_arrives_while_it_is_written(bot: FakeBot) -> None:
    bot.events, bot.pause = [Delta("word "), ANSWER], 1.0
    body = b'{"question": "x", "stream": true}'
    with served(bot) as port, socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(raw_post("/v1/answers", body, f"Content-Length: {len(body)}"))
        received = b""
        while b"delta" not in received:
            received += connection.recv(4096)
        assert not bot.closed.is_set()


def test_the_server_answers_others_while_one_answer_is_written(bot: FakeBot) -> None:
    bot.events, bot.pause = [Delta("word ")] * 3, 0.5
    body = b'{"question": "x", "stream": true}'
    with served(bot) as port, socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(raw_post("/v1/answers", body, f"Content-Length: {len(body)}"))
        with socket.create_connection(("127.0.0.1", port), timeout=1) as other:
            other.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert other.recv(4096).startswith(b"HTTP/1.1 200")
        assert not bot.closed.is_set()


# -- articles and the archive


FILTERS = (
    "q=bridge&source=The%20Example&source=Other&language=en&since=2026-03-01&until=2026-03-31"
    "&state=live&state=retracted"
)
WANTED = Filter("bridge", ("The Example", "Other"), ("en",), Window("2026-03-01", "2026-03-31"), ("live", "retracted"))


def test_articles_are_listed_with_filters(client: TestClient, bot: FakeBot) -> None:
    body = client.get(f"/v1/articles?{FILTERS}&sort=relevance&cursor=c1&limit=7").json()
    assert body["next"] == "c2"
    assert body["articles"][0] == {**body["articles"][0], "id": "a1", "version": 2, "authors": ["A. B."]}
    assert bot.archive.asked == {"wanted": WANTED, "sort": "relevance", "cursor": "c1", "limit": 7}


def test_days_are_counted_with_the_filters_of_the_list(client: TestClient, bot: FakeBot) -> None:
    body = client.get(f"/v1/archive/days?{FILTERS}").json()
    assert body == {"days": [{"day": "2026-03-14", "articles": 1}], "undated": 0, "total": 1}
    assert bot.archive.asked == {"wanted": WANTED}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("since=soon", "since"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("cursor=" + "x" * 501, "cursor"),
        ("q=" + "x" * 501, "q"),
        ("language=" + "x" * 9, "language.0"),
        ("state=removed", "state.0"),
        ("sort=title", "sort"),
    ],
)
def test_a_listing_out_of_bounds_is_refused(client: TestClient, query: str, field: str) -> None:
    assert problem(client.get(f"/v1/articles?{query}"), 422)["errors"][0]["field"] == field


def test_a_cursor_of_somebody_elses_is_refused(client: TestClient) -> None:
    assert "cursor" in problem(client.get("/v1/articles?cursor=torn"), 422)["detail"]


def test_an_article_comes_with_its_text_and_history(client: TestClient) -> None:
    body = client.get("/v1/articles/a1").json()
    assert body["article"]["id"] == "a1"
    assert body["version"]["text"] == TEXT
    assert [version["number"] for version in body["versions"]] == [1, 2]
    assert client.get("/v1/articles/a1?version=2").json() == body


def test_what_is_not_in_the_archive_is_not_found(client: TestClient) -> None:
    assert "id" in problem(client.get("/v1/articles/zzz"), 404)["detail"]
    assert "no version 9; it has 1, 2" in problem(client.get("/v1/articles/a1?version=9"), 404)["detail"]
    assert len(problem(client.get(f"/v1/articles/{'z' * 9000}"), 404)["instance"]) < 300
    for version in ("0", "x", "99999999999999999999"):
        problem(client.get(f"/v1/articles/a1?version={version}"), 422)


def test_the_archive_tells_what_it_holds(client: TestClient) -> None:
    body = client.get("/v1/archive").json()
    assert list(body) == list(Facts.__dataclass_fields__)
    assert body["sources"] == [{"source": "The Example", "articles": 1, "newest": None, "seen": None}]


def test_health_is_of_the_server_and_readiness_of_the_archive(
    client: TestClient, bot: FakeBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready", "late": []}
    bot.archive.broken = ArchiveError("Chroma does not answer at its address.")
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready", "late": []}, "looked at a moment before"
    monkeypatch.setattr(readiness, "KEPT_SECONDS", 0.0)
    assert problem(client.get("/readyz"), 503)["detail"] == "Chroma does not answer at its address."


# -- what is refused before any route


def test_an_unknown_address_is_a_problem(client: TestClient) -> None:
    found = problem(client.get("/v2/%C3%A4%0Aanswers"), 404)
    assert found["instance"] == "/v2/%C3%A4%0Aanswers"
    assert found["title"] == "Not Found"
    problem(client.get("/v1/answers/"), 404)
    problem(client.get("/docs"), 404)
    problem(client.get("/redoc"), 404)


def test_a_method_that_is_not_there_is_a_problem_and_names_those_that_are(client: TestClient) -> None:
    response = client.get("/v1/answers")
    problem(response, 405)
    assert response.headers["allow"] == "POST"
    problem(client.request("BREW", "/v1/archive"), 405)


def test_a_405_names_the_methods_of_all_routes_at_the_address(client: TestClient) -> None:
    response = client.delete("/v1/articles/a1")
    problem(response, 405)
    assert response.headers["allow"] == "GET"
    router = APIRouter()
    router.add_api_route("/v1/articles", lambda: None, methods=["POST"])
    app = app_of(FakeBot(), routers=[router])
    response = TestClient(app, base_url="http://127.0.0.1").put("/v1/articles")
    assert response.headers["allow"] == "GET, POST"


def test_a_body_that_declares_to_be_too_long_is_refused_unread(bot: FakeBot) -> None:
    with served(bot) as port, socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(raw_post("/v1/answers", b"", f"Content-Length: {256 * 1024 + 1}"))
        received = connection.recv(65536)
    assert received.startswith(b"HTTP/1.1 413")
    assert b"application/problem+json" in received


def test_a_body_that_grows_too_long_in_chunks_is_refused(client: TestClient, bot: FakeBot) -> None:
    def chunks(size: int) -> Iterator[bytes]:
        yield b'{"question": "x", "sources": ["'
        for _ in range(size // 1024):
            yield b"x" * 1024

    headers = {"Content-Type": "application/json"}
    assert "256 KiB" in problem(client.post("/v1/answers", content=chunks(300 * 1024), headers=headers), 413)["detail"]
    problem(client.post("/v1/search", content=chunks(300 * 1024), headers=headers), 413)
    assert bot.asked == []


def test_a_real_chunked_body_that_never_ends_is_refused(bot: FakeBot) -> None:
    with served(bot) as port, socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(raw_post("/v1/answers", b"", "Transfer-Encoding: chunked"))
        for _ in range(257):
            connection.sendall(b"400\r\n" + b"x" * 1024 + b"\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 413")


def test_every_response_carries_the_security_headers(client: TestClient, bot: FakeBot) -> None:
    bot.answer = ZeroDivisionError()
    responses = [
        client.get("/"),
        client.get("/static/any/style.css"),
        client.get("/v1/archive"),
        client.get("/nowhere"),
        client.post("/v1/answers", json={"question": "x"}),
        client.post("/v1/answers", json={"question": "x", "stream": True}),
        client.post("/v1/answers", content=b"x" * 300_000),
    ]
    for response in responses:
        assert response.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["referrer-policy"] == "no-referrer"
        assert response.headers["cross-origin-opener-policy"] == "same-origin"
        assert response.headers["cross-origin-resource-policy"] == "same-origin"
        assert not [name for name in response.headers if name.startswith("access-control")]


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "LOCALHOST", "127.0.0.1:80", "[::1]:8000", "[::1]"])
def test_our_own_names_are_answered(bot: FakeBot, host: str) -> None:
    client = TestClient(app_of(bot, hosts=["localhost", "127.0.0.1", "::1"]), base_url="http://127.0.0.1")
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:8000", "", "evil:localhost", "[::2]"]
)
def test_other_names_are_refused(bot: FakeBot, host: str) -> None:
    client = TestClient(app_of(bot, hosts=["localhost", "127.0.0.1", "::1"]), base_url="http://127.0.0.1")
    problem(client.get("/healthz", headers={"Host": host}), 421)


# -- the page


def test_the_page_is_served_and_may_be_kept_while_it_is_the_same(client: TestClient) -> None:
    response = client.get("/")
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["cache-control"] == "no-cache"
    assert "<title>" in response.text
    again = client.get("/", headers={"If-None-Match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/", headers={"If-None-Match": '"other"'}).status_code == 200
    assert client.head("/").status_code == 200


def page_files(client: TestClient) -> list[str]:
    """The addresses of the files that the page names."""
    found = re.findall(r'(?:src|href)="/?(static/[^"]+)"', client.get("/").text)
    assert found
    return [f"/{address}" for address in found]


def test_every_file_that_the_page_names_is_served_and_may_be_kept_for_ever(client: TestClient) -> None:
    for address in page_files(client):
        response = client.get(address)
        assert response.status_code == 200
        kind = "text/css" if address.endswith("css") else "text/javascript"
        assert response.headers["content-type"].startswith(kind)
        assert "immutable" in response.headers["cache-control"]


def test_the_page_names_every_module_once_so_that_all_are_fetched_at_once(client: TestClient) -> None:
    ours = files("ragbot.ui")
    modules = {file.relative_to(str(ours)).as_posix() for file in Path(str(ours)).rglob("*.js")}
    assert sorted(address.split("/", 3)[3] for address in page_files(client) if address.endswith(".js")) == sorted(
        modules
    )


def test_a_page_from_before_an_update_gets_files_that_it_may_not_keep(client: TestClient) -> None:
    response = client.get("/static/0123456789abcdef/style.css")
    assert (response.status_code, response.headers["cache-control"]) == (200, "no-cache")


def test_files_are_zipped_for_whom_can_read_it(client: TestClient) -> None:
    address = next(each for each in page_files(client) if each.endswith("/style.css"))
    zipped, plain = (client.get(address, headers={"Accept-Encoding": way}) for way in ("gzip", "identity"))
    assert zipped.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert zipped.text == plain.text, "the client unpacks it"
    assert zipped.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert int(zipped.headers["content-length"]) < int(plain.headers["content-length"]) / 2


@pytest.mark.parametrize(
    "name",
    [
        "__init__.py",
        "..%2f__init__.py",
        "%2e%2e/settings.py",
        "..%5cindex.html",
        "index.html%00.js",
        "",
        "nothing.js",
        "./page.js/",
        "a%2findex.html",
    ],
)
@pytest.mark.parametrize("folder", ["/static", "/static/any", "/static/any/.."])
def test_nothing_else_is_served(client: TestClient, folder: str, name: str) -> None:
    problem(client.get(f"{folder}/{name}"), 404)


# -- the description


def test_the_description_is_valid_and_says_something_about_everything(client: TestClient) -> None:
    schema = client.get("/openapi.json").json()
    OpenAPI.model_validate(schema)
    for name, component in schema["components"]["schemas"].items():
        Draft202012Validator.check_schema(component)
        assert name == "Version" or "HTTPValidation" not in name
    for path, operations in schema["paths"].items():
        for operation in operations.values():
            assert operation["summary"], path
            assert operation["description"], path
            assert operation["tags"], path
    assert set(schema["paths"]) == {
        "/v1/answers", "/v1/search", "/v1/articles", "/v1/articles/{article_id}", "/v1/archive", "/healthz", "/readyz",
        "/v1/citations/check", "/v1/articles/{article_id}/diff", "/v1/archive/days", "/v1/suggestions",
        "/v1/chat/completions", "/v1/responses", "/v1/models", "/v1/models/{name}", "/v1/feedback",
    }  # fmt: skip


CITED = {"article_id": "unknown", "version": 1, "source_start": 0, "source_end": 3, "cited_text": "The"}
USED = {"article_id": "a1", "version": 1, "start": 0, "end": 3}
FORMATS = FormatChecker(["date"])


@FORMATS.checks("date-time", raises=ValueError)
def _is_instant(text: object) -> bool:
    return isinstance(text, str) and "T" in text and bool(datetime.fromisoformat(text).tzinfo)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        *(("/v1/answers", {"question": "x", "stream": stream}) for stream in (False, True, "yes", 1, 0, None)),
        *(
            ("/v1/answers", {"question": "x", "as_of": at})
            for at in ("", "2022-06-12", "2022-06-12T08:30:00Z", 1, None)
        ),
        *(("/v1/search", {"question": "x", "as_of": at}) for at in ("", "x", "2022-06-12T08:30:00+02:00")),
        *(("/v1/search", {"question": "x", "since": day}) for day in ("", "2022-06-12", "2022-13-12", None)),
        *(("/v1/search", {"question": "x", "limit": limit}) for limit in (1, 1.0, 1.5, "1", True, False, None)),
        *(("/v1/search", {"question": question}) for question in ("", " ", "\n", " x ")),
        ("/v1/feedback", {"rating": "down"}),
        ("/v1/feedback", {"rating": "down", "answer_id": None, "question": None}),
        ("/v1/feedback", {"rating": "up", "question": "x", "reason": "wrong"}),
        ("/v1/feedback", {"rating": "up", "question": " "}),
        *(("/v1/suggestions", {"limit": limit}) for limit in (1, 5, 6, "1", True)),
        *(("/v1/suggestions", {"used": [USED | {"end": end}]}) for end in (3, 3.0, "3", False)),
        *(("/v1/suggestions", {"articles": [USED | {"version": version}]}) for version in (1, "1", True, 0)),
        *(("/v1/suggestions", {"as_of": at}) for at in ("", "2022-06-12")),
        *(("/v1/citations/check", {"citations": [CITED | {"source_end": end}]}) for end in (3, 3.0, "3", False)),
        *(("/v1/citations/check", {"citations": [CITED | {"version": version}]}) for version in (1, "1", True)),
    ],
    ids=str,
)
def test_the_server_takes_what_the_description_allows_and_nothing_else(
    client: TestClient, path: str, body: dict[str, object]
) -> None:
    described = client.get("/openapi.json").json()
    wanted = described["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"]
    schema = wanted | {"components": described["components"]}
    allowed = Draft202012Validator(schema, format_checker=FORMATS).is_valid(body)
    assert client.post(path, json=body).status_code == (200 if allowed else 422)


def test_an_event_is_described_as_it_is_sent(client: TestClient, bot: FakeBot) -> None:
    response = client.get("/openapi.json").json()["paths"]["/v1/answers"]["post"]["responses"]["200"]
    event = response["content"]["text/event-stream"]["itemSchema"]
    sent = client.post("/v1/answers", json={"question": "x", "stream": True}).text.strip().split("\n\n")
    events = [dict(line.split(": ", 1) for line in each.split("\n")) for each in sent]
    assert {each["event"] for each in events} == {"sources", "delta", "citation", "done"}
    for each in events:
        Draft202012Validator(event).validate(each)
        json.loads(each["data"])


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/chat/completions", {"messages": [{"role": "user", "content": "x"}]}),
        ("/v1/responses", {"input": "x"}),
    ],
)
def test_an_event_for_openai_s_clients_is_described_as_it_is_sent(
    client: TestClient, path: str, body: dict[str, Any]
) -> None:
    content = client.get("/openapi.json").json()["paths"][path]["post"]["responses"]["200"]["content"]
    assert set(content["text/event-stream"]) == {"itemSchema"}, "a schema would be one of the whole stream"
    sent = client.post(path, json={"model": "ragbot", "stream": True, **body}).text.strip().split("\n\n")
    assert len(sent) > 3
    for each in sent:
        event = dict(line.split(": ", 1) for line in each.split("\n"))
        Draft202012Validator(content["text/event-stream"]["itemSchema"]).validate(event)


def test_every_reference_in_the_description_leads_somewhere(client: TestClient) -> None:
    text = client.get("/openapi.json").text
    schemas = json.loads(text)["components"]["schemas"]
    for reference in text.split('"$ref":"')[1:]:
        assert reference.split('"')[0].removeprefix("#/components/schemas/") in schemas


def test_problems_are_described_as_problems(client: TestClient) -> None:
    responses = client.get("/openapi.json").json()["paths"]["/v1/answers"]["post"]["responses"]
    assert set(responses["200"]["content"]) == {"application/json", "text/event-stream"}
    for status in ("400", "413", "415", "422", "500", "503"):
        assert list(responses[status]["content"]) == ["application/problem+json"]


def test_routes_of_others_are_served_and_described(bot: FakeBot) -> None:
    router = APIRouter()

    @router.get("/v1/more")
    def more() -> str:
        raise ValueError("secret")

    client = TestClient(app_of(bot, routers=[router]), base_url="http://127.0.0.1")
    problem(client.get("/v1/more"), 500)
    assert "/v1/more" in client.get("/openapi.json").json()["paths"]

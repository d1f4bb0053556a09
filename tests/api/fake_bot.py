"""A bot and an archive that only pretend, and an app around them."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from types import SimpleNamespace
from typing import Any, cast

import uvicorn
from fastapi import FastAPI

from ragbot.answering.bot import Bot
from ragbot.answering.suggest import Suggestion, SuggestionScope
from ragbot.api.app import create_app
from ragbot.archive.listing import Filter, Sort
from ragbot.archive.states import Notice
from ragbot.errors import ArchiveError, QuestionError
from ragbot.tracing.timings import Timings
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


def app_of(bot: FakeBot, **options: Any) -> FastAPI:
    return create_app(cast(Bot, bot), **options)


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
    assert None not in body.values(), "what there is not is left out"
    assert len(response.content) < 10_000
    return body


def events(text: str) -> list[tuple[str, Any]]:
    found = []
    for block in text.strip().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.split("\n"))
        found.append((lines["event"], json.loads(lines["data"])))
    return found


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

"""Asking over HTTP: whole answers, streams that end when nobody reads them, and passages without an answer."""

from __future__ import annotations

import gc
import socket
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from ragbot.errors import ArchiveError, QuestionError
from ragbot.types import (
    Answer,
    Delta,
    Question,
    Turn,
    Window,
)
from tests.api.fake_bot import ANSWER, LAST_WEEK, NOT_THERE, TEXT, FakeBot, events, raw_post, served


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
    assert bot.limits == [10], "so many are found unless it is said otherwise"
    for body in (answer, page):
        assert body["about"] == {"since": "2026-03-09", "until": "2026-03-16"}
        assert body["time_words"] == ["last week"]
    assert answer["asked_on"] == "2026-03-20"
    assert [question.asked_on for question in bot.asked] == ["2026-03-20"] * 2


@pytest.mark.parametrize("stream", [False, True])
def test_a_degraded_answer_is_in_the_log(
    client: TestClient, bot: FakeBot, caplog: pytest.LogCaptureFixture, stream: bool
) -> None:
    bot.answer = replace(ANSWER, outcome="degraded", reason="fake:model did not answer.")
    bot.events = [bot.answer]
    assert client.post("/v1/answers", json={"question": "x", "stream": stream}).status_code == 200
    assert "degraded: fake:model did not answer." in caplog.text


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

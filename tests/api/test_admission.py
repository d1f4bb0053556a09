"""Load: so many at once, so many waiting, the rest refused at once; whoever leaves gives their place back."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TypeVar, cast

import httpx
import pytest

from ragbot.answering.bot import Bot
from ragbot.api import admission, events
from ragbot.api.app import create_app
from ragbot.api.problems import Problem
from ragbot.cancellation import Cancelled, cancellation
from ragbot.operations.server import Server
from tests.apart import run_apart
from tests.api.fake_bot import ANSWER, FakeBot

T = TypeVar("T")


class SlowBot(FakeBot):
    """Answers when it is told to, as a silent model would; knows how many wait for it, and how many left."""

    def __init__(self) -> None:
        super().__init__()
        self.go = threading.Event()
        self.lock = threading.Lock()
        self.now, self.most, self.cancelled = 0, 0, 0

    def ask(self, question: Any) -> Any:
        *_, answer = self.stream(question)
        return answer

    def stream(self, question: Any) -> Iterator[Any]:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        try:
            while not self.go.wait(0.02):
                cancellation().check()
            yield ANSWER
        except Cancelled:
            with self.lock:
                self.cancelled += 1
            raise
        finally:
            with self.lock:
                self.now -= 1


@contextmanager
def served(bot: SlowBot, at_once: int = 2) -> Iterator[int]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(200)
        server = Server(create_app(cast(Bot, bot), answers_at_once=at_once))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            bot.go.set()
            server.should_exit = True
            thread.join(30)


def until(condition: Callable[[], bool]) -> None:
    patient_until = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < patient_until, "never came true"
        time.sleep(0.01)


def ask(port: int, stream: bool = False) -> httpx.Response:
    return httpx.post(
        f"http://127.0.0.1:{port}/v1/answers", json={"question": "x", "stream": stream}, timeout=30, trust_env=False
    )


def asking(port: int, count: int) -> tuple[Sequence[threading.Thread], list[httpx.Response]]:
    replies: list[httpx.Response] = []

    def one() -> None:
        with suppress(httpx.TransportError):  # the server is stopped before it answers all
            replies.append(ask(port))

    threads = [threading.Thread(target=one) for _ in range(count)]
    for thread in threads:
        thread.start()
    return threads, replies


def test_so_many_are_answered_at_once_some_wait_and_the_rest_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "LONGEST_WAIT", 600.0)
    bot = SlowBot()
    with served(bot) as port:
        threads, replies = asking(port, 2 + 80 + 20)  # most_waiting is 8 * 2 + 64
        until(lambda: len(replies) == 20)
        assert bot.now == 2
        assert {reply.status_code for reply in replies} == {503}
        assert all(int(reply.headers["retry-after"]) >= 1 for reply in replies)
        assert all("try again in" in reply.json()["detail"] for reply in replies)
        bot.go.set()
        for thread in threads:
            thread.join(30)
    assert sorted({reply.status_code for reply in replies}) == [200, 503]
    assert sum(reply.status_code == 200 for reply in replies) == 82
    assert bot.most == 2


def test_nobody_waits_longer_than_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "LONGEST_WAIT", 0.3)
    bot = SlowBot()
    with served(bot, at_once=1) as port:
        threads, replies = asking(port, 2)
        until(lambda: len(replies) == 1)
        assert replies[0].status_code == 503
        bot.go.set()
        for thread in threads:
            thread.join(30)
    assert sorted(reply.status_code for reply in replies) == [200, 503]


def test_who_would_wait_too_long_by_what_others_took_is_refused_at_once() -> None:
    lane = admission.Lane(1, 100, interval=60.0)
    lane.check()  # a place is free
    lane.busy = 1
    with pytest.raises(Problem) as refused:
        lane.check()
    assert refused.value.status_code == 503


def test_the_last_ones_are_told_as_soon_as_it_turns_out_that_they_would_wait_too_long() -> None:
    async def run() -> list[str]:
        lane, told = admission.Lane(1, 100, interval=0.3), []

        async def one(number: int, seconds: float) -> None:
            try:
                async with lane.place():
                    await asyncio.sleep(seconds)
                    told.append(f"{number} served")
            except Problem:
                told.append(f"{number} refused")

        async with asyncio.TaskGroup() as group:
            for number in range(20):
                group.create_task(one(number, 2.0 if number == 0 else 0.0))
        return told

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(admission, "LONGEST_WAIT", 6.0)
        told = run_apart(run)
    served = [each for each in told if each.endswith("served")]
    assert served == [f"{number} served" for number in range(len(served))]
    assert 1 < len(served) < 20
    assert told.count("19 refused") == 1


def test_who_leaves_the_queue_leaves_no_gap() -> None:
    async def run() -> int:
        lane = admission.Lane(1, 100)

        async def one(seconds: float) -> None:
            async with lane.place():
                await asyncio.sleep(seconds)

        tasks = [asyncio.create_task(one(0.05)) for _ in range(5)]
        await asyncio.sleep(0.01)
        tasks[1].cancel()
        tasks[3].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        async with asyncio.timeout(5):
            await one(0.0)
        return lane.busy + len(lane.queue)

    assert run_apart(run) == 0


@pytest.mark.parametrize("path", ["/", "/healthz", "/readyz", "/v1/archive", "/openapi.json"])
def test_others_do_not_wait_for_answers(path: str) -> None:
    bot = SlowBot()
    with served(bot) as port:
        asking(port, 30)
        until(lambda: bot.now == 2)
        assert httpx.get(f"http://127.0.0.1:{port}{path}", timeout=15, trust_env=False).status_code == 200
        assert bot.now == 2


def request(stream: bool) -> bytes:
    body = json.dumps({"question": "x", "stream": stream}).encode()
    head = (
        f"POST /v1/answers HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    )
    return head.encode() + b"\r\n\r\n" + body


@pytest.mark.parametrize("stream", [False, True])
def test_whoever_leaves_frees_a_place_and_is_not_worked_for(stream: bool) -> None:
    bot = SlowBot()
    with served(bot) as port:
        leaving = [socket.create_connection(("127.0.0.1", port)) for _ in range(6)]
        for connection in leaving:
            connection.sendall(request(stream))
        until(lambda: bot.now == 2)
        for connection in leaving:
            connection.close()
        until(lambda: bot.now == 0)
        assert bot.cancelled <= 4, "of those who waited, hardly any was begun for nobody"
        threads, replies = asking(port, 1)
        until(lambda: bot.now == 1)
        bot.go.set()
        threads[0].join(30)
    assert replies[0].status_code == 200


def test_whoever_leaves_behind_a_second_request_is_not_worked_for_either() -> None:
    bot = SlowBot()
    with served(bot) as port:
        with socket.create_connection(("127.0.0.1", port)) as leaving:
            leaving.sendall(request(False) + request(False))
            until(lambda: bot.now == 1)
        until(lambda: bot.cancelled == 1)
        assert bot.now == 0


def test_an_answer_that_is_made_keeps_nobody_waiting_however_slowly_it_is_read() -> None:
    async def run() -> list[int]:
        lane = admission.Lane(1, 1)
        places = []

        async def app(scope: Any, receive: Any, send: Any) -> None:
            await receive()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"x", "more_body": True})
            await send({"type": "http.response.body", "body": b"y"})

        async def receive() -> Any:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def slowly(message: Any) -> None:
            places.append(lane.busy)

        scope = {"type": "http", "path": "/v1/answers", "method": "POST"}
        await admission.Admission(app, {"answers": lane}, admission.Running())(scope, receive, slowly)
        return places

    assert run_apart(run) == [1, 1, 0]


@pytest.mark.parametrize(
    ("method", "path", "lane"),
    [
        *(("POST", path, "answers") for path in ("/v1/search", "/v1/suggestions", "/v1/citations/check", "/mcp")),
        ("POST", "/v1/articles/file", "ingesting"),
        ("POST", "/v1/articles/a1/state", "short"),
        ("PATCH", "/v1/sources/a1", "short"),
        ("POST", "/v1/feedback", "short"),
        ("POST", "/v1/login", "short"),
        ("GET", "/static/any/page.js", None),
    ],
)
def test_a_retraction_does_not_wait_for_uploads_nor_a_search_for_readers(
    method: str, path: str, lane: str | None
) -> None:
    assert admission.lane_of({"path": path, "method": method}) == lane


def test_a_silent_stream_says_that_it_is_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "PING_SECONDS", 0.1)
    bot = SlowBot()
    with served(bot) as port, socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(request(True))
        received = b""
        while received.count(b": still at it\n\n") < 3:
            received += connection.recv(4096)
        bot.go.set()
        while b"event: done" not in received:
            received += connection.recv(4096)


@pytest.mark.parametrize("stream", [False, True])
def test_when_the_server_stops_whoever_waits_still_is_told(monkeypatch: pytest.MonkeyPatch, stream: bool) -> None:
    from ragbot.operations import server

    monkeypatch.setattr(server, "GRACE_SECONDS", 0.2)
    bot = SlowBot()
    replies: list[httpx.Response] = []
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        running = Server(create_app(cast(Bot, bot)))
        thread = threading.Thread(target=running.run, args=([listening],), daemon=True)
        thread.start()
        port = listening.getsockname()[1]
        client = threading.Thread(target=lambda: replies.append(ask(port, stream)))
        client.start()
        until(lambda: bot.now == 1)
        running.should_exit = True
        client.join(30)
        thread.join(30)
        assert not thread.is_alive()
    if stream:
        assert "event: error" in replies[0].text
        assert "being stopped" in replies[0].text
    else:
        assert replies[0].status_code == 503
        assert "being stopped" in replies[0].json()["detail"]


def test_a_body_that_is_not_whole_takes_no_place() -> None:
    bot = SlowBot()
    with served(bot, at_once=1) as port:
        halves = [socket.create_connection(("127.0.0.1", port)) for _ in range(5)]
        for connection in halves:
            connection.sendall(request(False)[:-1])
        time.sleep(0.2)
        threads, replies = asking(port, 1)
        until(lambda: bot.now == 1)
        bot.go.set()
        threads[0].join(30)
        for connection in halves:
            connection.close()
    assert replies[0].status_code == 200

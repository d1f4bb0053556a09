"""An archive with standing questions about a ferry, a clock, and a webhook that takes their updates."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from ingest.watches.making import kept, made
from ingest.watches.standing import StandingQuestions
from ingest.watches.webhook import Poster
from ragbot.answering.bot import Bot
from ragbot.archive.archive import Archive
from ragbot.archive.watch import Watch, WatchUpdate
from ragbot.settings import Settings, load_settings
from ragbot.types import Answer, Article, Question
from tests.conftest import add, article
from tests.ingest.sources.test_following import Clock

QUESTION = "How many people died on the ferry Grey Gull?"
LOOPBACK = "127.0.0.0/8,::1/128"


def ferry(toll: str = "nine", number: int = 1, **more: Any) -> Article:
    text = (
        f"The ferry Grey Gull sank off Port Anders on Monday. On the ferry Grey Gull {toll} people died, the coast "
        "guard said.\n\nCaptain Mira Holt told the inquiry that the bow door had failed."
    )
    fields = {"address": f"https://daily.example/{number}", "source": "The Daily", "published": "2026-03-09"}
    return article(text, title="Ferry Grey Gull sinks", **{**fields, **more})


def opera() -> Article:
    return article(
        "The opera of Lund opens in May.", "Opera", address="https://daily.example/opera", source="The Daily"
    )


@dataclass
class Desk:
    """An archive with a bot, its standing questions, and the time."""

    archive: Archive
    settings: Settings = field(default_factory=lambda: load_settings(allowed_networks=LOOPBACK))
    clock: Clock = field(default_factory=Clock)
    asked: int = 0

    def __post_init__(self) -> None:
        bot = Bot(self.archive)
        bot.on_answer = self.count
        self.questions = StandingQuestions(self.archive, self.settings, bot, self.clock)

    def count(self, _: Answer) -> None:
        self.asked += 1

    def watch(self, question: str = QUESTION, every: int | None = None, webhook: str = "", **limits: Any) -> Watch:
        one = made(Question(question, **limits), every, webhook, "", Poster.of(self.settings))
        kept(self.archive.watches, one, 10)
        self.turn()
        return self.one

    @property
    def one(self) -> Watch:
        return self.archive.watches.all()[0]

    @property
    def updates(self) -> Sequence[WatchUpdate]:
        return self.archive.watches.updates(self.one.id)

    def turn(self, **later: float) -> bool:
        """Whether one was due."""
        self.clock.forward(**later)
        due = self.questions.next_due(set())
        if due:
            self.questions.check(due)
        return due is not None


@pytest.fixture
def desk(archive: Archive) -> Desk:
    add(archive, ferry())
    return Desk(archive)


def texts(sentences: Sequence[Any]) -> list[str]:
    return [each.cited_text for each in sentences]


NINE = "On the ferry Grey Gull nine people died, the coast guard said."
TEN = NINE.replace("nine", "ten")


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)


def while_asked(desk: Desk, act: Callable[[], None]) -> None:
    """Do something while the next question is being asked."""
    bot = Bot(desk.archive)
    bot.on_answer = lambda _: act()
    desk.questions = StandingQuestions(desk.archive, desk.settings, bot, desk.clock)


def failing(*_: object) -> Any:
    raise ZeroDivisionError


@dataclass
class Hook:
    """A server that takes posts, answers with one status after another, and remembers what it was sent."""

    address: str = ""
    statuses: list[str] = field(default_factory=list)
    posts: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def hook() -> Iterator[Hook]:
    found = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.posts.append(({name.lower(): value for name, value in self.headers.items()}, body))
            status, _, more = (found.statuses.pop(0) if found.statuses else "204").partition(" ")
            self.send_response(int(status))
            if more:
                self.send_header(*more.split(": ", 1))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.address = f"http://127.0.0.1:{server.server_port}/hook"
    thread = Thread(target=server.serve_forever, args=[0.02], daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()

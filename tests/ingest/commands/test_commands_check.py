"""ragbot-ingest check, sync and watch: which sources are checked, what is told of each, and by whom it is done."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from ingest.commands import check as command
from ingest.records.record import IsOver
from ingest.sources.bookkeeping import CheckResult
from ragbot.archive.archive import Archive, open_sources
from ragbot.archive.source import ASKED, Source, moment
from ragbot.settings import Settings
from tests.fakes import WordEmbeddings
from tests.ingest.commands.sources_kept import COURIER, TIDE, keep, kept, run

LATER = moment(datetime.now(UTC) + timedelta(days=1))


@dataclass
class FakeChecker:
    """Checks a source without asking for it: the Tide cannot be read."""

    archive: Archive | None = None
    checked: list[str] = field(default_factory=list)
    on_check: Callable[[], object] = lambda: None
    books: Any = field(default_factory=lambda: SimpleNamespace(now=lambda: datetime.now(UTC)))

    def check(self, source: Source, is_over: IsOver) -> CheckResult:
        self.checked.append(source.title)
        self.on_check()
        result = CheckResult(replace(source, next_check=LATER), added=1, requests=2)
        result.tell(f"{source.address}/none", "\x1b[2Jholds no text")
        result.error = "is answered with 500" if source.title == "The Tide" else None
        return result

    check_due = check


@pytest.fixture
def settings(in_memory: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("RAGBOT_CHROMA", "memory:")
    monkeypatch.setattr("ragbot.archive.archive.open_embeddings", lambda *_: WordEmbeddings())
    return in_memory


@pytest.fixture
def checker(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> FakeChecker:
    one = FakeChecker()

    def checker_of(archive: Archive, settings: Settings) -> FakeChecker:
        one.archive = archive
        return one

    monkeypatch.setattr("ingest.sources.follower.checker_of", checker_of)
    return one


def test_without_names_all_active_sources_are_checked(settings: Settings, checker: FakeChecker) -> None:
    keep(settings, COURIER, replace(TIDE, state="paused"))
    assert run(settings, "check") == 0
    assert checker.checked == ["The Courier"]


def test_a_source_that_is_named_is_checked_even_if_it_is_paused(
    settings: Settings, checker: FakeChecker, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(settings, replace(COURIER, state="paused", next_check=LATER), TIDE)
    assert run(settings, "check", "The Courier") == 0
    assert checker.checked == ["The Courier"]
    assert "The Courier (https://courier.example/feed): 1 added; 2 requests" in capsys.readouterr().out


def test_what_a_check_could_not_take_in_is_told_and_what_it_could_not_read_ends_with_1(
    settings: Settings, checker: FakeChecker, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(settings, COURIER, TIDE)
    assert run(settings, "check") == 1
    told = capsys.readouterr()
    assert told.out == f"The Courier ({COURIER.address}): 1 added; 2 requests\n"
    assert rf"ragbot:   {COURIER.address}/none: \x1b[2Jholds no text" in told.err
    assert f"ragbot: {TIDE.address} is answered with 500; it is tried again at {LATER}" in told.err


def test_as_json_each_result_is_whole(
    settings: Settings, checker: FakeChecker, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(settings, COURIER)
    assert run(settings, "check", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["source"]["title"], told["added"], told["problems"][0]["origin"]) == (
        "The Courier",
        1,
        f"{COURIER.address}/none",
    )


@pytest.mark.parametrize(("names", "checked"), [(["no such"], []), (["no such", "The Courier"], ["The Courier"])])
def test_an_unknown_name_keeps_none_of_the_others_from_its_check(
    settings: Settings, checker: FakeChecker, names: list[str], checked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    keep(settings, COURIER)
    assert run(settings, "check", *names) == 1
    assert checker.checked == checked
    told = capsys.readouterr().err
    assert "no such: no source has this address" in told
    assert "Nothing is due" not in told


def test_sync_checks_what_is_due_and_nothing_else(
    settings: Settings, checker: FakeChecker, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(settings, COURIER, replace(TIDE, next_check=LATER))
    assert run(settings, "sync") == 0
    assert checker.checked == ["The Courier"]
    with open_sources(settings) as sources:
        sources.set(COURIER.id, next_check=LATER)
    capsys.readouterr()
    assert run(settings, "sync") == 0
    assert checker.checked == ["The Courier"]
    assert capsys.readouterr().err == "ragbot: Nothing is due.\n"


def test_a_watch_goes_on_until_it_is_terminated(
    settings: Settings, checker: FakeChecker, capsys: pytest.CaptureFixture[str]
) -> None:
    """As at Ctrl-C: with 130, and with SIGTERM as it was before."""
    keep(settings, COURIER)
    checker.on_check = lambda: os.kill(os.getpid(), signal.SIGTERM)
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        assert run(settings, "watch") == 130
        assert signal.getsignal(signal.SIGTERM) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGTERM, before)
    assert "Following 1 sources until Ctrl-C." in capsys.readouterr().err


# Beside a server


class FakeServer:
    """It checks what is put first, while the command sleeps."""

    address = "http://127.0.0.1:8000"

    def __init__(self, settings: Settings) -> None:
        self.settings, self.seconds, self.asked = settings, 0.0, list[str]()
        self.is_stuck = False
        self.error: str | None = None

    def monotonic(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds
        with open_sources(self.settings) as sources:
            for source in [] if self.is_stuck else [each for each in sources.all() if each.next_check == ASKED]:
                self.asked.append(source.title)
                sources.set(source.id, next_check=LATER, error=self.error)


@pytest.fixture
def server(settings: Settings, checker: FakeChecker, monkeypatch: pytest.MonkeyPatch) -> FakeServer:
    one = FakeServer(settings)
    monkeypatch.setattr("ragbot.client.find_server", lambda given: one)
    monkeypatch.setattr(command, "time", one)
    return one


def test_beside_a_server_that_is_asked_to_check_the_sources(
    settings: Settings, server: FakeServer, checker: FakeChecker, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(settings, COURIER, replace(TIDE, next_check=LATER))
    assert run(settings, "check", "The Courier") == 0
    assert (server.asked, checker.checked) == (["The Courier"], [])
    told = capsys.readouterr()
    assert "The server at http://127.0.0.1:8000 follows the sources of this archive; it is asked to." in told.err
    assert [line[:8] for line in told.out.splitlines() if line[0] != " "] == ["cccccccc"]
    assert kept(settings)["The Tide"].next_check == LATER


def test_a_source_that_the_server_cannot_read_ends_with_1(settings: Settings, server: FakeServer) -> None:
    keep(settings, COURIER)
    server.error = "is answered with 500"
    assert run(settings, "check") == 1


def test_a_server_that_checks_nothing_is_not_waited_for_for_ever(settings: Settings, server: FakeServer) -> None:
    keep(settings, COURIER)
    server.is_stuck = True
    assert run(settings, "check") == 1
    assert 600 <= server.seconds < 601


def test_a_server_is_not_asked_when_nothing_is_due(
    settings: Settings, server: FakeServer, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(settings, replace(COURIER, next_check=LATER))
    assert run(settings, "sync") == 0
    assert capsys.readouterr().err == "ragbot: Nothing is due.\n"

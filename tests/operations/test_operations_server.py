"""The running server: how many connections it takes, and what it asks of its process."""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from ragbot.api.connections import Connection
from ragbot.operations import server
from ragbot.operations.server import CUT_SECONDS, END_SECONDS, GRACE_SECONDS, MOST_CONNECTIONS, SPARE_FILES, Server

UNLIMITED = resource.RLIM_INFINITY


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """The limits of open files that are set, the last one last; none is set of this process."""
    changes: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "setrlimit", lambda _, limit: changes.append(limit))
    return changes


@pytest.mark.parametrize(
    ("soft", "hard", "connections", "raised"),
    [
        (1024, UNLIMITED, MOST_CONNECTIONS, [(MOST_CONNECTIONS + SPARE_FILES, UNLIMITED)]),
        (1024, 4096, MOST_CONNECTIONS, [(MOST_CONNECTIONS + SPARE_FILES, 4096)]),
        (1024, 2048, 2048 - SPARE_FILES, [(2048, 2048)]),
        (1024, 1024, 1024 - SPARE_FILES, []),
        (4096, 4096, MOST_CONNECTIONS, []),
        (UNLIMITED, UNLIMITED, MOST_CONNECTIONS, []),
        (64, 64, 32, []),  # too few for the archive itself
    ],
)
def test_connections_are_as_many_as_open_files_allow(
    monkeypatch: pytest.MonkeyPatch,
    limits: list[tuple[int, int]],
    soft: int,
    hard: int,
    connections: int,
    raised: list[tuple[int, int]],
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (soft, hard))
    assert server._connections() == connections
    assert limits == raised


@pytest.fixture
def own_switch_interval() -> Iterator[None]:
    before = sys.getswitchinterval()
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("own_switch_interval")
def test_a_process_that_serves_has_its_limits(monkeypatch: pytest.MonkeyPatch, limits: list[tuple[int, int]]) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (1024, 1024))
    monkeypatch.setattr(Connection, "most", 7)
    server.prepare_process()
    assert Connection.most == 1024 - SPARE_FILES
    assert sys.getswitchinterval() == pytest.approx(server.SWITCH_SECONDS)


def test_answers_are_told_before_connections_are_cut_and_those_before_the_process_ends() -> None:
    assert GRACE_SECONDS < CUT_SECONDS < END_SECONDS


def test_an_app_knows_that_its_server_stops() -> None:
    app = FastAPI()
    running = Server(app)
    assert not app.state.is_stopping()
    running.should_exit = True
    assert app.state.is_stopping()
    assert running.config.timeout_graceful_shutdown == CUT_SECONDS
    assert not running.config.server_header


def test_a_second_signal_ends_it_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    ends: list[str] = []
    monkeypatch.setattr(server, "_end", ends.append)
    monkeypatch.setattr(server, "_end_later", lambda: None)
    running = Server(FastAPI())
    running.handle_exit(15, None)
    assert running.should_exit
    assert ends == []
    running.handle_exit(15, None)
    assert ends == ["asked a second time"]

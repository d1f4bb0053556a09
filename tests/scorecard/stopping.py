"""Row 3, second part: from SIGTERM to the end of the server, whatever hangs.

Each kind of hang has a server of its own; they are stopped at the same time, so that the row is not their sum.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from tests.scorecard.hanging import (
    HALF_BODY,
    LISTINGS,
    SilentModel,
    asking,
    connected,
    feeding_newlines,
)
from tests.scorecard.outcome import Outcome
from tests.scorecard.processes import STOP_SECONDS, TOKEN, Server
from tests.scorecard.trial import QUESTION, Trial, brief, shown_addresses
from tests.scorecard.wire import send

AT_ONCE = 3
"""Servers that run side by side: each takes 0.6 GB."""


@contextmanager
def half_a_body(archive: Path) -> Iterator[Server]:
    with Server(archive) as server, connected(server.port, HALF_BODY):
        yield server


@contextmanager
def deaf_reader(archive: Path) -> Iterator[Server]:
    with Server(archive) as server, connected(server.port, LISTINGS, is_deaf=True):
        yield server


@contextmanager
def silent_model(archive: Path) -> Iterator[Server]:
    with SilentModel() as model, Server(archive, **model.settings) as server:
        clients = [connected(server.port, asking(QUESTION, stream)) for stream in (False, True)]
        yield server
        assert len(clients) == 2  # held until here


@contextmanager
def newlines_fed(archive: Path) -> Iterator[Server]:
    with Server(archive) as server, connected(server.port, feeding_newlines()):
        yield server


@contextmanager
def many_left(archive: Path) -> Iterator[Server]:
    with Server(archive) as server:
        for _ in range(300):
            connected(server.port, asking(QUESTION, False)).close()
        yield server


HANGS: dict[str, Callable] = {
    "half a body": half_a_body,
    "a silent model": silent_model,
    "newlines fed": newlines_fed,
    "a deaf reader": deaf_reader,
    "300 who left": many_left,
}
QUICK = ("half a body", "a silent model", "newlines fed")


def stopping(trial: Trial, outcome: Outcome) -> None:
    names = [name for name in HANGS if not trial.quick or name in QUICK]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        for part in threads.map(lambda name: _stopped(trial, name), names):
            outcome.take(part)


def _stopped(trial: Trial, name: str) -> Outcome:
    """Stop a server beside that hang: what was acknowledged is there, and the lock is free."""
    outcome, archive = Outcome(), trial.copy(f"stopped-{name.replace(' ', '-')}")
    record = brief(1, "stopped")
    with HANGS[name](archive) as server:
        fed = send(server.port, "POST", "/v1/articles", {"articles": [record]}, token=TOKEN, timeout=60)
        time.sleep(2)
        seconds = server.stop()
    told = f"stop beside {name}: "
    outcome.figure(told + (f"{seconds:.1f} s" if seconds is not None else "not at all"))
    outcome.expect(seconds is not None and seconds <= STOP_SECONDS, told + f"{seconds or 'not ended'}, in s")
    outcome.expect(fed.status == 200, told + f"an article is taken in with {fed.status} before")
    outcome.expect(record["url"] in shown_addresses(archive), told + "an acknowledged article is gone")
    outcome.expect(_is_unlocked(archive), told + "the archive is locked")
    return outcome


def _is_unlocked(archive: Path) -> bool:
    with (archive / "owner.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
    return True

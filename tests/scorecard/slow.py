"""Row 3, first part: clients that hold a connection, fill the memory with headers, or leave."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from tests.scorecard.hanging import (
    HALF_BODY,
    HALF_HEAD,
    LISTINGS,
    SilentModel,
    asking,
    close_all,
    connected,
    held,
    send_more,
)
from tests.scorecard.outcome import Outcome
from tests.scorecard.probing import probing
from tests.scorecard.processes import Server
from tests.scorecard.stopping import stopping
from tests.scorecard.trial import QUESTION, Trial
from tests.scorecard.wire import ask, parsed, send

DROPPED = 45.0
"""Seconds after which nobody may hold a connection who sends or reads nothing."""
FLOOD = 30_000_000
"""Bytes of headers."""
MOST_GROWTH = 60
"""MB of memory that headers may cost."""


def slow_clients(trial: Trial, outcome: Outcome) -> None:
    with Server(trial.copy("archive")) as server:
        ask(server.port, QUESTION, timeout=60)
        _try_floods(outcome, server)
        _try_holding(outcome, server, 10 if trial.quick else 150)
    with SilentModel() as model, Server(trial.copy("left"), **model.settings) as server:
        _try_leaving(outcome, server, model, 6 if trial.quick else 30)
    stopping(trial, outcome)


def _try_holding(outcome: Outcome, server: Server, count: int) -> None:
    """So many of each kind, all at once; the others are served meanwhile, and in the end all are cut."""
    kinds = {
        "idle": [connected(server.port) for _ in range(count)],
        "half a head": [connected(server.port, HALF_HEAD) for _ in range(count)],
        "half a body": [connected(server.port, HALF_BODY) for _ in range(count)],
        "a trickle": [connected(server.port, HALF_BODY) for _ in range(count)],
        "a deaf reader": [connected(server.port, LISTINGS, is_deaf=True) for _ in range(min(count, 6))],
    }
    try:
        began = time.monotonic()
        with probing(server.port) as seen:
            answered = ask(server.port, QUESTION, timeout=60)
            time.sleep(1)
        outcome.expect(answered.status == 200, f"beside those who hold connections, an ask gives {answered.status}")
        outcome.expect(seen.statuses["/healthz"] == ["200"], f"beside them, /healthz gives {seen.statuses['/healthz']}")
        gone = _gone_after(server.port, kinds, began)
        outcome.figure(f"{count} of each, slowest meanwhile {seen}; cut after " + _told(gone))
        for kind, seconds in gone.items():
            outcome.expect(seconds is not None, f"{kind}: open after {DROPPED:g} s")
    finally:
        for clients in kinds.values():
            close_all(clients)


def _gone_after(port: int, kinds: Mapping[str, Sequence[socket.socket]], began: float) -> Mapping[str, float | None]:
    """Seconds until the last connection of each kind was cut; None for those that are open at the end."""
    gone = dict[str, float | None]()
    while len(gone) < len(kinds) and time.monotonic() - began < DROPPED:
        for kind, clients in kinds.items():
            if kind == "a trickle":
                for client in clients:
                    send_more(client)
            if kind not in gone and not held(port, clients):
                gone[kind] = time.monotonic() - began
        time.sleep(0.5)
    return {kind: gone.get(kind) for kind in kinds}


def _told(gone: Mapping[str, float | None]) -> str:
    return ", ".join(f"{kind} {seconds:.0f} s" if seconds else f"{kind} not at all" for kind, seconds in gone.items())


def _try_floods(outcome: Outcome, server: Server) -> None:
    """Headers without end, in one line and in many."""
    block = b"y" * 1_000_000
    lines = b"".join(b"h%d: v\r\n" % number for number in range(90_000))
    for what, first, more in (("one header line", b"X-Big: ", block), ("header lines", b"", lines)):
        before = server.memory()
        status, sent = _flooded(server.port, first, more)
        grown, health = server.memory() - before, send(server.port, "GET", "/healthz")
        outcome.figure(f"{sent / 1e6:.1f} MB of {what}: {status}, {grown:+d} MB; /healthz {health.seconds:.2f} s")
        outcome.expect(status == 431, f"{what} without end: {status or 'nothing'} in place of 431")
        outcome.expect(grown < MOST_GROWTH, f"{what} without end: the server grew by {grown} MB")
        outcome.expect(health.status == 200, f"after {what} without end, /healthz gives {health.status}")


def _flooded(port: int, first: bytes, more: bytes) -> tuple[int, int]:
    """The status that came, and the bytes that had been sent by then."""
    sent, received = 0, b""
    with connected(port, b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n" + first) as client:
        with suppress(OSError):
            while sent < FLOOD:
                client.sendall(more)
                sent += len(more)
        with suppress(OSError):
            received = client.recv(65536)
    return parsed(received).status, sent


def _try_leaving(outcome: Outcome, server: Server, model: SilentModel, count: int) -> None:
    """Clients leave while the model is silent: their calls end, and none is made for those who waited."""
    for stream in (False, True):
        kind = "of a stream" if stream else "of JSON"
        clients = [connected(server.port, asking(QUESTION, stream)) for _ in range(count)]
        called = _until(lambda: model.waiting > 0, 30)
        time.sleep(2)
        close_all(clients)
        began = time.monotonic()
        ended = _until(lambda: model.waiting == 0, 15)
        seconds, calls = time.monotonic() - began, model.calls
        time.sleep(3)
        outcome.expect(called, f"readers {kind}: the model was never asked")
        outcome.expect(ended, f"readers {kind} have left, and {model.waiting} calls of the model went on for 15 s")
        outcome.expect(
            model.calls == calls, f"readers {kind} have left, and {model.calls - calls} more calls were made"
        )
        outcome.figure(
            f"{count} readers {kind} leave a silent model: {calls} calls so far, all ended in {seconds:.1f} s"
        )
    page = send(server.port, "GET", "/")
    outcome.expect(page.status == 200 and page.seconds < 5, f"then the page: {page.status} in {page.seconds:.1f} s")


def _until(is_so: Callable[[], bool], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if is_so():
            return True
        time.sleep(0.05)
    return False

"""The pace of requests: one at a time to a host, a pause before the next, and none while it wants to be left alone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

from ingest.fetch.fetched import QuietError
from ingest.records.record import LOOK_SECONDS, STOPPED, IsOver, SourceError

PAUSE_SECONDS = 1.0
"""Seconds between two requests to one host; a Crawl-delay in its robots.txt may ask for more."""
MOST_QUIET = 86_400.0
"""The most seconds of a Retry-After: a day."""
WAITED = 5.0
"""The most seconds for which a request waits for a host that wants to be left alone."""
MOST_HOSTS = 2_000


@dataclass(slots=True)
class _Host:
    lock: Lock = field(default_factory=Lock)
    asked_at: float = float("-inf")
    """When the last request ended, on the monotonic clock."""
    quiet_until: float = float("-inf")
    waiting: int = 0


class Pace:
    """The pace of all hosts; threads share it."""

    def __init__(self) -> None:
        self._hosts: dict[str, _Host] = {}
        self._lock = Lock()

    @contextmanager
    def turn(self, host: str, pause: float, is_over: IsOver) -> Iterator[None]:
        """Hold the right to one request to the host, `pause` seconds after the last one ended.

        Raises QuietError when the host wants to be left alone for longer than WAITED, SourceError when nobody waits.
        """
        with self._known(host) as known:
            while True:
                with _held(known.lock, is_over):
                    if (wait := _wait(host, known, pause)) <= 0:
                        try:
                            yield
                        finally:
                            known.asked_at = time.monotonic()
                        return
                _rest(wait, is_over)  # without the lock: a request that needs no long pause goes first

    @contextmanager
    def alone(self, host: str, is_over: IsOver) -> Iterator[None]:
        """Hold the host for a request before another, such as that for robots.txt: without a pause before or after."""
        with self._known(host) as known, _held(known.lock, is_over):
            _wait(host, known, 0.0)
            yield

    def leave_alone(self, host: str, seconds: float) -> None:
        """Send nothing to the host for so many seconds, a day at most."""
        with self._known(host) as known:
            known.quiet_until = time.monotonic() + min(seconds, MOST_QUIET)

    @contextmanager
    def _known(self, name: str) -> Iterator[_Host]:
        with self._lock:
            host = self._hosts.pop(name, None) or _Host()
            self._hosts[name] = host  # the last used host is the last
            host.waiting += 1
            self._forget()
        try:
            yield host
        finally:
            with self._lock:
                host.waiting -= 1

    def _forget(self) -> None:
        """Forget the hosts without a request for long, when there are too many."""
        now = time.monotonic()
        spare = len(self._hosts) - MOST_HOSTS
        for name in [name for name, each in self._hosts.items() if not each.waiting and each.quiet_until < now][:spare]:
            if spare > 0:
                del self._hosts[name]


def _wait(host: str, known: _Host, pause: float) -> float:
    """Return the seconds until a request may go. Raises QuietError when they are too many."""
    now = time.monotonic()
    if (quiet := known.quiet_until - now) > WAITED:
        raise QuietError(
            f"is not asked for: {host} wants to be left alone for another {_seconds_in_words(quiet)}", quiet
        )
    return max(quiet, known.asked_at + pause - now)


def _seconds_in_words(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} minutes"


def _rest(seconds: float, is_over: IsOver) -> None:
    if is_over():
        raise SourceError(STOPPED)
    time.sleep(min(seconds, LOOK_SECONDS))


@contextmanager
def _held(lock: Lock, is_over: IsOver) -> Iterator[None]:
    while not lock.acquire(timeout=LOOK_SECONDS):
        if is_over():
            raise SourceError(STOPPED)
    try:
        yield
    finally:
        lock.release()

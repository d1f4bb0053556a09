"""Cancelling: whoever asked went away, or the server stops, so that nobody waits for an answer any more.

It goes with the context, as asyncio's own does: threads that work for a request see that request's.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from ragbot.errors import RagbotError


class Cancelled(RagbotError):
    """Nobody waits for it any more."""


class Cancellation:
    """Set once, by any thread; looked at between two steps, and told to whatever waits."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reason: str | None = None
        self._told: list[Callable[[], object]] = []

    @property
    def reason(self) -> str | None:
        """Why, in a sentence; None while it is not cancelled."""
        return self._reason

    def cancel(self, reason: str) -> None:
        """Only the first reason counts."""
        with self._lock:
            if self._reason is not None:
                return
            self._reason, told = reason, self._told
            self._told = []
        for tell in told:
            tell()

    def check(self) -> None:
        """Raises Cancelled."""
        if self._reason is not None:
            raise Cancelled(self._reason)

    def wait(self, seconds: float) -> None:
        """Sleep so long. Raises Cancelled when it is cancelled before."""
        cancelled = threading.Event()
        with self.telling(cancelled.set):
            cancelled.wait(seconds)
        self.check()

    @contextmanager
    def telling(self, tell: Callable[[], object]) -> Iterator[None]:
        """`tell` is called when it is cancelled meanwhile, by the thread that cancels; at once when it is already."""
        with self._lock:
            if waits := self._reason is None:
                self._told.append(tell)
        if not waits:
            tell()
        try:
            yield
        finally:
            with self._lock:
                if tell in self._told:
                    self._told.remove(tell)


NEVER = Cancellation()
"""Of work that no request has asked for."""
_current: ContextVar[Cancellation] = ContextVar("cancellation", default=NEVER)


def cancellation() -> Cancellation:
    """That of the request which this thread or task works for."""
    return _current.get()


@contextmanager
def cancelled_by(one: Cancellation) -> Iterator[None]:
    """What runs within, and the threads that it starts through asyncio, is cancelled by that."""
    token = _current.set(one)
    try:
        yield
    finally:
        _current.reset(token)

"""Who goes first: whoever is being answered. What can wait, such as taking articles in, takes its turns between."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 1.0
"""Seconds that a piece of what can wait does wait: where somebody is being answered all the time, it goes on slowly."""


class Precedence:
    """Of one archive. Threads share it."""

    def __init__(self) -> None:
        self._turn = threading.RLock()  # an addition may begin another: tests have what else happens meanwhile in there
        self._changed = threading.Condition()
        self._answering = 0

    @contextmanager
    def first(self) -> Iterator[None]:
        """Somebody is being answered meanwhile."""
        with self._changed:
            self._answering += 1
        try:
            yield
        finally:
            with self._changed:
                self._answering -= 1
                self._changed.notify_all()

    @contextmanager
    def last(self) -> Iterator[None]:
        """One piece of what can wait: one at a time of all threads, and when nobody is being answered."""
        with self._turn:
            with self._changed:
                self._changed.wait_for(lambda: not self._answering, PATIENCE)
            yield

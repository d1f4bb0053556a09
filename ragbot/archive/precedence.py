"""Precedence: answers go first. Work that can wait, such as taking articles in, takes its turns between them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 1.0
"""The most seconds that a piece of other work waits: beside constant answering it goes on slowly."""


class Precedence:
    """The precedence of one archive. Threads share it."""

    def __init__(self) -> None:
        self._turn = threading.RLock()  # an addition may begin another: tests have what else happens meanwhile in there
        self._changed = threading.Condition()
        self._answering = 0

    @contextmanager
    def first(self) -> Iterator[None]:
        """Hold this while an answer is on its way."""
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
        """Hold this for a piece of other work: one at a time of all threads, when no answer is on its way."""
        with self._turn:
            with self._changed:
                self._changed.wait_for(lambda: not self._answering, PATIENCE)
            yield

"""The recorder of one question: what each stage notes for a trace, where one was asked for.

It goes with the context, as cancellation does: without a recorder a stage asks one variable and notes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

Note = TypeVar("Note")


class Recorder:
    """Keeps notes in the order in which they come; they are told apart by their types."""

    def __init__(self) -> None:
        self._notes: list[object] = []

    def add(self, note: object) -> None:
        self._notes.append(note)

    def all(self, kind: type[Note]) -> tuple[Note, ...]:
        """The notes of one type, first one first."""
        return tuple(note for note in self._notes if isinstance(note, kind))

    def last(self, kind: type[Note]) -> Note | None:
        return next((note for note in reversed(self._notes) if isinstance(note, kind)), None)


_current: ContextVar[Recorder | None] = ContextVar("recorder", default=None)


def recorder() -> Recorder | None:
    """That of the question which this thread works for; None where nobody asked for a trace."""
    return _current.get()


@contextmanager
def recorded_by(one: Recorder) -> Iterator[None]:
    """What runs within is noted there."""
    token = _current.set(one)
    try:
        yield
    finally:
        _current.reset(token)


def each_recorded(steps: Iterator[Note], one: Recorder) -> Iterator[Note]:
    """Hand on what a generator yields; each of its steps is noted, whichever thread asks for it."""
    while True:
        with recorded_by(one):
            step = next(steps, None)
        if step is None:
            return
        yield step

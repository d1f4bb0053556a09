"""Nobody works for whoever went away: steps end, waiting ends, and a silent model is not waited for."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncGenerator

import pytest

from ragbot.cancellation import NEVER, Cancellation, Cancelled, cancellation, cancelled_by
from ragbot.models.deadline import pieces_until


def test_work_that_no_request_has_asked_for_is_never_cancelled() -> None:
    assert cancellation() is NEVER
    cancellation().check()


def test_the_first_reason_counts() -> None:
    one = Cancellation()
    one.cancel("The client left.")
    one.cancel("The server stops.")
    with pytest.raises(Cancelled, match="The client left"):
        one.check()


def test_it_belongs_to_its_context() -> None:
    one = Cancellation()
    with cancelled_by(one):
        assert cancellation() is one
    assert cancellation() is NEVER


def test_what_waits_is_told_once_and_what_waits_later_at_once() -> None:
    one, told = Cancellation(), []
    with one.telling(lambda: told.append("first")):
        one.cancel("over")
        one.cancel("over again")
    with one.telling(lambda: told.append("second")):
        assert told == ["first", "second"]


def test_what_has_waited_is_not_told() -> None:
    one, told = Cancellation(), []
    with one.telling(lambda: told.append("too late")):
        pass
    one.cancel("over")
    assert told == []


def test_sleeping_ends_when_it_is_cancelled() -> None:
    one, began = Cancellation(), time.monotonic()
    threading.Timer(0.05, one.cancel, ["over"]).start()
    with pytest.raises(Cancelled):
        one.wait(30)
    assert time.monotonic() - began < 20


def test_a_silent_model_is_no_longer_waited_for_and_its_connection_is_closed() -> None:
    closed = threading.Event()

    async def silent() -> AsyncGenerator[str]:
        try:
            yield "The"
            await asyncio.sleep(60)
        finally:
            closed.set()

    one = Cancellation()
    with cancelled_by(one):
        pieces = pieces_until(time.monotonic() + 60, silent)
        assert next(pieces) == "The"
        threading.Timer(0.05, one.cancel, ["The client left."]).start()
        with pytest.raises(Cancelled):
            next(pieces)
    assert closed.wait(10)


def test_nothing_is_asked_of_a_model_for_whoever_left_before() -> None:
    asked = threading.Event()

    async def model() -> AsyncGenerator[str]:
        asked.set()
        yield "The"

    one = Cancellation()
    one.cancel("The client left.")
    with cancelled_by(one), pytest.raises(Cancelled):
        next(pieces_until(time.monotonic() + 60, model))
    assert not asked.is_set()

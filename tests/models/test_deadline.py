"""Waiting ends at the deadline, and what was waited for is closed."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import AsyncGenerator

import pytest

from ragbot.models.deadline import pieces_until, within


class Source:
    """Yields numbers, and then hangs; knows when it was closed."""

    def __init__(self, count: int, error: Exception | None = None, hangs: bool = False) -> None:
        self.count, self.error, self.hangs = count, error, hangs
        self.closed = threading.Event()

    async def pieces(self) -> AsyncGenerator[int]:
        try:
            for number in range(self.count):
                yield number
            if self.error:
                raise self.error
            if self.hangs:
                await asyncio.sleep(60)
        finally:
            self.closed.set()


def soon() -> float:
    return time.monotonic() + 0.1


def later() -> float:
    return time.monotonic() + 60


def test_all_pieces_arrive_in_order() -> None:
    assert list(pieces_until(later(), Source(1000).pieces)) == list(range(1000))


def test_an_error_comes_after_the_pieces_before_it() -> None:
    arrived: list[int] = []
    with pytest.raises(ValueError, match="broken"):
        arrived.extend(pieces_until(later(), Source(3, ValueError("broken")).pieces))
    pieces = pieces_until(later(), Source(3, ValueError("broken")).pieces)
    assert [next(pieces), next(pieces), next(pieces)] == [0, 1, 2]


def test_the_deadline_ends_it_and_closes_the_source() -> None:
    source = Source(2, hangs=True)
    pieces = pieces_until(soon(), source.pieces)
    assert [next(pieces), next(pieces)] == [0, 1]
    with pytest.raises(TimeoutError):
        next(pieces)
    assert source.closed.wait(2)


def test_a_deadline_that_has_passed_ends_it_at_once() -> None:
    with pytest.raises(TimeoutError):
        list(pieces_until(time.monotonic() - 1, Source(0, hangs=True).pieces))


def test_a_slow_reader_gets_what_came_in_time() -> None:
    pieces = pieces_until(soon(), Source(3).pieces)
    first = next(pieces)
    time.sleep(0.2)
    assert [first, *pieces] == [0, 1, 2]


def test_whoever_stops_reading_closes_the_source() -> None:
    source = Source(2, hangs=True)
    pieces = pieces_until(later(), source.pieces)
    next(pieces)
    pieces.close()
    assert source.closed.wait(2)


def test_a_source_that_cannot_be_cancelled_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ragbot.models.deadline.GRACE", 0.1)
    released = threading.Event()

    async def stubborn() -> AsyncGenerator[int]:
        yield 1
        while not released.is_set():
            try:
                await asyncio.sleep(0.02)
            except asyncio.CancelledError:
                continue

    with pytest.raises(TimeoutError):
        list(pieces_until(soon(), stubborn))
    released.set()


def test_a_coroutine_has_its_time_too() -> None:
    async def answer() -> int:
        await asyncio.sleep(0)
        return 42

    assert within(5, answer()) == 42
    with pytest.raises(TimeoutError):
        within(0.05, asyncio.sleep(60))


def test_threads_wait_side_by_side() -> None:
    async def slow() -> AsyncGenerator[int]:
        await asyncio.sleep(0.2)
        yield 1

    begin = time.monotonic()
    threads = [threading.Thread(target=lambda: list(pieces_until(later(), slow))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert time.monotonic() - begin < 2


ENDS_HALF_WAY = """
import asyncio, time
from ragbot.models.deadline import pieces_until

async def slow():
    yield "first"
    await asyncio.sleep(60)

pieces = pieces_until(time.monotonic() + 60, slow)
print(next(pieces))
"""


def test_a_program_that_ends_half_way_ends_at_once_and_without_complaint() -> None:
    command = [sys.executable, "-X", "dev", "-W", "error", "-c", ENDS_HALF_WAY]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stdout, done.stderr) == (0, "first\n", "")

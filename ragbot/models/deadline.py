"""Waits for the network until a deadline and no longer: what is late is cancelled, and its connection closed.

The time-outs of HTTP clients count from one read to the next, so that a server which sends a comment now and then may
keep a reader waiting for ever. Cancelling needs asyncio; its one loop runs in a thread of its own, for all who wait.
"""

from __future__ import annotations

import asyncio
import atexit
import threading
import time
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from ragbot.cancellation import cancellation

T = TypeVar("T")

GRACE = 1.0
"""Seconds for what was cancelled to close its connection; after them nobody waits for it any more."""
BLOCKING = 40
"""Threads for models that only have a blocking interface; asyncio's default is 6 on two cores."""

_loops: list[asyncio.AbstractEventLoop] = []
_starting = threading.Lock()


@dataclass(frozen=True, slots=True)
class _End:
    """No more pieces."""

    error: Exception | None = None


def pieces_until(deadline: float, open_pieces: Callable[[], AsyncGenerator[T]]) -> Generator[T]:
    """What the asynchronous generator yields, for a reader in any thread.

    Raises TimeoutError when it is not done at the deadline (of `time.monotonic()`), however long the reader takes over
    a piece, and Cancelled as soon as nobody waits for it any more. Closing it cancels what is on its way.
    """
    arrived: SimpleQueue[T | _End] = SimpleQueue()
    asked = cancellation()
    asked.check()
    pumping = asyncio.run_coroutine_threadsafe(_pump(open_pieces, _left(deadline), arrived), _loop())
    try:
        with asked.telling(lambda: arrived.put(_End())):
            while not isinstance(piece := _next(arrived, deadline), _End):
                yield piece
        asked.check()
        if piece.error:
            raise piece.error
    finally:
        with suppress(RuntimeError):  # the program ends, and has closed the loop
            pumping.cancel()


def _next(arrived: SimpleQueue[T | _End], deadline: float) -> T | _End:
    try:
        return arrived.get(timeout=_left(deadline) + GRACE)
    except Empty:
        return _End(TimeoutError())


async def _pump(open_pieces: Callable[[], AsyncGenerator[T]], seconds: float, arrived: SimpleQueue[T | _End]) -> None:
    """In one task from the first piece to the last: what a library binds to its task stays true."""
    try:
        async with asyncio.timeout(seconds), aclosing(open_pieces()) as pieces:
            async for piece in pieces:
                arrived.put(piece)
    except Exception as error:
        arrived.put(_End(error))
    else:
        arrived.put(_End())


def within(seconds: float, coroutine: Coroutine[Any, Any, T]) -> T:
    """What the coroutine returns. Raises TimeoutError when that takes longer."""
    return asyncio.run_coroutine_threadsafe(asyncio.wait_for(coroutine, seconds), _loop()).result(seconds + GRACE)


def _left(deadline: float) -> float:
    return max(0.0, deadline - time.monotonic())


def _loop() -> asyncio.AbstractEventLoop:
    """The loop, started when first needed: clients of HTTP keep connections that belong to one loop."""
    with _starting:
        if not _loops:
            loop = asyncio.new_event_loop()
            loop.set_default_executor(ThreadPoolExecutor(BLOCKING, thread_name_prefix="waiting"))
            thread = threading.Thread(target=loop.run_forever, name="waiting", daemon=True)
            thread.start()
            atexit.register(_stop, loop, thread)
            _loops.append(loop)
        return _loops[0]


def _stop(loop: asyncio.AbstractEventLoop, thread: threading.Thread) -> None:
    """When the program ends: close what is open, then the loop."""
    with suppress(TimeoutError):
        asyncio.run_coroutine_threadsafe(_cancel_all(), loop).result(GRACE)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(GRACE)
    if not thread.is_alive():
        loop.close()


async def _cancel_all() -> None:
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

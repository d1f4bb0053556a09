"""Coroutines in tests: each in a thread of its own, since the browser of other tests keeps a loop in the main one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import anyio

Result = TypeVar("Result")


def run_apart(work: Callable[[], Awaitable[Result]]) -> Result:
    """What the coroutine returns; it has a minute."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(anyio.run, work).result(60)

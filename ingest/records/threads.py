"""Work in threads of its own, for which nobody has to wait: neither whoever asked for it nor the end of the process."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

from ingest.records.record import LOOK_SECONDS, STOPPED, IsOver, SourceError

Result = TypeVar("Result")


def started(work: Callable[[], Result], name: str) -> Future[Result]:
    """Start `work`; return its future. The thread is a daemon: those of a ThreadPoolExecutor keep a process alive."""
    future: Future[Result] = Future()
    begin(work, name, future)
    return future


def begin(work: Callable[[], Result], name: str, future: Future[Result]) -> None:
    """Start `work` for a future that exists already: Ctrl-C may come during the start of the thread."""

    def run() -> None:
        if not future.set_running_or_notify_cancel():  # the future was cancelled; from now on nobody can cancel it
            return
        try:
            future.set_result(work())
        except BaseException as error:  # the future raises it where somebody asks for the result
            future.set_exception(error)

    Thread(target=run, daemon=True, name=name).start()


def result_of(work: Callable[[], Result], is_over: IsOver) -> Result:
    """Return the result of `work`. Raises SourceError when nobody waits any more; `work` may then go on for a while."""
    future = started(work, "source")
    while True:
        try:
            return future.result(LOOK_SECONDS)
        except TimeoutError:
            if future.done():  # the work has just ended, or itself raised TimeoutError
                return future.result()
            if is_over():
                raise SourceError(STOPPED) from None

"""Work in threads of its own: its result, its error, and nobody who has to wait for it."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from threading import Event

import pytest

from ingest.records import threads
from ingest.records.record import SourceError, never
from ingest.records.threads import begin, result_of, started


def failing() -> str:
    raise ValueError("broken")


def test_work_runs_in_a_thread_of_its_name_that_keeps_no_process_alive() -> None:
    thread = started(threading.current_thread, "resolver").result(5)
    assert thread is not threading.current_thread()
    assert (thread.name, thread.daemon) == ("resolver", True)


def test_an_error_is_raised_where_the_result_is_taken() -> None:
    future = started(failing, "source")
    with pytest.raises(ValueError, match="broken"):
        future.result(5)


def test_a_future_that_was_cancelled_starts_no_work() -> None:
    future: Future[None] = Future()
    future.cancel()
    began, before = Event(), set(threading.enumerate())
    begin(began.set, "source", future)
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
    assert not began.is_set()


def test_the_result_is_that_of_the_work() -> None:
    assert result_of(lambda: "Halmere", never) == "Halmere"
    with pytest.raises(ValueError, match="broken"):
        result_of(failing, never)


def test_a_timeout_of_the_work_is_its_own_error() -> None:
    def late() -> str:
        raise TimeoutError("the server was late")

    with pytest.raises(TimeoutError, match="the server was late"):
        result_of(late, never)


def test_work_that_nobody_waits_for_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "LOOK_SECONDS", 0.001)
    end, looks = Event(), iter([False, True])
    with pytest.raises(SourceError, match="was not read to its end, for it was stopped"):
        result_of(lambda: end.wait(5), lambda: next(looks))
    assert next(looks, None) is None
    end.set()

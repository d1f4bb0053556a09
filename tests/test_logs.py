"""The log: a line for each thing, in words or in JSON, and nobody waits for whoever reads it."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from logging.handlers import QueueListener
from queue import Queue
from typing import Any

import pytest

from ragbot import logs
from ragbot.logs import FIELDS, log_to_stderr, write_out

log = logging.getLogger("ragbot.test_logs")


@pytest.fixture(autouse=True)
def apart(monkeypatch: pytest.MonkeyPatch) -> Iterator[Queue[Any]]:
    """A queue of the test's own; afterwards the loggers are as they were, and its thread is over."""
    lines: Queue[Any] = Queue(logs.MOST_UNWRITTEN)
    monkeypatch.setattr(logs, "_unwritten", lines)
    listeners: list[QueueListener] = []
    start = QueueListener.start

    def begin(self: QueueListener) -> None:
        listeners.append(self)
        start(self)

    monkeypatch.setattr(QueueListener, "start", begin)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in (*logs.OURS, "uvicorn")}
    root.handlers = []  # else basicConfig closes those of pytest
    yield lines
    for listener in listeners:
        listener.stop()
    root.handlers = handlers
    root.setLevel(level)
    for name, each in levels.items():
        logging.getLogger(name).setLevel(each)


def test_a_line_has_time_level_and_part(capsys: pytest.CaptureFixture[str]) -> None:
    log_to_stderr("info")
    log.info("Took %s in.", "ferry")
    assert write_out()
    instant, line = capsys.readouterr().err.split(" ", 1)
    assert line == "INFO ragbot.test_logs Took ferry in.\n"
    assert len(instant) == len("2026-11-26T14:02:11Z")
    assert instant.endswith("Z")


def test_a_line_in_json_has_its_fields_by_name_and_nothing_that_steers_a_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log_to_stderr("info", "json")
    log.warning("Took %s in.", "\x1b[31mé", extra={FIELDS: {"status": 503}})
    assert write_out()
    written = capsys.readouterr().err
    assert written.isascii()
    assert "\x1b" not in written
    line = json.loads(written)
    assert line.pop("time").endswith("Z")
    assert line == {
        "level": "WARNING",
        "part": "ragbot.test_logs",
        "message": "Took \x1b[31mé in.",
        "status": 503,
    }


@pytest.mark.parametrize("form", ["console", "json"])
def test_a_traceback_stands_there_once(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    log_to_stderr("info", form)
    try:
        raise ValueError("The bow door failed.")
    except ValueError:
        log.exception("It broke.")
    assert write_out()
    written = capsys.readouterr().err
    assert written.count("ValueError: The bow door failed.") == 1
    assert written.count("It broke.") == 1
    assert form != "json" or "ValueError" in json.loads(written)["traceback"]


def test_our_parts_are_heard_at_the_level_that_is_set_and_libraries_from_warnings_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log_to_stderr("debug")
    for name in ("ragbot.a", "ingest.a", "httpx", "uvicorn.access"):
        logging.getLogger(name).debug("debug of %s", name)
        logging.getLogger(name).error("error of %s", name)
    assert write_out()
    written = capsys.readouterr().err
    heard = {name for name in ("ragbot.a", "ingest.a", "httpx", "uvicorn.access") if f"debug of {name}" in written}
    assert heard == {"ragbot.a", "ingest.a"}
    assert "error of httpx" in written
    assert "error of uvicorn" not in written


def test_lines_that_nobody_reads_are_lost_and_nobody_waits(apart: Queue[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QueueListener, "start", lambda _: None)
    apart.maxsize = 2
    log_to_stderr("info")
    began = time.monotonic()
    for number in range(5):
        log.info("line %s", number)
    assert time.monotonic() - began < 1.0
    assert [apart.get_nowait().getMessage() for _ in range(apart.qsize())] == ["line 0", "line 1"]
    assert not write_out(0.02)

"""What the server writes to standard error: a line each, with time, level and the part that says so."""

from __future__ import annotations

import json
import logging
import sys
import time
from copy import copy
from datetime import UTC, datetime
from logging.handlers import QueueHandler, QueueListener
from queue import Full, Queue
from typing import TextIO

FIELDS = "ragbot_fields"
"""Of a record: what a program wants of it by name, beside the words."""
OURS = ("ragbot", "ingest")
MOST_UNWRITTEN = 10_000
"""Lines that wait to be written; beyond them new ones are lost, for whoever reads them has stopped."""
_unwritten: Queue[logging.LogRecord] = Queue(MOST_UNWRITTEN)


_FORMATTER = logging.Formatter()


class _Waiting(QueueHandler):
    """Never blocks: a pipe that nobody reads must not stop the event loop, which logs each request."""

    def prepare(self, record: logging.LogRecord) -> logging.LogRecord:
        """Return the record with its words and its traceback as texts, which the lines in JSON have apart."""
        ready = copy(record)
        ready.msg, ready.args, ready.exc_info = record.getMessage(), None, None
        ready.exc_text = record.exc_text or (_FORMATTER.formatException(record.exc_info) if record.exc_info else None)
        return ready

    def enqueue(self, record: logging.LogRecord) -> None:
        try:
            self.queue.put_nowait(record)
        except Full:
            return


class _ToStderr(logging.StreamHandler[TextIO]):
    """To what standard error is when a line is written, not when this was made."""

    @property
    def stream(self) -> TextIO:
        return sys.stderr

    @stream.setter
    def stream(self, _: TextIO) -> None:
        pass


def log_to_stderr(level: str, form: str = "console") -> None:
    """From now on, in the form that RAGBOT_LOG_FORMAT names.

    Libraries are heard from warnings on; uvicorn's own lines about requests are ours to write.
    """
    written = _ToStderr()
    written.setFormatter(_JSONLines() if form == "json" else _formatter())
    QueueListener(_unwritten, written).start()
    logging.basicConfig(level=logging.WARNING, handlers=[_Waiting(_unwritten)], force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(level.upper())
    logging.getLogger("uvicorn").setLevel(logging.CRITICAL)


class _JSONLines(logging.Formatter):
    """`{"time": "2026-11-26T14:02:11.512Z", "level": "INFO", "part": "ragbot.api.request_log", "message": …}`"""

    def format(self, record: logging.LogRecord) -> str:
        instant = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"time": instant.replace("+00:00", "Z"), "level": record.levelname, "part": record.name}
        line |= {"message": record.getMessage()} | getattr(record, FIELDS, {})
        if record.exc_text:
            line["traceback"] = record.exc_text
        return json.dumps(line)  # in ASCII: nothing in it steers a terminal


def write_out(seconds: float = 1.0) -> bool:
    """Wait until every line is written, but no longer than that; whether they are."""
    patient_until = time.monotonic() + seconds
    while _unwritten.unfinished_tasks and time.monotonic() < patient_until:
        time.sleep(0.01)
    return not _unwritten.unfinished_tasks


def _formatter() -> logging.Formatter:
    """`2026-11-26T14:02:11Z WARNING ragbot.api.request_log POST /v1/answers 503 in 3 ms, …`"""
    formatter = logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")
    formatter.converter = time.gmtime
    return formatter

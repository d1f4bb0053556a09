"""A line for each request: what became of it and why, without its query and without what steers a terminal."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from ragbot.api import request_log
from ragbot.api.request_log import CAUSE, LONGEST_CAUSE, RequestLog, blame, request_id, shown_path
from ragbot.errors import ArchiveError
from ragbot.logs import FIELDS
from tests.coroutines import result_of


def request(path: str = "/v1/answers", *headers: tuple[bytes, bytes], **more: Any) -> Scope:
    scope = {"type": "http", "method": "POST", "path": path, "query_string": b"key=secret", "headers": list(headers)}
    return {**scope, "client": ("127.0.0.1", 9), **more}


def logged(
    scope: Scope, caplog: pytest.LogCaptureFixture, status: int = 200, cause: str | None = None
) -> tuple[logging.LogRecord, list[Message]]:
    """The record of a request, and what was sent; status 0 stands for a client that left before the reply."""
    sent: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if cause:
            blame(scope, cause)
        if status:
            await send({"type": "http.response.start", "status": status, "headers": [(b"a", b"b")]})

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    with caplog.at_level(logging.INFO, "ragbot.api.request_log"):
        result_of(RequestLog(app)(scope, receive, send))
    (record,) = caplog.records
    return record, sent


def test_a_line_says_what_became_of_it_and_never_the_query(caplog: pytest.LogCaptureFixture) -> None:
    record, _ = logged(request(), caplog)
    line = record.getMessage()
    assert line.startswith("POST /v1/answers 200 in ")
    assert ", for 127.0.0.1, id " in line
    assert "secret" not in line
    fields = getattr(record, FIELDS)
    assert {**fields, "ms": 0, "request_id": ""} == {
        "method": "POST",
        "path": "/v1/answers",
        "status": 200,
        "ms": 0,
        "client": "127.0.0.1",
        "request_id": "",
        "cause": None,
    }


@pytest.mark.parametrize(
    ("status", "cause", "level"),
    [
        (200, None, logging.INFO),
        (200, "degraded: the model failed", logging.WARNING),
        (404, "No article has the id.", logging.INFO),
        (401, None, logging.WARNING),
        (403, None, logging.WARNING),
        (429, None, logging.WARNING),
        (503, None, logging.WARNING),
        (500, None, logging.ERROR),
        (502, None, logging.ERROR),
        (0, None, logging.INFO),
    ],
)
def test_what_an_operator_should_look_at_is_a_warning(
    caplog: pytest.LogCaptureFixture, status: int, cause: str | None, level: int
) -> None:
    record, _ = logged(request(), caplog, status, cause)
    assert record.levelno == level
    assert record.getMessage().endswith(f": {cause}") is bool(cause)


def test_who_leaves_has_no_status(caplog: pytest.LogCaptureFixture) -> None:
    record, _ = logged(request(client=None), caplog, 0)
    assert "POST /v1/answers left without an answer in " in record.getMessage()
    assert ", for -, id " in record.getMessage()
    assert getattr(record, FIELDS)["status"] == 0


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        *((given, True) for given in ("req-7/1", "4bf92f3577b34da6", "x" * 100)),
        *((given, False) for given in ("x" * 101, "a b", "é", "")),
    ],
)
def test_an_id_of_somebody_elses_is_kept_where_it_is_harmless(
    caplog: pytest.LogCaptureFixture, given: str, kept: bool
) -> None:
    scope = request("/", (b"x-request-id", given.encode("latin-1")))
    record, (start,) = logged(scope, caplog)
    named = dict(start["headers"])[b"x-request-id"].decode()
    assert (named == given) is kept
    assert named == request_id(scope) == getattr(record, FIELDS)["request_id"]
    assert (b"a", b"b") in start["headers"], "beside the others"


def test_the_first_cause_counts_in_one_line_and_is_cut(caplog: pytest.LogCaptureFixture) -> None:
    scope = request()
    blame(scope, "first\n2026-01-01 all is well\x1b[2J" + "x" * 999)
    blame(scope, "second")
    record, _ = logged(scope, caplog, 500)
    cause = record.getMessage().partition(": ")[2]
    assert cause.startswith("first 2026-01-01 all is well [2J")
    assert len(cause) == LONGEST_CAUSE
    assert scope[CAUSE] != "second"


@pytest.mark.parametrize(
    ("path", "shown"),
    [("/v1/a\nb", "/v1/a%0Ab"), ("/ä?", "/%C3%A4%3F"), ("/" + "x" * 999, "/" + "x" * 199), ("/a:b@c", "/a:b@c")],
)
def test_a_path_is_shown_quoted_and_bounded(path: str, shown: str) -> None:
    assert shown_path({"path": path}) == shown


def test_a_reply_that_breaks_off_is_logged_with_the_time_that_it_took(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = iter((5.0, 5.25))
    monkeypatch.setattr(request_log, "time", SimpleNamespace(monotonic=lambda: next(now)))

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200})
        raise ArchiveError("The disk is full.")

    async def nothing(*_: Message) -> Message:
        return {}

    with caplog.at_level(logging.INFO, "ragbot.api.request_log"), pytest.raises(ArchiveError):
        result_of(RequestLog(app)(request(), nothing, nothing))  # type: ignore[arg-type]
    (record,) = caplog.records
    assert record.getMessage().startswith("POST /v1/answers 200 in 250 ms, for ")
    assert getattr(record, FIELDS)["ms"] == 250


def test_before_there_is_an_id_there_is_a_dash_and_other_traffic_is_let_through() -> None:
    passed: list[str] = []

    async def app(scope: Scope, receive: Any, send: Any) -> None:
        passed.append(scope["type"])

    result_of(RequestLog(app)({"type": "lifespan"}, None, None))  # type: ignore[arg-type]
    assert passed == ["lifespan"]
    assert request_id({}) == "-"

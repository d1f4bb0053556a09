"""The scorecard itself: it knows a bad reply, a held connection and a broken row when it sees one."""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.scorecard import __main__ as scorecard
from tests.scorecard.hanging import held
from tests.scorecard.outcome import Outcome
from tests.scorecard.rows import ROWS, Row
from tests.scorecard.trial import Trial, briefs
from tests.scorecard.wire import Reply, fault, parsed, request_bytes

HEADERS = {
    "content-type": "application/problem+json",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
}
PROBLEM = b'{"status": 422, "detail": "no"}'


@pytest.mark.parametrize("reply", [Reply(200), Reply(422, HEADERS, PROBLEM), Reply(304)])
def test_what_a_stranger_may_get_is_no_fault(reply: Reply) -> None:
    assert fault(reply) is None


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(0), "no reply"),
        (Reply(503, HEADERS, PROBLEM), "503: no"),
        (Reply(200, seconds=31), "after 31 s"),
        (Reply(422, {**HEADERS, "content-type": "text/plain"}, PROBLEM), "not a problem document"),
        (Reply(422, {"content-type": HEADERS["content-type"]}, PROBLEM), "without x-content-type-options"),
        (Reply(400, HEADERS, PROBLEM), "400 says 422"),
        (Reply(422, HEADERS, b"<html>"), "no JSON"),
    ],
)
def test_a_reply_that_nobody_should_get_is_a_fault(reply: Reply, words: str) -> None:
    assert words in (fault(reply) or "")


def test_a_reply_is_read_behind_a_hundred_continue() -> None:
    reply = parsed(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabHTTP/1.1 404")
    assert (reply.status, reply.body) == (200, b"ab")


def test_a_request_is_sent_as_it_was_given() -> None:
    sent = request_bytes("GET", b"/\xff", {"Host": "evil.example", "Content-Length": "9"}, b"a")
    assert sent == b"GET /\xff HTTP/1.1\r\nContent-Length: 9\r\nHost: evil.example\r\nConnection: close\r\n\r\na"


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="no /proc/net/tcp to ask")
def test_a_connection_is_held_until_the_server_closes_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as client:
            taken, _ = listening.accept()
            assert held(port, [client]) == 1
            taken.close()
            assert held(port, [client]) == 0


def _breaks(trial: Trial, outcome: Outcome) -> None:
    outcome.expect(True, "never")
    raise RuntimeError("no server")


def test_a_row_that_breaks_has_failed_and_tells_what_it_saw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scorecard, "ROWS", (Row("breaks", "9 breaks", _breaks, 10),))
    monkeypatch.setattr(sys, "argv", ["-c", str(tmp_path), str(tmp_path), str(tmp_path / "result.json")])
    monkeypatch.setattr("signal.signal", lambda *_: None)
    scorecard.run_here("breaks", True, False)
    outcome = Outcome(**json.loads((tmp_path / "result.json").read_text()))
    assert (outcome.tried, outcome.failures) == (1, ["the row broke: RuntimeError('no server')"])


def test_a_row_that_does_not_end_is_ended_and_has_failed(tmp_path: Path) -> None:
    (row,) = (each for each in ROWS if each.name == "fuzz")
    (tmp_path / "archives").mkdir()  # without an archive to copy, or the time to do it
    outcome = scorecard._apart(Row(row.name, row.title, row.run, 0.01), tmp_path, True, False)
    assert len(outcome.failures) == 1


def test_failures_make_the_exit_status(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    outcomes: Mapping[str, Outcome] = {"1 API fuzz": Outcome(3), "2 load": Outcome(5, ["a | b"])}
    monkeypatch.setattr(scorecard, "prepare", lambda *_: False)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setattr(scorecard, "_apart", lambda row, *_: outcomes[row.title])
    assert scorecard.main(["--rows", "fuzz"]) == 0
    assert scorecard.main(["--rows", "fuzz", "load"]) == 1
    assert "| 2 load | 5 | 1; a / b |" in capsys.readouterr().out


def test_invented_articles_are_all_different() -> None:
    records = list(briefs(300))
    for field in ("title", "text", "url"):
        assert len({record[field] for record in records}) == 300

"""Row 8: what operators see. What fails is one line in the log, with time, level, id and cause."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor

from tests.openai_server import OpenAIServer, fails
from tests.scorecard.hanging import SilentModel, asking, close_all, connected
from tests.scorecard.outcome import Outcome, shortened
from tests.scorecard.processes import TOKEN, Server
from tests.scorecard.trial import QUESTION, Trial
from tests.scorecard.wire import Reply, exchange, send

LINE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) (INFO|WARNING|ERROR) \S+ (.*)")
"""`2026-11-26T14:02:11Z WARNING ragbot.api.request_log POST /v1/answers 503 in 3 ms, …`"""
KEY = "sk-of-the-model"


def operators(trial: Trial, outcome: Outcome) -> None:
    with OpenAIServer(fails(500, "the model is broken")) as model:
        named = {"RAGBOT_LLM": "broken", "RAGBOT_LLM_BASE_URL": model.base_url, "RAGBOT_LLM_API_KEY": KEY}
        with Server(trial.copy("degraded"), **named) as server:
            _try_degraded(outcome, server)
            _try_keys(outcome, server)
            _try_injection(outcome, server)
            _try_bad_heads(outcome, server)
            _expect_no_secrets(outcome, server)
    with SilentModel() as silent, Server(trial.copy("busy"), RAGBOT_ANSWERS_AT_ONCE="1", **silent.settings) as server:
        _try_busy(outcome, server)


def _try_degraded(outcome: Outcome, server: Server) -> None:
    for stream in (False, True):
        name = f"degraded-{stream}"
        reply = send(
            server.port,
            "POST",
            "/v1/answers",
            {"question": QUESTION, "stream": stream},
            {"X-Request-ID": name},
            timeout=90,
        )
        outcome.expect(b'"degraded"' in reply.body, f"a broken model gives {shortened(reply.body.decode())}")
        _expect_line(outcome, server, name, reply, "WARNING")


def _try_keys(outcome: Outcome, server: Server) -> None:
    for name, key in (("no-key", None), ("wrong-key", f"{TOKEN}x")):
        for path in ("/v1/articles", "/v1/articles/url", "/v1/articles/file?name=x.txt"):
            identity = f"{name}{path.partition('?')[0].replace('/', '-')}"
            reply = send(server.port, "POST", path, b"{}", {"X-Request-ID": identity}, token=key)
            outcome.expect(reply.status == 401, f"{name} at {path}: {reply.status}")
            _expect_line(outcome, server, identity, reply, "WARNING")


def _try_busy(outcome: Outcome, server: Server) -> None:
    """One place, held by a silent model: whoever is refused is in the log."""
    held = [connected(server.port, asking(QUESTION, False)) for _ in range(200)]
    time.sleep(2)
    with ThreadPoolExecutor(20) as threads:
        names = [f"refused-{number}" for number in range(20)]
        replies = list(threads.map(lambda name: _asked_as(server.port, name), names))
    close_all(held)
    refused = [(name, reply) for name, reply in zip(names, replies, strict=True) if reply.status == 503]
    outcome.expect(len(refused) == len(names), f"{len(refused)} of {len(names)} are refused by a busy server")
    for name, reply in refused:
        outcome.expect(reply.headers.get("x-request-id") == name, f"{name}: the reply does not name it")
        _expect_line(outcome, server, name, reply, "WARNING")


def _asked_as(port: int, name: str) -> Reply:
    return send(port, "POST", "/v1/answers", {"question": QUESTION}, {"X-Request-ID": name}, timeout=60)


def _expect_line(outcome: Outcome, server: Server, name: str, reply: Reply, level: str) -> None:
    """Exactly one, of that level, with the status and a cause after the id."""
    _is_said(server, f"id {name}")  # the line is written when the reply has gone
    found = [line for line in server.said().splitlines() if re.search(rf"\bid {re.escape(name)}\b", line)]
    parts = LINE.fullmatch(found[0]) if len(found) == 1 else None
    is_whole = bool(parts and parts[2] == level and f" {reply.status} in " in parts[3])
    has_cause = bool(parts and re.search(rf"id {re.escape(name)}: \S", parts[3]))
    outcome.expect(is_whole and has_cause, f"{name}: in the log is {shortened(' / '.join(found)) or 'nothing'}")


def _try_injection(outcome: Outcome, server: Server) -> None:
    """Nobody writes a line of his own into the log, nor steers a terminal by it."""
    for path in (
        "/v1/articles/%0d%0aINJECTED",
        "/%0aINJECTED",
        "/%1b[31mINJECTED",
        "/v1/articles?q=%0aINJECTED",
        "/v1/sources/%0aINJECTED",
    ):
        send(server.port, "GET", path, headers={"X-Request-ID": "a\x1b[31mb"})
    said = server.said()
    outcome.expect(not re.search(r"^INJECTED", said, re.MULTILINE), "a path writes a line of its own into the log")
    outcome.expect("\x1b" not in said, "a control character is in the log")
    strange = [line for line in said.splitlines()[2:] if not LINE.fullmatch(line)]
    outcome.expect(not strange, f"lines without time and level: {shortened(' / '.join(strange[:3]))}")


def _try_bad_heads(outcome: Outcome, server: Server) -> None:
    for status, data in ((400, b"hello\r\n\r\n"), (431, b"GET / HTTP/1.1\r\nX: " + b"y" * 100_000)):
        exchange(server.port, data)
        outcome.expect(_is_said(server, f"refused: {status}"), f"a connection refused with {status} is in no log")


def _is_said(server: Server, words: str) -> bool:
    """Within 5 s: the log has a thread of its own, which on a busy machine comes later than the reply."""
    end = time.monotonic() + 5
    while words not in server.said() and time.monotonic() < end:
        time.sleep(0.05)
    return words in server.said()


def _expect_no_secrets(outcome: Outcome, server: Server) -> None:
    for secret in (TOKEN, KEY):
        outcome.expect(secret not in server.said(), f"the log tells a key: {secret}")

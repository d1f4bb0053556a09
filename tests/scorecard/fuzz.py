"""Row 1: requests that nobody should send, and what every reply to a stranger must be.

No 5xx, no hang, and each refusal a problem document with the security headers. The cases are in `cases.py` and
`followed.py`.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import chain

from tests.scorecard.cases import PIPELINED, RAW, Case, cases
from tests.scorecard.followed import followed
from tests.scorecard.outcome import Outcome
from tests.scorecard.processes import TOKEN, Server
from tests.scorecard.trial import Trial
from tests.scorecard.wire import Reply, ask, exchange, fault, parsed, send


def fuzz(trial: Trial, outcome: Outcome) -> None:
    slowest = "", 0.0
    with Server(trial.copy("archive")) as server:
        ask(server.port, "Warm?", timeout=60)
        with ThreadPoolExecutor(4) as threads:
            every = chain(cases(), followed())
            for case, reply in threads.map(lambda each: (each, _sent(server.port, each)), every):
                _judge(outcome, case.name, reply, case.method == "HEAD")
                if case.want:
                    outcome.expect(reply.status in case.want, f"{case.name}: {reply.status} in place of {case.want}")
                slowest = max(slowest, (case.name, reply.seconds), key=lambda each: each[1])
            for data, reply in threads.map(lambda data: (data, parsed(*exchange(server.port, data))), RAW):
                _judge(outcome, f"raw {data[:60]!r}", reply)
        _try_pipelines(outcome, server.port)
        outcome.expect(ask(server.port, "Still there?").status == 200, "no answer after all that")
        outcome.expect("Traceback" not in server.said(), f"a traceback in the log: {server.said()[-300:]}")
    outcome.figure(f"slowest: {slowest[0]} in {slowest[1]:.1f} s")


def _sent(port: int, case: Case) -> Reply:
    token = TOKEN if case.with_token else None
    return send(port, case.method, case.path, case.body, case.headers, token=token, timeout=60)


def _judge(outcome: Outcome, name: str, reply: Reply, is_head: bool = False) -> None:
    wrong = fault(reply, slowest=45.0, is_head=is_head)
    outcome.expect(wrong is None, f"{name}: {wrong}")


def _try_pipelines(outcome: Outcome, port: int) -> None:
    """Many requests on one connection, sent without waiting: each is answered."""
    for what, (data, count) in PIPELINED.items():
        received, _ = exchange(port, data, timeout=60)
        answered = received.count(b"HTTP/1.1 200")
        outcome.expect(answered == count, f"{what}: {answered} of {count} answered")

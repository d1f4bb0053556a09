"""Row 2: many ask at the same moment. Some are answered soon, the others refused at once, and the page stays quick."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from tests.scorecard.outcome import Outcome, in_order
from tests.scorecard.probing import Seen, page_of, probing
from tests.scorecard.processes import Server
from tests.scorecard.trial import QUESTION, Trial
from tests.scorecard.wire import Reply, ask, parsed, request_bytes, send

AT_ONCE = (40, 80, 160, 320, 500)
PATIENCE = 90.0
"""Seconds until an ask is given up."""
FIRST, ADMITTED, REFUSED, PAGE_SECONDS = 1.0, 10.0, 1.0, 0.2
"""What is aimed at on two idle cores: the first answer, the last one, a refusal, a file of the page."""
GENEROUS = 3.0
"""So many times slower is a failure; less may be what else the machine does."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """What became of those who asked at once."""

    replies: Sequence[Reply]

    @property
    def answered(self) -> Sequence[float]:
        return sorted(each.seconds for each in self.replies if each.status == 200)

    @property
    def refused(self) -> Sequence[float]:
        return sorted(each.seconds for each in self.replies if each.status == 503)

    @property
    def others(self) -> Sequence[int]:
        """Statuses that nobody should get; 0 when nothing came."""
        return sorted({each.status for each in self.replies} - {200, 503})

    @property
    def without_time(self) -> int:
        """Refusals that do not say when to come again."""
        return sum(each.status == 503 and not each.headers.get("retry-after", "").isdigit() for each in self.replies)


def load(trial: Trial, outcome: Outcome) -> None:
    with Server(trial.copy("archive", "load")) as server:
        question, paths = _question(server.port), page_of(server.port)
        outcome.figure(f"asked: {question!r}; of {server.memory()} MB at the start")
        ask(server.port, question, timeout=120)
        for count in (40, 320) if trial.quick else AT_ONCE:
            with probing(server.port, paths) as seen:
                crowd = asyncio.run(crowd_of(server.port, count, question))
            _judge(outcome, count, crowd, seen, trial.quick)
            asyncio.run(asyncio.sleep(1))
        _try_after(outcome, server, question)


def _question(port: int) -> str:
    """One that this archive answers."""
    if ask(port, QUESTION, timeout=120).json().get("citations"):
        return QUESTION
    suggested = re.findall(r'"question":"((?:[^"\\]|\\.)+)"', send(port, "POST", "/v1/suggestions", {}).body.decode())
    return json.loads(f'"{suggested[0]}"') if suggested else QUESTION


async def crowd_of(port: int, count: int, question: str) -> Crowd:
    """So many who ask at once, each on a connection of their own."""
    body = json.dumps({"question": question}).encode()
    data = request_bytes("POST", "/v1/answers", {"Content-Type": "application/json"}, body)
    return Crowd(await asyncio.gather(*(_ask(port, data) for _ in range(count))))


async def _ask(port: int, data: bytes) -> Reply:
    began, received = time.monotonic(), b""
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(data)
            received = await reader.read()
            writer.close()
    return parsed(received, time.monotonic() - began)


def _judge(outcome: Outcome, count: int, crowd: Crowd, seen: Seen, quick: bool) -> None:
    answered, refused = crowd.answered, crowd.refused
    late = sum(seconds > REFUSED for seconds in refused)
    outcome.figure(
        f"{count} at once: {len(answered)} answered, first / median / last after {in_order(answered)} s; "
        f"{len(refused)} refused after {in_order(refused)} s ({late} later than {REFUSED:g} s); "
        f"meanwhile at most {seen}"
    )
    outcome.tried += count
    outcome.expect(bool(answered), f"{count} at once: nobody was answered")
    outcome.expect(not crowd.others, f"{count} at once: statuses {crowd.others}")
    outcome.expect(not crowd.without_time, f"{count} at once: {crowd.without_time} refusals without Retry-After")
    for path, statuses in seen.statuses.items():
        outcome.expect(statuses == ["200"], f"{count} at once: {path} gave {statuses}")
    if not quick:
        _judge_speed(outcome, count, crowd, seen)


def _judge_speed(outcome: Outcome, count: int, crowd: Crowd, seen: Seen) -> None:
    told = f"{count} at once, more than {GENEROUS:g} times what is aimed at:"
    for what, seconds, aim in (
        ("first answer", crowd.answered[:1], FIRST),
        ("last answer", crowd.answered[-1:], ADMITTED),
        ("slowest refusal", crowd.refused[-1:], REFUSED),
        *((path, [slowest], PAGE_SECONDS) for path, slowest in seen.slowest.items()),
    ):
        slow = max(seconds, default=0.0)
        outcome.expect(slow <= GENEROUS * aim, f"{told} {what} after {slow:.1f} s, aim {aim:g} s")


def _try_after(outcome: Outcome, server: Server, question: str) -> None:
    """When they have gone, all is as before."""
    reply = ask(server.port, question, timeout=120)
    outcome.expect(reply.status == 200, f"afterwards an ask gives {reply.status}")
    outcome.figure(f"afterwards: an answer in {reply.seconds:.1f} s, {server.memory()} MB")

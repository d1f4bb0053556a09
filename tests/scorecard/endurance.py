"""Row 7: a minute of everything that readers and operators do: no strange status, and nothing that grows for ever."""

from __future__ import annotations

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable

from tests.scorecard.outcome import Outcome, shortened
from tests.scorecard.processes import TOKEN, Server, ragbot
from tests.scorecard.trial import QUESTION, Trial, brief
from tests.scorecard.wire import Reply, ask, send

MINUTE = 60.0
WARM = 15.0
"""Seconds until a server has its models, caches and threads; what it grows by afterwards counts."""
PAUSE = 0.8
"""Seconds between two requests of a reader."""
MOST_GROWTH, MOST_FILES = 120, 25
"""MB and open files after it is warm; measured over ten minutes: 44 MB and 3."""

QUESTIONS = (
    QUESTION,
    "How many people died when the Grey Linnet sank?",
    "Who won the election?",
    "What did the central bank decide on Thursday?",
    "What will nobody ever have written about?",
)


def endurance(trial: Trial, outcome: Outcome) -> None:
    if trial.quick:
        outcome.skip("a minute of everything")
        return
    archive = trial.copy("archive")
    with Server(archive) as server:
        _endure(outcome, server)
        seconds = server.stop()
    outcome.expect(seconds is not None, "afterwards it does not stop")
    verified = ragbot("verify", archive)
    outcome.expect(verified.status == 0, f"afterwards verify says {shortened(verified.said)}")


def _endure(outcome: Outcome, server: Server) -> None:
    ending, seen, took = threading.Event(), Counter[tuple[str, int]](), defaultdict[str, list[float]](list)

    def use(kind: str, request: Callable[[int], Reply], pause: float) -> None:
        number = 0
        while not ending.is_set():
            reply, number = request(number), number + 1
            seen[kind, reply.status] += 1
            took[kind].append(reply.seconds)
            ending.wait(max(0.0, pause - reply.seconds))

    port = server.port
    uses: dict[str, tuple[Callable[[int], Reply], float]] = {
        "ask": (lambda number: ask(port, _question(number)), PAUSE),
        "stream": (lambda number: ask(port, _question(number), stream=True), PAUSE),
        "as of": (lambda number: ask(port, _question(number), as_of="2030-01-01T00:00:00Z"), 3 * PAUSE),
        "search": (lambda number: send(port, "POST", "/v1/search", {"question": _question(number)}), 3 * PAUSE),
        "list": (lambda _: send(port, "GET", "/v1/articles?limit=50&q=ferry"), 3 * PAUSE),
        "suggest": (lambda _: send(port, "POST", "/v1/suggestions", {}), 5.0),
        "nothing asked": (lambda _: ask(port, ""), 5.0),
        "post": (lambda number: _post(port, number), 4.0),
    }
    threads = [threading.Thread(target=use, args=(kind, *how)) for kind, how in uses.items()]
    for thread in threads:
        thread.start()
    time.sleep(WARM)
    memory, files = server.memory(), server.open_files()
    time.sleep(MINUTE - WARM)
    grown, opened = server.memory() - memory, server.open_files() - files
    ending.set()
    for thread in threads:
        thread.join(60)
    _judge(outcome, seen, took, grown, opened)


def _question(number: int) -> str:
    return QUESTIONS[number % len(QUESTIONS)]


def _post(port: int, number: int) -> Reply:
    """A new article, and the next state of one that changes all the time."""
    live = {"title": "Live", "url": "https://live.example/", "text": f"Update {number}: the count goes on in Halmere."}
    dated = {**live, "modified": f"2026-02-01T{number // 60:02d}:{number % 60:02d}:00Z"}
    return send(port, "POST", "/v1/articles", {"articles": [brief(number, "endured", 8), dated]}, token=TOKEN)


def _judge(
    outcome: Outcome, seen: Counter[tuple[str, int]], took: dict[str, list[float]], grown: int, opened: int
) -> None:
    outcome.tried += seen.total()
    for (kind, status), count in sorted(seen.items()):
        wanted = 422 if kind == "nothing asked" else 200
        outcome.expect(status == wanted, f"{kind}: {count} × status {status}")
    slowest = ", ".join(f"{kind} {sorted(each)[len(each) // 2]:.2f}/{max(each):.2f}" for kind, each in took.items())
    outcome.figure(f"{seen.total()} requests in {MINUTE:.0f} s; seconds, median/slowest: {slowest}")
    outcome.figure(f"after the first {WARM:.0f} s: {grown:+d} MB, {opened:+d} open files")
    outcome.expect(grown < MOST_GROWTH, f"the server grows by {grown} MB in {MINUTE - WARM:.0f} s")
    outcome.expect(opened < MOST_FILES, f"{opened} more files are open than after {WARM:.0f} s")

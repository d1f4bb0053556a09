"""Row 5: a Chroma server that dies, hangs, comes back, comes back empty, or is rebuilt beside a busy server.

Meanwhile answers are made by words alone, and say so; afterwards all is well without a restart.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.chroma import Chroma
from tests.scorecard.outcome import Outcome, shortened
from tests.scorecard.processes import ROOT, STOP_SECONDS, TOKEN, Ran, Server, free_port, ingest, ragbot, run
from tests.scorecard.trial import QUESTION, Trial, brief, shown_addresses
from tests.scorecard.wire import Reply, ask, send

SECRET = "s3cret-of-chroma"
RECOVERY = 60.0
"""Seconds after which a server has to be ready again by itself."""
SOON = 20.0
"""Seconds within which an ask is answered though Chroma hangs."""
RACES = "tests/archive/test_races.py"


@dataclass(slots=True)
class Shared:
    """An archive whose vectors are in a Chroma server, and all that was said about it."""

    archive: Path
    chroma: Chroma
    outcome: Outcome
    told: list[str] = field(default_factory=list)

    @property
    def settings(self) -> Mapping[str, str]:
        return {"RAGBOT_CHROMA": self.chroma.address.replace("//", f"//user:{SECRET}@")}

    def heard(self, said: Reply | Ran) -> str:
        """What a client or an operator reads; it is looked through for the password in the end."""
        text = said.said if isinstance(said, Ran) else said.body.decode(errors="replace")
        self.told.append(text)
        return text

    def command(self, name: str, *arguments: str) -> Ran:
        ran = ragbot(name, self.archive, *arguments, settings=self.settings)
        self.heard(ran)
        return ran

    def expect(self, is_so: bool, failure: str) -> None:
        self.outcome.expect(is_so, failure)


def chroma_servers(trial: Trial, outcome: Outcome) -> None:
    if not shutil.which("chroma", path=_commands()):
        outcome.skip("Chroma's server (there is no command chroma)")
        return
    with _running(trial.scratch / "chroma") as chroma:
        shared = Shared(trial.scratch / "archive", chroma, outcome)
        made = ingest(shared.archive, "--samples", settings=shared.settings)
        shared.expect(made.status == 0, f"ingest with a Chroma server says {shortened(made.said)}")
        with Server(shared.archive, **shared.settings) as server:
            for part in QUICK if trial.quick else PARTS:
                part(shared, server)
        shared.told += [server.said(), made.said]
        shared.expect(not any(SECRET in text for text in shared.told), "the password of RAGBOT_CHROMA is told")
    if not trial.quick:
        _try_races(outcome)


def _commands() -> str:
    return f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"


@contextmanager
def _running(folder: Path) -> Iterator[Chroma]:
    chroma = Chroma(folder, free_port())
    try:
        yield chroma
    finally:
        chroma.go_on()
        chroma.kill()


def _expect_by_words(shared: Shared, server: Server, when: str) -> None:
    """An answer that says it is made by words alone, soon; and who asks for readiness hears no."""
    reply = ask(server.port, QUESTION, timeout=SOON + 40)
    shared.heard(reply)
    is_degraded = reply.status == 200 and reply.json()["outcome"] == "degraded"
    shared.expect(is_degraded, f"{when}: an ask gives {reply.status}: {shortened(reply.body.decode(errors='replace'))}")
    shared.expect(reply.seconds < SOON, f"{when}: an answer after {reply.seconds:.0f} s")
    for path, status in (("/readyz", 503), ("/healthz", 200), ("/", 200), ("/v1/articles", 200)):
        reply = send(server.port, "GET", path, timeout=SOON + 20)
        shared.heard(reply)
        shared.expect(reply.status == status, f"{when}: {path} gives {reply.status} in place of {status}")
        shared.expect(reply.seconds < SOON / 2, f"{when}: {path} after {reply.seconds:.0f} s")


def _expect_recovery(shared: Shared, server: Server, when: str) -> None:
    """Whole answers again, without anybody doing anything."""
    began = time.monotonic()
    while time.monotonic() - began < RECOVERY:
        if send(server.port, "GET", "/readyz").status == 200:
            break
        time.sleep(0.3)
    seconds = time.monotonic() - began
    reply = ask(server.port, QUESTION, timeout=60)
    answered = reply.status == 200 and reply.json()["outcome"] == "answered"
    shared.expect(answered, f"{when}: after {seconds:.0f} s an ask gives {shortened(shared.heard(reply))}")
    shared.outcome.figure(f"{when}: answers from the whole archive again after {seconds:.1f} s")


def _expect_verified(shared: Shared, when: str) -> None:
    verified = shared.command("verify")
    shared.expect(verified.status == 0, f"{when}: verify says {shortened(verified.said)}")


def kill(shared: Shared, server: Server) -> None:
    ask(server.port, QUESTION, timeout=60)
    shared.chroma.kill()
    _expect_by_words(shared, server, "Chroma killed")
    posted = send(server.port, "POST", "/v1/articles", {"articles": [brief(1, "away")]}, token=TOKEN, timeout=60)
    shared.heard(posted)
    shared.expect(posted.status == 503, f"Chroma killed: an article gets {posted.status}")
    for name, more in (("ask", (QUESTION,)), ("doctor", ())):
        ran = shared.command(name, *more)
        shared.expect(not ran.has_crashed, f"Chroma killed: {name} crashes: {shortened(ran.err)}")
    shared.chroma.start()
    _expect_recovery(shared, server, "Chroma killed and started")
    again = send(server.port, "POST", "/v1/articles", {"articles": [brief(1, "away")]}, token=TOKEN, timeout=60)
    shared.expect(again.status == 200, f"Chroma started again: the article gets {again.status}: {again.detail}")


def hang(shared: Shared, server: Server) -> None:
    shared.chroma.halt()
    with ThreadPoolExecutor(42) as threads:
        asks = [threads.submit(ask, server.port, QUESTION, SOON + 40) for _ in range(41)]
        time.sleep(2)
        page = send(server.port, "GET", "/")
        shared.expect(page.status == 200 and page.seconds < 5, f"Chroma hangs, 41 ask: / after {page.seconds:.1f} s")
        statuses = sorted({each.result().status for each in asks})
        slowest = max(each.result().seconds for each in asks)
    shared.outcome.figure(f"Chroma hangs: 41 asks get {statuses} in at most {slowest:.1f} s")
    shared.expect(set(statuses) <= {200, 503} and slowest < SOON, f"Chroma hangs: {statuses} after {slowest:.0f} s")
    _expect_by_words(shared, server, "Chroma hangs")
    shared.chroma.go_on()
    _expect_recovery(shared, server, "Chroma goes on")


def empty(shared: Shared, server: Server) -> None:
    shared.chroma.kill()
    shutil.rmtree(shared.archive.with_name("chroma"))
    shared.chroma.start()
    _expect_recovery(shared, server, "Chroma comes back empty")
    _expect_verified(shared, "Chroma came back empty")


def rebuild(shared: Shared, server: Server) -> None:
    """Beside a server that takes articles in."""
    known, ending = set[str](), threading.Event()

    def post() -> None:
        number = 0
        while not ending.is_set():
            record, number = brief(number, "beside"), number + 1
            reply = send(server.port, "POST", "/v1/articles", {"articles": [record]}, token=TOKEN, timeout=60)
            if reply.status == 200 and reply.json()["results"] == ["added"]:
                known.add(str(record["url"]))

    posting = threading.Thread(target=post)
    posting.start()
    rebuilt = [shared.command("rebuild") for _ in range(2)]
    ending.set()
    posting.join(90)
    shared.expect(all(each.status == 0 for each in rebuilt), f"rebuild says {shortened(rebuilt[-1].said)}")
    lacks = known - shown_addresses(shared.archive).keys()
    shared.expect(not lacks, f"rebuilt beside posts: {len(lacks)} of {len(known)} acknowledged articles lack")
    _expect_recovery(shared, server, f"rebuilt twice beside {len(known)} posts")
    _expect_verified(shared, "rebuilt beside posts")


def stop(shared: Shared, server: Server) -> None:
    """While Chroma hangs."""
    shared.chroma.halt()
    asking = threading.Thread(target=lambda: ask(server.port, QUESTION, timeout=60))
    asking.start()
    time.sleep(1)
    seconds = server.stop()
    asking.join()
    shared.chroma.go_on()
    shared.outcome.figure(f"stop beside a hung Chroma: {f'{seconds:.1f} s' if seconds else 'not at all'}")
    shared.expect(seconds is not None and seconds <= STOP_SECONDS, f"stop beside a hung Chroma: {seconds} s")


Part = Callable[[Shared, Server], None]
PARTS: tuple[Part, ...] = (kill, hang, empty, rebuild, stop)
QUICK: tuple[Part, ...] = (kill,)


def _try_races(outcome: Outcome) -> None:
    """The tests in which two writers are made to meet where it hurts."""
    if not (ROOT / RACES).exists():
        outcome.skip(f"races ({RACES} is not there)")
        return
    ran = run("pytest", "-q", "-p", "no:cacheprovider", RACES, timeout=240)
    counts = {word: int(count) for count, word in re.findall(r"(\d+) (passed|failed|error)", ran.out)}
    failed = re.findall(r"^(?:FAILED|ERROR) \S+::(\S+)", ran.out, re.MULTILINE)
    outcome.tried += counts.get("passed", 0)
    outcome.figure(f"races of two writers: {counts.get('passed', 0)} of {sum(counts.values())} right")
    outcome.expect(ran.status == 0, f"races: {', '.join(failed) or shortened(ran.said)}")

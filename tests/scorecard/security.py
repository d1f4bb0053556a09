"""Row 6: what a stranger's files, pages, names and texts can do to the server and to everybody else on it."""

from __future__ import annotations

import json
import pickle
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

from fastapi.testclient import TestClient

from ragbot.answering.bot import Bot
from ragbot.api.app import create_app
from ragbot.operations.serve import _hosts
from ragbot.settings import load_settings
from tests.api.fake_bot import FakeBot
from tests.damages import Code
from tests.scorecard.hanging import newlines
from tests.scorecard.outcome import Outcome, shortened
from tests.scorecard.probing import probing
from tests.scorecard.processes import TOKEN, Server, descendants, ragbot, rss
from tests.scorecard.trial import QUESTION, Trial
from tests.scorecard.wire import ask, send

FROZEN, FROZEN_QUICK = 3.0, 10.0
"""Seconds without a word from /healthz: others are frozen. On two idle cores it takes 0.05; commit 776303f took 14."""
SLOW, MOST_SERVER, MOST_CHILD = 45.0, 400, 1_100
"""What a bomb may cost: seconds, MB by which the server grows, MB of a process that reads pages."""


def security(trial: Trial, outcome: Outcome) -> None:
    _try_names(outcome)
    if trial.quick:
        outcome.skip("code in Chroma's files (its archive takes long to make)")
    else:
        _try_code(outcome, trial.copy("forged", "many"))
    with Server(trial.copy("archive")) as server:
        ask(server.port, QUESTION, timeout=60)
        _try_texts(outcome, server, trial.quick)
        _try_bombs(outcome, server, trial.quick)
        _try_addresses(outcome, server.port)
        outcome.expect(ask(server.port, QUESTION).status == 200, "no answer after all that")


# -- names of hosts

OURS = ("127.0.0.1", "localhost", "LOCALHOST:8136", "[::1]:8136", "news.example", "192.0.2.7")
THEIRS = (
    "evil.example",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "news.example.evil.example",
    "127.0.0.1:8136@evil.example",
    "",
    "evil.example:127.0.0.1",
)


def _try_names(outcome: Outcome) -> None:
    """Under which names it answers when it is bound to every address, without binding it to any."""
    settings = load_settings(host="0.0.0.0", hosts="news.example")
    app = create_app(cast(Bot, FakeBot()), hosts=_hosts(settings), any_address=True)
    with TestClient(app) as client:
        for name in (*OURS, *THEIRS):
            status = client.get("/healthz", headers={"Host": name}).status_code
            outcome.expect((status == 200) == (name in OURS), f"bound to 0.0.0.0, Host {name!r}: {status}")


# -- code in files


def _try_code(outcome: Outcome, archive: Path) -> None:
    (labels,) = archive.glob("ragbot-*/*/index_metadata.pickle")
    ran = archive.with_name("code-has-run")
    labels.write_bytes(pickle.dumps({"id_to_label": Code(ran)}))
    for name, more in (("doctor", ()), ("ask", (QUESTION,)), ("verify", ()), ("rebuild", ())):
        said = ragbot(name, archive, *more)
        outcome.expect(not ran.exists(), f"{name} has run what was in {labels.name}")
        outcome.expect(not said.has_crashed, f"{name} crashes on a forged {labels.name}: {shortened(said.err)}")


# -- texts that freeze others

HOSTILE = {"quotation marks": "“", "corrections": "Correction: ", "half links": "![", "one sentence": "and so on "}
"""Said again and again, each was costly to read in commit 776303f."""


def _hostile(said: str, length: int, part: int) -> str:
    return "The mayor resigned. " + said * (length // len(said)) + f" Part {part} is over."


def _try_texts(outcome: Outcome, server: Server, quick: bool) -> None:
    """Fed twice with a difference, then compared without a key: others are served meanwhile."""
    count, most = (200_000, FROZEN_QUICK) if quick else (400_000, FROZEN)
    for kind, said in list(HOSTILE.items())[: 1 if quick else None]:
        address = f"https://hostile.example/{quote(kind)}"
        for number in (1, 2):
            fed = {"title": f"Hostile {kind}", "text": _hostile(said, count, number), "url": address}
            dated = {**fed, "published": "2026-01-01", "modified": f"2026-01-0{number}"}
            with _nobody_frozen(outcome, server.port, f"{count:,} {kind} fed, {number}", most):
                reply = send(server.port, "POST", "/v1/articles", {"articles": [dated]}, token=TOKEN, timeout=300)
            is_in = reply.status == 200 and reply.json()["results"] == [("added", "updated")[number - 1]]
            outcome.expect(
                is_in, f"{kind}: an article of {count:,} gets {reply.status}: {shortened(reply.body.decode())}"
            )
        ids = send(server.port, "GET", f"/v1/archive/ids?named={quote(address)}", token=TOKEN).json().get("ids", [])
        with _nobody_frozen(outcome, server.port, f"{count:,} {kind} compared", most):
            path = f"/v1/articles/{ids[0] if ids else 'none'}/diff?from=1&to=2"
            reply = send(server.port, "GET", path, timeout=300)
        outcome.expect(reply.status == 200, f"{kind}: the comparison gets {reply.status}: {reply.detail}")
    with _nobody_frozen(outcome, server.port, "40 kB asked before a suggestion", most):
        asked = [f"{number} " + "x" * 1_990 for number in range(20)]
        reply = send(server.port, "POST", "/v1/suggestions", {"asked": asked, "limit": 5}, timeout=120)
    outcome.expect(reply.status == 200, f"suggestions after 40 kB: {reply.status}")


@contextmanager
def _nobody_frozen(outcome: Outcome, port: int, what: str, most: float) -> Iterator[None]:
    """Ask for /healthz every 50 ms meanwhile."""
    began = time.monotonic()
    with probing(port, ("/healthz",)) as seen:
        yield
        took = time.monotonic() - began
    slowest = seen.slowest["/healthz"]
    outcome.figure(f"{what}: {took:.1f} s, /healthz at most {slowest:.2f} s")
    outcome.expect(slowest < most, f"{what}: nobody else is served for {slowest:.1f} s")


# -- bombs


@dataclass(slots=True)
class Peak:
    """The most memory that was seen, in MB."""

    server: int = 0
    child: int = 0


@contextmanager
def _watched(pid: int) -> Iterator[Peak]:
    peak, ending = Peak(), threading.Event()

    def watch() -> None:
        while not ending.wait(0.1):
            peak.server = max(peak.server, rss(pid))
            peak.child = max([peak.child, *map(rss, descendants(pid))])

    watching = threading.Thread(target=watch)
    watching.start()
    yield peak
    ending.set()
    watching.join()


ARTICLE = b"<p>A long enough paragraph for whoever extracts the article, very much so indeed today.</p>" * 3
BOMBS: dict[str, Callable[[], bytes]] = {
    "newlines.jsonl.gz": lambda: newlines(300_000_000),
    "table.html": lambda: b"<html><article><table>" + b"<tr><td>x" * 800_000 + b"</table></article></html>",
    "links.html": lambda: b"<html><article>" + ARTICLE + b"<a href=x>y</a>" * 550_000 + b"</article></html>",
    "deep.html": lambda: b"<html><body>" + b"<div>" * 1_600_000,
}


def _try_bombs(outcome: Outcome, server: Server, quick: bool) -> None:
    """Files that grow when they are read."""
    for name in list(BOMBS)[: 1 if quick else None]:
        data, before = BOMBS[name](), server.memory()
        with _watched(server.process.pid) as peak, probing(server.port, ("/healthz",)) as seen:
            path, kind = f"/v1/articles/file?name={name}", {"Content-Type": "application/octet-stream"}
            reply = send(server.port, "POST", path, data, kind, token=TOKEN, timeout=200)
        outcome.figure(
            f"{name} of {len(data) / 1e6:.1f} MB: {reply.status} in {reply.seconds:.1f} s, server "
            f"{peak.server - before:+d} MB, reader of pages {peak.child} MB, meanwhile {seen}"
        )
        outcome.expect(0 < reply.status < 500, f"{name}: {reply.status}: {reply.detail}")
        outcome.expect(peak.server - before < MOST_SERVER, f"{name}: the server grows by {peak.server - before} MB")
        outcome.expect(peak.child < MOST_CHILD, f"{name}: the reader of pages takes {peak.child} MB")
        outcome.expect(quick or reply.seconds < SLOW, f"{name}: {reply.seconds:.0f} s")


# -- addresses of ourselves

LITERALS = (
    "127.0.0.1",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "127.1",
    "127.0.0.2",
    "0",
    "0.0.0.0",
    "0x7f000001",
    "0x7f.0.0.1",
    "2130706433",
    "017700000001",
    "0177.0.0.1",
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[64:ff9b::7f00:1]",
    "user:password@127.0.0.1",
    "news.example@127.0.0.1",
    "%31%32%37.0.0.1",
)


def _try_addresses(outcome: Outcome, port: int) -> None:
    """Nobody makes the server call this machine: a listener here hears nothing."""
    calls: list[Any] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_note_calls, args=(listening, calls), daemon=True).start()
        for literal in LITERALS:
            heard = len(calls)
            url = f"http://{literal}:{listening.getsockname()[1]}/"
            reply = send(port, "POST", "/v1/articles/url", json.dumps({"url": url}).encode(), token=TOKEN, timeout=60)
            outcome.expect(len(calls) == heard, f"{url}: the server called this machine")
            taken = reply.status == 200 and reply.json().get("added", 0) > 0
            outcome.expect(0 < reply.status < 500 and not taken, f"{url}: {reply.status}")


def _note_calls(listening: socket.socket, calls: list[Any]) -> None:
    while True:
        try:
            client, address = listening.accept()
        except OSError:
            return
        calls.append(address)
        client.close()

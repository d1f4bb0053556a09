"""Row 4: kill -9, damaged files and a full disk. Nothing acknowledged is lost, and what is broken says the way out.

`tests/archive/test_damage.py` tries ten times as many damages in one process; here the real commands meet some of them.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from tests.scorecard.disk import full_disk
from tests.scorecard.outcome import Outcome, shortened
from tests.scorecard.processes import ROOT, TOKEN, Ran, Server, environment, ingest, ragbot
from tests.scorecard.trial import QUESTION, Trial, begun_addresses, briefs, shown_addresses
from tests.scorecard.wire import send

BATCH = 150
"""Articles of one ingest that is killed."""


def crashes(trial: Trial, outcome: Outcome) -> None:
    _try_killed_ingests(outcome, trial.copy("ingested"), trial.scratch / "news.jsonl", 1 if trial.quick else 3)
    _try_killed_servers(outcome, trial.copy("served"), 1 if trial.quick else 3)
    damages = [each for each in DAMAGES if not (trial.quick and each not in QUICK)]
    with ThreadPoolExecutor(2) as threads:
        for part in threads.map(lambda name: _damaged(trial, name), damages):
            outcome.take(part)
    if not trial.quick:
        full_disk(trial, outcome)


def _expect_sound(outcome: Outcome, archive: Path, when: str) -> None:
    verified = ragbot("verify", archive)
    outcome.expect(verified.status == 0, f"{when}: verify says {shortened(verified.said)}")


# -- kill -9


def _try_killed_ingests(outcome: Outcome, archive: Path, file: Path, kills: int) -> None:
    """Each at another moment after its first article is in the ledger; the same command then finishes the work."""
    chance, seen = random.Random(7), list[str]()
    for kill in range(kills):
        records = list(briefs(BATCH, f"killed{kill}", sentences=6))
        file.write_text("\n".join(map(json.dumps, records)))
        wanted, when = {str(record["url"]) for record in records}, f"ingest killed, {kill}"
        _kill_after(archive, file, wanted, chance.uniform(0, 2.5))
        visible = len(wanted & shown_addresses(archive).keys())
        seen.append(f"{visible} of {len(wanted & begun_addresses(archive))}")
        _expect_sound(outcome, archive, when)
        again = ingest(archive, str(file))
        outcome.expect(again.status == 0, f"{when}: running it again gives {again.status}: {shortened(again.said)}")
        lacks = wanted - shown_addresses(archive).keys()
        outcome.expect(not lacks, f"{when}: {len(lacks)} of {BATCH} lack after running it again")
    _expect_sound(outcome, archive, "ingests killed and run again")
    outcome.figure(f"ingests of {BATCH} articles killed when so many of those begun were visible: {', '.join(seen)}")


def _kill_after(archive: Path, file: Path, wanted: set[str], seconds: float) -> None:
    """Start an ingest, and kill it so long after the first of those articles is in the ledger."""
    command = [sys.executable, "-m", "ingest.cli", "--archive", str(archive), "--json", str(file)]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        while process.poll() is None and not wanted & begun_addresses(archive):
            time.sleep(0.02)
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
        process.kill()


def _try_killed_servers(outcome: Outcome, archive: Path, kills: int) -> None:
    """While articles are posted and retracted: what was acknowledged is there afterwards."""
    chance, states = random.Random(8), dict[str, str]()
    for kill in range(kills):
        with Server(archive) as server:
            ending = threading.Event()
            posters = [
                threading.Thread(target=_post, args=(server.port, f"posted{kill}x{number}", states, ending))
                for number in range(2)
            ]
            for poster in posters:
                poster.start()
            _wait_until_more(states, chance.randint(3, 15))
            time.sleep(chance.uniform(0, 0.3))
            server.kill()
            ending.set()
            for poster in posters:
                poster.join(60)
        shown = shown_addresses(archive)
        wrong = [address for address, state in states.items() if shown.get(address) != state]
        outcome.expect(not wrong, f"serve killed, {kill}: {len(wrong)} of {len(states)} acknowledged are lost")
        _expect_sound(outcome, archive, f"serve killed, {kill}")
    outcome.expect(len(states) > 0, "serve killed: nothing was acknowledged before")
    outcome.figure(f"servers killed {kills} times with {len(states)} acknowledged articles")


def _wait_until_more(states: Mapping[str, str], count: int, patience: float = 60.0) -> None:
    """Until so many more articles are acknowledged."""
    until, begun = time.monotonic() + patience, len(states)
    while time.monotonic() < until and len(states) < begun + count:
        time.sleep(0.01)


def _post(port: int, batch: str, states: dict[str, str], ending: threading.Event) -> None:
    """Post article after article, retract every third, and note what was acknowledged."""
    for number, record in enumerate(briefs(10_000, batch)):
        if ending.is_set():
            return
        reply = send(port, "POST", "/v1/articles", {"articles": [record]}, token=TOKEN)
        if not reply.is_acknowledged or reply.json()["results"] != ["added"]:
            continue
        address = str(record["url"])
        states[address] = "live"
        if number % 3 == 0:
            found = send(port, "GET", f"/v1/archive/ids?named={address}", token=TOKEN)
            article, *_ = found.json()["ids"] if found.is_acknowledged else ["none"]  # the likeliest id first
            del states[address]  # until it is acknowledged, either state is right
            retracted = {"state": "retracted", "reason": "It was invented."}
            if send(port, "POST", f"/v1/articles/{article}/state", retracted, token=TOKEN).status == 200:
                states[address] = "retracted"


# -- damages


def _halve(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _zero(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def _rot(path: Path) -> None:
    content, chance = bytearray(path.read_bytes()), random.Random(1)
    for _ in range(20_000):
        content[chance.randrange(len(content))] = chance.randrange(256)
    path.write_bytes(content)


DAMAGES: dict[str, tuple[str, Callable[[Path], None]]] = {
    "header.bin halved": ("ragbot-*/*/header.bin", _halve),
    "link_lists.bin of zeros": ("ragbot-*/*/link_lists.bin", _zero),
    "data_level0.bin rotten": ("ragbot-*/*/data_level0.bin", _rot),
    "chroma.sqlite3 halved": ("ragbot-*/chroma.sqlite3", _halve),
    "ledger of 0 bytes": ("ledger.sqlite3", lambda path: os.truncate(path, 0)),
    "ledger halved": ("ledger.sqlite3", _halve),
}
QUICK = ("chroma.sqlite3 halved", "ledger of 0 bytes")


def _damaged(trial: Trial, name: str) -> Outcome:
    outcome, of = Outcome(), "small" if trial.quick else "many"
    archive = trial.copy(name.replace(" ", "-"), of)
    _close_logs(archive)
    pattern, damage = DAMAGES[name]
    (path,) = archive.glob(pattern)
    damage(path)
    asked, verified = ragbot("ask", archive, QUESTION), ragbot("verify", archive)
    for command, ran in (("ask", asked), ("verify", verified)):
        _expect_clear(outcome, f"{name}: {command}", ran, path.name == "ledger.sqlite3")
    if path.name != "ledger.sqlite3":
        healed = ragbot("rebuild", archive)
        outcome.expect(healed.status == 0, f"{name}: rebuild says {shortened(healed.said)}")
        _expect_sound(outcome, archive, f"{name}, rebuilt")
    shutil.rmtree(archive)
    return outcome


def _expect_clear(outcome: Outcome, what: str, ran: Ran, is_ledger: bool) -> None:
    """Either it works all the same, or it says in words what is wrong. A damaged ledger never passes for a good one."""
    if outcome.expect(not ran.has_crashed, f"{what} crashes ({ran.status}): {shortened(ran.err)}"):
        words = "ledger" if is_ledger else "rebuild"
        is_told = ran.status in (1, 2) and words in ran.said
        outcome.expect(is_told or (ran.status == 0 and not is_ledger), f"{what} says {shortened(ran.said)}")


def _close_logs(archive: Path) -> None:
    """Write the ledger's log into it, so that what is damaged is all there is."""
    connection = sqlite3.connect(archive / "ledger.sqlite3")
    connection.execute("pragma wal_checkpoint(truncate)")
    connection.close()

"""Row 4, last part: a disk that is full. Nothing is lost, it is said so, and with room again all goes on."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

from tests.scorecard.outcome import Outcome, shortened
from tests.scorecard.processes import TOKEN, Ran, Server, ingest, ragbot
from tests.scorecard.trial import DISK, QUESTION, Trial, brief, briefs, shown_addresses
from tests.scorecard.wire import ask, send

SIZE = "64m"
LEFT = (0, 1_000_000)
"""Bytes that are free."""


def full_disk(trial: Trial, outcome: Outcome) -> None:
    disk = trial.scratch / DISK
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(disk)]
    if os.geteuid() or not shutil.which("mount") or subprocess.run(mount, capture_output=True, check=False).returncode:
        outcome.skip("a full disk (only root can mount a small one)")
        return
    try:
        for left in LEFT:
            _try_commands(outcome, trial, disk, left)
        _try_server(outcome, trial, disk)
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=False)


def _archive(trial: Trial, disk: Path) -> Path:
    shutil.rmtree(disk / "archive", ignore_errors=True)
    return shutil.copytree(trial.archives / "small", disk / "archive")


def _fill(disk: Path, left: int) -> Path:
    """All but `left` bytes; the file that fills it."""
    free = os.statvfs(disk)
    filler = disk / "filler"
    filler.write_bytes(bytes(max(0, free.f_bavail * free.f_frsize - left)))
    return filler


def _try_commands(outcome: Outcome, trial: Trial, disk: Path, left: int) -> None:
    archive, when = _archive(trial, disk), f"{left / 1e6:g} MB left on the disk"
    news = trial.scratch / "full.jsonl"
    records = list(briefs(150, "full", sentences=25))
    news.write_text("\n".join(map(json.dumps, records)))
    filler = _fill(disk, left)
    _expect_told(outcome, f"{when}: ingest", ingest(archive, str(news)), must_fail=True)
    _expect_told(outcome, f"{when}: ask", ragbot("ask", archive, QUESTION))
    _expect_told(outcome, f"{when}: doctor", ragbot("doctor", archive))
    filler.unlink()
    again = ingest(archive, str(news))
    outcome.expect(again.status == 0, f"{when}, and room again: ingest says {shortened(again.said)}")
    lacks = {str(record["url"]) for record in records} - shown_addresses(archive).keys()
    outcome.expect(not lacks, f"{when}, and room again: {len(lacks)} articles lack")
    verified = ragbot("verify", archive)
    outcome.expect(verified.status == 0, f"{when}, and room again: verify says {shortened(verified.said)}")


def _expect_told(outcome: Outcome, what: str, ran: Ran, must_fail: bool = False) -> None:
    """No traceback, no advice to restore what is not lost; and what fails says that the disk is full."""
    outcome.expect(not ran.has_crashed, f"{what} crashes ({ran.status}): {shortened(ran.err)}")
    outcome.expect("backup" not in ran.said.lower(), f"{what} tells to restore a backup: {shortened(ran.said)}")
    is_told = any(word in ran.said.lower() for word in ("full", "no space left"))
    if ran.status or must_fail:
        outcome.expect(bool(ran.status) and is_told, f"{what} ({ran.status}) does not tell: {shortened(ran.said)}")


def _try_server(outcome: Outcome, trial: Trial, disk: Path) -> None:
    """A running server refuses articles, and answers from what it has."""
    archive, record = _archive(trial, disk), brief(1, "fed", sentences=40)
    with Server(archive) as server:
        ask(server.port, QUESTION, timeout=60)
        filler = _fill(disk, 0)
        statuses = [
            send(server.port, "POST", "/v1/articles", {"articles": [record]}, token=TOKEN).status,
            ask(server.port, QUESTION).status,
        ]
        filler.unlink()
        statuses.append(send(server.port, "POST", "/v1/articles", {"articles": [record]}, token=TOKEN).status)
        outcome.expect(statuses == [503, 200, 200], f"a server with a full disk, with room again: {statuses}")
        seconds = server.stop()
    outcome.expect(seconds is not None and record["url"] in shown_addresses(archive), "stopped, an article is gone")

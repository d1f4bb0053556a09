"""Real servers and commands, each in a process of its own, of the tree that this is run in."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).parents[2]
TOKEN = "scorecard-token-of-the-operator"
START_SECONDS = 120.0
"""For a server to be there, on a machine that others use too."""
STOP_SECONDS = 30.0
"""For a server to be gone after SIGTERM, whatever hangs."""


def environment(**variables: str) -> dict[str, str]:
    """Ours, without the user's settings: nothing here reaches beyond this machine."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("RAGBOT_", "LANGCHAIN_"))}
    return {**ours, "PYTHONPATH": str(ROOT), "LANGSMITH_TRACING": "false", **variables}


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Ran:
    """A command that has ended; status None when it was killed for taking too long."""

    status: int | None
    out: str
    err: str
    seconds: float

    @property
    def said(self) -> str:
        return self.out + self.err

    @property
    def has_crashed(self) -> bool:
        """By a signal, with a traceback, or not at all."""
        return self.status is None or self.status < 0 or "Traceback (most recent call last)" in self.err


def run(
    module: str, *arguments: str, timeout: float = 120.0, stdin: str = "", settings: Mapping[str, str] | None = None
) -> Ran:
    """`run("ragbot.operations.cli", "verify", …)`."""
    command, began = [sys.executable, "-m", module, *arguments], time.monotonic()
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(**(settings or {})),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            out, err = process.communicate(stdin, timeout)
            status: int | None = process.returncode
        except subprocess.TimeoutExpired:
            process.kill()
            (out, err), status = process.communicate(), None
        finally:
            process.kill()
    return Ran(status, out, err, time.monotonic() - began)


def ragbot(command: str, archive: Path, *arguments: str, settings: Mapping[str, str] | None = None) -> Ran:
    return run("ragbot.operations.cli", command, "--archive", str(archive), *arguments, settings=settings)


def ingest(
    archive: Path, *arguments: str, timeout: float = 300.0, stdin: str = "", settings: Mapping[str, str] | None = None
) -> Ran:
    given = ["--archive", str(archive), "--json", *arguments]
    return run("ingest.cli", *given, timeout=timeout, stdin=stdin, settings=settings)


class Server:
    """`ragbot serve`. `with Server(folder, RAGBOT_LLM=…) as server: …` kills it at the end if it runs still."""

    def __init__(self, archive: Path, *options: str, **variables: str) -> None:
        self.archive = archive
        self.log = archive.with_name(f"{archive.name}-{free_port()}.log")
        command = [
            sys.executable,
            "-m",
            "ragbot.operations.cli",
            "serve",
            "--archive",
            str(archive),
            "--port",
            "0",
            *options,
        ]
        with self.log.open("wb") as file:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment(**{"RAGBOT_TOKEN": TOKEN, **variables}),
                stdout=file,
                stderr=file,
                stdin=subprocess.DEVNULL,
            )
        self.port = 0

    def __enter__(self) -> Self:
        try:
            self.port = self._wait()
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.kill()

    def _wait(self) -> int:
        """Its port, once it answers."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self.process.poll() is None:
            if found := re.search(r"ragbot answers at http://[^\s/]+:(\d+)", self.said()):
                return int(found[1])
            time.sleep(0.1)
        raise RuntimeError(f"ragbot serve did not start: {self.said()[-600:]}")

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def stop(self, patience: float = STOP_SECONDS + 15) -> float | None:
        """Seconds from SIGTERM to the process' end; None, and killed, when it did not end."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.kill()
            return None
        return time.monotonic() - began

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(30)

    def memory(self) -> int:
        """Resident, in MB."""
        return rss(self.process.pid)

    def open_files(self) -> int:
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def cpu_seconds(self) -> float:
        """Of all its threads so far."""
        after_name = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def rss(pid: int) -> int:
    """Resident memory of a process in MB; 0 when it is gone."""
    try:
        found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return 0
    return int(found[1]) // 1024 if found else 0


def descendants(pid: int) -> Sequence[int]:
    """Processes that it started, and those that they started."""
    parents: Mapping[int, int] = {each: parent for each, parent in map(_with_parent, _pids()) if parent}
    found = [pid]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found[1:]


def _pids() -> Sequence[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def _with_parent(pid: int) -> tuple[int, int]:
    try:
        return pid, int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return pid, 0

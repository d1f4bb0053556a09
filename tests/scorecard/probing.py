"""Looking at a server from beside, in a process of its own, while something is done to it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.scorecard.wire import send

HEALTH = ("/healthz", "/readyz")


def page_of(port: int) -> Sequence[str]:
    """The page, one of its files, and the health checks."""
    (style, *_) = re.findall(r'"/?(static/[^"]+\.css)"', send(port, "GET", "/").body.decode())
    return ("/", f"/{style}", *HEALTH)


@dataclass(slots=True)
class Seen:
    """The slowest reply of each path in seconds, and the statuses that came."""

    slowest: dict[str, float] = field(default_factory=dict)
    statuses: dict[str, list[str]] = field(default_factory=dict)

    def __str__(self) -> str:
        return ", ".join(f"{path} {seconds:.2f} s" for path, seconds in self.slowest.items())


@contextmanager
def probing(port: int, paths: Sequence[str] = HEALTH) -> Iterator[Seen]:
    """What was seen until the end of the block; it is filled then."""
    seen = Seen()
    command = [sys.executable, "-S", str(Path(__file__).with_name("probe.py")), str(port), *paths]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield seen
        finally:
            out, _ = process.communicate(timeout=300)
    for path, (slowest, statuses) in json.loads(out).items():
        seen.slowest[path], seen.statuses[path] = slowest, statuses

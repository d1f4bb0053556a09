"""How the time that a pass over a text takes grows with the text, measured in a process of its own."""

from __future__ import annotations

import math
import multiprocessing
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Self

from tests.hostile import HALF, text_of

STEP = 4
"""Times that each text is longer than the one before."""
SHORTEST = 400
"""Characters of the first, at least."""
ENOUGH = 0.008
"""Seconds from which a time is measured well enough to be compared with the one before."""
CLEARLY = 1.0
"""Seconds after which no longer text is tried."""
FLOOR = 0.0005
"""Seconds that the shorter text counts as, at least: a call has its own cost."""
DOUBTFUL, SUPERLINEAR = 1.3, 1.6
"""Exponents: n log n has 1.1, a square 2. What is doubtful is measured again, and with a longer text: a piece of
bounded size may take the square of it, and a square may only begin to show."""
HARMLESS = 0.5
"""Seconds for the longest text that there can be: whatever takes less then, nobody waits for. A model's answer of 6,000
characters takes 0.07 s, with exponents up to 1.8."""


@dataclass(frozen=True, slots=True)
class Growth:
    """What the last two texts took."""

    kind: str
    size: int
    seconds: float
    exponent: float
    """Of the size, by which the time grows; infinite for what did not end."""
    is_longest: bool = False
    """Whether no text may be longer."""

    @property
    def is_superlinear(self) -> bool:
        return self.exponent >= SUPERLINEAR and not (self.is_longest and self.seconds < HARMLESS)

    def __str__(self) -> str:
        return f"{self.kind!r}: {self.seconds:.2f} s for {self.size:,} characters, exponent {self.exponent:.2f}"


def growth(read: Callable[[str], object], most: int, kind: str, tell: Callable[[int], object] = id) -> Growth:
    """Of the processor's time for reading texts of that kind, each longer than the last, as far as it takes to see."""
    sizes = _sizes(most)
    before, found = _seconds(read, kind, sizes[0]), Growth(kind, sizes[0], 0.0, 0.0)
    for size in sizes[1:]:
        tell(size)
        seconds = _seconds(read, kind, size)
        if _exponent(before, seconds) >= DOUBTFUL and seconds < CLEARLY:
            before = min(before, _seconds(read, kind, size // STEP))
            seconds = min(seconds, _seconds(read, kind, size))
        found = Growth(kind, size, seconds, _exponent(before, seconds), size == most)
        if found.seconds > CLEARLY or (found.seconds > ENOUGH and found.exponent < DOUBTFUL):
            break
        before = seconds
    return found


def _sizes(most: int) -> list[int]:
    steps = int(math.log(most / SHORTEST, STEP))
    return [most // STEP**n for n in range(steps, -1, -1)]


def _exponent(shorter: float, longer: float) -> float:
    return math.log(longer / max(shorter, FLOOR), STEP) if longer > ENOUGH else 0.0


def _seconds(read: Callable[[str], object], kind: str, size: int) -> float:
    text = text_of(kind, size)
    begun = time.process_time()
    read(text)
    return time.process_time() - begun


class Measurer:
    """Measures in a process that is killed when it does not end."""

    def __init__(self, seconds: float) -> None:
        self._limit = seconds
        self._process: BaseProcess | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def measure(self, target: str, kind: str) -> Growth:
        """Of one pass over one kind of text. A MemoryError, a RecursionError or any other is raised here too."""
        if self._process is None:
            self._start()
        self._connection.send((target, kind))
        size = 0
        while self._connection.poll(self._limit):
            try:
                reply: object = self._connection.recv()
            except EOFError:
                break
            if isinstance(reply, Growth):
                return reply
            if isinstance(reply, str):
                raise RuntimeError(f"{target}, {kind!r}, {size:,} characters: {reply}")
            size = int(str(reply))
        self._stop()
        return Growth(kind, size, self._limit, math.inf)

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()
        self._connection.recv()  # it has imported everything

    def _stop(self) -> None:
        if self._process:
            self._process.kill()
            self._process.join()
            self._connection.close()
            self._process = None


def _work(connection: Connection) -> None:
    from tests.bounded import TARGETS

    for target in TARGETS.values():
        target.read(text_of("A sentence", SHORTEST))  # patterns are compiled and models loaded
    connection.send(0)
    while True:
        try:
            name, kind = connection.recv()
        except (EOFError, OSError):
            return
        if kind in HALF and not TARGETS[name].raw:
            connection.send(Growth(kind, 0, 0.0, 0.0))
            continue
        try:
            found: object = growth(TARGETS[name].read, TARGETS[name].most, kind, connection.send)
        except Exception as error:
            found = f"{type(error).__name__}: {error}"[:300]
        connection.send(found)

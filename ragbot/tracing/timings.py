"""How long each stage of an answer took; where spans are wanted, each stage is one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from ragbot.tracing.spans import NOTHING, Span

UNDIVIDED = "total"
"""The stage that all others are in: the answer's own span."""

SPANS = {"enough": "gate", "write": "answer"}
"""Stages whose spans are named otherwise."""


class Timings:
    """Milliseconds by stage; a stage entered twice adds up."""

    def __init__(self, span: Span = NOTHING) -> None:
        """`span` is that of the whole, in which the stages have theirs."""
        self.ms: dict[str, float] = {}
        self.span = span

    def under(self, span: Span) -> Timings:
        """Return the same timings, whose stages have their spans in another one."""
        same = Timings(span)
        same.ms = self.ms
        return same

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        try:
            with NOTHING if name == UNDIVIDED else self.span.child(f"ragbot.{SPANS.get(name, name)}"):
                yield
        finally:
            self.ms[name] = round(self.ms.get(name, 0.0) + 1000 * (time.perf_counter() - started), 1)

"""The budget of an archive: how much it may unpack to, with all archives in it."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.formats.stream import MOST_BARREN, MOST_TIMES, Stream
from ingest.records.record import SourceError

MOST_FILES = 100_000


@dataclass(slots=True)
class Budget:
    """The files and bytes that an archive has unpacked to, with all archives in it."""

    outermost: Stream
    files: int = 0
    unpacked: int = 0
    reason: str = ""
    """Why no more of it is read."""

    def count(self) -> None:
        """Count one more file. Raises SourceError when they are too many."""
        self.files += 1
        if self.files > MOST_FILES:
            self._end(f"holds over {MOST_FILES:,} files; the rest was not read. Split it")

    def spend(self, size: int) -> None:
        """Count so many bytes more. Raises SourceError when they are too many, or nobody waits for them any more."""
        self.unpacked += size
        self.outermost.took(0)
        if self.unpacked > max(MOST_BARREN, MOST_TIMES * self.outermost.consumed):
            self._end(f"unpacks to over {MOST_TIMES} times its size; the rest was not read. Unpack it yourself")
        if self.outermost.most is not None and self.unpacked > self.outermost.most:
            self._end(f"holds over {self.outermost.most // 1_000_000} MB; the rest was not read. Split it")

    def _end(self, reason: str) -> None:
        self.reason = reason
        raise SourceError(reason)

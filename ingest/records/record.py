"""A record as its source has it, and what every reading of one asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ragbot.errors import RagbotError

MAX_ARTICLE_BYTES = 10_000_000
"""Unzipped size of one file, or of one line of JSON lines."""

IsOver = Callable[[], bool]
"""Whether nobody waits for the articles any more; asked at every 64 KiB, and a few times a second while waiting."""
STOPPED = "was not read to its end, for it was stopped"
LOOK_SECONDS = 0.2
"""Between two looks at whether it is over, while one waits."""


def never() -> bool:
    """Return False: for a reading that goes on to its end."""
    return False


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A file in a folder or an archive that ragbot does not read."""

    kind: str
    """`.jpg`, or words where no suffix tells."""
    way_out: str = ""
    """How its news can be taken in; empty for what holds none."""


@dataclass(frozen=True, slots=True)
class Raw:
    """One article as its source has it, or the reason why it could not be read, or a file that was passed over."""

    origin: str
    """Its place, for people: a file, `FILE:LINE` of JSON lines, `FILE#NUMBER` of a JSON array."""
    record: Mapping[str, object] | None
    failure: str | None = None
    progress: float | None = None
    """Fraction of all input bytes read so far; None when nobody knows how much will come."""
    passed: PassedOver | None = None
    warnings: tuple[str, ...] = ()
    """Oddities of the way in which it came."""


class SourceError(RagbotError):
    """Some input cannot be read; the message becomes the failure of a Raw."""

"""Says why a disk takes nothing more, with a way out. Neither SQLite nor Chroma does."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

try:
    import resource
except ImportError:  # not on Windows
    resource = None  # type: ignore[assignment]

WAYS_OUT = {
    errno.ENOSPC: "the disk is full; make room",
    errno.EDQUOT: "your quota of the disk is used up; make room",
    errno.EFBIG: "a file may not grow further here; raise that limit (ulimit -f, or LimitFSIZE= of systemd)",
    errno.EROFS: "the disk can only be read; mount it for writing, or copy the archive to another",
    errno.EIO: "the disk fails; look at the system's log, and copy the archive to another",
}
LEAST = 16_000_000
"""Bytes free below which the disk is as good as full: Chroma failed with 1 MB left, and gives it back."""
TRIAL = 65_536
"""Bytes of a trial write, twice the file that SQLite needs even to read."""


def way_out(error: OSError) -> str | None:
    """Return the meaning of `error`, with a way out, when the disk is at fault; None when it is not."""
    return WAYS_OUT.get(error.errno or 0)


def trouble(folder: Path) -> str | None:
    """Return why the disk of `folder` takes nothing more, with a way out; None when it takes more."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(os.urandom(TRIAL))
            file.flush()
            os.fsync(file.fileno())
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return way_out(error)
    return f"the disk has {free / 1e6:.1f} MB left; make room" if free < LEAST else _limit_reached(folder)


def _limit_reached(folder: Path) -> str | None:
    """Return why a file in `folder` cannot grow beyond the limit of this process, which only Unix has; else None."""
    if resource is None:
        return None
    most, _ = resource.getrlimit(resource.RLIMIT_FSIZE)
    if most == resource.RLIM_INFINITY or max(_sizes(folder), default=0) + TRIAL < most:
        return None
    return (
        f"a file may have {most / 1e6:.1f} MB at the most here; raise that limit (ulimit -f, or LimitFSIZE= of systemd)"
    )


def _sizes(folder: Path) -> Iterator[int]:
    for path in folder.rglob("*"):
        with suppress(OSError):
            yield path.stat().st_size

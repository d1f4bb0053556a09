"""The files of an embedded Chroma, looked at before it opens them: it trusts them, and some damage ends the process."""

from __future__ import annotations

import hashlib
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from ragbot.archive import disk
from ragbot.archive.chroma import hnsw
from ragbot.errors import ArchiveError

ROWS = "chroma.sqlite3"
STAMP = "ragbot-closed"
"""The file that says in which state the others were when Chroma last closed them."""
INDEXES = "ragbot-*"
FILLED = "SELECT EXISTS (SELECT 1 FROM embeddings) OR EXISTS (SELECT 1 FROM embeddings_queue)"
"""Of Chroma's own database: whether it has a vector, or one in its log."""
PATIENCE = 120.0
"""Seconds for the trial opening, which replays what a killed process left: 3 s at most in 24 kills."""


def check(path: Path) -> int:
    """How many vectors are in the files of a collection's folder, besides those in Chroma's log.

    Raises ArchiveError when they cannot be sound. It takes 2 ms for 3,000 vectors, 0.2 s for 60,000.
    """
    with _as_archive_error(path):
        _check_kinds(path)
        return hnsw.check(path)


def are_as_closed(path: Path) -> bool:
    """Whether nothing has changed since Chroma closed them; not so after a kill, a copy or a damage."""
    return not (path / ROWS).exists() or _stamp(path) == _kept(path)


@contextmanager
def _as_archive_error(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if trouble := disk.way_out(error):
            raise unusable(path, str(error.strerror), trouble) from error
        raise damaged(path, f"{Path(error.filename or path).name} cannot be read ({error.strerror})") from error
    except ValueError as error:
        if trouble := disk.trouble(path.parent):
            raise unusable(path, str(error), trouble) from error
        raise damaged(path, str(error)) from error


def _check_kinds(path: Path) -> None:
    """Raises ValueError when something is a link: an archive from elsewhere is not to lead out of its folder."""
    for file in (path, *path.rglob("*")):
        if file.is_symlink():
            raise ValueError(f"{file.name} is a link")
    if path.exists() and not path.is_dir():
        raise ValueError("it is no folder")


def keep_stamp(path: Path) -> None:
    """Once Chroma has closed them, and all was well: they are sound as they are now."""
    with suppress(OSError):  # a full disk: the next opening tries them first
        (path / STAMP).unlink(missing_ok=True)
        (path / STAMP).write_text(_stamp(path))


def unusable(path: Path, problem: str, trouble: str) -> ArchiveError:
    return ArchiveError(
        f"The vectors in {path} cannot be used now ({problem}): {trouble}. Nothing that was taken in is lost."
    )


def damaged(path: Path, problem: str) -> ArchiveError:
    return ArchiveError(f"The vectors in {path} are damaged: {problem}. Run 'ragbot rebuild': no text is lost.")


def _kept(path: Path) -> str | None:
    try:
        return (path / STAMP).read_text()
    except (OSError, ValueError):
        return None


def _stamp(path: Path) -> str:
    """Of all files: name, size, and what no copy from elsewhere keeps, the inode and the time of its last change."""
    states = [
        (str(file.relative_to(path)), stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)
        for file in sorted(path.rglob("*"))
        if file.name != STAMP and not file.is_dir()
        for stat in [file.lstat()]
    ]
    return hashlib.sha256(repr(states).encode()).hexdigest()


def try_to_open(path: Path, name: str) -> None:
    """Open the collection and ask it in a process of its own, which may crash: 1.4 s of a core.

    Raises ArchiveError when that does not come to a good end.
    """
    with _as_archive_error(path):
        _try(path, name)


def _try(path: Path, name: str) -> None:
    # by its file, which imports nothing of ragbot; -P: nor is what lies in the present folder to be imported
    command = [sys.executable, "-P", str(Path(__file__).with_name("trial.py")), str(path), name]
    try:
        done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        raise ValueError("Chroma hangs on them") from None
    if done.returncode < 0:
        raise ValueError(f"Chroma crashes on them (signal {-done.returncode})")
    if done.returncode and done.stdout:  # without a word it is the trial that failed, not what it tried
        raise ValueError(done.stdout.decode("utf-8", "replace").splitlines()[-1])


def left_in(folder: Path) -> Path | None:
    """The first collection's folder in an archive's that has vectors; None when there is none."""
    return next(filter(_has_vectors, sorted(folder.glob(INDEXES))), None)


def _has_vectors(index: Path) -> bool:
    """What cannot be read counts when it has been filled: Chroma writes its other files at 1,000 vectors."""
    try:
        with closing(sqlite3.connect(f"{(index / ROWS).as_uri()}?mode=ro", uri=True)) as rows:
            return bool(rows.execute(FILLED).fetchone()[0])
    except (sqlite3.Error, ValueError):
        return any(index.glob("*/header.bin"))

"""Remains of an archive whose ledger has gone: vectors of texts that nobody has any more."""

from __future__ import annotations

from pathlib import Path

from ragbot.archive.vector_stores import vectors_left_in
from ragbot.errors import ArchiveError


def check_ledger_file(path: Path) -> None:
    """Raises ArchiveError when the file is a link, or is not there, or empty, beside something of an archive.

    An archive that was killed while it was made has an empty ledger and nothing else.
    """
    for file in (path, wal_of(path), path.with_name(f"{path.name}-shm")):
        if file.is_symlink():
            raise ArchiveError(f"{file} is a link: an archive's files are in its folder. Name that with --archive.")
    if path.exists() and path.stat().st_size:
        return
    problem = "has no bytes" if path.exists() else "is not there"
    if wal_of(path).exists() and wal_of(path).stat().st_size:
        raise gone(path, problem, wal_of(path).name)
    check_no_vectors(path, problem)


def check_no_vectors(path: Path, problem: str) -> None:
    """Raises ArchiveError when there are vectors beside a ledger that has nothing they could be of."""
    if left := vectors_left_in(path.parent):
        raise gone(path, problem, left.name)


def gone(path: Path, problem: str, left: str) -> ArchiveError:
    return ArchiveError(
        f"The ledger of this archive is gone: {path} {problem}, and {left} is what is left of it. Restore "
        f"{path.name} from a backup: nothing else has the texts. To begin anew, name another folder with --archive."
    )


def wal_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")

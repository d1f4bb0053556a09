"""One process owns an archive folder; a file beside the lock says who it is and how to reach it."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

from filelock import FileLock, Timeout

from ragbot.archive import disk
from ragbot.errors import ArchiveError, ArchiveOwnedError
from ragbot.passwords import without_passwords

PATIENCE = 1.0
"""Seconds to wait for the lock: a process that only looks whether it is free holds it for an instant."""
WRITING = 20.0
"""Seconds to wait for others' writing: a batch takes 0.1 s, and a rebuild at its end some seconds of a big archive.

Whoever closes an archive waits as long, and a server is to stop within 30."""
KINDS = {"int": int, "str": str, "str | None": str | None}


@dataclass(frozen=True, slots=True)
class Owner:
    """The process that owns an archive."""

    pid: int
    command: str
    since: str
    address: str | None = None
    """The address at which a server takes questions and articles; None where the owner is no server."""
    token: str | None = None
    """The operator's token of that server."""

    @property
    def is_starting(self) -> bool:
        """Return whether the owner is a server that still loads its model, and has no address yet."""
        return self.address is None and "serve" in self.command.split()

    def __str__(self) -> str:
        at = f", serving {self.address}" if self.address else ""
        return f"'{self.command}' (process {self.pid}, since {self.since}{at})"


def is_loopback(host: str) -> bool:
    """Return whether `host`, a name or an address, is plainly this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Lock:
    """Held from construction until `release`; the kernel frees it when the process dies, even by kill -9."""

    def __init__(self, folder: Path) -> None:
        """Raises ArchiveOwnedError when another process owns the folder, ArchiveError when it cannot be locked."""
        self._card = _card(folder)
        self._lock = FileLock(_file(folder), mode=0o600, thread_local=False)  # any thread may close the archive
        try:
            self._lock.acquire(timeout=PATIENCE)
        except Timeout:
            raise ArchiveOwnedError(_owned(folder, owner_of(folder))) from None
        except OSError as error:
            raise _not_locked(folder, error) from None
        command = without_passwords(" ".join([Path(sys.argv[0]).name, *sys.argv[1:]]))
        self._owner = Owner(os.getpid(), command, datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
        try:
            self._write()
        except BaseException:
            self.release()
            raise

    def announce(self, address: str, token: str) -> None:
        """Tell this user's other processes on this machine where the owner takes articles and questions."""
        self._owner = replace(self._owner, address=address, token=token)
        self._write()

    def release(self) -> None:
        with contextlib.suppress(OSError):  # nobody believes a card when the lock is free
            self._card.unlink(missing_ok=True)
        self._lock.release()

    def _write(self) -> None:
        """Write the card. Raises ArchiveError when that fails, as on a full disk."""
        fresh = self._card.with_suffix(".new")
        try:
            fresh.unlink(missing_ok=True)
            with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
                json.dump(asdict(self._owner), file)
            fresh.replace(self._card)
        except OSError as error:
            with contextlib.suppress(OSError):
                fresh.unlink(missing_ok=True)
            raise _not_locked(self._card.parent, error) from None


class WriterLock:
    """A lock to hold over look, add, commit and delete: else another process removes a vector between them.

    Several processes may share a ledger when a Chroma server has the vectors; threads of one share this object.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._thread = threading.Lock()
        self._process = FileLock(folder / "writer.lock", mode=0o600, thread_local=False)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock. Raises ArchiveError when others write for 20 s, or this user may not write to the folder."""
        with self._thread:
            try:
                self._process.acquire(timeout=WRITING, poll_interval=0.01)
            except Timeout:
                raise ArchiveError(
                    f"Another process has been writing to {self._folder} for {WRITING:g} s: try again later."
                ) from None
            except OSError as error:
                raise _not_locked(self._folder, error) from None
            try:
                yield
            finally:
                self._process.release()


@contextmanager
def rebuilding(folder: Path) -> Iterator[None]:
    """Allow one rebuild at a time. Raises ArchiveError when another one runs."""
    lock = FileLock(folder / "rebuild.lock", mode=0o600)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise ArchiveError(f"Another rebuild of {folder} is running: wait until it is done.") from None
    except OSError as error:
        raise _not_locked(folder, error) from None
    try:
        yield
    finally:
        lock.release()


def owner_of(folder: Path) -> Owner | None:
    """Return who owns the folder now; None when nobody does. Raises ArchiveError when it cannot be read."""
    try:
        if not _card(folder).exists():  # so that looking at a folder does not create a lock in it
            return None
        with contextlib.suppress(Timeout), FileLock(_file(folder), mode=0o600).acquire(blocking=False):
            return None
    except OSError as error:
        trouble = disk.way_out(error) or "is it yours?"
        raise ArchiveError(f"{folder} cannot be read ({error.strerror}): {trouble}") from None
    with contextlib.suppress(OSError, ValueError, TypeError, RecursionError):
        owner = Owner(**json.loads(_card(folder).read_text()))
        if all(isinstance(getattr(owner, field.name), KINDS[str(field.type)]) for field in fields(owner)):
            return owner
    return None


def _file(folder: Path) -> Path:
    """Return the lock's path. Raises ArchiveError when it is a link, through which a lock would empty another file."""
    path = folder / "owner.lock"
    if path.is_symlink():
        raise ArchiveError(f"{path} is a link, and no lock of ragbot's: remove it.")
    return path


def _not_locked(folder: Path, error: OSError) -> ArchiveError:
    way_out = disk.way_out(error) or "is it yours to write?"
    return ArchiveError(f"{folder} cannot be locked ({error.strerror}): {way_out}")


def _card(folder: Path) -> Path:
    return folder / "owner.json"


def _owned(folder: Path, owner: Owner | None) -> str:
    return (
        f"The archive {folder} is in use by {owner or 'another process'}, and only one process may own it. "
        "Wait until it is done, or stop it. A server need not stop: ragbot-ingest, 'ragbot ask', 'ragbot search' and "
        "'ragbot mcp' go through it, and 'ragbot mcp --url' through any. Else choose another folder with --archive, or "
        "set RAGBOT_CHROMA to the address of a Chroma server."
    )

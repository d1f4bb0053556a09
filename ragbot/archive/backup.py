"""Backups: a copy of the ledger in one file, taken while the archive is used; vectors are made of it anew."""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ragbot.archive import disk
from ragbot.archive.archive import has_ledger, ledger_path, open_archive
from ragbot.archive.rebuild import rebuild
from ragbot.archive.verify import Progress
from ragbot.errors import ArchiveError
from ragbot.models.embeddings import TextEmbeddings
from ragbot.settings import Settings

MAGIC = b"SQLite format 3\x00"


@dataclass(frozen=True, slots=True)
class BackupFacts:
    """The contents of a backup, in numbers."""

    file: str
    articles: int
    versions: int
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class RestoreFacts:
    """The contents of a restored archive, in numbers."""

    articles: int
    versions: int
    vectors: int
    problems: tuple[str, ...]
    """The problems that `verify` finds in it; none when all is well."""


def backup(settings: Settings, file: Path) -> BackupFacts:
    """Copy the ledger into a new file, in one state, whoever writes meanwhile; the file is there whole or not at all.

    Raises ArchiveError when there is no archive, when the file is there already, or when the copy is not sound.
    """
    if not has_ledger(settings.archive):
        raise ArchiveError(f"There is no archive in {settings.archive}: name its folder with --archive.")
    if file.exists():
        raise ArchiveError(f"{file} is there already, and a backup overwrites nothing: name another file.")
    with _part_of(file) as part:
        articles, versions = _copied(ledger_path(settings.archive), part)
        os.replace(part, file)
    return BackupFacts(str(file), articles, versions, file.stat().st_size)


def restore(
    settings: Settings,
    file: Path,
    embeddings: TextEmbeddings | None = None,
    progress: Progress = lambda done, total: None,
) -> RestoreFacts:
    """Make an archive of a backup, in a folder that holds none, with an index of its own.

    Nothing is embedded unless the settings name another model. Raises ArchiveError when the file is no sound backup, or
    when the folder holds an archive; then nothing is changed.
    """
    ledger = ledger_path(settings.archive)
    if ledger.exists() and ledger.stat().st_size:
        raise ArchiveError(
            f"{settings.archive} holds an archive, and a restore overwrites nothing: name another folder with "
            "--archive, or move this one away. If a restore into it was interrupted, 'ragbot rebuild' finishes it."
        )
    _check_form(file)
    with _part_of(ledger) as part:
        articles, versions = _copied(file, part)
        _rename_archive(part)
        os.replace(part, ledger)
    vectors = rebuild(settings, embeddings, progress)
    with open_archive(settings, embeddings) as archive:
        return RestoreFacts(articles, versions, vectors, tuple(archive.verify()))


@contextmanager
def _part_of(file: Path) -> Iterator[Path]:
    """Yield a private file beside `file`, and delete it if the block fails. Raises ArchiveError with a way out."""
    part = file.with_name(f"{file.name}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield part
    except (OSError, sqlite3.Error) as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise ArchiveError(f"{file} cannot be written: {disk.trouble(file.parent) or error}.") from error
    except ArchiveError:
        part.unlink(missing_ok=True)
        raise


def _check_form(file: Path) -> None:
    try:
        with file.open("rb") as opened:
            begins = opened.read(len(MAGIC))
    except OSError as error:
        raise ArchiveError(f"{file} cannot be read: {error.strerror}.") from error
    if begins != MAGIC:
        raise ArchiveError(f"{file} is no backup of an archive: 'ragbot backup FILE' makes one.")


def _copied(source: Path, target: Path) -> tuple[int, int]:
    """Copy `source` in one state; return how many articles and versions it has. Raises ArchiveError for a bad copy."""
    with closing(sqlite3.connect(source, timeout=30)) as one, closing(sqlite3.connect(target)) as other:
        try:
            one.backup(other)  # all pages in one step, which is one state: writers go on beside it
            other.execute("PRAGMA journal_mode = DELETE")
            said = [row[0] for row in other.execute("PRAGMA integrity_check(2)")]
            articles, versions = (_one(other, f"SELECT count(*) FROM {table}") for table in ("articles", "versions"))
            _one(other, "SELECT value FROM meta WHERE name = 'schema'")
        except (sqlite3.DatabaseError, TypeError) as error:
            if isinstance(error, sqlite3.OperationalError) and "full" in str(error):
                raise
            raise ArchiveError(f"{source} is not the ledger of an archive, or is damaged: {error}.") from error
    if said != ["ok"]:
        raise ArchiveError(f"{source} is damaged ({said[0]}), and so would be its copy: take an earlier backup.")
    return articles, versions


def _one(connection: sqlite3.Connection, query: str) -> Any:
    """Raises TypeError when there is no row."""
    return connection.execute(query).fetchone()[0]


def _rename_archive(ledger: Path) -> None:
    """Give the archive a new name: on a Chroma server, the copy's index must not be that of the original."""
    with closing(sqlite3.connect(ledger)) as connection, connection:
        connection.execute("UPDATE meta SET value = ? WHERE name = 'archive'", (secrets.token_hex(8),))

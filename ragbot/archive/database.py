"""The database of an archive: one SQLite file. A reader sees one state of all tables; a writer has one transaction."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sql
from sqlalchemy import Connection, select

from ragbot.archive import disk, fulltext, remains, spellings
from ragbot.archive.tables import expired, meta, versions
from ragbot.archive.upgrade import SCHEMA, check_schema, upgrade
from ragbot.errors import ArchiveError

NAMES = {
    "archive": r"[0-9a-f]{16}",  # 1f0c2ab93d4e5f60
    "generation": r"[1-9][0-9]{0,5}",  # 12
    "model": r"[^\x00-\x1f\x7f-\x9f]{1,500}",  # all-MiniLM-L6-v2@1a2b3c4d5e6f/float32
}
"""The forms of the names that the ledger keeps."""
WORTH_SHRINKING = 0.2
"""Share of a file's pages that are unused."""
OF_THE_DISK = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)


class Database:
    """The file, with the facts about the archive as a whole."""

    def __init__(self, path: Path) -> None:
        """Opens the file, making it when missing, upgrading it when it is of an older schema.

        Raises ArchiveError when it is no ledger that this ragbot can read, or one without articles beside vectors.
        """
        remains.check_ledger_file(path)
        _make_private(path)
        self._path = path
        self._engine = sql.create_engine(f"sqlite:///{path}", connect_args={"timeout": 30}, json_deserializer=_strings)
        sql.event.listen(self._engine, "connect", _configure)
        sql.event.listen(self._engine, "begin", _begin)
        try:
            self._check_tables()
            self._bring_up_to_date()
            self._check_names()
        except ArchiveError as error:
            self.close()
            if str(path) in str(error):
                raise
            raise ArchiveError(f"{path}: {error}") from error

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection that sees one state of the tables. Raises ArchiveError when the database fails."""
        with self._translated(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open one transaction. It takes the write lock at once, so that what it reads stays true until it commits."""
        with (
            self._translated(),
            self._engine.connect().execution_options(ragbot_writes=True) as connection,
            connection.begin(),
        ):
            yield connection

    def size(self) -> int:
        """Return the bytes of the file and of its write-ahead log."""
        return sum(path.stat().st_size for path in (self._path, remains.wal_of(self._path)) if path.exists())

    def shrink(self) -> bool:
        """Give the file's unused pages back to the disk, where that is worth it; return whether it did.

        SQLite writes the whole file anew: nothing is done while others use the ledger, nor on a disk with too little
        room. A kill leaves the file as it was.
        """
        try:
            with closing(sqlite3.connect(self._path, timeout=1)) as connection:
                used, unused = (
                    connection.execute(f"PRAGMA {name}_count").fetchone()[0] for name in ("page", "freelist")
                )
                if unused < used * WORTH_SHRINKING or shutil.disk_usage(self._path.parent).free < 2 * self.size():
                    return False
                connection.execute("VACUUM")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                return True
        except (sqlite3.Error, OSError):
            return False

    def meta(self, name: str) -> str | None:
        with self.reading() as connection:
            return connection.execute(select(meta.c.value).where(meta.c.name == name)).scalar()

    def _check_tables(self) -> None:
        """Before anything is written. Raises ArchiveError when this is no ledger of ours, or only one's remains."""
        with self.reading() as connection:
            check_schema(connection)
            _check_ours(connection)
            if _is_bare(connection):
                remains.check_no_vectors(self._path, "has no articles")

    def _bring_up_to_date(self) -> None:
        """Make what is missing of today's schema."""
        with self.writing() as connection:
            upgrade(connection)
            spellings.renew(connection)
            fulltext.create(connection)
            _set_default(connection, "schema", SCHEMA)
            _set_default(connection, "archive", secrets.token_hex(8))

    def _check_names(self) -> None:
        """Check the names that folders and collections are made of: in an archive from elsewhere they may be paths."""
        for name, form in NAMES.items():
            value = self.meta(name)
            if value is not None and not re.fullmatch(form, value):
                raise ArchiveError(f"its {name} is {value[:40]!a}, which no ragbot writes: restore it from a backup.")

    def set_meta(self, connection: Connection, **values: str) -> None:
        for name, value in values.items():
            connection.execute(meta.delete().where(meta.c.name == name))
            connection.execute(meta.insert().values(name=name, value=value))

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sql.exc.DatabaseError as error:
            raise ArchiveError(_reason_of(error, self._path)) from error


def _make_private(path: Path) -> None:
    """Keep the file to its user, even in a folder for others; SQLite gives the files beside it the same mode."""
    with suppress(OSError):  # it is there, or SQLite tells why not
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _reason_of(error: sql.exc.DatabaseError, path: Path) -> str:
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
    if code in OF_THE_DISK and (trouble := disk.trouble(path.parent)):
        return f"The ledger {path} cannot be used now ({error.orig}): {trouble}. Nothing that was taken in is lost."
    if fulltext.NAME in (error.statement or "") and code in (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT):
        return f"The full text is damaged ({error.orig}): run 'ragbot rebuild'; no text is lost."
    if isinstance(error, sql.exc.OperationalError) and code:  # locked, read-only; without a code it is no UTF-8
        return f"The ledger cannot be used now ({error.orig}); try again when that is over."
    return f"The ledger is damaged ({error.orig}): restore it from a backup."


def _strings(text: str) -> list[str]:
    """Read the authors, the only JSON that a ledger has."""
    try:
        found = json.loads(text)
    except (ValueError, TypeError, RecursionError):
        found = None
    if isinstance(found, list) and all(isinstance(each, str) for each in found):
        return found
    raise ArchiveError(f"The ledger is damaged (authors {str(text)[:40]!a}): restore it from a backup.")


def _check_ours(connection: Connection) -> None:
    """Raises ArchiveError when the file has something that acts on its own, which no ragbot makes."""
    found = connection.exec_driver_sql(
        "SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'view') "
        f"OR (sql LIKE 'CREATE VIRTUAL%' AND name != '{fulltext.NAME}') LIMIT 1"
    ).first()
    if found:
        raise ArchiveError(f"it has a {found[0]} {found[1][:40]!a}, which no ragbot makes: restore it from a backup.")


def _is_bare(connection: Connection) -> bool:
    """Return whether the archive never took anything in: versions come before vectors, and leave a trace if they go."""
    there = sql.inspect(connection)
    traces = [table for table in (versions, expired) if there.has_table(table.name)]
    return all(
        connection.execute(select(sql.literal(1)).select_from(table).limit(1)).first() is None for table in traces
    )


def _configure(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # so that BEGIN is ours: pysqlite's own starts too late to protect what was read
    # trusted_schema: what the schema of a ledger from elsewhere calls by itself is not to do anything
    for pragma in ("trusted_schema=OFF", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("ragbot_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _set_default(connection: Connection, name: str, value: str) -> None:
    if connection.execute(select(meta.c.value).where(meta.c.name == name)).scalar() is None:
        connection.execute(meta.insert().values(name=name, value=value))

"""The database of an archive: one SQLite file, read in one state of its tables and written in one transaction."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sql
from sqlalchemy import Connection, select

from ragbot.errors import ArchiveError
from ragbot.store import fulltext
from ragbot.store.tables import meta
from ragbot.store.upgrade import SCHEMA, check_schema, upgrade


class Database:
    """The file, with what is known of the archive as a whole."""

    def __init__(self, path: Path) -> None:
        """Opens the file, making it when missing, upgrading it when it is of an older schema.

        Raises ArchiveError when it is no ledger that this ragbot can read.
        """
        self._engine = sql.create_engine(f"sqlite:///{path}", connect_args={"timeout": 30})
        sql.event.listen(self._engine, "connect", _configure)
        sql.event.listen(self._engine, "begin", _begin)
        try:
            with self.reading() as connection:
                check_schema(connection)
            with self.writing() as connection:
                upgrade(connection)
                fulltext.create(connection)
                _set_default(connection, "schema", SCHEMA)
                _set_default(connection, "archive", secrets.token_hex(8))
        except ArchiveError as error:
            self.close()
            raise ArchiveError(f"{path}: {error}") from error

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the tables. Raises ArchiveError when the database fails."""
        with _translated(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction; it takes the write lock at once, so that what it reads stays true until it commits."""
        with (
            _translated(),
            self._engine.connect().execution_options(ragbot_writes=True) as connection,
            connection.begin(),
        ):
            yield connection

    def meta(self, name: str) -> str | None:
        with self.reading() as connection:
            return connection.execute(select(meta.c.value).where(meta.c.name == name)).scalar()

    def set_meta(self, connection: Connection, **values: str) -> None:
        for name, value in values.items():
            connection.execute(meta.delete().where(meta.c.name == name))
            connection.execute(meta.insert().values(name=name, value=value))


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except sql.exc.DatabaseError as error:
        raise ArchiveError(_told(error)) from error


def _told(error: sql.exc.DatabaseError) -> str:
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
    if fulltext.NAME in (error.statement or "") and code in (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT):
        return f"The full text is damaged ({error.orig}): run 'ragbot rebuild'; no text is lost."
    if isinstance(error, sql.exc.OperationalError):  # locked, read-only, disk full
        return f"The ledger cannot be used now ({error.orig}); try again when that is over."
    return f"The ledger is damaged ({error.orig}): restore it from a backup."


def _configure(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # so that BEGIN is ours: pysqlite's own starts too late to protect what was read
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("ragbot_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _set_default(connection: Connection, name: str, value: str) -> None:
    if connection.execute(select(meta.c.value).where(meta.c.name == name)).scalar() is None:
        connection.execute(meta.insert().values(name=name, value=value))

"""The condition of an archive, looked at from outside: without its model, and without its lock where a server runs."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, cast
from urllib.parse import urlsplit

import httpx

from ragbot.archive import catalogue, disk, text_vectors
from ragbot.archive.archive import has_ledger, ledger_path
from ragbot.archive.database import OF_THE_DISK
from ragbot.archive.index import check_sample, index_name
from ragbot.archive.late import MOST_LATE, late_of
from ragbot.archive.ledger import Ledger
from ragbot.archive.lock import Lock, Owner, is_loopback, owner_of
from ragbot.archive.sources import Sources
from ragbot.archive.upgrade import SCHEMA, STEPS
from ragbot.archive.vector_stores import store_at
from ragbot.archive.vectors import VectorStore
from ragbot.errors import ArchiveError, ServerError
from ragbot.settings import Settings
from ragbot.timestamps import problem_of_clock

Status = Literal["ok", "warning", "failed"]
Findings = Iterator[tuple[Status, str]]
"""What a look has found, in a line each. Whatever it raises is a failure too."""
PATIENCE = 10.0
"""Seconds for a server on this machine to answer."""
OTHERS = 0o044
"""Of a file's mode: group and others may read it."""
NOT_OURS = (sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)
"""What SQLite says of a file or a folder that only others may write: even reading takes a file beside it."""


def look_at_archive(settings: Settings) -> Findings:
    """The ledger: is it there, whose is it, and what is in it?"""
    folder, owner = settings.archive, owner_of(settings.archive)
    path = ledger_path(folder)
    if not has_ledger(folder):
        yield from _no_archive(folder)
        return
    if not os.access(folder, os.W_OK) or not os.access(path, os.W_OK):
        yield "failed", f"{folder} cannot be written: run ragbot as its owner, or choose another with RAGBOT_ARCHIVE."
        return
    yield from _open_to_others(folder, path)
    owned = f"; in use by {owner}" if owner else ""
    schema = _schema(path)
    if schema in STEPS:
        yield "warning", f"{folder} has schema {schema}; it is brought to {SCHEMA} when it is next opened{owned}"
        return
    facts = _server_facts(owner) if owner and owner.address else _own_facts(path)
    yield from _figures(facts, folder, schema, owned)


def _open_to_others(folder: Path, path: Path) -> Findings:
    if folder.stat().st_mode & path.stat().st_mode & OTHERS:
        yield "warning", f"{path} can be read by others on this machine: if they are not to, chmod 700 {folder}"


def _figures(facts: dict[str, Any], folder: Path, schema: str | None, owned: str) -> Findings:
    """How much is in the archive, whether the clock can be right, and which sources are late."""
    if not facts["articles"]:
        yield "warning", f"{folder} is empty: add articles with 'ragbot-ingest PATH'{owned}"
        return
    counts = f"{facts['articles']:,} articles, {facts['versions']:,} versions, {facts['passages']:,} passages"
    yield "ok", f"{folder} has {counts}, as of {facts['as_of']}, schema {schema}{owned}"
    if problem := problem_of_clock(facts["as_of"]):
        yield "warning", problem
    for late in facts.get("late", ()):
        yield "warning", f"{late['title']} {late['why']}"


def _no_archive(folder: Path) -> Findings:
    parent = nearest_folder(folder)
    if not os.access(parent, os.W_OK) or not parent.is_dir():
        yield "failed", f"There is no archive in {folder}, and none can be made: {parent} cannot be written."
    else:
        yield "warning", f"There is no archive in {folder} yet: make one with 'ragbot-ingest PATH'."


def nearest_folder(folder: Path) -> Path:
    """The folder itself, or the first above it that exists."""
    return next(path for path in (folder, *folder.parents) if path.exists())


def _schema(path: Path) -> str | None:
    return _meta(path, "schema")


def _meta(path: Path, name: str) -> str | None:
    """Read without opening it as an archive, which would bring an older schema to the present one."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            row = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    except sqlite3.Error as error:
        raise ArchiveError(f"{path} cannot be read ({error}): {_advice(error, path)}") from None
    return str(row[0]) if row else None


def _advice(error: sqlite3.Error, path: Path) -> str:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in OF_THE_DISK and (trouble := disk.trouble(path.parent)):
        return f"{trouble}. Nothing that was taken in is lost."
    return "is it yours, and its folder?" if code in NOT_OURS else "is it a ledger? Restore it from a backup."


def _own_facts(path: Path) -> dict[str, Any]:
    ledger = Ledger(path)
    try:
        facts = catalogue.facts(ledger, "")
        late = late_of(Sources(ledger).all(), datetime.now(UTC))[:MOST_LATE]
        counts = {name: getattr(facts, name) for name in ("articles", "versions", "passages", "as_of")}
        return {**counts, "late": [asdict(one) for one in late]}
    finally:
        ledger.close()


def _server_facts(owner: Owner) -> dict[str, Any]:
    return cast(dict[str, Any], ask_server(owner, "/v1/archive").json())


def ask_server(owner: Owner, path: str) -> httpx.Response:
    """Raises ServerError when it does not answer, or not on this machine."""
    address = owner.address or ""
    if not is_loopback(urlsplit(address).hostname or ""):
        raise ServerError(f"The lock file names {address}, which is not on this machine: stop {owner}.")
    try:
        headers = {"Authorization": f"Bearer {owner.token}"}
        reply = httpx.get(f"{address}{path}", headers=headers, timeout=PATIENCE, trust_env=False)
        reply.raise_for_status()
        return reply
    except httpx.HTTPError as error:
        raise ServerError(
            f"The server at {address} does not answer ({error}): look at its log, or start it anew."
        ) from None


def look_at_vectors(settings: Settings) -> Findings:
    """The store of vectors: does it answer, and has it a vector for each text of the ledger?"""
    owner = owner_of(settings.archive)
    store = store_at(settings.chroma, settings.archive)
    store.check()
    path = ledger_path(settings.archive)
    if not has_ledger(settings.archive) or _schema(path) in STEPS:
        yield "ok", f"{store.name}, not looked into"
    elif owner and owner.address:
        ask_server(owner, "/readyz")
        yield "ok", f"{store.name}, which the server at {owner.address} has open"
    elif owner:
        yield "warning", f"{store.name}, not looked into: it is in use by {owner}"
    else:
        yield _count_vectors(settings, store)


def _count_vectors(settings: Settings, store: VectorStore) -> tuple[Status, str]:
    with ExitStack() as opened:
        if store.has_one_owner:
            opened.callback(Lock(settings.archive).release)
        ledger = opened.enter_context(closing(Ledger(ledger_path(settings.archive))))
        pointer = ledger.pointer()
        if pointer.model is None:
            return "ok", f"{store.name}, without vectors yet"
        wanted, name, found = text_vectors.count(ledger, pointer.model), index_name(ledger, pointer.generation), 0
        if store.has(name):  # opening it would make what is missing
            index = opened.enter_context(closing(store.open(name)))
            check_sample(ledger, index, pointer.model)
            found = index.count()
    if found < wanted:
        lacks = f"{store.name} lacks {wanted - found:,} of {wanted:,} vectors"
        return "warning", f"{lacks}; they are written again from the ledger when it is next opened"
    return "ok", f"{store.name} with {found:,} vectors; 'ragbot verify' tells whether each is found"


def model_of_archive(settings: Settings) -> str | None:
    """Fingerprint of the embedding model that its index was made with; None when there is none yet."""
    path = ledger_path(settings.archive)
    return _meta(path, "model") if has_ledger(settings.archive) else None

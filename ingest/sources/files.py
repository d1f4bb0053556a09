"""Articles from files, folders and standard input, always in the same order; a file that cannot be read says why."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from io import BufferedReader

from ingest.formats.format import Content, Parsers
from ingest.formats.parsers import PARSE_SECONDS, ParserProcess
from ingest.formats.reading import articles_in
from ingest.formats.stream import Stream
from ingest.formats.table import named, suffix_of, what_is_read
from ingest.records.record import PassedOver, Raw

_STDIN = "standard input"


@dataclass(frozen=True, slots=True)
class _File:
    """A file from a folder, or an argument."""

    path: str
    size: int = 0
    is_stdin: bool = False
    failure: str | None = None
    passed: PassedOver | None = None
    is_asked_for: bool = True


def read(paths: Sequence[str], *, parse_seconds: float = PARSE_SECONDS) -> Generator[Raw]:
    """Yield the articles in files and folders, `-` being standard input; never raises for what it finds there.

    It reads folders whole, in the order of their names, without hidden files, and passes over files that hold no news.
    A file may take `parse_seconds` to parse.
    """
    files = list(_files_in(paths))
    total, before = sum(file.size for file in files), 0
    with ParserProcess(parse_seconds) as parsers:
        for file in files:
            for raw, consumed in _articles(file, parsers):
                done = min(1.0, (before + consumed) / total) if total else 1.0
                yield replace(raw, progress=None if file.is_stdin else done)
            before += file.size


def _files_in(paths: Sequence[str]) -> Iterator[_File]:
    """Yield every file once, even one that is named twice."""
    seen: set[str] = set()
    for path in paths:
        for file in _asked_for(path):
            key = file.path if file.is_stdin else os.path.abspath(file.path)
            if key not in seen:
                seen.add(key)
                yield file


def _asked_for(path: str) -> Iterator[_File]:
    if path == "-":
        yield _File(_STDIN, is_stdin=True)
    elif os.path.isdir(path):
        yield from _in_folder(path)
    else:
        yield _measured(path)


def _measured(path: str) -> _File:
    try:
        status = os.stat(path)
    except FileNotFoundError:
        return _File(path, failure="does not exist; check its name")
    except (OSError, ValueError) as error:
        return _File(path, failure=f"cannot be read: {getattr(error, 'strerror', None) or error}")
    if not stat.S_ISREG(status.st_mode):  # opening a pipe could wait for ever
        return _File(path, failure="is not a regular file; give '-' and pipe it in")
    return _File(path, status.st_size)


def _in_folder(folder: str) -> Iterator[_File]:
    """Yield the article files below a folder; it reads a folder once, whatever links lead to it."""
    troubles: list[OSError] = []
    seen: set[str] = set()
    empty = True
    for path, folders, names in os.walk(folder, followlinks=True, onerror=troubles.append):
        new = os.path.realpath(path) not in seen
        seen.add(os.path.realpath(path))
        folders[:] = sorted(name for name in folders if new and not name.startswith("."))
        for name in sorted(names) if new else ():
            if not name.startswith("."):
                file = _found_in(path, name)
                empty = empty and bool(file.passed)
                yield file
    for trouble in troubles:
        yield _File(str(trouble.filename), failure=f"cannot be read: {trouble.strerror}")
    if empty and not troubles:
        yield _File(folder, failure=f"holds no article files; {what_is_read()}")


def _found_in(folder: str, name: str) -> _File:
    path, claimed = os.path.join(folder, name), named(name)
    if claimed and not claimed.is_read:
        return _File(path, passed=PassedOver(suffix_of(name), claimed.way_out))
    file = _measured(path)
    if file.failure and not claimed:  # a socket, or a broken link, without a sign that it is news
        return _File(path, passed=PassedOver("of an unknown kind"))
    return replace(file, is_asked_for=claimed is not None)


def _articles(file: _File, parsers: Parsers) -> Iterator[tuple[Raw, int]]:
    """Yield the articles of a file, each with the bytes read until then."""
    origin = os.fsencode(file.path).decode("utf-8", "replace")
    if file.failure or file.passed:
        yield Raw(origin, None, file.failure, passed=file.passed), file.size
        return
    try:
        opened = nullcontext(_standard_input()) if file.is_stdin else open(file.path, "rb")  # noqa: SIM115
    except OSError as error:
        yield Raw(origin, None, f"cannot be read: {error.strerror}"), file.size
        return
    with opened as content:
        stream = Stream(content)
        name, address = ("", None) if file.is_stdin else (origin, f"file:{os.path.abspath(file.path)}")
        for raw in articles_in(Content(stream, origin, parsers, name, address, is_asked_for=file.is_asked_for)):
            yield raw, stream.consumed if address else 0


def _standard_input() -> BufferedReader:
    raw = sys.stdin.buffer
    return raw if isinstance(raw, BufferedReader) else BufferedReader(raw)  # type: ignore[arg-type]


def files_in(folder: str) -> list[str]:
    """Return the files below a folder whose names say that they hold articles, in the order of their names."""
    return [file.path for file in _in_folder(folder) if file.is_asked_for and not (file.failure or file.passed)]

"""Archives: the files in a .zip or .tar, one after the other and never on disk, also those of archives in them.

One budget bounds them together: files, unpacked bytes, and archives within archives.
"""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, BinaryIO, Protocol, cast

from ingest.formats.budget import MOST_FILES, Budget
from ingest.formats.format import Content, Format
from ingest.formats.signs import starting
from ingest.formats.stream import BLOCK, Stream
from ingest.records.cleaning import clean_line
from ingest.records.record import Raw, SourceError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MOST_DEPTH = 3
"""The most archives around a file: a mail's attachment in a day's archive in a year's."""
MOST_HELD = 100_000_000
"""The most bytes of a zip archive that is read from memory."""
MOST_DIRECTORY = 20_000_000
"""The most bytes of a zip archive's list of files, of which each takes at least 46, and about 600 in memory."""
LONGEST_NAME = 300  # characters
_DAMAGED = "is damaged where it lies in its archive; fetch or copy that again"


class Read(Protocol):
    """A file in an archive, for reading."""

    def read(self, size: int, /) -> bytes: ...


class _Member(io.RawIOBase):
    """The bytes of a file in an archive, paid from the budget."""

    def __init__(self, file: Read, budget: Budget, archive: Stream) -> None:
        super().__init__()
        self._file, self._budget, self._archive = file, budget, archive

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Raise SourceError, as OSError would be raised, for a file that is damaged or too large."""
        view = memoryview(buffer)
        try:
            data = self._file.read(min(len(view), BLOCK))
        except Exception:  # a parser of other people's archives; its errors are about this file
            raise SourceError(self._archive.broken or _DAMAGED) from None
        self._budget.spend(len(data))
        view[: len(data)] = data
        return len(data)


def unzipped(content: Content) -> Iterator[Content | Raw]:
    """Yield the files in a .zip. Raises SourceError for a damaged one."""
    budget = _budget(content)
    file = content.stream.seekable(MOST_HELD)
    try:
        _check_directory(file)
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, UnicodeError) as error:
        raise SourceError(f"is a damaged zip archive ({error}); fetch or copy it again") from None
    with archive:
        for info in archive.infolist():
            if not info.is_dir():
                yield from _of_zip(archive, info, content, budget)


def _check_directory(file: BinaryIO) -> None:
    """Raise SourceError when the archive's list of files, which is read whole, would take all memory."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - 65_557))
    end = file.read()
    if (at := end.rfind(b"PK\5\6")) >= 0 and int.from_bytes(end[at + 12 : at + 16], "little") > MOST_DIRECTORY:
        raise SourceError(f"holds over {MOST_FILES:,} files; split it")


def _of_zip(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, content: Content, budget: Budget
) -> Iterator[Content | Raw]:
    budget.outermost.took(info.compress_size if not content.depth else 0)
    if info.flag_bits & 1:
        yield Raw(f"{content.origin}!{_shown(info.filename)}", None, "is encrypted; unpack the archive yourself")
    elif info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):  # others unpack without a bound
        yield Raw(
            f"{content.origin}!{_shown(info.filename)}", None, "is packed in a rare way; unpack the archive yourself"
        )
    else:
        try:
            file = archive.open(info)
        except Exception:
            yield Raw(f"{content.origin}!{_shown(info.filename)}", None, _DAMAGED)
            return
        with file:
            yield from _opened(file, info.filename, content, budget)


class _Tail:
    """Remembers the end of a tar archive: tarfile accepts one that is cut off between two files."""

    def __init__(self, file: Read) -> None:
        self._file, self._last = file, b""

    def read(self, size: int, /) -> bytes:
        data = self._file.read(size)
        self._last = (self._last + data)[-tarfile.BLOCKSIZE :]
        return data

    def check(self) -> None:
        """Raise SourceError for an archive without the block of zeros that ends it."""
        if self._last.strip(b"\0"):
            raise SourceError("is cut off: the tar archive ends too early; fetch or copy it again")


def untarred(content: Content) -> Iterator[Content | Raw]:
    """Yield the files in a .tar, as they come. Raises SourceError for a damaged one."""
    budget, tail = _budget(content), _Tail(content.stream.opened)
    try:
        with tarfile.open(fileobj=cast(IO[bytes], tail), mode="r|") as archive:
            while info := archive.next():
                if info.isreg() and not info.issparse() and (file := archive.extractfile(info)):
                    yield from _opened(file, info.name, content, budget)
                archive.members = []  # type: ignore[attr-defined]  # tarfile would keep them until the end
        tail.check()
    except SourceError:
        raise
    except Exception as error:  # a parser of other people's archives; any error is about this one
        reason = f"is a damaged tar archive ({type(error).__name__}); fetch or copy it again"
        raise SourceError(content.stream.broken or reason) from None


def _budget(content: Content) -> Budget:
    """Return the budget of the outermost archive. Raises SourceError when this one is too deep in others."""
    if content.depth >= MOST_DEPTH:
        raise SourceError(f"is an archive in {MOST_DEPTH} others; unpack the outer ones first")
    return content.budget or Budget(content.stream)


def _opened(file: Read, name: str, content: Content, budget: Budget) -> Iterator[Content | Raw]:
    """Yield the file, to be read before the next one. Raises SourceError when the budget is spent."""
    base = name.rsplit("/", 1)[-1]
    if base.startswith(".") or name.startswith("__MACOSX/"):
        return
    budget.count()
    stream = Stream(io.BufferedReader(_Member(file, budget, content.stream), BLOCK), is_over=content.stream.is_over)
    shown = _shown(name)
    yield Content(
        stream,
        f"{content.origin}!{shown}",
        content.parsers,
        base,
        f"{content.address}!{shown}" if content.address else None,
        is_asked_for=False,
        depth=content.depth + 1,
        budget=budget,
    )
    if budget.reason:
        raise SourceError(budget.reason)


def _shown(name: str) -> str:
    line = clean_line(name[:2_000])
    return line if len(line) <= LONGEST_NAME else f"{line[: LONGEST_NAME // 2]}…{line[1 - LONGEST_NAME // 2 :]}"


ZIP = Format("ZIP", "a zip archive", (".zip",), starting(b"PK\x03\x04", b"PK\x05\x06"), unpack=unzipped)
TAR = Format("TAR", "a tar archive", (".tar", ".tgz"), starting(b"ustar", at=257), unpack=untarred)

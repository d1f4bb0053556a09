"""The bytes of a file or of standard input: unpacked from gzip or zstd, bounded, kept up to where they break."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Protocol

from ingest.formats.zstd import MAGIC, DamagedError, ZstdReader
from ingest.records.record import MAX_ARTICLE_BYTES, STOPPED, IsOver, SourceError, never

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

UTF_16_OR_32 = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
OVER = f"is over {MAX_ARTICLE_BYTES // 1_000_000} MB, the limit for one article"
MOST_BARREN = 100_000_000
"""The most unpacked bytes in a row without an article: ten times the longest."""
MOST_EMPTY = 1_000_000
"""The most packed bytes in a row that unpack to nothing: empty parts of a file, its padding, or an endless header."""
MOST_BLANK = 100_000
"""The most blank lines in a row: 300 MB of them, 0.3 MB of gzip, took a minute."""
MOST_TIMES = 100
"""How many times its packed size a file above MOST_BARREN may unpack to; news has 3 to 15 times, tables of it 30."""
BLOCK = 65_536
_ENDED_BY_CR = re.compile(rb"[^\r\n]{1,4000}\r[^\n]")  # "title,text\rToll,…"
TELLING = 4_096
"""The bytes at the start of a file that the reading waits for: they show its format, and a pipe may bring them one by
one."""


class Stream:
    """The bytes of an open binary file, at most `most` of them; the file stays its opener's."""

    def __init__(self, file: io.BufferedReader, most: int | None = None, is_over: IsOver = never) -> None:
        self._meter = _Meter(most, is_over)
        self._file = file
        self._unzipped = _Unzipped(file, self._meter)
        self._bytes = io.BufferedReader(self._unzipped, BLOCK)
        self.most, self.is_over = most, is_over

    @property
    def broken(self) -> str | None:
        """Return why reading stopped before the end, or None."""
        return self._unzipped.broken

    @property
    def consumed(self) -> int:
        """Return the number of bytes read from the file so far, packed ones where it is packed."""
        return self._meter.packed

    @property
    def opened(self) -> io.BufferedReader[_Unzipped]:
        """Return the contents as a file; where reading breaks, it seems to end."""
        return self._bytes

    def seekable(self, most: int) -> BinaryIO:
        """Return the contents as a file in which one can go back: in memory when it is packed, or comes through a pipe.

        Raises SourceError when that is over `most` bytes, or breaks before the end.
        """
        if not self._unzipped.is_packed and self._file.seekable():
            return self._file
        data = self._bytes.read(most + 1)
        if len(data) > most:
            raise SourceError(f"is over {most // 1_000_000} MB, the limit for one in an archive or a pipe; unpack it")
        if self.broken:
            raise SourceError(self.broken)
        return io.BytesIO(data)

    def took(self, size: int) -> None:
        """Count so many bytes of the file as read past this stream. Raises SourceError when nobody waits any more."""
        self._meter.packed += size
        if self.is_over():
            raise SourceError(STOPPED)

    def head(self) -> bytes:
        """Return some of the next bytes, without reading them, at the start TELLING of them; nothing at the end."""
        return self._bytes.peek()

    def read(self) -> bytes:
        """Return all bytes. Raises SourceError when they are over the limit or break before the end."""
        data = self._bytes.read(MAX_ARTICLE_BYTES + 1)  # so that a gzip bomb is never unpacked further
        if len(data) > MAX_ARTICLE_BYTES:
            raise SourceError(f"{OVER}; split it into one file for each article")
        if self.broken:
            raise SourceError(self.broken)
        return data

    def lines(self) -> Iterator[tuple[int, bytes]]:
        """Yield the lines that are not blank, in UTF-8, each with its number from 1.

        An overlong line has only its first MAX_ARTICLE_BYTES + 1; a line that breaks off is dropped.
        """
        blank = 0
        for number, line in enumerate(self.every_line(), 1):
            if not line.isspace():
                blank = 0
                yield number, line
            elif (blank := blank + 1) > MOST_BLANK:
                self._unzipped.broken = f"has over {MOST_BLANK:,} blank lines in a row; the rest was not read"
                return

    def count_one(self) -> None:
        """Count an article in the bytes that were read last."""
        self._meter.barren = 0

    def every_line(self) -> Iterator[bytes]:
        """Yield the lines as `lines` does, but also blank ones, and without numbers."""
        if self.head().startswith(UTF_16_OR_32):
            yield from self._recoded_lines()
            return
        if _ENDED_BY_CR.match(self.head()):
            yield from self._lines_of_old()
            return
        while line := self._bytes.readline(MAX_ARTICLE_BYTES + 1):
            rest = line
            while rest and not rest.endswith(b"\n"):
                rest = self._bytes.readline(BLOCK)
            if rest or not self.broken:
                yield line

    def _lines_of_old(self) -> Iterator[bytes]:
        """Yield the lines of old Macs, and of Excel on new ones, which end with a carriage return."""
        line = b""
        while block := self._bytes.read(BLOCK):
            *ends, rest = block.split(b"\r")
            for end in ends:
                yield (line + end)[: MAX_ARTICLE_BYTES + 1] + b"\n"
                line = b""
            line = (line + rest)[: MAX_ARTICLE_BYTES + 1]
        if line and not self.broken:
            yield line

    def _recoded_lines(self) -> Iterator[bytes]:
        wide = self.head().startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff"))
        text = io.TextIOWrapper(self._bytes, "utf-32" if wide else "utf-16", errors="replace", newline="\n")
        while line := text.readline(MAX_ARTICLE_BYTES + 1):
            rest = line
            while rest and not rest.endswith("\n"):
                rest = text.readline(BLOCK)
            if rest or not self.broken:
                yield line.encode("utf-8", "replace")


@dataclass(slots=True)
class _Meter:
    """Counts the bytes, and ends a reading that gives nothing, unpacks without end, or for which nobody waits."""

    most: int | None
    is_over: IsOver
    packed: int = 0
    unpacked: int = 0
    barren: int = 0
    empty: int = 0

    def plain(self, size: int) -> None:
        """Count so many bytes that are not packed. Raises SourceError when it is enough."""
        self.packed += size
        self._count(size)

    def pack(self, size: int) -> None:
        """Count so many packed bytes. Raises SourceError when it is enough."""
        self.packed += size
        self.empty += size
        if self.empty > MOST_EMPTY:
            raise SourceError("holds 1 MB of packed data that unpack to nothing; the rest was not read. Pack it again")
        self._count(0)

    def unpack(self, size: int) -> None:
        """Count so many unpacked bytes. Raises SourceError when it is enough."""
        self.unpacked += size
        self.empty = 0 if size else self.empty
        self._count(size)
        if self.unpacked > max(MOST_BARREN, MOST_TIMES * self.packed):
            raise SourceError(f"unpacks to over {MOST_TIMES} times its size; the rest was not read. Unpack it yourself")
        if self.most is not None and self.unpacked > self.most:
            raise SourceError(f"holds over {self.most // 1_000_000} MB; the rest was not read. Split it")

    def _count(self, size: int) -> None:
        self.barren += size
        if self.barren > MOST_BARREN:
            reason = f"{MOST_BARREN // 1_000_000} MB in a row hold no article; the rest was not read"
            raise SourceError(f"{reason}. Is it the right file?")
        if self.is_over():
            raise SourceError(STOPPED)


class _Packed(io.BufferedIOBase):
    """The bytes of a packed file, counted."""

    def __init__(self, file: io.BufferedReader, meter: _Meter) -> None:
        super().__init__()
        self._file, self._meter = file, meter
        self._uncounted = 0

    def read(self, size: int | None = -1) -> bytes:
        data = self._file.read(size)
        self._uncounted += len(data)
        if self._uncounted >= BLOCK or size != 1:  # headers are read byte by byte
            counted, self._uncounted = self._uncounted, 0
            self._meter.pack(counted)
        return data


class _Source(Protocol):
    def read1(self, size: int, /) -> bytes: ...


def _unpacking(file: io.BufferedReader, meter: _Meter) -> _Source:
    """Return a reader by the first bytes, not by the name: downloads are often packed or unpacked on the way."""
    start = file.peek(4)
    if start[:2] == b"\x1f\x8b":
        return gzip.GzipFile(fileobj=_Packed(file, meter), mode="rb")
    return ZstdReader(_Packed(file, meter)) if start[:4] == MAGIC else file


class _Unzipped(io.RawIOBase):
    """The contents of a file, unpacked where it is packed."""

    def __init__(self, file: io.BufferedReader, meter: _Meter) -> None:
        super().__init__()
        self.broken: str | None = None
        self._is_new = True
        self._meter = meter
        self._source: _Source = file
        try:
            self._source = _unpacking(file, meter)
        except OSError as error:
            self.broken = f"cannot be read: {error.strerror or error}"
        except SourceError as error:
            self.broken = str(error)
        self.is_packed = self._source is not file

    @property
    def _kind(self) -> str:
        return "zstd" if isinstance(self._source, ZstdReader) else "gzip"

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill the buffer; an error ends the stream, so that what came before it is kept."""
        view = memoryview(buffer)
        size = last = self._into(view)
        while self._is_new and last and size < TELLING:
            last = self._into(view[size:])
            size += last
        self._is_new = False
        return size

    def _into(self, view: memoryview) -> int:
        try:
            data = b"" if self.broken else self._next(len(view))
        except SourceError as error:
            data, self.broken = b"", str(error)
        except EOFError:
            data, self.broken = b"", f"is cut off: the {self._kind} data ends too early; fetch or copy it again"
        except (gzip.BadGzipFile, zlib.error, DamagedError) as error:
            data, self.broken = b"", f"is damaged {self._kind} data ({error}); fetch or copy it again"
        except OSError as error:
            data, self.broken = b"", f"cannot be read: {error.strerror or error}"
        view[: len(data)] = data
        return len(data)

    def _next(self, size: int) -> bytes:
        data = self._source.read1(size)
        if self.is_packed:
            self._meter.unpack(len(data))
        else:
            self._meter.plain(len(data))
        return data

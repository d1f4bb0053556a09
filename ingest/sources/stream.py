"""The bytes of a file or of standard input: unzipped when they are gzip, bounded, kept up to where they break."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.sources import MAX_ARTICLE_BYTES, SourceError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

UTF_16_OR_32 = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
OVER = f"is over {MAX_ARTICLE_BYTES // 1_000_000} MB, the limit for one article"


class Stream:
    """What is read from an open binary file; the file stays its opener's."""

    def __init__(self, file: io.BufferedReader) -> None:
        self._file = file
        self._unzipped = _Unzipped(file)
        self._bytes = io.BufferedReader(self._unzipped, 65_536)

    @property
    def broken(self) -> str | None:
        """Why reading stopped before the end, or None."""
        return self._unzipped.broken

    @property
    def consumed(self) -> int:
        """Bytes read from the file so far, zipped ones where it is gzip."""
        return self._file.tell()

    def head(self) -> bytes:
        """Some of the next bytes, without reading them; nothing at the end."""
        return self._bytes.peek()

    def read(self) -> bytes:
        """All of it. Raises SourceError when it is over the limit or breaks before the end."""
        data = self._bytes.read(MAX_ARTICLE_BYTES + 1)  # a gzip bomb is never unpacked further
        if len(data) > MAX_ARTICLE_BYTES:
            raise SourceError(f"{OVER}; split it into one file for each article")
        if self.broken:
            raise SourceError(self.broken)
        return data

    def lines(self) -> Iterator[bytes]:
        """The lines in UTF-8, of an overlong one only the first MAX_ARTICLE_BYTES + 1; a half one is dropped."""
        if self.head().startswith(UTF_16_OR_32):
            yield from self._recoded_lines()
            return
        while line := self._bytes.readline(MAX_ARTICLE_BYTES + 1):
            rest = line
            while rest and not rest.endswith(b"\n"):
                rest = self._bytes.readline(65_536)
            if rest or not self.broken:
                yield line

    def _recoded_lines(self) -> Iterator[bytes]:
        wide = self.head().startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff"))
        text = io.TextIOWrapper(self._bytes, "utf-32" if wide else "utf-16", errors="replace", newline="\n")
        while line := text.readline(MAX_ARTICLE_BYTES + 1):
            rest = line
            while rest and not rest.endswith("\n"):
                rest = text.readline(65_536)
            if rest or not self.broken:
                yield line.encode("utf-8", "replace")


class _Unzipped(io.RawIOBase):
    """Goes by the first two bytes, not by the name: downloads are often unzipped on the way, or zipped."""

    def __init__(self, file: io.BufferedReader) -> None:
        super().__init__()
        self.broken: str | None = None
        zipped = False
        try:
            zipped = file.peek(2)[:2] == b"\x1f\x8b"
        except OSError as error:
            self.broken = f"cannot be read: {error.strerror or error}"
        self._source = gzip.GzipFile(fileobj=file, mode="rb") if zipped else file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Errors end the stream, so that what came before them is kept."""
        view = memoryview(buffer)
        try:
            data = b"" if self.broken else self._source.read1(len(view))
        except EOFError:
            data, self.broken = b"", "is cut off: the gzip data ends too early; fetch or copy it again"
        except (gzip.BadGzipFile, zlib.error) as error:
            data, self.broken = b"", f"is damaged gzip data ({error}); fetch or copy it again"
        except OSError as error:
            data, self.broken = b"", f"cannot be read: {error.strerror or error}"
        view[: len(data)] = data
        return len(data)

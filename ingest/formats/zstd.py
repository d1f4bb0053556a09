"""Zstandard: unpacked a little at a time, and up to where it breaks."""

from __future__ import annotations

from io import BufferedIOBase

MAGIC = b"\x28\xb5\x2f\xfd"
_BITE = 512
"""The packed bytes of one step: a bomb of zeros makes 16 MB of them."""
_WINDOW = 1 << 27
"""The most bytes of memory for unpacked data: as much as `zstd --long` asks for."""


class DamagedError(Exception):
    """The data are no zstd, or not any more."""


class ZstdReader:
    """The contents of a file of one or more frames."""

    def __init__(self, packed: BufferedIOBase) -> None:
        from zstandard import ZstdDecompressor

        self._packed, self._decompressor = packed, ZstdDecompressor(max_window_size=_WINDOW)
        self._frame = self._decompressor.decompressobj()
        self._waiting = b""
        self._is_within = False

    def read1(self, size: int) -> bytes:
        """Return up to `size` bytes, none at the end. Raises EOFError for a cut frame, DamagedError for damage."""
        while not self._waiting and (bite := self._bite()):
            self._waiting = self._unpacked(bite)
            self._is_within = True
        data, self._waiting = self._waiting[:size], self._waiting[size:]
        return data

    def _unpacked(self, bite: bytes) -> bytes:
        from zstandard import ZstdError

        try:
            return self._frame.decompress(bite)
        except ZstdError as error:
            raise DamagedError(str(error)) from None

    def _bite(self) -> bytes:
        """Return the next packed bytes; a frame that has ended makes way for another."""
        left = self._frame.unused_data if self._frame.eof else b""
        if self._frame.eof:
            self._frame, self._is_within = self._decompressor.decompressobj(), False
        bite = left or self._packed.read(_BITE)
        if not bite and self._is_within:
            raise EOFError
        return bite

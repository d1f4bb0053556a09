"""Bodies as they come over HTTP, unpacked piece by piece and bounded: gzip, deflate, Brotli, Zstandard."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence

from ingest.records.record import SourceError

BLOCK = 65_536
MOST_TIMES = 100
"""How many times its packed size a body may have: news has 3 to 15 times, tables of it 30."""
FREE = 1_000_000
"""The bytes that a body may always unpack to: a short page of equal rows packs well."""
MOST_PACKINGS = 2
_GZIP = b"\x1f\x8b"
_CUT = "is cut off: the packed data ({name} data) end too early; try again"
_ZSTD_WINDOW = 8_388_608  # RFC 9659: no larger window on the web
_ZSTD_PIECE = 256  # bytes; 4 of them give 128 KiB at most, and a piece 8 MiB

Pieces = Iterator[bytes]


def unpacked(chunks: Iterable[bytes], encoding: str, most: int, start_will_do: bool = False) -> bytes:
    """Return the body, by its `Content-Encoding`; gzip is unpacked even without that, as in `sitemap.xml.gz`.

    Raises SourceError when it is over `most` bytes (unless its start will do), unpacks out of all proportion, or is
    damaged.
    """
    names = [name.strip() for name in encoding.lower().split(",") if name.strip() not in ("", "identity")]
    data = _all(chunks, [_named(name) for name in names[::-1]], most, start_will_do)
    return _all([data], [_gunzip], most, start_will_do) if data.startswith(_GZIP) else data


def _named(name: str) -> Unpacking:
    if name not in _UNPACKINGS:
        raise SourceError(f"comes packed as {name[:100]!r}, unasked; save it and drop the file")
    return _UNPACKINGS[name]


def _all(chunks: Iterable[bytes], unpackings: Sequence[Unpacking], most: int, start_will_do: bool) -> bytes:
    if len(unpackings) > MOST_PACKINGS:
        raise SourceError(f"is packed {len(unpackings)} times; save it and drop the file")
    counted = _Counted(chunks, 2 * most if start_will_do else most)  # packing may make a body a little larger
    pieces: Pieces = counted
    for unpacking in unpackings:
        pieces = unpacking(pieces)
    data = bytearray()
    for piece in pieces:
        data += piece
        if len(data) >= most and start_will_do:
            return bytes(data[:most])
        if len(data) > most:
            raise SourceError(f"is over {most / 1_000_000:g} MB, the most that is taken from one address")
        if len(data) > max(FREE, MOST_TIMES * counted.size):
            raise SourceError(f"unpacks to over {MOST_TIMES} times its size; the rest was not read")
    return bytes(data)


class _Counted(Iterator[bytes]):
    """The chunks as they come, and their size so far."""

    def __init__(self, chunks: Iterable[bytes], most: int) -> None:
        self._chunks, self._most, self.size = iter(chunks), most, 0

    def __next__(self) -> bytes:
        chunk = next(self._chunks)
        self.size += len(chunk)
        if self.size > self._most:
            raise SourceError(f"is over {self._most / 1_000_000:g} MB, the most that is taken from one address")
        return chunk


def _gunzip(chunks: Pieces) -> Pieces:
    """Unpack all members; what follows the last one, such as padding, goes."""
    return _inflate(chunks, 31, "gzip")


def _deflate(chunks: Pieces) -> Pieces:
    """Unpack data with zlib's frame, as it should be, or without, as some servers send it."""
    first = b""
    while len(first) < 2 and (chunk := next(chunks, None)) is not None:
        first += chunk
    framed = len(first) > 1 and first[0] & 15 == 8 and int.from_bytes(first[:2], "big") % 31 == 0
    return _inflate(_joined(first, chunks), zlib.MAX_WBITS if framed else -zlib.MAX_WBITS, "deflate")


def _joined(first: bytes, chunks: Pieces) -> Pieces:
    yield first
    yield from chunks


def _inflate(chunks: Pieces, window: int, name: str) -> Pieces:
    member, is_begun = zlib.decompressobj(window), False
    try:
        for chunk in chunks:
            while chunk:
                if member.eof and not (window == 31 and _GZIP.startswith(chunk[:2])):
                    return
                member = zlib.decompressobj(window) if member.eof else member
                is_begun = True
                yield member.decompress(chunk, BLOCK)
                chunk = member.unused_data if member.eof else member.unconsumed_tail
        yield member.flush()  # less than a block: all input has been consumed
    except zlib.error as error:
        raise SourceError(f"is damaged {name} data ({error}); try again") from None
    if is_begun and not member.eof:
        raise SourceError(_CUT.format(name=name))


def _unbrotli(chunks: Pieces) -> Pieces:
    import brotli

    whole, is_begun = brotli.Decompressor(), False
    try:
        for chunk in chunks:
            if whole.is_finished():
                return
            is_begun = is_begun or bool(chunk)
            piece = whole.process(chunk, output_buffer_limit=BLOCK)
            while piece or not whole.can_accept_more_data():
                yield piece
                piece = b"" if whole.is_finished() else whole.process(b"", output_buffer_limit=BLOCK)
    except brotli.error as error:
        raise SourceError(f"is damaged Brotli data ({error}); try again") from None
    if is_begun and not whole.is_finished():
        raise SourceError(_CUT.format(name="Brotli"))


def _unzstd(chunks: Pieces) -> Pieces:
    import zstandard

    unpacker = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
    frame, is_begun = unpacker.decompressobj(), False
    try:
        for piece in _cut(chunks, _ZSTD_PIECE):
            while piece:
                frame = unpacker.decompressobj() if frame.eof else frame
                is_begun = True
                yield frame.decompress(piece)
                piece = frame.unused_data if frame.eof else b""
    except zstandard.ZstdError as error:
        raise SourceError(f"is damaged Zstandard data ({error}); try again") from None
    if is_begun and not frame.eof:
        raise SourceError(_CUT.format(name="Zstandard"))


def _cut(chunks: Pieces, size: int) -> Pieces:
    for chunk in chunks:
        for start in range(0, len(chunk), size):
            yield chunk[start : start + size]


Unpacking = Callable[[Pieces], Pieces]
_UNPACKINGS: dict[str, Unpacking] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _deflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
ACCEPTED = "gzip, deflate, br, zstd"

"""Bodies unpacked: whole or with a reason, and never without bounds."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator

import brotli
import pytest
import zstandard

from ingest.fetch.unpack import ACCEPTED, unpacked
from ingest.records.record import SourceError

STORY = b"The ferry to Lundholm sails again from Monday, the harbour office said. " * 20
MOST = 10_000_000


def bare_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


PACKED = {
    "gzip": gzip.compress,
    "x-gzip": lambda data: gzip.compress(data[:100]) + gzip.compress(data[100:]) + b"\0" * 40,
    "deflate": zlib.compress,
    "Deflate": bare_deflate,
    "br": brotli.compress,
    "zstd": zstandard.ZstdCompressor().compress,
    "gzip, identity": gzip.compress,
    "gzip, br": lambda data: brotli.compress(gzip.compress(data)),
    "identity": gzip.compress,
    "": bytes,
}


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


@pytest.mark.parametrize("name", PACKED)
@pytest.mark.parametrize("size", [1, len(STORY), 400_000])
def test_what_comes_packed_is_unpacked(name: str, size: int) -> None:
    body = (STORY * 300)[:size]
    packed = PACKED[name](body)
    assert unpacked([packed], name, MOST) == body
    assert unpacked(pieces(packed, 1_000), name, MOST) == body


@pytest.mark.parametrize("name", PACKED)
def test_pieces_of_one_byte_and_empty_ones_are_joined(name: str) -> None:
    chunks = (part for each in pieces(PACKED[name](STORY), 1) for part in (b"", each))
    assert unpacked(chunks, name, MOST) == STORY


def test_each_packing_that_is_accepted_is_read() -> None:
    assert {name.strip() for name in ACCEPTED.split(",")} <= PACKED.keys()


@pytest.mark.parametrize("name", ["gzip", "deflate", "Deflate", "br", "zstd"])
def test_what_is_packed_may_be_empty_but_neither_cut_nor_damaged(name: str) -> None:
    whole = PACKED[name](bytes(range(256)) * 30 + STORY)
    assert unpacked([], name, MOST) == unpacked([b""], name, MOST) == b""
    with pytest.raises(SourceError, match=r"is cut off: the packed data \(\w+ data\) end too early; try again"):
        unpacked([whole[:-9]], name, MOST)
    with pytest.raises(SourceError, match=r"is damaged \w+ data .*; try again"):
        unpacked([b"\xf7" + whole], name, MOST)


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_a_bomb_is_not_unpacked(name: str) -> None:
    bomb = PACKED[name](b"a" * 3_000_000)
    with pytest.raises(SourceError, match="unpacks to over 100 times its size; the rest was not read"):
        unpacked([bomb], name, MOST)


def test_a_short_page_of_equal_rows_packs_well() -> None:
    assert len(unpacked([gzip.compress(b"a" * 1_000_000)], "gzip", MOST)) == 1_000_000


@pytest.mark.parametrize("name", ["", "gzip"])
def test_a_body_may_have_the_most_bytes_and_no_more(name: str) -> None:
    body = bytes(range(250)) * 40
    assert unpacked(pieces(PACKED[name](body), 100), name, len(body)) == body
    with pytest.raises(SourceError, match=r"is over 0\.009999 MB, the most that is taken from one address"):
        unpacked(pieces(PACKED[name](body), 100), name, len(body) - 1)


@pytest.mark.parametrize("name", ["", "gzip", "br"])
def test_where_the_start_will_do_the_rest_is_not_read(name: str) -> None:
    assert unpacked(pieces(PACKED[name](STORY), 10), name, 30, start_will_do=True) == STORY[:30]
    assert unpacked([PACKED[name](STORY)], name, MOST, start_will_do=True) == STORY


def test_of_a_body_that_never_ends_no_more_is_taken_than_the_most() -> None:
    came: list[int] = []

    def endless() -> Iterator[bytes]:
        while True:
            came.append(1)
            yield STORY

    with pytest.raises(SourceError, match=r"is over 0.1 MB"):
        unpacked(endless(), "", 100_000)
    assert len(came) == 100_000 // len(STORY) + 1


@pytest.mark.parametrize(
    ("encoding", "reason"),
    [
        ("gzip, gzip, gzip", "is packed 3 times; save it and drop the file"),
        ("compress", "comes packed as 'compress', unasked; save it and drop the file"),
        ("gzip;q=1", "comes packed as 'gzip;q=1', unasked"),
        ("x" * 200, f"comes packed as '{'x' * 100}', unasked"),
    ],
)
def test_a_packing_that_is_not_read_is_named(encoding: str, reason: str) -> None:
    with pytest.raises(SourceError) as caught:
        unpacked([b"x"], encoding, MOST)
    assert reason in str(caught.value)

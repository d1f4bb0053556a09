"""Zstandard: frames one after the other, a little at a time, up to where they break."""

from __future__ import annotations

import io

import pytest
import zstandard

from ingest.formats.zstd import MAGIC, DamagedError, ZstdReader

STORY = b"The council of Ostvale passed its budget on Sunday. " * 200


def frame(data: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(data)


def reader(packed: bytes) -> ZstdReader:
    return ZstdReader(io.BufferedReader(io.BytesIO(packed)))


def whole(reader: ZstdReader, size: int = 1_000) -> bytes:
    return b"".join(iter(lambda: reader.read1(size), b""))


@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_what_was_packed_comes_back(size: int) -> None:
    assert frame(STORY).startswith(MAGIC)
    assert whole(reader(frame(STORY)), size) == STORY


@pytest.mark.parametrize(
    "frames",
    [(b"", STORY), (STORY, b"", STORY), (STORY,) * 9, (b"one", b"two")],
    ids=["an empty one first", "an empty one within", "many", "two in one bite"],
)
def test_frames_follow_one_another(frames: tuple[bytes, ...]) -> None:
    assert whole(reader(b"".join(map(frame, frames)))) == b"".join(frames)


def test_no_more_than_asked_for_comes_at_once_and_nothing_at_the_end() -> None:
    one = reader(frame(STORY))
    assert one.read1(10) == STORY[:10]
    assert whole(one) == STORY[10:]
    assert one.read1(10) == b""


def test_a_file_of_nothing_is_empty() -> None:
    assert reader(b"").read1(10) == b""


@pytest.mark.parametrize("cut", [5, 40, -1])
def test_a_frame_that_is_cut_raises_at_its_end(cut: int) -> None:
    with pytest.raises(EOFError):
        whole(reader(frame(STORY)[:cut]))


@pytest.mark.parametrize("packed", [b"no zstd at all", frame(STORY) + b"rubbish behind"], ids=["all", "the rest"])
def test_what_is_no_zstd_is_damaged(packed: bytes) -> None:
    with pytest.raises(DamagedError):
        whole(reader(packed))


def test_a_window_that_takes_all_memory_is_refused() -> None:
    parameters = zstandard.ZstdCompressionParameters(window_log=28, compression_level=1)
    wide = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    with pytest.raises(DamagedError):
        whole(reader(wide.compress(STORY) + wide.flush()))

"""The bytes of a file: unpacked, bounded, by lines whatever ends them, and kept up to where they break."""

from __future__ import annotations

import gzip
import io
from io import BufferedReader, BytesIO
from pathlib import Path

import pytest
import zstandard

from ingest.formats import stream as module
from ingest.formats.stream import BLOCK, TELLING, Stream
from ingest.formats.table import format_of
from ingest.records.record import IsOver, SourceError, never

LINES = b"".join(b"Line %d of the budget of Ostvale.\n" % number for number in range(2_000))


def zstd(data: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(data)


def stream(data: bytes, most: int | None = None, is_over: IsOver = never) -> Stream:
    return Stream(BufferedReader(BytesIO(data)), most, is_over)


class Pipe(io.RawIOBase):
    """A pipe that brings one byte after the other."""

    def __init__(self, data: bytes) -> None:
        self._left = BytesIO(data)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._left.read(1)
        buffer[: len(data)] = data
        return len(data)


class Failing(io.RawIOBase):
    """A file that gives some bytes, and then fails."""

    def __init__(self, data: bytes) -> None:
        self._left = BytesIO(data)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if not (data := self._left.read(len(buffer))):
            raise OSError(5, "Input/output error")
        buffer[: len(data)] = data
        return len(data)


# Bytes


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstd], ids=["plain", "gzip", "zstd"])
def test_what_is_packed_is_unpacked_and_counted_as_packed(pack) -> None:
    data = pack(LINES)
    one = stream(data)
    assert one.read() == LINES
    assert (one.consumed, one.broken) == (len(data), None)
    assert one.head() == b""


def test_a_file_of_nothing_has_no_bytes() -> None:
    one = stream(b"")
    assert (one.head(), one.read(), list(one.lines()), one.broken) == (b"", b"", [], None)


def test_the_head_is_read_without_being_taken_and_waits_for_a_slow_pipe() -> None:
    one = Stream(BufferedReader(Pipe(LINES[:5_000]), 1))
    assert len(one.head()) >= TELLING
    assert one.read() == LINES[:5_000]


def test_the_first_bytes_of_a_slow_pipe_show_its_format() -> None:
    found = format_of("", Stream(BufferedReader(Pipe(b"<!doctype html><html><p>It sank.</p></html>"))).head())
    assert found
    assert found.name == "HTML"


def test_a_whole_file_is_bounded_by_an_article(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_ARTICLE_BYTES", 100)
    assert stream(b"a" * 100).read() == b"a" * 100
    for data in (b"a" * 101, gzip.compress(b"a" * 101)):
        with pytest.raises(SourceError, match="the limit for one article; split it into one file for each article"):
            stream(data).read()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (gzip.compress(LINES)[:-9], "is cut off: the gzip data ends too early; fetch or copy it again"),
        (zstd(LINES) + zstd(LINES)[:-9], "is cut off: the zstd data ends too early; fetch or copy it again"),
        (gzip.compress(LINES)[:-8] + bytes(8), "is damaged gzip data"),
        (zstd(LINES) + b"rubbish", "is damaged zstd data"),
    ],
    ids=["cut gzip", "cut zstd", "damaged gzip", "damaged zstd"],
)
def test_what_breaks_says_why_and_what_came_before_is_kept(data: bytes, reason: str) -> None:
    one = stream(data)
    assert [line for _, line in one.lines()][:100] == LINES.splitlines(keepends=True)[:100]
    assert str(one.broken).startswith(reason)
    with pytest.raises(SourceError, match=reason):
        stream(data).read()


def test_a_file_that_fails_says_so() -> None:
    one = Stream(BufferedReader(Failing(b"One.\nTw")))
    assert list(one.lines()) == [(1, b"One.\n")]
    assert one.broken == "cannot be read: Input/output error"
    assert Stream(BufferedReader(Failing(b""))).broken == "cannot be read: Input/output error"


# Bounds


def test_bytes_in_a_row_without_an_article_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_BARREN", 2 * BLOCK)
    one = stream(LINES * 20)
    assert len(b"".join(line for _, line in one.lines())) <= 2 * BLOCK
    assert str(one.broken).endswith("in a row hold no article; the rest was not read. Is it the right file?")
    counted = stream(LINES * 20)
    for _ in counted.lines():
        counted.count_one()
    assert counted.broken is None


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_BARREN", 1_000_000)
    one = stream(gzip.compress(bytes(2_000_000)))
    for _ in iter(lambda: one.opened.read(BLOCK), b""):
        one.count_one()
    assert one.broken == "unpacks to over 100 times its size; the rest was not read. Unpack it yourself"


def test_a_limit_is_one_of_what_is_unpacked() -> None:
    one = stream(gzip.compress(LINES), most=20_000)
    assert len(one.opened.read()) < 20_000 + BLOCK
    assert one.broken == "holds over 0 MB; the rest was not read. Split it"
    assert stream(gzip.compress(LINES), most=len(LINES)).read() == LINES


def test_packed_data_that_unpack_to_nothing_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_EMPTY", 200_000)
    one = stream(gzip.compress(b"One.\n") + gzip.compress(b"") * 15_000)
    assert list(one.lines()) == [(1, b"One.\n")]
    assert "unpack to nothing" in str(one.broken)


def test_a_reading_for_which_nobody_waits_ends() -> None:
    one = stream(LINES, is_over=lambda: True)
    assert list(one.lines()) == []
    assert "was stopped" in str(one.broken)
    with pytest.raises(SourceError, match="was stopped"):
        one.took(1)


def test_what_is_read_past_it_is_counted() -> None:
    one = stream(LINES)
    one.took(7)
    assert one.consumed == 7


# Going back


def test_a_plain_file_on_a_disk_is_its_own(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(LINES)
    with (tmp_path / "a").open("rb") as file:
        assert Stream(file).seekable(1) is file


@pytest.mark.parametrize("file", [BytesIO(gzip.compress(LINES)), Pipe(LINES[:5_000])], ids=["packed", "a pipe"])
def test_what_is_packed_or_comes_through_a_pipe_goes_to_memory(file: io.RawIOBase) -> None:
    held = Stream(BufferedReader(file)).seekable(len(LINES))
    assert held.read()[:5_000] == LINES[:5_000]
    held.seek(5)
    assert held.read(1) == LINES[5:6]


def test_what_is_too_large_or_broken_has_no_way_back() -> None:
    with pytest.raises(SourceError, match="is over 1 MB, the limit for one in an archive or a pipe; unpack it"):
        stream(gzip.compress(bytes(1_000_001))).seekable(1_000_000)
    with pytest.raises(SourceError, match="is cut off"):
        stream(gzip.compress(LINES)[:-9]).seekable(len(LINES))


# Lines


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"One.\nTwo.", [(1, b"One.\n"), (2, b"Two.")]),
        (b"\n \nOne.\r\n\t\n\nTwo.\n", [(3, b"One.\r\n"), (6, b"Two.\n")]),
        (b"One.\rTwo.\rThree.", [(1, b"One.\n"), (2, b"Two.\n"), (3, b"Three.")]),
        (b"One.\r\rTwo.\r", [(1, b"One.\n"), (3, b"Two.\n")]),
        ("Öre.\n\nTwo.".encode("utf-16"), [(1, b"\xc3\x96re.\n"), (3, b"Two.")]),
        ("Öre.\nTwo.".encode("utf-32"), [(1, b"\xc3\x96re.\n"), (2, b"Two.")]),
        (b"\xfe\xff" + "One.".encode("utf-16-be"), [(1, b"One.")]),
        (b"\xef\xbb\xbfOne.", [(1, b"\xef\xbb\xbfOne.")]),
        (b"caf\xe9\n", [(1, b"caf\xe9\n")]),
    ],
    ids=["plain", "blank", "old Mac", "old Mac, blank", "UTF-16", "UTF-32", "UTF-16 BE", "mark", "Latin"],
)
def test_lines_that_are_not_blank_have_their_numbers(data: bytes, lines: list[tuple[int, bytes]]) -> None:
    assert list(stream(data).lines()) == lines


def test_every_line_is_also_a_blank_one() -> None:
    assert list(stream(b"One.\n\n \nTwo.").every_line()) == [b"One.\n", b"\n", b" \n", b"Two."]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_overlong_line_has_only_its_beginning_and_the_next_is_whole(
    monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    monkeypatch.setattr(module, "MAX_ARTICLE_BYTES", 100)
    first, second = stream(f"{'a' * 200_000}\nTwo.\n".encode(encoding)).lines()
    assert first == (1, b"a" * 101)
    assert second == (2, b"Two.\n")


def test_an_overlong_line_of_an_old_mac_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_ARTICLE_BYTES", 100)
    first, second, last = stream(b"One.\r" + b"a" * 200_000 + b"\rThree.").lines()
    assert (first, second, last) == ((1, b"One.\n"), (2, b"a" * 101 + b"\n"), (3, b"Three."))


def test_blank_lines_without_end_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_BLANK", 10)
    assert [number for number, _ in stream(b"\n" * 10 + b"One.\n" + b"\n" * 10 + b"Two.").lines()] == [11, 22]
    one = stream(b"One.\n" + b"\n" * 11 + b"Two.")
    assert list(one.lines()) == [(1, b"One.\n")]
    assert one.broken == "has over 10 blank lines in a row; the rest was not read"

"""The HNSW files that chromadb keeps: damage is told before Chroma, which trusts them, opens them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from ragbot.archive.chroma.hnsw import DEEPEST, FILES, LABELS, LAYOUT, Header, check

LINKS, DIMENSION, COUNT = 2, 3, 3
VECTOR_AT = 4 * 2 * LINKS + 4
LABEL_AT = VECTOR_AT + 4 * DIMENSION
SOUND = Header(
    1, 0, 8, COUNT, LABEL_AT + 8, LABEL_AT, VECTOR_AT, 1, 0, LINKS, 2 * LINKS, LINKS, 1 / math.log(LINKS), 100
)


def base(neighbors: int = 1, vector: tuple[float, ...] = (0, 0.6, 0.8)) -> bytes:
    """Each vector's count of neighbors, the neighbors, itself and its label."""
    row = np.array([1, neighbors, 0, 0, 0], "<u4").tobytes() + np.array(vector, "<f4").tobytes() + b"\0" * 8
    return row * COUNT


def upper(*levels: int, neighbor: int = 2) -> bytes:
    """Each vector's record: how long it is, and a list for each level above the lowest, to one neighbor."""
    each = [1, neighbor, 0]
    return np.array([word for level in levels for word in (4 * 3 * level, *each * level)], "<u4").tobytes()


@pytest.fixture
def segment(tmp_path: Path) -> Path:
    folder = tmp_path / "segment"
    folder.mkdir()
    write(folder, SOUND)
    return folder


def write(folder: Path, header: Header) -> None:
    (folder / "header.bin").write_bytes(LAYOUT.pack(*header))
    (folder / "data_level0.bin").write_bytes(base())
    (folder / "length.bin").write_bytes(np.ones(COUNT, "<f4").tobytes())
    (folder / "link_lists.bin").write_bytes(upper(1, 0, 1))
    (folder / LABELS).write_bytes(b"labels")


def test_sound_files_tell_how_many_vectors_they_hold(segment: Path, tmp_path: Path) -> None:
    assert check(tmp_path) == COUNT
    other = tmp_path / "other"
    other.mkdir()
    write(other, SOUND)
    assert check(tmp_path) == 2 * COUNT


def test_a_folder_without_a_persisted_segment_holds_none(segment: Path, tmp_path: Path) -> None:
    assert check(tmp_path / "nowhere") == 0
    (segment / LABELS).unlink()  # all is in the write-ahead log
    assert check(tmp_path) == 0


def test_a_format_that_is_not_known_is_left_to_a_trial(segment: Path, tmp_path: Path) -> None:
    write(segment, SOUND._replace(version=2, size=0))
    assert check(tmp_path) == 0


def test_an_empty_segment_is_sound(segment: Path, tmp_path: Path) -> None:
    write(segment, SOUND._replace(total=0, entry=7))
    assert check(tmp_path) == 0


def test_a_text_without_any_meaning_has_a_vector_of_zeros(segment: Path, tmp_path: Path) -> None:
    (segment / "data_level0.bin").write_bytes(base(vector=(0, 0, 0)))
    (segment / "length.bin").write_bytes(np.zeros(COUNT, "<f4").tobytes())
    assert check(tmp_path) == COUNT


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_missing_is_named(segment: Path, tmp_path: Path, name: str) -> None:
    (segment / name).unlink()
    with pytest.raises(ValueError, match=f"^{name} is missing$"):
        check(tmp_path)


@pytest.mark.parametrize(
    "wrong",
    [
        {"start": 1},
        {"total": 9},  # more than there is room for
        {"capacity": 10**9},
        {"size": 99},
        {"label_at": LABEL_AT + 1, "size": LABEL_AT + 9},  # no whole number of dimensions
        {"label_at": VECTOR_AT, "size": VECTOR_AT + 8},  # none
        {"vector_at": VECTOR_AT + 4},
        {"most_links": 3},
        {"most_links": 1, "most_base_links": 2, "links_wanted": 1},
        {"scale": 1.0},
        {"top_level": DEEPEST + 1},
        {"entry": COUNT},
    ],
)
def test_a_header_that_contradicts_itself_is_refused(segment: Path, tmp_path: Path, wrong: dict[str, int]) -> None:
    write(segment, SOUND._replace(**wrong))
    with pytest.raises(ValueError, match=r"^header\.bin does not make sense$"):
        check(tmp_path)


def cut(data: bytes) -> bytes:
    return data[:-1]


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("header.bin", cut, "header.bin is cut short"),
        ("data_level0.bin", cut, f"data_level0.bin has {COUNT * SOUND.size - 1} bytes, not {COUNT * SOUND.size}"),
        ("length.bin", cut, "length.bin has 11 bytes, not 12"),
        ("link_lists.bin", lambda _: b"\0" * 10**5, "link_lists.bin has grown beyond measure"),
        (LABELS, lambda _: b"\0" * 10**5, f"{LABELS} has grown beyond measure"),
        ("data_level0.bin", lambda _: base(neighbors=COUNT), "data_level0.bin has neighbors that are none"),
        ("data_level0.bin", lambda _: base(vector=(1, 1, 1)), "data_level0.bin has vectors that are none"),
        ("data_level0.bin", lambda _: base(vector=(0, 0, 0)), "data_level0.bin has vectors that are none"),
        ("data_level0.bin", lambda _: base(vector=(0, math.nan, 0)), "data_level0.bin has vectors that are none"),
        ("link_lists.bin", lambda _: upper(0, 0, 1), "link_lists.bin does not lead to the entry that header.bin names"),
        ("link_lists.bin", lambda _: upper(1, 0), "link_lists.bin is cut short"),
        ("link_lists.bin", lambda _: upper(2, 0, 2), "link_lists.bin has records that are none"),
        ("link_lists.bin", lambda data: b"\5" + data[1:], "link_lists.bin has records that are none"),
        ("link_lists.bin", lambda _: upper(1, 0, 1, neighbor=9), "link_lists.bin has neighbors that are none"),
        ("link_lists.bin", lambda _: upper(1, 0, 1, neighbor=1), "link_lists.bin has neighbors that are none"),
    ],
)
def test_damage_is_named(
    segment: Path, tmp_path: Path, name: str, change: Callable[[bytes], bytes], message: str
) -> None:
    (segment / name).write_bytes(change((segment / name).read_bytes()))
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        check(tmp_path)


def test_a_link_list_may_be_longer_than_its_vectors(segment: Path, tmp_path: Path) -> None:
    (segment / "link_lists.bin").write_bytes(upper(1, 0, 1, 1))  # it is never cut
    assert check(tmp_path) == COUNT

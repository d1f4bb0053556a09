"""The HNSW files that chromadb 1.5 keeps for each collection: whether what they hold is as it must be.

Chroma rewrites them in place, without checksums, and follows every number in them: a wrong neighbor is a crash.
Nothing is unpickled here: a pickle from elsewhere may be code.
"""

from __future__ import annotations

import math
import struct
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

FILES = ("header.bin", "data_level0.bin", "length.bin", "link_lists.bin")
LABELS = "index_metadata.pickle"
KNOWN_VERSION = 1
LAYOUT = struct.Struct("<iQQQQQQiIQQQdQ")
"""Of header.bin, as hnswlib of chromadb 1.5.9 writes it."""
SPARE = 100_000
"""Vectors that a segment may have room for beyond four times what it holds: hnswlib rounds up to a power of two."""
DEEPEST = 64
"""Levels of a graph, far beyond what chance makes of any number of vectors."""
LONGEST_LABEL = 2048
"""Bytes that Chroma takes to say which text a vector is of, several times over; a key of ours has 32."""
AT_ONCE = 10_000
"""Vectors that are measured at once."""
UNIT = 0.01
"""By which the length of a vector may differ from 1."""

Numbers = NDArray[Any]


class Header(NamedTuple):
    """What header.bin says: numbers of vectors, and places and sizes in bytes."""

    version: int
    start: int
    capacity: int
    total: int
    size: int
    label_at: int
    vector_at: int
    top_level: int
    entry: int
    most_links: int
    most_base_links: int
    links_wanted: int
    scale: float
    effort: int


def check(path: Path) -> int:
    """How many vectors the files of a Chroma folder hold.

    Raises ValueError when they cannot be sound, OSError when one cannot be read.
    """
    persisted = 0
    for segment in {file.parent for name in (*FILES, LABELS) for file in path.glob(f"*/{name}")}:
        if not (segment / LABELS).exists():  # not yet persisted: all is in the write-ahead log
            continue
        persisted += _check_segment(segment)
    return persisted


def _check_segment(segment: Path) -> int:
    for name in FILES:
        if not (segment / name).is_file():
            raise ValueError(f"{name} is missing")
    content = (segment / "header.bin").read_bytes()
    if len(content) < LAYOUT.size:
        raise ValueError("header.bin is cut short")
    header = Header(*LAYOUT.unpack_from(content))
    if header.version != KNOWN_VERSION:
        return 0  # a format that is not known here, or damage: a trial will tell
    _check_header(header)
    _check_sizes(segment, header)
    if header.total:
        _check_base(segment, header)
        _check_upper(segment, header)
    return header.total


def _check_header(header: Header) -> None:
    dimension, rest = divmod(header.label_at - header.vector_at, 4)
    fits = (
        header.start == 0
        and header.total <= header.capacity <= 4 * header.total + SPARE
        and header.size == header.label_at + 8
        and dimension > 0
        and rest == 0
        and header.vector_at == 4 * header.most_base_links + 4
        and header.most_base_links == 2 * header.most_links == 2 * header.links_wanted
        and header.most_links > 1
        and abs(header.scale * math.log(header.most_links) - 1) < UNIT
        and header.top_level <= DEEPEST
        and (header.entry < header.total or not header.total)
    )
    if not fits:
        raise ValueError("header.bin does not make sense")


def _check_sizes(segment: Path, header: Header) -> None:
    for name, expected in (("data_level0.bin", header.total * header.size), ("length.bin", 4 * header.total)):
        found = (segment / name).stat().st_size
        if found < expected:
            raise ValueError(f"{name} has {found} bytes, not {expected}")
    most = header.capacity * (4 + DEEPEST * (4 * header.most_links + 4))
    if (segment / "link_lists.bin").stat().st_size > min(most, 1024 * header.capacity):
        raise ValueError("link_lists.bin has grown beyond measure")  # a torn record once made it grow without bound
    if (segment / LABELS).stat().st_size > (header.capacity + 1) * LONGEST_LABEL:
        raise ValueError(f"{LABELS} has grown beyond measure")


def _check_base(segment: Path, header: Header) -> None:
    """The neighbors and the vector of each, and its length: they are normalized."""
    rows = np.memmap(segment / "data_level0.bin", np.uint8, "r", shape=(header.total, header.size))
    lengths = np.fromfile(segment / "length.bin", "<f4", header.total)
    for begin in range(0, header.total, AT_ONCE):
        some = rows[begin : begin + AT_ONCE]
        _check_links(some[:, : header.vector_at].view("<u4"), header, "data_level0.bin")
        vectors = some[:, header.vector_at : header.label_at].view("<f4")
        with np.errstate(all="ignore"):
            squares = np.einsum("ij,ij->i", vectors, vectors)
        empty = (squares == 0) & (lengths[begin : begin + AT_ONCE] == 0)  # of a text without any meaning
        if not np.all((np.abs(squares - 1) < UNIT) | empty):
            raise ValueError("data_level0.bin has vectors that are none")


def _check_links(lists: Numbers, header: Header, name: str) -> None:
    """Each row has the number of neighbors in its lower half-word and then the neighbors."""
    counts, neighbors = lists[:, :1] & 0xFFFF, lists[:, 1:]
    used = np.arange(neighbors.shape[1]) < counts
    if np.any(counts > neighbors.shape[1]) or np.any(neighbors[used] >= header.total):
        raise ValueError(f"{name} has neighbors that are none")


def _check_upper(segment: Path, header: Header) -> None:
    """The levels above the lowest: each vector that is on them has a record of its length and as many lists."""
    words = np.fromfile(segment / "link_lists.bin", "<u4")
    each = header.most_links + 1
    levels, lists = _levels(words, header, each)
    if levels[header.entry] != header.top_level:
        raise ValueError("link_lists.bin does not lead to the entry that header.bin names")
    for level, of_level in enumerate(lists, 1):
        rows = words[np.array(of_level)[:, None] + np.arange(each)]
        _check_links(rows, header, "link_lists.bin")
        used = np.arange(each - 1) < (rows[:, :1] & 0xFFFF)
        if np.any(levels[rows[:, 1:][used]] < level):
            raise ValueError("link_lists.bin has neighbors that are none")


def _levels(words: Numbers, header: Header, each: int) -> tuple[Numbers, list[list[int]]]:
    """The topmost level of each vector, and by level where its lists begin, in words."""
    levels = np.zeros(header.total, np.int64)
    lists: list[list[int]] = []
    place = vector = 0
    filled = np.flatnonzero(words)  # fifteen of sixteen records are a zero: they are on the lowest level only
    while (at := int(np.searchsorted(filled, place))) < len(filled):
        vector += int(filled[at]) - place
        place = int(filled[at])
        if vector >= header.total:  # the file may be longer: it is never cut
            break
        count, rest = divmod(int(words[place]), 4 * each)
        end = place + 1 + count * each
        if rest or count > max(header.top_level, 0) or end > len(words):
            raise ValueError("link_lists.bin has records that are none")
        levels[vector] = count
        for level in range(count):
            if level == len(lists):
                lists.append([])
            lists[level].append(place + 1 + level * each)
        place, vector = end, vector + 1
    if vector + len(words) - place < header.total:
        raise ValueError("link_lists.bin is cut short")
    return levels, lists

"""Archives of files: read one after the other, bounded together, never on disk."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import zstandard

from ingest.formats import budget
from ingest.records.record import Raw
from ingest.sources import files, upload
from ingest.sources.upload import read_upload
from tests.formats import Here, read

STORY = "The council of Ostvale passed its budget on Sunday after a debate that lasted nine hours and ended at dawn."
LINES = "".join(json.dumps({"text": f"{n}: {STORY}"}) + "\n" for n in range(3)).encode()


def zipped(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def tarred(members: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return file.getvalue()


def zstd(data: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(data)


NEWS = {
    "a/b.txt": STORY.encode(),
    "a/c.jsonl": LINES,
    "a/photo.jpg": b"\xff\xd8\xff",
    "a/.hidden.txt": b"x",
    "README": b"x",
}


def told(raws: list[Raw]) -> list[str]:
    return [raw.origin for raw in raws if raw.record]


def reasons(raws: list[Raw]) -> list[str]:
    return [raw.failure for raw in raws if raw.failure]


@pytest.mark.parametrize(
    "data",
    [zipped(NEWS), tarred(NEWS), gzip.compress(tarred(NEWS)), zstd(tarred(NEWS)), gzip.compress(zipped(NEWS))],
    ids=["zip", "tar", "tar.gz", "tar.zst", "zip.gz"],
)
@pytest.mark.parametrize("name", ["", "news.bin", "news.txt"])
def test_an_archive_gives_the_articles_of_its_files_with_their_place(data: bytes, name: str) -> None:
    raws = read(data, name)
    place = name or "standard input"
    assert told(raws) == [f"{place}!a/b.txt", *(f"{place}!a/c.jsonl:{n}" for n in (1, 2, 3))]
    assert [raw.passed.kind for raw in raws if raw.passed] == [".jpg", "without a suffix"]
    assert not reasons(raws)


def test_a_file_in_an_archive_is_its_articles_address(tmp_path: Path) -> None:
    (tmp_path / "n.zip").write_bytes(zipped({"a/b.txt": STORY.encode(), "a/c.jsonl": LINES[: LINES.index(b"\n")]}))
    records = [raw.record or {} for raw in files.read([str(tmp_path)])]
    assert records[0]["_file"] == f"file:{tmp_path}/n.zip!a/b.txt"
    assert records[1]["_within"] == f"file:{tmp_path}/n.zip!a/c.jsonl"
    assert "_file" not in records[1]


def test_progress_over_a_zip_grows_to_one(tmp_path: Path) -> None:
    (tmp_path / "n.zip").write_bytes(
        zipped({f"{n}.txt": f"{n} {STORY * 100}".encode() for n in range(50)}, zipfile.ZIP_STORED)
    )
    progress = [raw.progress or 0 for raw in files.read([str(tmp_path)])]
    assert progress == sorted(progress)
    assert progress[0] < 0.2
    assert 0.5 < progress[-1] <= 1


@pytest.mark.parametrize("packed", [gzip.compress, zstd])
def test_what_is_packed_is_unpacked_by_its_bytes(packed) -> None:
    assert told(read(packed(LINES), "a.jsonl")) == ["a.jsonl:1", "a.jsonl:2", "a.jsonl:3"]
    assert told(read(packed(LINES)[:0] + packed(LINES) + packed(LINES))) == [f"standard input:{n}" for n in range(1, 7)]
    assert reasons(read(packed(packed(LINES)))) == ["is packed more than once, which is not read; unpack it once"]


def test_zstd_that_is_cut_or_damaged_keeps_what_came_before() -> None:
    data = zstd(LINES) + zstd(b"".join(json.dumps({"text": str(n)}).encode() + b"\n" for n in range(5000)))
    cut = read(data[:-9], "a.jsonl.zst")
    assert len(told(cut)) >= 3
    assert reasons(cut) == ["is cut off: the zstd data ends too early; fetch or copy it again"]
    damaged = read(data[: len(zstd(LINES))] + b"no frame", "a.jsonl.zst")
    assert len(told(damaged)) >= 3
    assert "is damaged zstd data" in reasons(damaged)[0]


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_archives_in_archives_are_read_three_deep(pack) -> None:
    data = {"a.txt": STORY.encode()}
    for n in range(3):
        data = {f"{n}.bin": pack(data)}
    archive = next(iter(data.values()))
    assert told(read(archive)) == ["standard input!1.bin!0.bin!a.txt"]
    (reason,) = reasons(read(pack(data)))
    assert reason == "is an archive in 3 others; unpack the outer ones first"


# What is too much


def test_too_many_files_end_it_and_what_came_before_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "MOST_FILES", 10)
    inner = zipped({f"{n}.txt": STORY.encode() for n in range(8)})
    for data in (tarred({"a.zip": inner, "b.zip": inner}), zipped({"a.zip": inner, "b.zip": inner})):
        raws = read(data)
        assert len(told(raws)) == 8
        assert set(reasons(raws)) == {"holds over 10 files; the rest was not read. Split it"}


ZEROS = b"0" * 30_000_000


def zips_in_a_zip() -> bytes:
    two = zipped({"a.txt": ZEROS, "b.txt": ZEROS})
    return zipped({f"{n}.zip": two for n in range(16)})


# Made when it is their turn: both processes that run the tests collect them, and these took 8 s of each.
@pytest.mark.parametrize(
    "bomb",
    [
        lambda: zipped({f"{n}.txt": ZEROS for n in range(8)}),
        lambda: gzip.compress(tarred({f"{n}.txt": ZEROS for n in range(8)})),
        zips_in_a_zip,
        lambda: zipped({"a.tar.gz": gzip.compress(tarred({f"{n}.jsonl": ZEROS for n in range(8)}))}),
    ],
    ids=["zip", "tar.gz", "zips in a zip", "tar.gz in a zip"],
)
def test_a_bomb_is_not_unpacked_and_its_neighbours_before_it_go_in(bomb: Callable[[], bytes]) -> None:
    raws = read(zipped({"first.txt": STORY.encode(), "bomb": bomb()}), "news.zip")
    assert told(raws) == ["news.zip!first.txt"]
    assert reasons(raws)
    assert all("is over 10 MB" in reason or "the rest was not read" in reason for reason in reasons(raws))


def test_an_upload_of_an_archive_is_unpacked_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "MOST_UNPACKED", 1_000_000)
    data = zipped({f"{n}.txt": f"{n}\n\n{STORY * 1000}".encode() for n in range(30)})
    raws = list(read_upload("news.zip", data, Here()))
    assert 5 < len(told(raws)) < 12
    assert reasons(raws)[-1] == "holds over 1 MB; the rest was not read. Split it"


def test_a_zip_whose_list_of_files_would_take_all_memory_is_refused() -> None:
    data = bytearray(zipped({"a.txt": STORY.encode()}))
    at = data.rfind(b"PK\5\6")
    data[at + 12 : at + 16] = (50_000_000).to_bytes(4, "little")
    assert reasons(read(bytes(data))) == ["holds over 100,000 files; split it"]


# What is damaged


def test_a_damaged_file_in_a_zip_is_told_and_its_neighbours_go_in() -> None:
    data = bytearray(zipped({f"{n}.txt": f"{n} {STORY}".encode() for n in range(3)}, zipfile.ZIP_STORED))
    data[data.index(b"1 The council") + 5] ^= 1  # its checksum is wrong now
    raws = read(bytes(data))
    assert told(raws) == ["standard input!0.txt", "standard input!2.txt"]
    assert reasons(raws) == ["is damaged where it lies in its archive; fetch or copy that again"]


def test_an_encrypted_or_rarely_packed_file_is_told() -> None:
    data = bytearray(zipped({"a.txt": STORY.encode()}))
    data[data.index(b"PK\1\2") + 8] |= 1
    assert reasons(read(bytes(data))) == ["is encrypted; unpack the archive yourself"]
    rare = zipped({"a.txt": STORY.encode()}, zipfile.ZIP_BZIP2)
    assert reasons(read(rare)) == ["is packed in a rare way; unpack the archive yourself"]


@pytest.mark.parametrize("pack", [zipped, tarred, lambda members: gzip.compress(tarred(members))])
def test_a_cut_archive_is_told(pack) -> None:
    data = pack({f"{n}.txt": f"{n} {STORY}".encode() for n in range(40)})
    raws = read(data[: len(data) // 2 + 100])
    assert reasons(raws)
    assert all("damaged" in reason or "cut off" in reason for reason in reasons(raws))


def test_a_name_in_an_archive_steers_nothing() -> None:
    hostile = {
        "../../etc/x.txt": STORY.encode(),
        "\u202egnp\x1b[2J.txt": STORY.encode(),
        f"{'n' * 5000}.txt": STORY.encode(),
    }
    raws = read(zipped(hostile))
    assert len(told(raws)) == 3
    assert all(len(origin) < 400 and origin.isprintable() for origin in told(raws))


def test_links_and_devices_in_a_tar_are_no_files() -> None:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE):
            info = tarfile.TarInfo(f"{kind!r}.txt")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    assert reasons(read(file.getvalue())) == ["holds no articles"]

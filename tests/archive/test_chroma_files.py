"""The files of an embedded Chroma are looked at before it opens them."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ragbot.archive.chroma import files
from ragbot.archive.chroma.files import ROWS, STAMP, are_as_closed, check, keep_stamp, left_in, try_to_open
from ragbot.errors import ArchiveError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "ragbot-1f0c2ab93d4e5f60-000001"
    made.mkdir()
    return made


def with_rows(folder: Path, count: int) -> None:
    with closing(sqlite3.connect(folder / ROWS)) as connection, connection:
        for table in ("embeddings", "embeddings_queue"):
            connection.execute(f"CREATE TABLE {table} (id)")
        connection.executemany("INSERT INTO embeddings_queue VALUES (?)", [(i,) for i in range(count)])


def test_files_are_as_closed_until_one_changes_or_is_copied(folder: Path) -> None:
    assert are_as_closed(folder)  # nothing was ever written
    with_rows(folder, 1)
    assert not are_as_closed(folder)
    keep_stamp(folder)
    assert are_as_closed(folder)
    os.utime(folder / ROWS, ns=(1, 1))
    assert not are_as_closed(folder)
    keep_stamp(folder)
    (folder / ROWS).rename(folder / "old")
    (folder / ROWS).write_bytes((folder / "old").read_bytes())
    (folder / "old").unlink()
    assert not are_as_closed(folder)


def test_a_stamp_that_cannot_be_read_is_none(folder: Path) -> None:
    with_rows(folder, 1)
    (folder / STAMP).write_bytes(b"\xff\xfe")
    assert not are_as_closed(folder)


def test_an_empty_folder_or_none_holds_nothing(folder: Path) -> None:
    assert check(folder) == check(folder / "none") == 0


def test_a_link_or_a_file_in_place_of_the_folder_is_damage_with_the_way_out(folder: Path, tmp_path: Path) -> None:
    (folder / "header.bin").symlink_to(tmp_path)
    with pytest.raises(ArchiveError, match=r"are damaged: header\.bin is a link\. Run 'ragbot rebuild': no text is"):
        check(folder)
    (tmp_path / "file").write_text("x")
    with pytest.raises(ArchiveError, match="are damaged: it is no folder"):
        check(tmp_path / "file")


@pytest.mark.parametrize(
    ("script", "problem"),
    [
        ("print('a warning'); print('Chroma cannot read them'); exit(1)", "Chroma cannot read them"),
        ("import os; os.kill(os.getpid(), 9)", r"Chroma crashes on them \(signal 9\)"),
        ("import time; time.sleep(60)", "Chroma hangs on them"),
        ("exit(0)", None),
        ("exit(1)", None),  # without a word the trial failed, and not what it tried
    ],
    ids=["reason", "crash", "hang", "sound", "no word"],
)
def test_a_trial_that_comes_to_no_good_end_is_damage(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, problem: str | None
) -> None:
    (tmp_path / "trial.py").write_text(script)
    monkeypatch.setattr(files, "__file__", str(tmp_path / "files.py"))
    monkeypatch.setattr(files, "PATIENCE", 0.3 if "sleep" in script else 60)
    if problem is None:
        try_to_open(folder, folder.name)
        return
    with pytest.raises(ArchiveError, match=rf"are damaged: {problem}\. Run 'ragbot rebuild'"):
        try_to_open(folder, folder.name)


def test_vectors_that_are_left_are_found_and_empty_indexes_are_none(folder: Path) -> None:
    assert left_in(folder.parent) is None
    with_rows(folder, 0)
    assert left_in(folder.parent) is None
    (folder / ROWS).unlink()
    with_rows(folder, 1)
    assert left_in(folder.parent) == folder


def test_an_index_that_cannot_be_read_counts_where_it_has_been_filled(folder: Path) -> None:
    (folder / ROWS).write_bytes(b"no database at all, and long enough" * 9)
    assert left_in(folder.parent) is None
    (folder / "segment").mkdir()
    (folder / "segment" / "header.bin").touch()
    assert left_in(folder.parent) == folder

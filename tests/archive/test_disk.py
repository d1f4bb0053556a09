"""A disk that takes nothing more is told as what it is, with the way out, and nothing is lost."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
import sqlalchemy as sql

import ingest.cli as ingest_cli
import ragbot.operations.cli
from ragbot.archive import disk
from ragbot.archive.archive import open_archive
from ragbot.archive.chroma.index import ChromaIndex
from ragbot.archive.database import _reason_of
from ragbot.archive.lock import Lock, owner_of
from ragbot.errors import ArchiveError
from ragbot.settings import Settings, load_settings
from tests.conftest import add, stories
from tests.fakes import WordEmbeddings

WAYS_OUT = {
    errno.ENOSPC: "the disk is full; make room",
    errno.EDQUOT: "your quota of the disk is used up; make room",
    errno.EROFS: "the disk can only be read; mount it for writing",
    errno.EIO: "the disk fails; look at the system's log",
}


@pytest.fixture(autouse=True)
def words_model(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("archive.archive", "archive.rebuild", "operations.doctor"):
        monkeypatch.setattr(f"ragbot.{module}.open_embeddings", lambda name, precision: WordEmbeddings())


def fails(number: int) -> object:
    def failing(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return failing


@pytest.mark.parametrize(("number", "way_out"), WAYS_OUT.items(), ids=errno.errorcode.get)
def test_what_a_disk_says_when_it_is_written_to_is_put_in_words(
    number: int, way_out: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert disk.trouble(tmp_path) is None
    assert list(tmp_path.iterdir()) == []
    with monkeypatch.context() as patch:
        patch.setattr("ragbot.archive.disk.os.fsync", fails(number))
        assert way_out in (disk.trouble(tmp_path) or "")
    with monkeypatch.context() as patch:
        patch.setattr("ragbot.archive.disk.tempfile.TemporaryFile", fails(number))
        assert way_out in (disk.trouble(tmp_path) or "")
    monkeypatch.setattr("ragbot.archive.disk.tempfile.TemporaryFile", fails(errno.EACCES))
    assert disk.trouble(tmp_path) is None, "that is no fault of the disk"


def test_a_disk_that_is_almost_full_is_as_good_as_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ragbot.archive.disk.shutil.disk_usage", lambda path: SimpleNamespace(free=900_000))
    assert disk.trouble(tmp_path) == "the disk has 0.9 MB left; make room"


@pytest.mark.parametrize(("number", "way_out"), WAYS_OUT.items(), ids=errno.errorcode.get)
def test_a_lock_that_the_disk_does_not_take_is_told_and_left(
    number: int, way_out: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("ragbot.archive.lock.json.dump", fails(number))
        with pytest.raises(ArchiveError, match=f"cannot be locked .*: {way_out}"):
            Lock(tmp_path)
    assert owner_of(tmp_path) is None
    Lock(tmp_path).release()


@pytest.mark.parametrize("code", [sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_READONLY])
def test_a_ledger_on_such_a_disk_needs_no_backup(code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = sqlite3.OperationalError("disk I/O error")
    said.sqlite_errorcode = code
    error = sql.exc.OperationalError("INSERT", {}, said)
    assert "try again when that is over" in _reason_of(error, tmp_path / "ledger.sqlite3")
    monkeypatch.setattr("ragbot.archive.disk.os.fsync", fails(errno.ENOSPC))
    told = _reason_of(error, tmp_path / "ledger.sqlite3")
    assert "the disk is full; make room. Nothing that was taken in is lost." in told
    assert "backup" not in told


def test_an_index_on_such_a_disk_is_not_called_damaged(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_archive(settings, create=True) as archive:
        add(archive, *stories(2))
        monkeypatch.setattr(cast(ChromaIndex, archive._vectors._vectors)._collection, "count", fails(errno.EIO))
        monkeypatch.setattr("ragbot.archive.disk.os.fsync", fails(errno.ENOSPC))
        with pytest.raises(ArchiveError, match=r"cannot be used now \(.*\): the disk is full; make room\.") as caught:
            archive.check_ready()
    assert "rebuild" not in str(caught.value)
    monkeypatch.setattr("ragbot.archive.chroma.hnsw.check", fails(errno.EIO))
    with pytest.raises(ArchiveError, match=r"cannot be used now \(.*\): the disk fails; look at"):
        open_archive(settings)


@pytest.mark.parametrize(("number", "way_out"), WAYS_OUT.items(), ids=errno.errorcode.get)
def test_wherever_else_a_command_meets_it_there_is_no_traceback(
    number: int, way_out: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ragbot.operations.cli.run_command(fails(number)) == 1  # type: ignore[arg-type]
    assert way_out in capsys.readouterr().err
    with pytest.raises(OSError, match="denied"):
        ragbot.operations.cli.run_command(fails(errno.EACCES))  # type: ignore[arg-type]


# -- a real one --------------------------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Of 32 MB, with an archive in `archive`."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", str(place)]
    if os.geteuid() or not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("mounting a small disk takes root")
    try:
        with open_archive(load_settings(archive=place / "archive"), create=True) as archive:
            add(archive, *stories(3))
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


COMMANDS = ("ask Where?", "verify", "rebuild", "doctor")


@pytest.mark.parametrize("left", [0, 40_000])
def test_on_a_full_disk_every_command_says_so_and_afterwards_all_is_well(
    left: int, small_disk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = small_disk / "archive"
    (small_disk.parent / "new.txt").write_text("A new article about the bridge of Ostvik.")
    commands = COMMANDS if left else (*COMMANDS, "serve --port=0")  # with some bytes left it may serve
    runs = [(ragbot.operations.cli.main, command.split()) for command in commands]
    for run, command in [*runs, (ingest_cli.main, [str(small_disk.parent / "new.txt")])]:
        fill(small_disk, left)
        status = run([*command, "--archive", str(folder)])
        told = "".join(capsys.readouterr())
        assert status == 0 or "make room" in told, (command, told)
        assert left or status, command
        assert "backup" not in told, command
        assert "ragbot rebuild" not in told, command
    (small_disk / "filling").unlink()
    assert ragbot.operations.cli.main(["verify", "--archive", str(folder)]) == 0


def fill(place: Path, left: int) -> None:
    (place / "filling").unlink(missing_ok=True)
    with (place / "filling").open("wb") as file:
        file.write(bytes(max(0, shutil.disk_usage(place).free - left)))

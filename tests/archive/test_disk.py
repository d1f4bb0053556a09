"""A disk that takes nothing more is told as what it is, with the way out, and nothing is lost."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
import sqlalchemy as sql
from fastapi.testclient import TestClient

import ingest.cli as ingest_cli
import ragbot.operations.cli
from ingest.http.articles import router
from ragbot.answering.bot import Bot
from ragbot.api.app import create_app
from ragbot.archive import disk
from ragbot.archive.archive import Archive, open_archive
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
    errno.EFBIG: "a file may not grow further here; raise that limit",
    errno.EROFS: "the disk can only be read; mount it for writing",
    errno.EIO: "the disk fails; look at the system's log",
}


TOKEN = "chosen-by-the-operator"


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


# -- a limit on the size of files ------------------------------------------------------------------------------------

LIMITED = """
import resource, sys
from ragbot.archive.archive import open_archive
from ragbot.errors import ArchiveError
from ragbot.settings import load_settings
from tests.conftest import add, stories
from tests.fakes import WordEmbeddings
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
try:
    with open_archive(load_settings(archive=sys.argv[1]), WordEmbeddings(), create=True) as archive:
        for story in stories(1000):
            add(archive, story)
            print(story.title, flush=True)
except ArchiveError as error:
    print(error, file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("most", "reason"),
    [(60_000, "a file may not grow further here"), (1_500_000, "a file may have 1.5 MB at the most here")],
)
def test_a_limit_on_files_is_told_as_that_and_loses_nothing_acknowledged(
    settings: Settings, most: int, reason: str
) -> None:
    command = [sys.executable, "-c", LIMITED, str(settings.archive), str(most)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert f"{reason}; raise that limit (ulimit -f" in ran.stderr
    acknowledged = set(ran.stdout.split("\n")) - {""}
    assert bool(acknowledged) == (most > 1_000_000)
    with open_archive(settings, create=True) as archive:
        assert acknowledged <= {one.title for one in archive.articles(limit=200).articles}
        assert archive.verify() == []
        assert add(archive, *stories(20)).passages >= 0


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
        subprocess.run(["umount", "--lazy", str(place)], check=True)  # a server that was killed lets go a little later


COMMANDS = ("ask Where?", "verify", "rebuild", "doctor", "vacuum --keep=1d")


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


def test_a_server_on_a_disk_that_fills_up_answers_on_says_so_and_loses_nothing(small_disk: Path) -> None:
    with open_archive(load_settings(archive=small_disk / "archive")) as archive, _serving(archive) as client:
        fill(small_disk, 0)
        _refuses_to_take_in(client, "make room")
        (small_disk / "filling").unlink()
        _takes_in(client)
        assert archive.verify() == []


def test_on_a_disk_that_can_only_be_read_every_command_says_so_and_afterwards_all_is_well(
    small_disk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (small_disk.parent / "new.txt").write_text("A new article about the bridge of Ostvik.")
    commands = [*COMMANDS, "serve --port=0", "keys list"]
    runs = [(ragbot.operations.cli.main, command.split()) for command in commands]
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    try:
        for run, command in [*runs, (ingest_cli.main, [str(small_disk.parent / "new.txt")])]:
            assert run([*command, "--archive", str(small_disk / "archive")]) == 1, command
            told = "".join(capsys.readouterr())
            assert "can only be read" in told or "cannot be written" in told, (command, told)
            assert "backup" not in told, command
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    assert ragbot.operations.cli.main(["verify", "--archive", str(small_disk / "archive")]) == 0


@contextmanager
def _serving(archive: Archive) -> Iterator[TestClient]:
    app = create_app(Bot(archive), routers=[router(archive, TOKEN)])
    with TestClient(app, base_url="http://127.0.0.1", headers={"Authorization": f"Bearer {TOKEN}"}) as client:
        yield client


def _refuses_to_take_in(client: TestClient, reason: str) -> None:
    asked = client.post("/v1/answers", json={"question": "What did the council of Town1 vote for?"}).json()
    assert (asked["outcome"], bool(asked["citations"])) == ("answered", True)
    assert client.get("/v1/articles").status_code == 200
    for path, body in (
        ("/v1/articles", {"articles": [{"title": "New", "text": "The bridge of Ostvik opens."}]}),
        ("/v1/watches", {"question": "When does the bridge of Ostvik open?"}),
        ("/v1/archive/vacuum", {"keep": "1d", "dry_run": False}),
    ):
        reply = client.post(path, json=body)
        assert (reply.status_code, reply.headers["content-type"]) == (503, "application/problem+json"), reply.text
        assert reason in reply.json()["detail"]
        assert "Nothing that was taken in is lost." in reply.json()["detail"] or path == "/v1/articles"


def _takes_in(client: TestClient) -> None:
    assert client.get("/v1/archive").json()["articles"] == 3
    body = {"articles": [{"title": "New", "text": "The bridge of Ostvik opens."}]}
    assert client.post("/v1/articles", json=body).json()["added"] == 1


def fill(place: Path, left: int) -> None:
    (place / "filling").unlink(missing_ok=True)
    with (place / "filling").open("wb") as file:
        file.write(bytes(max(0, shutil.disk_usage(place).free - left)))

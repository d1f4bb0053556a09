"""One process owns an archive, others learn who it is, and its token stays on this machine."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ragbot.archive.lock import Lock, Owner, WriterLock, owner_of, rebuilding
from ragbot.client import find_server
from ragbot.errors import ArchiveError, ArchiveOwnedError
from ragbot.settings import load_settings

HOLDER = """
import sys
from pathlib import Path
from ragbot.archive.lock import Lock
lock = Lock(Path(sys.argv[1]))
lock.announce("http://127.0.0.1:9", "secret")
print("held", flush=True)
sys.stdin.read()
"""
OWNER = Owner(7, "ragbot serve", "2026-01-01T00:00:00Z", "http://127.0.0.1:9", "secret")


@contextmanager
def holding(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock."""
    command = [sys.executable, "-c", HOLDER, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_nobody_owns_a_folder_that_was_only_looked_at(tmp_path: Path) -> None:
    assert owner_of(tmp_path) is None
    assert owner_of(tmp_path / "missing") is None
    assert list(tmp_path.iterdir()) == []


def test_a_second_process_is_refused_and_told_who_owns_the_archive_and_what_to_do(tmp_path: Path) -> None:
    with holding(tmp_path) as process:
        with pytest.raises(ArchiveOwnedError) as caught:
            Lock(tmp_path)
        told = str(caught.value)
        for word in (str(tmp_path), f"process {process.pid}", "http://127.0.0.1:9", "--archive", "RAGBOT_CHROMA"):
            assert word in told
        assert "secret" not in told
        owner = owner_of(tmp_path)
        assert owner
        assert (owner.pid, owner.address, owner.token) == (process.pid, "http://127.0.0.1:9", "secret")


def test_a_password_on_the_command_line_of_the_owner_is_not_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["ragbot", "serve", "--llm=http://me:pa55@word@127.0.0.1:9/v1", "--port", "8@1"])
    lock = Lock(tmp_path)
    try:
        assert "serve --llm=http://127.0.0.1:9/v1 --port 8@1'" in str(owner_of(tmp_path))
        assert "pa55" not in (tmp_path / "owner.json").read_text()
    finally:
        lock.release()


def test_looking_who_owns_it_takes_the_lock_from_nobody(tmp_path: Path) -> None:
    lock = Lock(tmp_path)
    for _ in range(3):
        owner = owner_of(tmp_path)
        assert owner
        assert (owner.pid, owner.address) == (os.getpid(), None)
        with pytest.raises(ArchiveOwnedError):
            Lock(tmp_path)
    lock.release()
    assert owner_of(tmp_path) is None
    Lock(tmp_path).release()


def test_after_kill_9_the_archive_is_free_and_the_stale_card_is_ignored(tmp_path: Path) -> None:
    with holding(tmp_path) as process:
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        assert (tmp_path / "owner.json").exists(), "what this test is about"
        assert owner_of(tmp_path) is None
        assert find_server(load_settings(archive=tmp_path)) is None
    lock = Lock(tmp_path)
    owner = owner_of(tmp_path)
    assert owner
    assert (owner.pid, owner.token) == (os.getpid(), None)
    lock.release()


WRITER = """
import sys
from pathlib import Path
from ragbot.archive.lock import WriterLock, rebuilding
with WriterLock(Path(sys.argv[1])).held(), rebuilding(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_after_kill_9_of_a_writer_or_a_rebuild_others_write_and_rebuild(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        with pytest.raises(ArchiveError, match="Another rebuild"), rebuilding(tmp_path):
            pass
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    began = time.monotonic()
    with WriterLock(tmp_path).held(), rebuilding(tmp_path):
        assert time.monotonic() - began < 2


def test_only_its_user_may_read_the_lock_and_the_token(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        lock = Lock(tmp_path)
        lock.announce("http://127.0.0.1:9", "secret")
    finally:
        os.umask(before)
    assert {p.name: stat.S_IMODE(p.stat().st_mode) for p in tmp_path.iterdir()} == {
        "owner.lock": 0o600,
        "owner.json": 0o600,
    }
    lock.release()


def test_a_card_laid_out_in_advance_is_replaced_and_not_written_into(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.touch(mode=0o644)
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "owner.json").symlink_to(elsewhere)
    (folder / "owner.new").symlink_to(elsewhere)
    lock = Lock(folder)
    lock.announce("http://127.0.0.1:9", "secret")
    assert elsewhere.read_text() == ""
    assert not (folder / "owner.json").is_symlink()
    lock.release()


CARDS = [
    "",
    "{",
    "[]",
    "{}",
    '{"pid": 1, "more": 2}',
    "\udcff",
    "[" * 100_000,
    '{"pid": 1, "command": "serve", "since": "now", "address": 5}',
    '{"pid": 1, "command": ["serve"], "since": "now"}',
]


@pytest.mark.parametrize("card", CARDS)
def test_a_card_that_cannot_be_read_still_leaves_the_archive_owned(tmp_path: Path, card: str) -> None:
    lock = Lock(tmp_path)
    (tmp_path / "owner.json").write_bytes(card.encode(errors="surrogateescape"))
    assert owner_of(tmp_path) is None
    with pytest.raises(ArchiveOwnedError, match="another process"):
        Lock(tmp_path)
    lock.release()


# The client

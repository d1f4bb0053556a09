"""Backups: one file, one state, taken beside writers; restored whole, and never over anything."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest

from ragbot.archive.archive import Archive, ledger_path, open_archive
from ragbot.archive.backup import backup, restore
from ragbot.archive.tables import Scope
from ragbot.errors import ArchiveError
from ragbot.operations.cli import main
from ragbot.settings import Settings
from tests.conftest import add, article
from tests.fakes import WordEmbeddings

FERRY = "Nine people died when the ferry Grey Gull sank off Port Anders."
BRIDGE = "The harbour bridge was closed on Monday."


@pytest.fixture
def filled(settings: Settings) -> Iterator[Archive]:
    with open_archive(settings, WordEmbeddings(), create=True) as archive:
        add(archive, article(FERRY, address="https://x.example/ferry"), article(BRIDGE, address="https://x.example/b"))
        add(archive, article(f"{BRIDGE} It opens on Friday.", address="https://x.example/b"))
        yield archive


def elsewhere(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"archive": tmp_path / "restored"})


def found(archive: Archive) -> list[tuple[str, int, int, float]]:
    vector = archive.embeddings.encode([FERRY])[0]
    return [(h.article_id, h.version, h.start, round(c, 5)) for h, c in archive.nearest(vector, 5, Scope())]


def test_a_restored_archive_finds_and_shows_the_same(filled: Archive, settings: Settings, tmp_path: Path) -> None:
    made = backup(settings, tmp_path / "news.backup")
    assert (made.articles, made.versions, made.size) == (2, 3, (tmp_path / "news.backup").stat().st_size)
    model, there = WordEmbeddings(), elsewhere(settings, tmp_path)
    restored = restore(there, tmp_path / "news.backup", model)
    assert (restored.articles, restored.versions, restored.problems) == (2, 3, ())
    assert not model.embedded, "its vectors are those of the ledger"
    with open_archive(there, WordEmbeddings()) as archive:
        assert found(archive) == found(filled)
        ids = [one.id for one in archive.articles().articles]
        for id_ in ids:
            assert archive.article(id_) == filled.article(id_)
            assert archive.version(id_, 1) == filled.version(id_, 1)
        add(archive, article("Another ferry sank.", address="https://x.example/new"))
    assert len(filled.articles().articles) == 2, "each goes its own way"


def test_a_backup_is_one_state_though_somebody_writes(filled: Archive, settings: Settings, tmp_path: Path) -> None:
    stop = Event()

    def write() -> None:
        n = 0
        while not stop.is_set():
            add(filled, article(f"Town {n} voted for its bridge.", address=f"https://x.example/{n}"))
            n += 1

    writer = Thread(target=write)
    writer.start()
    try:
        for n in range(5):
            backup(settings, tmp_path / f"{n}.backup")
    finally:
        stop.set()
        writer.join()
    for n in range(5):
        with closing(sqlite3.connect(tmp_path / f"{n}.backup")) as copy:
            assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            orphans = "SELECT count(*) FROM versions WHERE article_id NOT IN (SELECT id FROM articles)"
            assert copy.execute(orphans).fetchone() == (0,)
    assert not list(tmp_path.glob("*.part*"))


def test_a_backup_overwrites_nothing(filled: Archive, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(ArchiveError, match="is there already, and a backup overwrites nothing: name another file"):
        backup(settings, tmp_path / "notes.txt")
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_restore_overwrites_nothing(filled: Archive, settings: Settings, tmp_path: Path) -> None:
    backup(settings, tmp_path / "news.backup")
    before = ledger_path(settings.archive).read_bytes()
    with pytest.raises(ArchiveError, match="holds an archive, and a restore overwrites nothing"):
        restore(settings, tmp_path / "news.backup", WordEmbeddings())
    assert ledger_path(settings.archive).read_bytes() == before


def test_a_backup_of_no_archive_says_so(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="There is no archive in"):
        backup(settings, tmp_path / "news.backup")
    assert not (tmp_path / "news.backup").exists()


def _text(file: Path) -> None:
    file.write_text("Not a backup.")


def _other_database(file: Path) -> None:
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE songs (title TEXT)")
        other.commit()


def _rotten(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[4096:12288] = bytes(8192)
    file.write_bytes(bytes(data))


def _halved(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_text, "is no backup of an archive"),
        (Path.unlink, "cannot be read: No such file"),
        (_rotten, "damaged"),
        (_halved, "damaged"),
    ],
)
def test_what_is_no_sound_backup_is_refused_and_leaves_nothing(
    filled: Archive, settings: Settings, tmp_path: Path, spoil: object, said: str
) -> None:
    file = tmp_path / "news.backup"
    backup(settings, file)
    spoil(file)  # type: ignore[operator]
    with pytest.raises(ArchiveError, match=said):
        restore(elsewhere(settings, tmp_path), file, WordEmbeddings())
    assert not list((tmp_path / "restored").glob("*"))


def test_another_database_is_no_backup(settings: Settings, tmp_path: Path) -> None:
    _other_database(tmp_path / "songs.db")
    with pytest.raises(ArchiveError, match="is not the ledger of an archive"):
        restore(elsewhere(settings, tmp_path), tmp_path / "songs.db", WordEmbeddings())


def test_a_ledger_that_was_lost_comes_back_beside_its_vectors(
    filled: Archive, settings: Settings, tmp_path: Path
) -> None:
    backup(settings, tmp_path / "news.backup")
    filled.close()
    for left in settings.archive.glob("ledger.sqlite3*"):
        left.unlink()
    restored = restore(settings, tmp_path / "news.backup", WordEmbeddings())
    assert (restored.articles, restored.problems) == (2, ())


def test_the_commands_say_what_they_did(
    filled: Archive,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for module in ("archive", "rebuild"):
        monkeypatch.setattr(f"ragbot.archive.{module}.open_embeddings", lambda name, precision: WordEmbeddings())
    file = str(tmp_path / "news.backup")
    assert main(["backup", file, "--archive", str(settings.archive)]) == 0
    assert "2 articles in 3 versions" in capsys.readouterr().out
    assert main(["restore", file, "--archive", str(tmp_path / "restored")]) == 0
    assert "2 articles in 3 versions" in capsys.readouterr().out
    assert main(["restore", file, "--archive", str(tmp_path / "restored")]) == 1
    assert "overwrites nothing" in capsys.readouterr().err

"""What is left of an archive, and what comes from elsewhere in its place: told, and never taken for an archive."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

import ingest.cli as ingest_cli
import ragbot.operations.cli
from ragbot.archive.archive import is_empty, open_archive
from ragbot.archive.chroma.stores import EmbeddedChroma
from ragbot.archive.lock import Lock, owner_of
from ragbot.archive.rebuild import rebuild
from ragbot.errors import ArchiveError
from ragbot.settings import Settings, load_settings
from tests.conftest import add, stories
from tests.fakes import WordEmbeddings


@pytest.fixture
def filled(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An archive with three articles."""
    for module in ("archive.archive", "archive.rebuild", "operations.doctor"):
        monkeypatch.setattr(f"ragbot.{module}.open_embeddings", lambda name, precision: WordEmbeddings())
    with open_archive(settings, create=True) as archive:
        add(archive, *stories(3))
    return settings.archive


def execute(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / "ledger.sqlite3")) as ledger, ledger:
        for statement in statements:
            ledger.execute(statement)


# -- the ledger is gone ------------------------------------------------------------------------------------------------


def to_no_articles(path: Path) -> None:
    """A ledger as good as any, of an archive into which nothing went."""
    open_archive(load_settings(archive=path.parent / "other"), WordEmbeddings(), create=True).close()
    shutil.move(path.parent / "other" / path.name, path)
    shutil.rmtree(path.parent / "other")


def to_log_only(path: Path) -> None:
    path.unlink()
    path.with_name("ledger.sqlite3-wal").write_bytes(b"x" * 5_000)
    for index in path.parent.glob("ragbot-*"):
        shutil.rmtree(index)


def to_other_database(path: Path) -> None:
    path.unlink()
    execute(path.parent, "CREATE TABLE bookmarks (address)")


COMMANDS = ("ask Where?", "verify", "rebuild", "doctor", "serve --port=0")
LOSSES: dict[str, Callable[[Path], object]] = {
    "deleted": Path.unlink,
    "0 bytes": lambda path: path.write_bytes(b""),
    "no articles": to_no_articles,
    "only its log": to_log_only,
    "another database": to_other_database,
}


@pytest.mark.parametrize("lose", LOSSES.values(), ids=LOSSES)
def test_a_ledger_that_is_gone_is_told_by_every_command(
    lose: Callable[[Path], object], filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lose(filled / "ledger.sqlite3")
    before = files_of(filled)
    (tmp_path / "new.txt").write_text("A new article about the bridge of Ostvik.")
    new = str(tmp_path / "new.txt")
    commands = [[*command.split(), "--archive", str(filled)] for command in COMMANDS]
    for run, command in [(ragbot.operations.cli.main, each) for each in commands] + [
        (ingest_cli.main, [new, "--archive", str(filled)]),
        (ingest_cli.main, [new, "--if-empty", "--archive", str(filled)]),
    ]:
        assert run(command) == 1, command
        said = capsys.readouterr()
        told = said.out + said.err
        assert "The ledger of this archive is gone" in told or "is it a ledger?" in told, command
        assert re.search(r"Restore (it|ledger\.sqlite3) from a backup", told), command
    assert files_of(filled) == before


def files_of(folder: Path) -> list[Path]:
    """But for the lock's, and for what SQLite needs to read."""
    return sorted(path for path in folder.rglob("*") if not path.name.startswith(("owner", "ledger.sqlite3-")))


def test_an_archive_that_was_killed_while_it_was_made_is_none_that_is_gone(settings: Settings) -> None:
    settings.archive.mkdir()
    (settings.archive / "ledger.sqlite3").touch()
    assert is_empty(settings.archive)
    (settings.archive / "ledger.sqlite3").write_bytes(b"")
    with open_archive(settings, WordEmbeddings(), create=True) as archive:
        assert archive.facts().articles == 0
    with open_archive(settings, WordEmbeddings(), create=True) as archive:  # beside its index, which is empty
        add(archive, *stories(1))


def test_an_archive_whose_articles_are_all_removed_is_none_that_is_gone(filled: Path, settings: Settings) -> None:
    with open_archive(settings) as archive:
        for each in archive.articles().articles:
            archive.set_state(each.id, "removed")
    assert is_empty(filled)
    rebuild(settings)
    with open_archive(settings) as archive:
        assert archive.verify() == []


# -- an archive from elsewhere -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["archive", "generation", "model"])
@pytest.mark.parametrize("value", ["../../outside", "0000000000000000-000001/../../../outside", "\x1b[31m", "-1", ""])
def test_what_names_folders_is_no_path(name: str, value: str, filled: Path, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "outside-000001").mkdir()
    execute(filled, f"UPDATE meta SET value = '{value}' WHERE name = '{name}'")
    for open_ in (lambda: open_archive(settings).close(), lambda: rebuild(settings)):
        if name == "model" and value.startswith(("..", "0", "-")):
            continue  # it names no folder, and may have any letters
        with pytest.raises(ArchiveError, match=f"its {name} is .*restore it from a backup"):
            open_()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["archive", "outside-000001"]


@pytest.mark.parametrize(
    "made",
    [
        "CREATE TRIGGER more AFTER INSERT ON versions BEGIN DELETE FROM articles; END",
        "CREATE VIEW other AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT i FROM n",
        "CREATE VIRTUAL TABLE words USING fts5(word)",
    ],
)
def test_a_ledger_that_would_act_on_its_own_is_refused(made: str, filled: Path, settings: Settings) -> None:
    execute(filled, made)
    with pytest.raises(ArchiveError, match=r"which no ragbot makes: restore it from a backup"):
        open_archive(settings)


@pytest.mark.parametrize("name", ["ledger.sqlite3", "ledger.sqlite3-wal", "owner.lock"])
def test_a_link_leads_nowhere(name: str, filled: Path, settings: Settings, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("mine")
    (filled / name).unlink(missing_ok=True)
    (filled / name).symlink_to(outside)
    with pytest.raises(ArchiveError, match=rf"{name} is a link"):
        open_archive(settings, create=True)
    if name == "owner.lock":
        (filled / "owner.json").write_text("{}")
        with pytest.raises(ArchiveError, match="is a link"):
            owner_of(filled)
    assert outside.read_text() == "mine"


def test_an_index_that_is_a_link_is_replaced_and_what_it_leads_to_is_left(
    filled: Path, settings: Settings, tmp_path: Path
) -> None:
    (index,) = filled.glob("ragbot-*")
    shutil.move(index, tmp_path / "outside")
    index.symlink_to(tmp_path / "outside")
    (filled / index.name.replace("-000001", "-000002")).symlink_to(tmp_path / "outside")  # where a rebuild will write
    before = sorted(tmp_path.joinpath("outside").rglob("*"))
    with pytest.raises(ArchiveError, match=r"is a link\. Run 'ragbot rebuild'"):
        open_archive(settings)
    rebuild(settings)
    assert sorted(tmp_path.joinpath("outside").rglob("*")) == before
    with open_archive(settings) as archive:
        assert archive.verify() == []
    assert [path.is_symlink() for path in filled.glob("ragbot-*")] == [False]


@pytest.mark.parametrize("authors", ["{", "7", '[{"a": 1}]', '"Ada"', "[" * 100_000])
def test_authors_that_are_none_are_told(authors: str, filled: Path, settings: Settings) -> None:
    execute(filled, f"UPDATE versions SET authors = '{authors}'")
    with open_archive(settings) as archive, pytest.raises(ArchiveError, match=r"authors .*restore it from a backup"):
        archive.articles()


def test_a_text_that_is_no_utf_8_is_told(filled: Path, settings: Settings) -> None:
    execute(filled, "UPDATE versions SET title = CAST(x'ff' AS TEXT)")
    with open_archive(settings) as archive, pytest.raises(ArchiveError, match=r"damaged .*restore it from a backup"):
        archive.articles()


@pytest.mark.parametrize("column", ["start", "end"])
@pytest.mark.parametrize("value", ["-5", "9223372036854775807", "'x'", "x'00'", "1.5"])
def test_places_outside_of_a_text_are_told(column: str, value: str, filled: Path, settings: Settings) -> None:
    execute(filled, f"""UPDATE passages SET "{column}" = {value}""")
    with open_archive(settings) as archive:
        assert any("3 passages" in problem and "backup" in problem for problem in archive.verify())


VECTORS = {
    "of another length": "x'0000803f'",
    "of no whole length": "x'00000080ffff'",
    "of nothing": "x''",
    "that are no numbers": "(SELECT CAST(replace(hex(zeroblob(128)), '00', x'0000c07f') AS BLOB))",
    "text": "'text'",
}


@pytest.mark.parametrize("value", VECTORS.values(), ids=VECTORS)
def test_vectors_that_are_none_are_told_and_made_anew(value: str, filled: Path, settings: Settings) -> None:
    execute(filled, f"UPDATE embeddings SET vector = {value} WHERE text_id = 2")
    with open_archive(settings) as archive:
        with pytest.raises(ArchiveError, match="run 'ragbot rebuild': no text is lost"):
            archive.verify()
        with pytest.raises(ArchiveError, match="run 'ragbot rebuild': no text is lost"):
            archive.cosines_of(archive.embeddings.encode(["bridge"])[0], [1, 2, 3])
    assert rebuild(settings) == 3
    with open_archive(settings) as archive:
        assert archive.verify() == []


def test_a_lock_that_cannot_be_written_is_given_back(tmp_path: Path) -> None:
    (tmp_path / "owner.new").mkdir()
    with pytest.raises(ArchiveError, match=r"cannot be locked"):
        Lock(tmp_path)
    (tmp_path / "owner.new").rmdir()
    Lock(tmp_path).release()


def test_what_is_dropped_is_dropped_whatever_it_is(tmp_path: Path) -> None:
    (tmp_path / "ragbot-a-000001").write_text("a file")
    (tmp_path / "ragbot-a-000002").mkdir()
    EmbeddedChroma(tmp_path).drop(keep=["ragbot-a-000002"])
    assert [path.name for path in tmp_path.iterdir()] == ["ragbot-a-000002"]

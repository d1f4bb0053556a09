"""Damaged files of the index end in one clear message with the way out, whatever Chroma would do with them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import ingest.cli as ingest_cli
import ragbot.operations.cli
from ragbot.archive.archive import open_archive
from ragbot.archive.chroma import files
from ragbot.archive.chroma.index import EmbeddedIndex
from ragbot.errors import ArchiveError
from ragbot.settings import load_settings
from ragbot.types import sha256
from tests.conftest import add, article
from tests.damages import DAMAGES
from tests.fakes import WordEmbeddings

ROOT = Path(__file__).parents[2]
SOON = {"hnsw": {"space": "cosine", "sync_threshold": 100, "batch_size": 50}}
"""Chroma writes its HNSW files every 100 vectors, in place of every 1,000."""


def make(folder: Path, seed: str) -> Path:
    """An archive of 250 articles, most of whose vectors are in HNSW files."""
    texts = [" ".join(re.findall("...", sha256(f"{seed}{i}"))) + "." for i in range(250)]
    with open_archive(load_settings(archive=folder), WordEmbeddings(), create=True) as archive:
        for i in range(0, 250, 50):
            add(archive, *(article(text, address=f"https://a.example/{text[:11]}") for text in texts[i : i + 50]))
    assert list(folder.glob("ragbot-*/*/index_metadata.pickle"))
    return folder


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ragbot.archive.chroma.index.CONFIGURATION", SOON)
        yield make(tmp_path_factory.mktemp("one"), "one"), make(tmp_path_factory.mktemp("other"), "other")


@pytest.fixture(scope="module")
def trier() -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.damages"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        assert process.stdin
        process.stdin.close()


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damage_is_told_with_the_way_out_and_healed(
    name: str, archives: tuple[Path, Path], trier: subprocess.Popen[str], tmp_path: Path
) -> None:
    if name.endswith("unreadable") and os.geteuid() == 0:
        pytest.skip("root reads everything")
    folders = [str(shutil.copytree(each, tmp_path / each.name)) for each in archives]
    assert trier.stdin
    assert trier.stdout
    print(json.dumps([name, *folders]), file=trier.stdin, flush=True)
    result: dict[str, Any] = json.loads(trier.stdout.readline())
    assert result.keys() == {"told", "found", "after"}, result
    assert (result["found"], result["after"]) == ([], []), "what is not told is harmless, and a rebuild heals"
    if result["told"]:
        assert "run 'ragbot rebuild': no text is lost." in result["told"].replace("Run", "run")
        assert "\n" not in result["told"]
    assert not list(tmp_path.glob("*/code-has-run"))


@pytest.fixture
def damaged(archives: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An archive whose index would end the process that opens it."""
    for module in ("archive.archive", "archive.rebuild", "operations.doctor"):
        monkeypatch.setattr(f"ragbot.{module}.open_embeddings", lambda name, precision: WordEmbeddings())
    folder = shutil.copytree(archives[0], tmp_path / "damaged")
    (index,) = folder.glob("ragbot-*")
    DAMAGES["link_lists.bin zeros"](index, index)
    return folder


@pytest.mark.parametrize("command", ["ask Where?", "search Where?", "verify", "doctor", "serve --port=0"])
def test_every_command_tells_it(command: str, damaged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ragbot.operations.cli.main([*command.split(), "--archive", str(damaged)]) == 1
    said = capsys.readouterr()
    assert "Run 'ragbot rebuild': no text is lost." in said.out + said.err


def test_an_ingest_tells_it_and_a_rebuild_heals_it(
    damaged: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "new.txt").write_text("A new article about the bridge of Ostvik.")
    ingest = [str(tmp_path / "new.txt"), "--archive", str(damaged)]
    assert ingest_cli.main(ingest) == 1
    assert "Run 'ragbot rebuild': no text is lost." in capsys.readouterr().err
    assert ragbot.operations.cli.main(["rebuild", "--archive", str(damaged)]) == 0
    assert ingest_cli.main(ingest) == 0
    assert ragbot.operations.cli.main(["verify", "--archive", str(damaged)]) == 0


def test_only_what_changed_since_it_was_closed_is_tried_first(
    archives: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []
    monkeypatch.setattr("ragbot.archive.chroma.files.try_to_open", lambda path, name: tried.append(name))
    settings = load_settings(archive=shutil.copytree(archives[0], tmp_path / "copy"))
    for expected in (1, 1):  # a copy is tried, and what was closed is not
        open_archive(settings, WordEmbeddings()).close()
        assert len(tried) == expected
    (rows,) = settings.archive.glob("ragbot-*/chroma.sqlite3")
    rows.touch()
    for expected in (2, 2):
        open_archive(settings, WordEmbeddings()).close()
        assert len(tried) == expected


def test_a_damage_that_was_told_once_is_told_again(archives: tuple[Path, Path], tmp_path: Path) -> None:
    """What is closed after it was found damaged is not taken for sound."""
    folder, other = (shutil.copytree(each, tmp_path / each.name) for each in archives)
    (index,), (another,) = folder.glob("ragbot-*"), other.glob("ragbot-*")
    DAMAGES["data_level0.bin of another archive"](index, another)
    for _ in range(2):
        with pytest.raises(ArchiveError, match=r"not the vectors of the texts\. Run 'ragbot rebuild'"):
            open_archive(load_settings(archive=folder), WordEmbeddings())


def test_a_hanging_chroma_is_given_up(
    archives: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ragbot.archive.chroma.files.PATIENCE", 0.01)
    with pytest.raises(ArchiveError, match=r"Chroma hangs on them\. Run 'ragbot rebuild'"):
        open_archive(load_settings(archive=shutil.copytree(archives[0], tmp_path / "copy")), WordEmbeddings())


def test_a_busy_index_with_updates_and_deletions_is_sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No false alarm: what hnswlib really writes after growing, deleting and updating passes every check."""
    monkeypatch.setattr("ragbot.archive.chroma.index.CONFIGURATION", SOON)
    chance = np.random.default_rng(1)
    for round_ in range(6):
        with closing(EmbeddedIndex(tmp_path, "ragbot-busy-000001")) as index:
            vectors = chance.normal(size=(300, 16)).astype("f4")
            vectors[7] = 0  # of a text without any meaning
            index.add([f"{round_ % 4}-{i}" for i in range(300)], vectors)
            index.delete([f"{(round_ + 1) % 4}-{i}" for i in range(0, 300, 3)])
        assert files.check(tmp_path / "ragbot-busy-000001") > 0
    files.try_to_open(tmp_path / "ragbot-busy-000001", "ragbot-busy-000001")

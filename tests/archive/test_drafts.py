"""A version on its way in is not seen before it is whole, wherever its ingest ends."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ragbot.archive.archive import is_empty, open_archive
from ragbot.models.embeddings import Vectors
from ragbot.settings import Settings, load_settings
from tests.archive.test_archive import found_texts
from tests.conftest import add, stories
from tests.fakes import WordEmbeddings


class Interrupted(WordEmbeddings):
    def encode(self, texts: list[str]) -> Vectors:
        raise KeyboardInterrupt


def test_an_interrupted_ingest_shows_nothing_half_and_is_finished_by_running_it_again(
    settings: Settings, embeddings: WordEmbeddings
) -> None:
    with open_archive(settings, Interrupted(), create=True) as archive, pytest.raises(KeyboardInterrupt):
        add(archive, *stories(3))
    with open_archive(settings, embeddings) as archive:
        assert archive.facts().articles == 0
        assert archive.version(stories(3)[0].id, 1) is None
        assert found_texts(archive, "bridge") == []
        assert add(archive, *stories(3)).results == ("added",) * 3
        assert archive.facts().versions == 3
        assert archive.verify() == []


def test_an_interrupted_first_ingest_leaves_an_empty_archive(settings: Settings) -> None:
    with open_archive(settings, Interrupted(), create=True) as archive, pytest.raises(KeyboardInterrupt):
        add(archive, *stories(3))
    assert is_empty(settings.archive)
    with open_archive(settings, WordEmbeddings()) as archive:
        facts = archive.facts()
        assert (facts.articles, facts.versions, facts.as_of, archive.as_of()) == (0, 0, None, None)
        add(archive, *stories(3))
    assert not is_empty(settings.archive)


KILLED_INGEST = """
import sys
from ragbot.models.embeddings import Vectors
from ragbot.archive.archive import Archive, is_empty, open_archive
from ragbot.archive.ledger import Ledger
from ragbot.settings import load_settings
from ragbot.archive.chroma.index import ChromaIndex
from tests.chroma import Chroma
from tests.conftest import add, stories
from tests.fakes import WordEmbeddings
from tests.killed import kill_at

folder, owner, name, when = sys.argv[1:]
target = {"Ledger": Ledger, "ChromaIndex": ChromaIndex, "WordEmbeddings": WordEmbeddings}[owner]
with open_archive(load_settings(archive=folder), WordEmbeddings(), create=True) as archive:
    add(archive, *stories(4))
    kill_at(target, name, when)
    add(archive, *stories(12))
"""


@pytest.mark.parametrize(
    ("owner", "name", "when"),
    [
        ("Ledger", "begin", "after"),
        ("WordEmbeddings", "encode", "before"),
        ("ChromaIndex", "add", "before"),
        ("ChromaIndex", "add", "after"),
        ("Ledger", "finish", "after"),
    ],
)
def test_kill_9_loses_nothing_and_the_next_run_finishes(tmp_path: Path, owner: str, name: str, when: str) -> None:
    folder = tmp_path / "archive"
    command = [sys.executable, "-c", KILLED_INGEST, str(folder), owner, name, when]
    killed = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=60)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    with open_archive(load_settings(archive=folder), WordEmbeddings()) as archive:
        visible = archive.facts().articles
        assert visible == (12 if (name, when) == ("finish", "after") else 4)
        assert archive.verify() == []
        add(archive, *stories(12))
        facts = archive.facts()
        assert (facts.articles, facts.versions) == (12, 12)
        assert archive.verify() == []

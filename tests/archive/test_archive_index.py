"""The index of an archive is filled again from the ledger, doubted after a failure, and follows a rebuild."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from ragbot.archive import text_vectors
from ragbot.archive.archive import Archive, open_archive
from ragbot.archive.index import ArchiveIndex, index_name
from ragbot.archive.lock import WriterLock
from ragbot.archive.vectors import IndexGoneError, VectorIndex
from ragbot.errors import ArchiveError, IndexAwayError
from ragbot.models.embeddings import Vectors
from ragbot.settings import Settings
from tests.archive.test_archive import found_texts
from tests.conftest import add, stories
from tests.fakes import WordEmbeddings
from tests.memory_store import INDEXES, MemoryIndex, MemoryStore

MODEL = "words@1"


class FailingIndex(MemoryIndex):
    """Raises each of these errors once, at the next calls."""

    def __init__(self, folder: Path, name: str) -> None:
        self.errors: list[ArchiveError] = []
        self.let = threading.Event()
        self.let.set()
        super().__init__(folder, name)

    def _fail(self) -> None:
        if self.errors:
            raise self.errors.pop(0)

    def nearest(self, vectors: Vectors, limit: int) -> list[list[tuple[str, float]]]:
        self._fail()
        return super().nearest(vectors, limit)

    def delete(self, keys: Sequence[str]) -> None:
        self._fail()
        super().delete(keys)

    def known(self, keys: Sequence[str]) -> set[str]:
        assert self.let.wait(10)
        return super().known(keys)

    def check_answers(self) -> None:
        self._fail()


class SharedStore(MemoryStore):
    """As a server that several processes share."""

    has_one_owner = False

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.index = FailingIndex(folder, "ragbot-none")

    def open(self, name: str) -> VectorIndex:
        self.index.open(name)
        return self.index


@pytest.fixture
def store(light_archive: Archive) -> SharedStore:
    add(light_archive, *stories(5))
    return SharedStore(light_archive.folder)


@pytest.fixture
def index(light_archive: Archive, store: SharedStore) -> Iterator[ArchiveIndex]:
    opened = ArchiveIndex(light_archive._ledger, store, MODEL, WriterLock(light_archive.folder))
    yield opened
    store.index.let.set()
    opened.close()


def vectors_of(archive: Archive) -> text_vectors.TextVectors:
    return next(text_vectors.batches(archive._ledger, MODEL, 100))


def own_nearest(index: ArchiveIndex, archive: Archive) -> bool:
    """Whether each vector of the ledger is found with its own key."""
    _, keys, vectors = vectors_of(archive)
    return [near[0][0] for near in index.nearest(vectors, 1)] == list(keys)


def test_a_name_has_the_archive_and_the_generation(light_archive: Archive) -> None:
    name = index_name(light_archive._ledger, 12)
    assert name == f"ragbot-{light_archive._ledger.meta('archive')}-000012"


def test_lost_vectors_are_noticed_and_written_again(
    settings: Settings, embeddings: WordEmbeddings, caplog: pytest.LogCaptureFixture
) -> None:
    with open_archive(settings, embeddings, create=True) as archive:
        add(archive, *stories(5))
        embedded = embeddings.embedded
    for folder in settings.archive.glob("ragbot-*"):
        shutil.rmtree(folder)
    with open_archive(settings, embeddings) as archive:
        assert embeddings.embedded == embedded
        assert "lacks 5 of 5 vectors" in caplog.text
        assert archive.verify() == []
        assert len(found_texts(archive, "bridge")) == 5


def test_what_the_index_lacks_is_written_by_the_first_search(
    index: ArchiveIndex, store: SharedStore, light_archive: Archive
) -> None:
    store.index.delete(vectors_of(light_archive).keys[:2])
    assert index.count() == 3
    assert own_nearest(index, light_archive)
    assert (index.count(), index.returns) == (5, 1)
    assert own_nearest(index, light_archive)
    assert index.returns == 1, "once whole it is not looked at again"


def test_after_a_failure_the_index_is_doubted(index: ArchiveIndex, store: SharedStore, light_archive: Archive) -> None:
    assert own_nearest(index, light_archive)
    store.index.errors = [IndexAwayError("It is asleep.")]
    with pytest.raises(IndexAwayError, match="asleep"):
        own_nearest(index, light_archive)
    store.index.delete(vectors_of(light_archive).keys)
    assert own_nearest(index, light_archive), "it came back empty"
    assert index.returns == 2
    store.index.errors = [IndexAwayError("It is asleep.")]
    with pytest.raises(IndexAwayError, match="asleep"):
        index.check()
    index.check()
    assert index.returns == 3


def test_an_index_that_is_gone_is_made_anew_and_the_search_answered(
    index: ArchiveIndex, store: SharedStore, light_archive: Archive
) -> None:
    assert own_nearest(index, light_archive)
    store.index.errors = [IndexGoneError("It was dropped.")]
    INDEXES[light_archive.folder / index_name(light_archive._ledger, 1)].clear()
    assert own_nearest(index, light_archive)
    assert index.count() == 5


def test_what_is_superfluous_and_cannot_be_deleted_stays(
    index: ArchiveIndex, store: SharedStore, light_archive: Archive, caplog: pytest.LogCaptureFixture
) -> None:
    keys = vectors_of(light_archive).keys
    store.index.errors = [IndexAwayError("It is asleep.")]
    index.delete(keys[:2])
    assert "2 superfluous vectors stay in the index: It is asleep." in caplog.text
    assert index.count() == 5
    index.delete(keys[:2])
    assert index.count() == 3


def test_much_is_written_beside_the_searches_which_go_without_meanwhile(
    index: ArchiveIndex, store: SharedStore, light_archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ragbot.archive.index.AT_ONCE", 1)
    store.index.delete(vectors_of(light_archive).keys[:2])
    store.index.let.clear()
    for _ in range(2):
        with pytest.raises(IndexAwayError, match="being written again from the ledger"):
            own_nearest(index, light_archive)
    store.index.let.set()
    index.wait_until_whole()
    assert own_nearest(index, light_archive)
    assert index.count() == 5


def test_while_others_write_what_lacks_is_not_written_and_why_is_told(
    index: ArchiveIndex, store: SharedStore, light_archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.index.delete(vectors_of(light_archive).keys[:2])
    monkeypatch.setattr("ragbot.archive.lock.WRITING", 0.01)
    with WriterLock(light_archive.folder).held(), pytest.raises(IndexAwayError, match=r"again.*\(Another process"):
        own_nearest(index, light_archive)
    assert own_nearest(index, light_archive)


def test_an_index_follows_a_rebuild_and_refuses_one_with_another_model(
    index: ArchiveIndex, light_archive: Archive
) -> None:
    ledger, (_, keys, vectors) = light_archive._ledger, vectors_of(light_archive)
    assert own_nearest(index, light_archive)
    MemoryIndex(light_archive.folder, index_name(ledger, 2)).add(keys[:1], vectors[:1])
    ledger.switch(MODEL, 2)
    assert index.count() == 1
    ledger.switch("words@2", 3)
    with pytest.raises(ArchiveError, match=r"model words@2, and this process has words@1: set RAGBOT_EMBEDDING_MODEL"):
        index.count()
    with pytest.raises(ArchiveError, match=r"words@2"), index.written():
        raise AssertionError("nothing may be written")


def test_a_store_of_one_owner_is_not_looked_for_anew(light_archive: Archive) -> None:
    add(light_archive, *stories(2))
    light_archive._ledger.switch("words@2", 2)
    assert light_archive._vectors.count() == 2


def test_a_sample_is_compared_unless_the_index_is_sound(
    index: ArchiveIndex, store: SharedStore, light_archive: Archive
) -> None:
    index.check_sample()
    assert store.index.is_sound
    rows = INDEXES[light_archive.folder / index_name(light_archive._ledger, 1)]
    wrong = dict(zip(reversed(list(rows)), [-vector for vector in rows.values()], strict=True))
    rows |= wrong
    for key in list(rows)[:4]:
        rows[f"other {key}"] = rows.pop(key)
    index.check_sample()
    store.index.is_sound = False
    with pytest.raises(ArchiveError, match="those of something else"):
        index.check_sample()

"""Two writers on one Chroma server, made to meet where it hurts: nothing is lost, and nobody needs a restart."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

import ragbot.archive.rebuild
from ragbot.archive import text_vectors
from ragbot.archive.archive import Archive, open_archive
from ragbot.archive.chroma.index import ChromaIndex
from ragbot.archive.chroma.server import ChromaServer
from ragbot.archive.index import ArchiveIndex
from ragbot.archive.intake import Added
from ragbot.archive.ledger import Ledger
from ragbot.archive.lock import WriterLock
from ragbot.archive.rebuild import rebuild
from ragbot.archive.tables import Scope
from ragbot.errors import ArchiveError
from ragbot.settings import Settings, load_settings
from ragbot.types import Article
from tests.chroma import Chroma
from tests.conftest import STORY, add, article, stories
from tests.fakes import WordEmbeddings

TEXT = "The ferry Grey Gull sank off Port Anders on Monday and nine people died, the coast guard said."
OTHER = "Something else entirely was decided in the council of Midvale today."
AMPLE = 30.0
HELD_UP = 0.5
"""Seconds in which the other writer would be long done, were it not held up."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chroma]:
    running = Chroma(tmp_path_factory.mktemp("chroma"), _free_port())
    yield running
    running.kill()


def _free_port() -> int:
    import socket

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@pytest.fixture
def shared(tmp_path: Path, server: Chroma) -> Settings:
    return load_settings(archive=tmp_path / "archive", chroma=server.address)


@pytest.fixture
def one(shared: Settings) -> Iterator[Archive]:
    with open_archive(shared, WordEmbeddings(), create=True) as archive:
        yield archive


@pytest.fixture
def two(shared: Settings, one: Archive) -> Iterator[Archive]:
    """What a second process has open: it shares nothing with the first but the folder and the server."""
    with open_archive(shared, WordEmbeddings()) as archive:
        yield archive


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


class Pause:
    """In place of a method: it begins, and goes on when it is let."""

    def __init__(self, method: Callable[..., object]) -> None:
        self._method, self.begun, self._let = method, threading.Event(), threading.Event()

    def __call__(self, *arguments: object) -> object:
        self.begun.set()
        assert self._let.wait(AMPLE)
        return self._method(*arguments)

    def let(self, waiting: Future[Added]) -> None:
        """Go on, once the other had time to do harm."""
        assert self.begun.wait(AMPLE)
        try:
            waiting.result(HELD_UP)
        except TimeoutError:
            pass
        finally:
            self._let.set()


def nearest_ids(archive: Archive, text: str) -> list[str]:
    vector = archive.embeddings.encode([f"A title\n{text}"])[0]
    return [hit.article_id for hit, _ in archive.nearest(vector, 3, Scope())]


def test_what_another_forgets_between_look_and_finish_is_not_lost(
    one: Archive, two: Archive, threads: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, new = article(TEXT, address="https://x.example/y"), article(TEXT, address="https://x.example/x")
    add(one, known)
    pause = Pause(one._intake._finish)
    monkeypatch.setattr(one._intake, "_finish", pause)
    taking_over = threads.submit(add, one, new)
    assert pause.begun.wait(AMPLE)
    pause.let(updating := threads.submit(add, two, article(OTHER, address="https://x.example/y")))
    assert taking_over.result(AMPLE).results == ("added",)
    assert updating.result(AMPLE).results == ("updated",)
    assert nearest_ids(two, TEXT)[0] == new.id
    assert one.verify() == two.verify() == []


def test_a_late_delete_does_not_remove_what_another_has_taken_over(
    one: Archive, two: Archive, threads: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = article(TEXT, address="https://x.example/x")
    add(one, article(TEXT, address="https://x.example/y"))
    pause = Pause(two._vectors.delete)
    monkeypatch.setattr(two._vectors, "delete", pause)
    updating = threads.submit(add, two, article(OTHER, address="https://x.example/y"))
    assert pause.begun.wait(AMPLE)
    pause.let(taking_over := threads.submit(add, one, new))
    updating.result(AMPLE)
    assert taking_over.result(AMPLE).embedded == 1
    assert nearest_ids(two, TEXT)[0] == new.id
    assert one.verify() == two.verify() == []


def test_what_is_added_while_a_rebuild_switches_is_in_the_new_index(
    one: Archive, two: Archive, shared: Settings, threads: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = article(TEXT, address="https://x.example/x")
    add(one, *stories(3))
    switch = Ledger.switch
    pause = Pause(lambda *arguments: switch(*arguments))
    monkeypatch.setattr(Ledger, "switch", lambda *arguments: pause(*arguments))
    rebuilding = threads.submit(rebuild, shared, WordEmbeddings())
    assert pause.begun.wait(AMPLE)
    pause.let(adding := threads.submit(add, one, new))
    rebuilding.result(AMPLE)
    adding.result(AMPLE)
    assert nearest_ids(two, TEXT)[0] == new.id
    assert add(two, article(OTHER, address="https://x.example/z")).results == ("added",), "no restart is needed"
    assert one.verify() == two.verify() == []
    with open_archive(shared, WordEmbeddings()) as again:
        assert again.verify() == []


def test_what_is_added_and_forgotten_while_a_rebuild_copies_is_so_in_the_new_index(
    one: Archive, two: Archive, shared: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(one, article(TEXT, address="https://x.example/y"))
    fill = ragbot.archive.rebuild._fill

    def meanwhile(*arguments: object) -> object:
        copied = fill(*arguments)  # type: ignore[arg-type]
        add(one, article(OTHER, address="https://x.example/y"), article(STORY, address="https://x.example/z"))
        return copied

    monkeypatch.setattr(ragbot.archive.rebuild, "_fill", meanwhile)
    vectors = rebuild(shared, WordEmbeddings())
    assert two.verify() == []
    assert two._vectors.count() == vectors == text_vectors.count(one._ledger, "words@1")


def test_a_rebuild_beside_a_busy_writer_loses_nothing(
    one: Archive, two: Archive, shared: Settings, threads: ThreadPoolExecutor
) -> None:
    news = stories(60)
    adding = [threads.submit(_add_each, archive, news[i::2]) for i, archive in enumerate((one, two))]
    rebuilds = 0
    while not all(each.done() for each in adding):
        rebuild(shared, WordEmbeddings())
        rebuilds += 1
    assert rebuilds >= 1
    assert all(each.result() is None for each in adding)
    assert one.facts().articles == 60
    assert one.verify() == two.verify() == []


def _add_each(archive: Archive, some: Sequence[Article]) -> None:
    for each in some:
        add(archive, each)
        assert archive.nearest(archive.embeddings.encode([each.text])[0], 5, Scope())


def test_of_two_rebuilds_at_once_the_second_is_refused(
    one: Archive, shared: Settings, threads: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(one, *stories(3))
    fill = ragbot.archive.rebuild._fill
    begun, let = threading.Event(), threading.Event()

    def slow(*arguments: object) -> object:
        begun.set()
        assert let.wait(AMPLE)
        return fill(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(ragbot.archive.rebuild, "_fill", slow)
    first = threads.submit(rebuild, shared, WordEmbeddings())
    try:
        assert begun.wait(AMPLE)
        with pytest.raises(ArchiveError, match=r"Another rebuild of .* is running"):
            rebuild(shared, WordEmbeddings())
    finally:
        let.set()
    assert first.result(AMPLE) == 3
    assert one.verify() == []


def test_the_index_before_stays_until_the_next_rebuild(one: Archive, shared: Settings) -> None:
    """So that whoever has just looked which one it is finds it."""
    add(one, *stories(3))
    for generation in range(2, 5):
        rebuild(shared, WordEmbeddings())
        server = ChromaServer(shared.chroma)
        names = sorted(name for name in server.list_names() if f"-{one._ledger.meta('archive')}-" in name)
        server.close()
        assert [int(name.rpartition("-")[2]) for name in names] == [generation - 1, generation]


def test_another_embedding_model_is_told_and_never_searched_with_vectors_of_the_old(
    one: Archive, shared: Settings
) -> None:
    add(one, *stories(3))
    rebuild(shared, WordEmbeddings("words@2"))
    for call in (lambda: nearest_ids(one, "bridge"), lambda: add(one, article(STORY))):
        with pytest.raises(
            ArchiveError, match="rebuilt with the embedding model words@2, and this process has words@1"
        ):
            call()


# -- what the ledger has and the index lacks ---------------------------------------------------------------------------


def drop_all(shared: Settings) -> None:
    """As if the server had come back with an empty disk."""
    server = ChromaServer(shared.chroma)
    for name in server.list_names():
        server.delete_collection(name)
    server.close()


def test_an_emptied_server_is_filled_again_by_the_first_search(one: Archive, shared: Settings) -> None:
    add(one, *stories(5))
    drop_all(shared)
    embedded = one.embeddings.embedded  # type: ignore[attr-defined]
    assert len(nearest_ids(one, "The bridge")) == 3
    assert one.embeddings.embedded == embedded + 1, "the question"  # type: ignore[attr-defined]
    assert one._vectors.count() == 5
    assert one.verify() == []


def test_an_addition_to_an_emptied_server_is_taken_in_and_the_rest_follows(one: Archive, shared: Settings) -> None:
    add(one, *stories(5))
    drop_all(shared)
    assert add(one, article(STORY)).results == ("added",)
    assert nearest_ids(one, STORY)[0] == article(STORY).id
    assert one.verify() == []


def test_what_lacks_in_a_big_archive_is_written_beside_the_searches(
    one: Archive, shared: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ragbot.archive.index.AT_ONCE", 2)
    add(one, *stories(5))
    keys = next(text_vectors.batches(one._ledger, "words@1", 100)).keys
    one._vectors.delete(keys[:3])
    let, known = threading.Event(), ChromaIndex.known

    def slow(index: ChromaIndex, wanted: list[str]) -> set[str]:
        assert let.wait(AMPLE)
        return known(index, wanted)

    monkeypatch.setattr(ChromaIndex, "known", slow)
    with open_archive(shared, WordEmbeddings()) as again:
        try:
            with pytest.raises(ArchiveError, match="being written again"):
                nearest_ids(again, "The bridge")
            with pytest.raises(ArchiveError, match="being written again"):
                again.check_ready()
        finally:
            let.set()
        assert again.verify() == []
        assert again._vectors.count() == 5
        again.check_ready()


def test_the_index_is_healed_under_the_lock_of_the_writers(one: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a text that another forgets meanwhile would be written after it was deleted."""
    add(one, *stories(3))
    held: list[bool] = []
    known = ChromaIndex.known

    def watched(index: ChromaIndex, keys: list[str]) -> set[str]:
        held.append(one._vectors._writer._process.is_locked)
        return known(index, keys)

    monkeypatch.setattr(ChromaIndex, "known", watched)
    one._vectors.delete(next(text_vectors.batches(one._ledger, "words@1", 100)).keys)
    one._vectors._is_whole = False
    assert len(nearest_ids(one, "The bridge")) == 3
    assert held == [True]


def test_the_lock_of_the_writers_excludes_threads_and_processes_and_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = WriterLock(tmp_path), WriterLock(tmp_path)
    with one.held():
        monkeypatch.setattr("ragbot.archive.lock.WRITING", 0.05)
        with pytest.raises(ArchiveError, match="Another process has been writing"), two.held():
            pass
    with two.held():
        pass


def test_an_index_follows_only_forwards(one: Archive, two: Archive, shared: Settings) -> None:
    add(one, *stories(3))
    index: ArchiveIndex = two._vectors
    for _ in range(3):
        rebuild(shared, WordEmbeddings())
        assert len(nearest_ids(two, "The bridge")) == 3
        assert index._generation == two._ledger.pointer().generation

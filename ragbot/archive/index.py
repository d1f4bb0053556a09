"""The index of an archive follows the ledger's pointer, and writes what it lacks again from the ledger."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from typing import TypeVar

from ragbot.archive import text_vectors
from ragbot.archive.ledger import Ledger
from ragbot.archive.lock import WriterLock
from ragbot.archive.text_vectors import TextVectors
from ragbot.archive.vectors import IndexGoneError, VectorIndex, VectorStore
from ragbot.errors import ArchiveError, IndexAwayError
from ragbot.models.embeddings import Vectors

log = logging.getLogger(__name__)

T = TypeVar("T")

AT_ONCE = 3000
"""The most vectors to write again while somebody waits: 3 s. A thread writes more; searches go without them."""


class ArchiveIndex:
    """The index of one archive. Threads may share it.

    Where several processes share its store, another may rebuild it: each call follows.
    """

    def __init__(self, ledger: Ledger, store: VectorStore, model: str, writer: WriterLock) -> None:
        """Open the index, or make a missing one. Raises ArchiveError when the store cannot be used."""
        self._ledger, self._model, self._writer = ledger, model, writer
        self._has_one_owner = store.has_one_owner
        self._generation = ledger.pointer().generation
        self._vectors = store.open(index_name(ledger, self._generation))
        self._turning, self._checking = threading.Lock(), threading.Lock()
        self._is_whole, self._closing = False, threading.Event()
        self._healer: threading.Thread | None = None
        self.returns = 0
        """How often the index proved whole, after it was opened and after each failure."""

    @property
    def most(self) -> int:
        """Return the most results that a search gives."""
        return self._vectors.most

    # -- searching ------------------------------------------------------------------------------------------------

    def nearest(self, vectors: Vectors, limit: int) -> list[list[tuple[str, float]]]:
        """Return for each vector the nearest (key, cosine), best first, `limit` or `most` of them at the most.

        Raises IndexAwayError when the store does not answer, or has not all vectors yet.
        """
        with self._watched():
            self.make_whole()
            try:
                return self._current().nearest(vectors, limit)
            except IndexGoneError:
                self._is_whole = False
                self.make_whole()
                return self._current().nearest(vectors, limit)

    def count(self) -> int:
        with self._watched():
            return self._made_anew(lambda: self._current().count())

    def check(self) -> None:
        """Raises IndexAwayError when the store does not answer within 2 s, or has not all vectors yet."""
        with self._watched():
            self._vectors.check_answers()
            self.make_whole()

    def check_known(self) -> None:
        """Raises IndexAwayError when the store did not answer last time; asks nothing."""
        self._vectors.check_known()

    # -- writing, under the writer's lock -------------------------------------------------------------------------

    @contextmanager
    def written(self) -> Iterator[None]:
        """Keep every other thread and process from writing vectors or rebuilding the index meanwhile."""
        with self._writer.held():
            with self._watched():
                self._current()
            yield

    def add(self, keys: Sequence[str], vectors: Vectors) -> None:
        with self._watched():
            self._made_anew(lambda: self._vectors.add(keys, vectors))

    def delete(self, keys: Sequence[str]) -> None:
        """Delete vectors that no text has any more. One that stays is found by nobody: searches ask the ledger."""
        try:
            with self._watched():
                self._vectors.delete(keys)
        except IndexAwayError as error:
            log.warning("%d superfluous vectors stay in the index: %s", len(keys), error)

    # -- following and healing ------------------------------------------------------------------------------------

    def _current(self) -> VectorIndex:
        """Return the index in use now. Raises ArchiveError when it was rebuilt with another embedding model."""
        if self._has_one_owner:
            return self._vectors
        pointer = self._ledger.pointer()
        if pointer.model != self._model:
            raise ArchiveError(
                f"The index was rebuilt with the embedding model {pointer.model}, and this process has {self._model}: "
                "set RAGBOT_EMBEDDING_MODEL and RAGBOT_EMBEDDING_PRECISION to the former, and start it again."
            )
        with self._turning:
            if pointer.generation > self._generation:
                self._vectors.open(index_name(self._ledger, pointer.generation))
                self._generation = pointer.generation
        return self._vectors

    def _made_anew(self, call: Callable[[], T]) -> T:
        """Make the call; replace a lost index by an empty one, which the next search finds incomplete."""
        try:
            return call()
        except IndexGoneError:
            self._is_whole = False
            with self._turning:
                self._vectors.open(index_name(self._ledger, self._generation))
            return call()

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Doubt the index after a failure: nobody knows what a server comes back with."""
        try:
            yield
        except IndexAwayError:
            self._is_whole = False
            raise

    def make_whole(self) -> None:
        """Write again the vectors that the ledger has and the index lacks; a thread does long work.

        An index lacks something when it has fewer vectors than the ledger. Superfluous ones, which a kill may leave,
        can hide a loss, which takes damage: 'ragbot verify' looks for each vector. Raises IndexAwayError until the
        index is whole.
        """
        if self._is_whole:
            return
        if not self._checking.acquire(blocking=False):
            raise IndexAwayError(BEING_WRITTEN)
        try:
            self._check_whole()
        finally:
            self._checking.release()

    def _check_whole(self) -> None:
        if self._healer and self._healer.is_alive():
            raise IndexAwayError(BEING_WRITTEN)
        wanted = text_vectors.count(self._ledger, self._model)
        lacking = wanted - self.count()
        if lacking <= 0:
            self._return()
            return
        log.warning("The index lacks %d of %d vectors; they are written again from the ledger.", lacking, wanted)
        if lacking <= AT_ONCE:
            try:
                self._heal()
            except ArchiveError as error:  # others write, or the disk is full: meanwhile words are searched
                raise IndexAwayError(f"{BEING_WRITTEN} ({error})") from error
            return
        self._healer = threading.Thread(target=self._heal_beside, name="healing the index", daemon=True)
        self._healer.start()
        raise IndexAwayError(BEING_WRITTEN)

    def _heal_beside(self) -> None:
        try:
            self._heal()
        except ArchiveError as error:  # the next search tries again
            log.warning("The index is not whole yet: %s", error)

    def _heal(self) -> None:
        batches, written = text_vectors.batches(self._ledger, self._model, self.most), 0
        while not self._closing.is_set():
            with self._writer.held():  # what is read under the lock stays in the ledger until it is written
                some = next(batches, None)
                if some is None:
                    self._return()
                    log.warning("The index is whole again: %d vectors were written.", written)
                    return
                written += self._write_missing(some)

    def _return(self) -> None:
        self._is_whole = True
        self.returns += 1

    def _write_missing(self, some: TextVectors) -> int:
        index = self._current()
        known = index.known(some.keys)
        missing = [i for i, key in enumerate(some.keys) if key not in known]
        index.add([some.keys[i] for i in missing], some.vectors[missing])
        return len(missing)

    def wait_until_whole(self) -> None:
        """Wait until the index is whole. Raises ArchiveError when it cannot become so."""
        with suppress(IndexAwayError):
            self.make_whole()
        if self._healer:
            self._healer.join()
        self.make_whole()

    def check_sample(self) -> None:
        """Raises ArchiveError when the index's files are those of another archive."""
        check_sample(self._ledger, self._vectors, self._model)

    def close(self) -> None:
        self._closing.set()
        if self._healer:
            self._healer.join()
        self._vectors.close()


BEING_WRITTEN = "The index of meanings is being written again from the ledger; that takes a second for 1,000 passages."


def check_sample(ledger: Ledger, vectors: VectorIndex, model: str) -> None:
    """Raises ArchiveError when the index is not that of this ledger, as after a copy of some of its files."""
    if vectors.is_sound:
        return
    for _, keys, known in islice(text_vectors.batches(ledger, model, 100), 1):
        vectors.check(keys, known)


def index_name(ledger: Ledger, generation: int) -> str:
    """Return a name with the archive, since several may share a store, and a generation, which `rebuild` counts up."""
    return f"ragbot-{ledger.meta('archive')}-{generation:06d}"

"""The vectors of the archive's texts, in Chroma: an index made from the ledger."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ragbot.archive import disk
from ragbot.archive.chroma import files
from ragbot.archive.chroma.server import ChromaServer
from ragbot.archive.vectors import IndexGoneError
from ragbot.errors import ArchiveError, IndexAwayError
from ragbot.models.embeddings import Vectors as Matrix
from ragbot.models.failures import readable
from ragbot.passwords import shown

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

FEW = 50
"""Results that are looked through for a text by its own vector: copies of it may come first."""
BATCH = 100
"""Vectors that are added at once: more stall the queries of a running server (500: p99 1.6 s)."""
MOST = 300
"""Results a query: what distributed Chroma allows."""
MOST_UNPERSISTED = 2000
"""Chroma writes its HNSW files every 1,000 vectors; the rest is in its write-ahead log."""

CONFIGURATION: Any = {"hnsw": {"space": "cosine", "max_neighbors": 32}}
"""Twice the usual neighbors, for 8 % more bytes and the same seconds: where 600 texts are nearly the same (a cosine of
0.9), one in 530 had no link left that leads to it, with these one in 6,000. An index from before keeps its own."""


def _disarmed(collection: Collection) -> Collection:
    """Without the schema that came with it: at each add chromadb 1.5.9 makes the embedding function that it names.

    That is code, of a model in a folder of the archive, say, and would run though no embedding function is wanted.
    """
    collection._model.set_serialized_schema({})
    return collection


class ChromaIndex:
    """One Chroma collection: text keys and their vectors. It uses only the six calls that every kind of Chroma has."""

    most = MOST
    is_sound = True

    def __init__(self, place: str, name: str) -> None:
        """Opens the collection `name`, making it when missing; `place` is for people.

        Raises ArchiveError when Chroma cannot be reached or its files cannot be sound.
        """
        self._place = place
        with self._translated():
            self._client = self._connected()
        try:
            self.open(name)
        except BaseException:
            self._client.close()
            raise

    def _connected(self) -> Any:
        raise NotImplementedError

    def open(self, name: str) -> None:
        """Turn to another collection of the same Chroma, or to this one anew; it is made when missing."""
        with self._translated():
            self._collection = _disarmed(
                self._client.get_or_create_collection(name, embedding_function=None, configuration=CONFIGURATION)
            )

    def add(self, keys: Sequence[str], vectors: Matrix) -> None:
        # not `upsert`: hnswlib moves a vector that is there already, and may cut the last link to another (in 18 of 25
        # indexes of 609 vectors, 200 of them written twice, one was found by no search; with `add` in none)
        for i in range(0, len(keys), BATCH):
            with self._translated():
                self._collection.add(ids=list(keys[i : i + BATCH]), embeddings=vectors[i : i + BATCH])

    def delete(self, keys: Sequence[str]) -> None:
        for i in range(0, len(keys), BATCH):
            with self._translated():
                self._collection.delete(ids=list(keys[i : i + BATCH]))

    def nearest(self, vectors: Matrix, limit: int) -> list[list[tuple[str, float]]]:
        """For each vector the nearest (key, cosine), best first; `limit` is cut at 300."""
        with self._translated():
            found: Any = self._collection.query(
                query_embeddings=vectors, n_results=min(limit, MOST), include=["distances"]
            )
        rows = zip(found["ids"], found["distances"] or [], strict=True)
        return [[(key, 1.0 - float(d)) for key, d in zip(ids, distances, strict=True)] for ids, distances in rows]

    def check(self, keys: Sequence[str], vectors: Matrix) -> None:
        """That these keys have these vectors: for when the files are not as they were closed.

        Raises ArchiveError, and is closed, when most have not: the files are those of something else.
        """
        near = self.nearest(vectors, FEW)
        if 2 * sum(key in dict(each) for key, each in zip(keys, near, strict=True)) < len(keys):
            self.close()
            raise self._damaged("they are not the vectors of the texts")
        self.is_sound = True

    def _damaged(self, problem: str) -> ArchiveError:
        return ArchiveError(f"The vectors of {self._place} are damaged: {problem}. Run 'ragbot rebuild'.")

    def count(self) -> int:
        with self._translated():
            return int(self._collection.count())

    def known(self, keys: Sequence[str]) -> set[str]:
        """Those of the keys that have a vector."""
        found: set[str] = set()
        for i in range(0, len(keys), MOST):
            with self._translated():
                found |= set(self._collection.get(ids=list(keys[i : i + MOST]), include=[])["ids"])
        return found

    def check_answers(self) -> None:
        """Raises IndexAwayError when Chroma does not answer within 2 s, at once when that is known."""
        self.count()

    def check_known(self) -> None:
        """Raises IndexAwayError when Chroma did not answer last time; asks nothing."""

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Whatever Chroma raises (its own errors, ValueError) as an IndexAwayError."""
        try:
            yield
        except ArchiveError:
            raise
        except Exception as error:
            self.is_sound = False
            self._check_disk(error)
            kind = IndexGoneError if type(error).__name__ == "NotFoundError" else IndexAwayError
            raise kind(
                f"Chroma ({self._place}) failed: {readable(_first_line(error))}. "
                "If it stays so, run 'ragbot rebuild': no text is lost."
            ) from error

    def _check_disk(self, error: Exception) -> None:
        """Raises ArchiveError when the disk is what the error comes from."""

    def close(self) -> None:
        self._client.close()


class EmbeddedIndex(ChromaIndex):
    """In a folder of its own, whose files are looked at before Chroma opens them."""

    def __init__(self, folder: Path, name: str) -> None:
        """In `folder`/`name`. Raises ArchiveError when its files cannot be sound."""
        self._path = folder / name
        persisted = files.check(self._path)
        self.is_sound = files.are_as_closed(self._path)
        if not self.is_sound:
            files.try_to_open(self._path, name)
        super().__init__("embedded", name)
        if self.count() > persisted + MOST_UNPERSISTED:
            self.close()
            raise self._damaged(f"its files hold {persisted} vectors only")

    def _connected(self) -> Any:
        return _embedded(str(self._path))

    def _damaged(self, problem: str) -> ArchiveError:
        return files.damaged(self._path, problem)

    def _check_disk(self, error: Exception) -> None:
        if trouble := disk.trouble(self._path.parent):
            raise files.unusable(self._path, _first_line(error), trouble) from error

    def close(self) -> None:
        super().close()
        if self.is_sound:
            files.keep_stamp(self._path)


class ServedIndex(ChromaIndex):
    """On a server, which has no files to look at."""

    _client: ChromaServer

    def __init__(self, address: str, name: str) -> None:
        self._address = address
        super().__init__(shown(address), name)

    def _connected(self) -> ChromaServer:
        return ChromaServer(self._address)

    def check_answers(self) -> None:
        self._client.check()

    def check_known(self) -> None:
        self._client.check_known()


def _embedded(path: str) -> Any:
    import chromadb
    from chromadb.api.shared_system_client import SharedSystemClient

    with suppress(OSError):  # Chroma tells why not
        os.mkdir(path, 0o700)  # Chroma's files can be read by all
    try:
        return chromadb.PersistentClient(path=path)
    except BaseException:
        # chromadb 1.5.9 keeps what it could not start, and gives that to whoever opens the folder next
        SharedSystemClient._identifier_to_system.pop(path, None)
        raise


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]

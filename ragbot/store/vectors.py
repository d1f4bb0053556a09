"""The vectors of the archive's texts, in Chroma: an index made from the ledger. The only importer of chromadb."""

from __future__ import annotations

import os
import pickle
import shutil
import struct
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ragbot.errors import ArchiveError, IndexAwayError
from ragbot.models.embeddings import Vectors as Matrix
from ragbot.models.failures import readable
from ragbot.settings import shown
from ragbot.store.chroma_server import ChromaServer

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

BATCH = 100
"""Vectors an upsert: bigger ones stall the queries of a running server (500: p99 1.6 s)."""
MOST = 300
"""Results a query: what distributed Chroma allows."""
BYTES_OF_A_LINK_LIST = 1024
"""A vector's share of link_lists.bin is far below this, unless a torn record made the file grow without bound."""

MOST_UNPERSISTED = 2000
"""Chroma writes its HNSW files every 1,000 vectors; the rest is in its write-ahead log."""

EMBEDDED = "embedded"


class CollectionGoneError(IndexAwayError):
    """The server has no such collection any more: another process dropped it, or it came back empty."""


def _disarmed(collection: Collection) -> Collection:
    """Without the schema that came with it: at each upsert chromadb 1.5.9 makes the embedding function that it names.

    That is code, of a model in a folder of the archive, say, and would run though no embedding function is wanted.
    """
    collection._model.set_serialized_schema({})
    return collection


class VectorIndex:
    """One Chroma collection: text keys and their vectors. It uses only the six calls that every kind of Chroma has."""

    def __init__(self, place: str, folder: Path, name: str) -> None:
        """Opens the collection `name`, making it when missing: on the server `place`, or in `folder`/`name`.

        Raises ArchiveError when Chroma cannot be reached or its files cannot be sound.
        """
        self._path = folder / name
        self._shown = place if place == EMBEDDED else shown(place)
        persisted = _checked_files(self._path) if place == EMBEDDED else None
        self._client = _client(place, self._path)
        self.open(name)
        if persisted is not None and self.count() > persisted + MOST_UNPERSISTED:
            self.close()
            raise _damaged(self._path, f"its files hold {persisted} vectors only")

    def open(self, name: str) -> None:
        """Turn to another collection of the same Chroma, or to this one anew; it is made when missing."""
        with self._translated():
            self._collection = _disarmed(
                self._client.get_or_create_collection(
                    name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
                )
            )

    def upsert(self, keys: Sequence[str], vectors: Matrix) -> None:
        for i in range(0, len(keys), BATCH):
            with self._translated():
                self._collection.upsert(ids=list(keys[i : i + BATCH]), embeddings=vectors[i : i + BATCH])

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
        if isinstance(self._client, ChromaServer):
            self._client.check()
        else:
            self.count()

    def check_known(self) -> None:
        """Raises IndexAwayError when Chroma did not answer last time; asks nothing."""
        if isinstance(self._client, ChromaServer):
            self._client.check_known()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Whatever Chroma raises (its own errors, ValueError) as an IndexAwayError."""
        try:
            yield
        except IndexAwayError:
            raise
        except Exception as error:
            kind = CollectionGoneError if type(error).__name__ == "NotFoundError" else IndexAwayError
            raise kind(
                f"Chroma ({self._shown}) failed: {readable(_first_line(error))}. "
                "If it stays so, run 'ragbot rebuild': no text is lost."
            ) from error

    def close(self) -> None:
        self._client.close()


def _client(place: str, path: Path) -> Any:
    import chromadb

    return chromadb.PersistentClient(path=str(path)) if place == EMBEDDED else ChromaServer(place)


def drop_collections(place: str, folder: Path, *, keep: Sequence[str]) -> None:
    """Remove every generation of an archive's collection but those named in `keep`."""
    prefix = keep[0].rpartition("-")[0] + "-"
    if place == EMBEDDED:
        for path in folder.glob(f"{prefix}*"):
            if path.name not in keep:
                shutil.rmtree(path, ignore_errors=True)  # unopened: it may be damaged, and Chroma would leave its files
        return
    with closing(ChromaServer(place)) as server:
        for name in server.list_names():
            if name.startswith(prefix) and name not in keep:
                server.delete_collection(name)


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]


def _damaged(path: Path, problem: str) -> ArchiveError:
    return ArchiveError(f"The vectors in {path} are damaged: {problem}. Run 'ragbot rebuild': no text is lost.")


def _checked_files(path: Path) -> int:
    """How many vectors the HNSW files hold. Raises ArchiveError when they cannot belong together.

    Chroma rewrites them in place, without checksums: cut short, they give wrong answers without a word, or hang.
    """
    persisted = 0
    for header in path.glob("*/header.bin"):
        if not (header.parent / "index_metadata.pickle").exists():  # not yet persisted: all is in the write-ahead log
            continue
        fields = header.read_bytes()[:36]
        if len(fields) < 36:
            raise _damaged(path, "header.bin is cut short")
        _, _, capacity, count, size = struct.unpack("<iQQQQ", fields)  # as chromadb 1.5.9 writes it
        if problem := _problem_of(header.parent, capacity, count, size):
            raise _damaged(path, problem)
        persisted += count
    return persisted


def _problem_of(segment: Path, capacity: int, count: int, size: int) -> str | None:
    """Why the files of a segment do not fit its header: `count` of `capacity` vectors, of `size` bytes each."""
    for name, expected in (("data_level0.bin", count * size), ("length.bin", 4 * count)):
        found = _size(segment / name)
        if found < expected:
            return f"{name} has {found} bytes, not {expected}"
    if _size(segment / "link_lists.bin") > capacity * BYTES_OF_A_LINK_LIST:
        return "link_lists.bin has grown beyond measure"
    return _problem_of_labels(segment / "index_metadata.pickle", count)


def _problem_of_labels(path: Path, count: int) -> str | None:
    try:
        labels = pickle.loads(path.read_bytes())["id_to_label"]  # our own folder, which Chroma itself unpickles
    except Exception as error:
        return f"{path.name} cannot be read: {_first_line(error)}"
    return f"{path.name} names {len(labels)} of {count} vectors" if len(labels) > count else None


def _size(path: Path) -> int:
    return os.path.getsize(path) if path.exists() else 0

"""The vectors of the archive's texts, in Chroma: an index made from the ledger. The only importer of chromadb."""

from __future__ import annotations

import os
import pickle
import shutil
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ragbot.errors import ArchiveError
from ragbot.models.embeddings import Vectors as Matrix

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
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
        self._place, self._name, self._path = place, name, folder / name
        persisted = _checked_files(self._path) if place == EMBEDDED else None
        self._client = _client(place, self._path)
        with self._translated():
            self._collection = _disarmed(
                self._client.get_or_create_collection(
                    name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
                )
            )
        if persisted is not None and self.count() > persisted + MOST_UNPERSISTED:
            self.close()
            raise _damaged(self._path, f"its files hold {persisted} vectors only")

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
            return self._collection.count()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Whatever Chroma raises (its own errors, those of its HTTP client, ValueError) as an ArchiveError."""
        try:
            yield
        except Exception as error:
            raise ArchiveError(
                f"Chroma ({self._place}) failed: {_first_line(error)}. If the index was rebuilt meanwhile, start this "
                "process again; if it stays so, run 'ragbot rebuild': no text is lost."
            ) from error

    def close(self) -> None:
        close_client(self._client)


def _client(place: str, path: Path) -> ClientAPI:
    import chromadb

    if place == EMBEDDED:
        return chromadb.PersistentClient(path=str(path))
    try:
        url = urlsplit(place)
        port = url.port or (443 if url.scheme == "https" else 80)
        return chromadb.HttpClient(host=url.hostname or "", port=port, ssl=url.scheme == "https")
    except Exception as error:  # chromadb raises ValueError, httpx and its own errors here
        raise ArchiveError(
            f"RAGBOT_CHROMA={place}: no Chroma server answers there ({_first_line(error)}). "
            "Start one ('chroma run --path FOLDER --port PORT'), or unset RAGBOT_CHROMA for the embedded one."
        ) from error


def close_client(client: Any) -> None:
    """Close it and its connections to a server, which chromadb 1.5.9 leaves open."""
    servers = {client._server, client._admin_client._server}
    client.close()
    for server in servers:
        if hasattr(server, "_session") and not server._running:
            server._session.close()


def drop_collections(place: str, folder: Path, *, keep: str) -> None:
    """Remove every generation of an archive's collection but the one named `keep`."""
    prefix = keep.rpartition("-")[0]
    if place == EMBEDDED:
        for path in folder.glob(f"{prefix}-*"):
            if path.name != keep:
                shutil.rmtree(path, ignore_errors=True)  # unopened: it may be damaged, and Chroma would leave its files
        return
    client = _client(place, folder)
    for collection in client.list_collections():
        if collection.name.startswith(prefix) and collection.name != keep:
            client.delete_collection(collection.name)
    close_client(client)


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

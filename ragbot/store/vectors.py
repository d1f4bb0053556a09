"""The vectors of the archive's texts, in Chroma: an index made from the ledger. The only importer of chromadb."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ragbot.errors import ArchiveError
from ragbot.models.embeddings import Vectors as Matrix
from ragbot.store import disk, files

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

FEW = 50
"""Results that are looked through for a text by its own vector: copies of it may come first."""
BATCH = 100
"""Vectors an upsert: bigger ones stall the queries of a running server (500: p99 1.6 s)."""
MOST = 300
"""Results a query: what distributed Chroma allows."""
MOST_UNPERSISTED = 2000
"""Chroma writes its HNSW files every 1,000 vectors; the rest is in its write-ahead log."""

EMBEDDED = "embedded"
CONFIGURATION: Any = {"hnsw": {"space": "cosine"}}


class VectorIndex:
    """One Chroma collection: text keys and their vectors. It uses only the six calls that every kind of Chroma has."""

    def __init__(self, place: str, folder: Path, name: str) -> None:
        """Opens the collection `name`, making it when missing: on the server `place`, or in `folder`/`name`.

        Raises ArchiveError when Chroma cannot be reached or its files cannot be sound.
        """
        self._place, self._name, self._path = place, name, folder / name
        persisted = files.check(self._path) if place == EMBEDDED else None
        self.is_sound = place != EMBEDDED or files.are_as_closed(self._path)
        if not self.is_sound:
            files.try_to_open(self._path, name)
        with self._translated():
            self._client = _client(place, self._path)
        try:
            with self._translated():
                self._collection = self._client.get_or_create_collection(
                    name, embedding_function=None, configuration=CONFIGURATION
                )
        except BaseException:
            close_client(self._client)
            raise
        if persisted is not None and self.count() > persisted + MOST_UNPERSISTED:
            self.close()
            raise files.damaged(self._path, f"its files hold {persisted} vectors only")

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

    def check(self, keys: Sequence[str], vectors: Matrix) -> None:
        """That these keys have these vectors: for when the files are not as they were closed.

        Raises ArchiveError, and is closed, when most have not: the files are those of something else.
        """
        found = self.nearest(vectors, FEW)
        if 2 * sum(key in dict(near) for key, near in zip(keys, found, strict=True)) < len(keys):
            self.close()
            raise files.damaged(self._path, "they are not the vectors of the texts")
        self.is_sound = True

    def count(self) -> int:
        with self._translated():
            return self._collection.count()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Whatever Chroma raises (its own errors, those of its HTTP client, ValueError) as an ArchiveError."""
        try:
            yield
        except ArchiveError:
            raise
        except Exception as error:
            self.is_sound = False
            if self._place == EMBEDDED and (trouble := disk.trouble(self._path.parent)):
                raise files.unusable(self._path, _first_line(error), trouble) from error
            raise ArchiveError(
                f"Chroma ({self._place}) failed: {_first_line(error)}. If the index was rebuilt meanwhile, start this "
                "process again; if it stays so, run 'ragbot rebuild': no text is lost."
            ) from error

    def close(self) -> None:
        close_client(self._client)
        if self._place == EMBEDDED and self.is_sound:
            files.keep_stamp(self._path)


def _client(place: str, path: Path) -> ClientAPI:
    import chromadb

    if place == EMBEDDED:
        return _embedded(str(path))
    try:
        url = urlsplit(place)
        port = url.port or (443 if url.scheme == "https" else 80)
        return chromadb.HttpClient(host=url.hostname or "", port=port, ssl=url.scheme == "https")
    except Exception as error:  # chromadb raises ValueError, httpx and its own errors here
        raise ArchiveError(
            f"RAGBOT_CHROMA={place}: no Chroma server answers there ({_first_line(error)}). "
            "Start one ('chroma run --path FOLDER --port PORT'), or unset RAGBOT_CHROMA for the embedded one."
        ) from error


def _embedded(path: str) -> ClientAPI:
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
                _remove(path)  # unopened: it may be damaged, and Chroma would leave its files
        return
    client = _client(place, folder)
    for collection in client.list_collections():
        if collection.name.startswith(prefix) and collection.name != keep:
            client.delete_collection(collection.name)
    close_client(client)


def _remove(path: Path) -> None:
    """A link itself, and never what it leads to."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    else:
        shutil.rmtree(path, ignore_errors=True)


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]

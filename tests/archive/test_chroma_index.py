"""A collection of Chroma as an index: in small batches, with its failures in words; one from elsewhere is data."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
from chromadb.utils.embedding_functions import known_embedding_functions

from ragbot.archive.chroma.index import (
    BATCH,
    CONFIGURATION,
    FEW,
    MOST,
    MOST_UNPERSISTED,
    ChromaIndex,
    EmbeddedIndex,
    ServedIndex,
)
from ragbot.archive.vectors import IndexGoneError
from ragbot.errors import ArchiveError, IndexAwayError

NAME = "ragbot-1"
VECTORS = np.eye(8, dtype=np.float32)[:3]
ARMED = {"type": "known", "name": "armed", "config": {"model_name": "a folder of the archive"}}


class NotFoundError(Exception):
    """As chromadb calls its own."""


class Model:
    def __init__(self) -> None:
        self.schema: object = "armed"

    def set_serialized_schema(self, schema: object) -> None:
        self.schema = schema


class Collection:
    """Notes its calls; `fail` is what the next one raises."""

    def __init__(self) -> None:
        self._model = Model()
        self.calls: list[tuple[str, int]] = []
        self.fail: Exception | None = None
        self.found: dict[str, Any] = {"ids": [], "distances": []}

    def _call(self, name: str, size: int) -> None:
        if self.fail:
            raise self.fail
        self.calls.append((name, size))

    def add(self, ids: list[str], embeddings: Any) -> None:
        assert len(ids) == len(embeddings)
        self._call("add", len(ids))

    def delete(self, ids: list[str]) -> None:
        self._call("delete", len(ids))

    def get(self, ids: list[str], include: list[str]) -> dict[str, Any]:
        self._call("get", len(ids))
        return {"ids": ids[:1]}

    def query(self, query_embeddings: Any, n_results: int, include: list[str]) -> dict[str, Any]:
        self._call("query", n_results)
        return self.found

    def count(self) -> int:
        self._call("count", 0)
        return 7


class Client:
    def __init__(self) -> None:
        self.collection = Collection()
        self.names: list[str] = []
        self.fail: Exception | None = None
        self.is_closed = False

    def get_or_create_collection(self, name: str, embedding_function: None, configuration: object) -> Collection:
        assert configuration is CONFIGURATION
        if self.fail:
            raise self.fail
        self.names.append(name)
        return self.collection

    def close(self) -> None:
        self.is_closed = True


class NotedIndex(ChromaIndex):
    """On a client that notes its calls."""

    def __init__(self, client: Client) -> None:
        self.client = client
        super().__init__("noted", NAME)

    def _connected(self) -> Client:
        return self.client


@pytest.fixture
def client() -> Client:
    return Client()


@pytest.fixture
def index(client: Client) -> NotedIndex:
    return NotedIndex(client)


def keys(count: int) -> list[str]:
    return [f"{i:032d}" for i in range(count)]


def test_a_collection_is_opened_without_its_schema_and_another_one_when_it_is_asked_for(
    index: NotedIndex, client: Client
) -> None:
    assert client.collection._model.schema == {}
    index.open("ragbot-2")
    assert client.names == [NAME, "ragbot-2"]


def test_a_client_whose_collection_cannot_be_opened_is_closed(client: Client) -> None:
    client.fail = ValueError("no name")
    with pytest.raises(IndexAwayError, match="no name"):
        NotedIndex(client)
    assert client.is_closed


@pytest.mark.parametrize("count", [0, 1, BATCH, BATCH + 1, 2 * BATCH + 50])
def test_calls_are_cut_into_what_chroma_allows(index: NotedIndex, client: Client, count: int) -> None:
    index.add(keys(count), np.zeros((count, 8), np.float32))
    index.delete(keys(count))
    sizes = [min(BATCH, count - i) for i in range(0, count, BATCH)]
    assert client.collection.calls == [("add", n) for n in sizes] + [("delete", n) for n in sizes]


def test_what_is_known_is_asked_in_parts_and_put_together(index: NotedIndex, client: Client) -> None:
    assert index.known(keys(MOST + 1)) == {keys(1)[0], keys(MOST + 1)[MOST]}
    assert client.collection.calls == [("get", MOST), ("get", 1)]
    assert index.known([]) == set()


def test_the_nearest_come_with_cosines_and_are_cut_at_the_most(index: NotedIndex, client: Client) -> None:
    client.collection.found = {"ids": [["a", "b"], []], "distances": [[0.0, 0.75], []]}
    assert index.nearest(VECTORS[:2], 2) == [[("a", 1.0), ("b", 0.25)], []]
    index.nearest(VECTORS[:2], 10 * MOST)
    assert client.collection.calls == [("query", 2), ("query", MOST)]


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (
            ValueError("no such dimension\nat line 3"),
            IndexAwayError,
            r"Chroma \(noted\) failed: no such dimension\. If",
        ),
        (
            RuntimeError(),
            IndexAwayError,
            r"Chroma \(noted\) failed: RuntimeError\. If it stays so, run 'ragbot rebuild'",
        ),
        (NotFoundError("gone"), IndexGoneError, "failed: gone"),
        (ArchiveError("The disk is full."), ArchiveError, "^The disk is full.$"),
    ],
    ids=["its own, the first line", "without words", "a collection that is gone", "one that has its words"],
)
def test_what_chroma_raises_is_told_with_the_way_out(
    index: NotedIndex, client: Client, error: Exception, kind: type[ArchiveError], words: str
) -> None:
    client.collection.fail = error
    for call in (index.count, lambda: index.add(keys(1), VECTORS[:1]), lambda: index.nearest(VECTORS, 1)):
        with pytest.raises(kind, match=words) as raised:
            call()
        assert type(raised.value) is kind
    assert index.is_sound is (kind is ArchiveError)


def test_a_sample_is_of_these_texts_when_half_of_it_is_near(index: NotedIndex, client: Client) -> None:
    client.collection.found = {"ids": [["x", "a"], ["x"]], "distances": [[0.0, 0.1], [0.0]]}
    index.is_sound = False
    index.check(["a", "b"], VECTORS[:2])
    assert index.is_sound
    assert client.collection.calls == [("query", FEW)]
    client.collection.found = {"ids": [["x"], ["x"]], "distances": [[0.0], [0.0]]}
    with pytest.raises(ArchiveError, match=r"vectors of noted are damaged: .* of the texts\. Run 'ragbot rebuild'\."):
        index.check(["a", "b"], VECTORS[:2])
    assert client.is_closed


def test_a_server_is_told_without_its_password(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ragbot.archive.chroma.index.ChromaServer", lambda address: client)
    served = ServedIndex("http://linnet:secret@chroma.example:8000", NAME)
    client.collection.fail = ValueError("it is asleep")
    with pytest.raises(IndexAwayError, match=r"Chroma \(http://chroma\.example:8000\) failed: it is asleep"):
        served.count()


def test_files_that_hold_far_fewer_vectors_than_there_are_rows_are_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    monkeypatch.setattr("ragbot.archive.chroma.index._embedded", lambda path: client)
    monkeypatch.setattr(Collection, "count", lambda self: MOST_UNPERSISTED)
    EmbeddedIndex(tmp_path, NAME)
    monkeypatch.setattr(Collection, "count", lambda self: MOST_UNPERSISTED + 1)
    with pytest.raises(ArchiveError, match="hold 0 vectors only"):
        EmbeddedIndex(tmp_path, NAME)
    assert client.is_closed


class Armed:
    """As chromadb makes an embedding function from the configuration of a collection; its own load models, and code."""

    made: ClassVar[list[object]] = []

    @staticmethod
    def build_from_config(config: object) -> Armed:
        Armed.made.append(config)
        return Armed()


def arm(found: Any) -> Any:
    """The same schema, with our maker wherever it names one."""
    if not isinstance(found, dict):
        return found
    return {key: ARMED if key == "embedding_function" else arm(value) for key, value in found.items()}


def forge(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        ((schema,),) = connection.execute("SELECT schema_str FROM collections")
        assert "embedding_function" in schema
        connection.execute("UPDATE collections SET schema_str = ?", (json.dumps(arm(json.loads(schema))),))


def test_an_embedding_function_that_the_files_name_is_never_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(EmbeddedIndex(tmp_path, NAME)) as index:
        index.add(["a", "b"], VECTORS[:2])
    forge(tmp_path / NAME / "chroma.sqlite3")
    monkeypatch.setattr(Armed, "made", [])
    monkeypatch.setitem(known_embedding_functions, "armed", Armed)
    with closing(EmbeddedIndex(tmp_path, NAME)) as index:
        index.add(["c"], VECTORS[2:])
        assert [keys[0][0] for keys in index.nearest(VECTORS, 1)] == ["a", "b", "c"]
        index.delete(["a"])
        assert index.count() == 2
    assert Armed.made == []

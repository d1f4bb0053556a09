"""An index from elsewhere is data: whatever its collection names as the maker of embeddings, none of it is made."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
from chromadb.utils.embedding_functions import known_embedding_functions

from ragbot.archive.chroma.index import EmbeddedIndex

NAME = "ragbot-1"
VECTORS = np.eye(8, dtype=np.float32)[:3]
ARMED = {"type": "known", "name": "armed", "config": {"model_name": "a folder of the archive"}}


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

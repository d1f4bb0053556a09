"""Another store of vectors, as somebody else would write one: NumPy arrays in memory, compared one by one."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ragbot.archive.vector_stores import Kind
from ragbot.archive.vectors import VectorIndex, is_generation
from ragbot.errors import ArchiveError
from ragbot.models.embeddings import Vectors

INDEXES: dict[Path, dict[str, Vectors]] = {}
"""By folder of an archive and name; they stay as long as the process, as a server's would."""


class MemoryIndex:
    """The vectors of one index, by key."""

    is_sound = False  # always compared with the ledger's
    most = 100

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._lock = folder, threading.Lock()
        self.open(name)

    def open(self, name: str) -> None:
        self._vectors = INDEXES.setdefault(self._folder / name, {})

    def add(self, keys: Sequence[str], vectors: Vectors) -> None:
        with self._lock:
            for key, vector in zip(keys, vectors, strict=True):
                self._vectors.setdefault(key, vector)

    def delete(self, keys: Sequence[str]) -> None:
        with self._lock:
            for key in keys:
                self._vectors.pop(key, None)

    def nearest(self, vectors: Vectors, limit: int) -> list[list[tuple[str, float]]]:
        with self._lock:
            keys, rows = list(self._vectors), list(self._vectors.values())
        if not keys:
            return [[] for _ in vectors]
        cosines = vectors @ np.stack(rows).T
        best = np.argsort(-cosines, axis=1)[:, : min(limit, self.most)]
        return [[(keys[i], float(row[i])) for i in order] for row, order in zip(cosines, best, strict=True)]

    def count(self) -> int:
        return len(self._vectors)

    def known(self, keys: Sequence[str]) -> set[str]:
        return set(keys) & self._vectors.keys()

    def check(self, keys: Sequence[str], vectors: Vectors) -> None:
        near = self.nearest(vectors, 1)
        if 2 * sum(key in dict(each) for key, each in zip(keys, near, strict=True)) < len(keys):
            raise ArchiveError("The vectors in memory are those of something else. Run 'ragbot rebuild'.")
        self.is_sound = True

    def check_answers(self) -> None:
        """It is there."""

    def check_known(self) -> None:
        """It is there."""

    def close(self) -> None:
        """What was written stays."""


class MemoryStore:
    """The indexes of an archive."""

    name = "memory"
    has_one_owner = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def check(self) -> None:
        """It is there."""

    def has(self, name: str) -> bool:
        return self._folder / name in INDEXES

    def open(self, name: str) -> VectorIndex:
        return MemoryIndex(self._folder, name)

    def drop(self, *, keep: Sequence[str]) -> None:
        for path in [path for path in INDEXES if path.parent == self._folder]:
            if is_generation(path.name, keep) and path.name not in keep:
                del INDEXES[path]


MEMORY = Kind(("memory:",), "'memory:'", lambda place, folder: MemoryStore(folder))

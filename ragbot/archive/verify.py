"""Whether an archive is sound: its tables hold together, and each text is found by its own vector."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ragbot.archive import soundness, text_vectors
from ragbot.archive.index import ArchiveIndex
from ragbot.archive.ledger import Ledger
from ragbot.models.embeddings import Vectors

SAME_VECTOR = 1e-5
"""Below this distance of a cosine from 1, float32 does not tell two vectors apart."""

FEW = 5
"""Results among which `verify` looks for a text by its own vector. HNSW is approximate: in one of 45 runs it missed one
of 2,906, so `verify` asks again for as many results as the index gives before it calls the text lost."""
AT_A_TIME = 25
"""Texts whose vectors `verify` searches for in one call, which may take 5 s and takes 0.1 s."""

Progress = Callable[[int, int], None]
"""Called with how many are done, and of how many."""


def verify(ledger: Ledger, index: ArchiveIndex, model: str, progress: Progress) -> list[str]:
    """Return what is wrong with the archive, a sentence each: nothing, unless files were damaged."""
    problems = soundness.problems(ledger)
    index.wait_until_whole()
    total, done, lost = text_vectors.count(ledger, model), 0, 0
    for _, keys, vectors in text_vectors.batches(ledger, model, AT_A_TIME):
        lost += _count_lost(index, keys, vectors)
        done += len(keys)
        progress(done, total)
    if lost:
        problems.append(f"{lost} of {total} texts are not found by their own vector: run 'ragbot rebuild'.")
    return problems


def _count_lost(index: ArchiveIndex, keys: Sequence[str], vectors: Vectors) -> int:
    """Count the texts that their own vectors do not find. A search asked for more results looks further."""
    for limit in FEW, index.most:
        found = index.nearest(vectors, limit)
        lost = [i for i, key in enumerate(keys) if not _is_found(key, found[i])]
        keys, vectors = [keys[i] for i in lost], vectors[lost]
        if not lost:
            break
    return len(keys)


def _is_found(key: str, near: Sequence[tuple[str, float]]) -> bool:
    """Whether the key is among the nearest, or others with the same vector crowd it out."""
    return key in dict(near) or (len(near) > 1 and near[-1][1] > 1 - SAME_VECTOR)

"""What copies of one vector do to the others in Chroma: `python -m tests.equal_vectors`. A figure, no test."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path

import numpy as np

from ragbot.archive.chroma.stores import EmbeddedChroma
from ragbot.models.embeddings import Vectors

STORIES, TEXTS, DIMENSION = 60, 50, 384
COPIES = 200
AMONG = 5
"""Nearest, among which a text is to be found by its own vector."""


def main() -> None:
    rng = np.random.default_rng(7)
    others = texts_of_stories(rng)
    for copies in (1, COPIES):
        vectors = rng.permutation(np.concatenate([others, np.repeat(others[:1], copies - 1, axis=0)]))
        print(f"{copies} of one vector among {len(others)}: {lost(vectors):.1%} of the distinct ones are not found")


def texts_of_stories(rng: np.random.Generator) -> Vectors:
    """Those of a story are near each other (a cosine of about 0.7), as passages of news are."""
    centres = rng.normal(size=(STORIES, DIMENSION))
    texts = np.repeat(centres, TEXTS, axis=0) + 0.65 * rng.normal(size=(STORIES * TEXTS, DIMENSION))
    return (texts / np.linalg.norm(texts, axis=1, keepdims=True)).astype(np.float32)


def lost(vectors: Vectors) -> float:
    """The share of distinct vectors that are not among the nearest to themselves."""
    distinct = np.unique(vectors, axis=0)
    with tempfile.TemporaryDirectory() as folder, closing(EmbeddedChroma(Path(folder)).open("equal-000001")) as index:
        for start in range(0, len(vectors), 300):
            batch = vectors[start : start + 300]
            index.add([f"{start + i:032}" for i in range(len(batch))], batch)
        found = [
            nearest for at in range(0, len(distinct), 100) for nearest in index.nearest(distinct[at : at + 100], AMONG)
        ]
    return 1 - sum(bool(nearest) and nearest[0][1] > 0.9999 for nearest in found) / len(distinct)


if __name__ == "__main__":
    main()

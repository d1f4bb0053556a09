"""What ragbot asks of whatever keeps the vectors of its texts: a port, so that another store is one file and one line.

The ledger has every vector, too: an index may lose some, and is then filled again, or made anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from ragbot.errors import IndexAwayError

if TYPE_CHECKING:
    from ragbot.models.embeddings import Vectors as Matrix


class IndexGoneError(IndexAwayError):
    """There is no such index any more: another process dropped it, or it came back empty."""


class VectorIndex(Protocol):
    """The keys of texts, of 32 characters, with a vector each; shape (dimension,), float32, length 1.

    Threads may share one. Every call raises IndexAwayError when the store does not answer, and soon, as a reader waits;
    IndexGoneError when the index is gone; ArchiveError when its files are damaged.
    """

    is_sound: bool
    """Whether it was closed in its present state; else `check` compares a sample of its vectors with the ledger's."""
    most: int
    """Results that `nearest` gives for a vector at the most."""

    def open(self, name: str) -> None:
        """Turn to another index of the same store, or to this one anew; it is made when missing."""

    def add(self, keys: Sequence[str], vectors: Matrix) -> None:
        """Write the vectors, shape (len(keys), dimension), of those keys that have none; the others keep theirs.

        A text's key stands for its wording, so that an index, which has one model, never has another vector for it.
        """

    def delete(self, keys: Sequence[str]) -> None:
        """Delete the vectors of `keys`; a key without a vector is no error."""

    def nearest(self, vectors: Matrix, limit: int) -> list[list[tuple[str, float]]]:
        """Return for each vector the nearest (key, cosine), best first; `limit` is cut at `most`. It may miss some."""

    def count(self) -> int:
        """Return the number of vectors, with those that were written a moment ago."""

    def known(self, keys: Sequence[str]) -> set[str]:
        """Return those of `keys` that have a vector."""

    def check(self, keys: Sequence[str], vectors: Matrix) -> None:
        """Check that these keys have these vectors, for an index that is not sound.

        Closes the index and raises ArchiveError when most do not: the index belongs to something else.
        """

    def check_answers(self) -> None:
        """Raises IndexAwayError when the store does not answer within 2 s, at once when that is known."""

    def check_known(self) -> None:
        """Raises IndexAwayError when the store did not answer last time; asks nothing."""

    def close(self) -> None:
        """Close the index; all written vectors stay."""


class VectorStore(Protocol):
    """The place where the indexes of an archive are; making one touches nothing there."""

    name: str
    """The store's name for people: "embedded Chroma"."""
    has_one_owner: bool
    """Whether only one process may have it open; else several share an archive."""

    def check(self) -> None:
        """Raises IndexAwayError when nothing answers there, ArchiveError when nothing can."""

    def has(self, name: str) -> bool:
        """Return whether the store may have an index of that name; False only when that is sure."""

    def open(self, name: str) -> VectorIndex:
        """Return the index of that name, made when missing. Raises ArchiveError when it cannot be used."""

    def drop(self, *, keep: Sequence[str]) -> None:
        """Remove every generation of an archive's index but those named in `keep`, of which there is one at least."""


def is_generation(name: str, keep: Sequence[str]) -> bool:
    """Whether an index is of the same archive as the first of these: `ragbot-4f1c…-000002` as `ragbot-4f1c…-000001`."""
    return name.startswith(keep[0].rpartition("-")[0] + "-")

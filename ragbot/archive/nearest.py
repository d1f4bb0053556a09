"""The passages nearest in meaning: by the index, and where few texts are in question by comparing each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ragbot.archive import search
from ragbot.archive.index import ArchiveIndex
from ragbot.archive.ledger import Ledger
from ragbot.archive.search import Hit
from ragbot.archive.tables import Scope
from ragbot.models.embeddings import Vectors

EXACT = 20_000
"""The most texts in a scope that are compared one by one: 5,000 take 30 to 90 ms."""

ENOUGH = 50
"""Hits in the scope that make a second, narrower search needless."""


class Nearest:
    """The search by meaning of one archive, by the embeddings of one model."""

    def __init__(self, ledger: Ledger, vectors: ArchiveIndex, model: str) -> None:
        self._ledger, self._vectors, self._model = ledger, vectors, model

    def passages(self, vector: Vectors, limit: int, scope: Scope) -> list[tuple[Hit, float]]:
        """Return the passages of current versions in the scope that are nearest to `vector`, with cosines, best first.

        `vector` has the shape (dimension,). Raises IndexAwayError when the index does not answer.
        """
        found = dict(self._vectors.nearest(vector.reshape(1, -1), limit)[0])
        hits = [(hit, found[hit.key]) for hit in search.hits(self._ledger, scope, keys=list(found))]
        if not scope.is_everything and len(hits) < ENOUGH:
            hits = self._nearest_exactly(vector, limit, scope) or hits
        if scope.as_of:
            hits += self._nearest_superseded(vector, limit, scope)
        return _ranked(hits)

    def _nearest_superseded(self, vector: Vectors, limit: int, scope: Scope) -> list[tuple[Hit, float]]:
        """Return passages that articles in the scope had then and have no more; none when too many must be compared."""
        cosines = _cosines(vector, *search.superseded_in(self._ledger, self._model, scope, EXACT))
        return self._hits_of(cosines, limit, scope)

    def _nearest_exactly(self, vector: Vectors, limit: int, scope: Scope) -> list[tuple[Hit, float]]:
        """Return the nearest by comparing with every vector in the scope; none when the scope is too wide for that."""
        if search.count_in(self._ledger, scope) > EXACT:
            return []
        cosines = _cosines(vector, *search.vectors_in(self._ledger, self._model, scope))
        return self._hits_of(cosines, limit, scope)

    def _hits_of(self, cosines: Mapping[int, float], limit: int, scope: Scope) -> list[tuple[Hit, float]]:
        best = sorted(cosines, key=cosines.__getitem__, reverse=True)[:limit]
        return [(hit, cosines[hit.text_id]) for hit in search.hits(self._ledger, scope, ids=best)]

    def cosines_of(self, vector: Vectors, text_ids: Sequence[int]) -> dict[int, float]:
        """Return the cosine of each text's embedding, current or superseded; texts without one are left out."""
        found = _cosines(vector, *search.vectors_of(self._ledger, self._model, text_ids))
        if missing := [id_ for id_ in text_ids if id_ not in found]:
            found |= _cosines(vector, *search.superseded_of(self._ledger, self._model, missing))
        return found


def _cosines(vector: Vectors, ids: Sequence[int], vectors: Vectors) -> dict[int, float]:
    return dict(zip(ids, (vectors @ vector).tolist(), strict=True)) if ids else {}


def _ranked(hits: list[tuple[Hit, float]]) -> list[tuple[Hit, float]]:
    return sorted(hits, key=lambda pair: pair[1], reverse=True)

"""A trial opening of an embedded Chroma finds whether its vectors are found by themselves."""

from __future__ import annotations

from typing import Any

import pytest

from ragbot.archive.chroma.trial import ASKED, MISSED, _problem_of


class Collection:
    """Vectors that are their own ids, of which some are not found."""

    def __init__(self, count: int, lost: set[int]) -> None:
        self._count, self._lost = count, lost
        self.asked: set[int] = set()

    def count(self) -> int:
        return self._count

    def get(self, limit: int, offset: int, include: list[str]) -> dict[str, Any]:
        ids = list(range(offset, min(offset + limit, self._count)))
        self.asked |= set(ids)
        return {"ids": ids, "embeddings": ids}

    def query(self, query_embeddings: list[int], n_results: int, include: list[str]) -> dict[str, Any]:
        assert n_results <= min(self._count, ASKED)
        return {"ids": [[-1] if each in self._lost else [each] for each in query_embeddings]}


def test_an_empty_collection_has_no_problem() -> None:
    assert _problem_of(Collection(0, set())) is None


@pytest.mark.parametrize("count", [1, 50, 100, 1000])
def test_a_sound_collection_has_none_and_is_looked_at_from_its_beginning_to_its_end(count: int) -> None:
    collection = Collection(count, set())
    assert _problem_of(collection) is None
    assert {0, count // 2, count - 1} <= collection.asked


@pytest.mark.parametrize("start", [0, 500, 900])
def test_a_few_may_be_missed_and_more_are_a_problem(start: int) -> None:
    few = round(MISSED * ASKED / 3)
    assert _problem_of(Collection(1000, set(range(start, start + few)))) is None
    told = f"{few + 1} of {ASKED // 3} vectors are not found by themselves"
    assert _problem_of(Collection(1000, set(range(start, start + few + 1)))) == told

"""A trial opening of an embedded Chroma finds whether its vectors are found by themselves."""

from __future__ import annotations

import runpy
import sys
from types import ModuleType
from typing import Any

import pytest

from ragbot.archive.chroma import trial
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


class Chroma(ModuleType):
    """Chroma with one collection, or with an error where that is opened."""

    def __init__(self, found: Collection | BaseException) -> None:
        super().__init__("chromadb")
        self.found, self.opened = found, list[str]()
        self.PersistentClient = self

    def __call__(self, path: str) -> Chroma:
        self.opened.append(path)
        return self

    def get_collection(self, name: str, embedding_function: None) -> Collection:
        self.opened.append(name)
        if isinstance(self.found, BaseException):
            raise self.found
        return self.found

    def close(self) -> None:
        self.opened.append("closed")


class NotFoundError(Exception):
    """As Chroma's own."""


@pytest.mark.parametrize(
    ("found", "status", "told"),
    [
        (Collection(50, set()), 0, ""),
        (Collection(50, set(range(50))), 1, "50 of 50 vectors are not found by themselves\n"),
        (NotFoundError("none"), 0, ""),
        (ValueError("torn\nat byte 7"), 1, "Chroma cannot read them (torn)\n"),
        (KeyboardInterrupt(), 1, "Chroma cannot read them (KeyboardInterrupt)\n"),
    ],
    ids=["sound", "damaged", "not made yet", "torn", "Rust"],
)
def test_a_trial_ends_with_a_status_and_the_reason(
    found: Collection | BaseException,
    status: int,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    chroma, errors = Chroma(found), ModuleType("chromadb.errors")
    monkeypatch.setattr(errors, "NotFoundError", NotFoundError, raising=False)
    monkeypatch.setitem(sys.modules, "chromadb", chroma)
    monkeypatch.setitem(sys.modules, "chromadb.errors", errors)
    monkeypatch.setattr(sys, "argv", ["trial.py", "/folder", "texts"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(trial.__file__, run_name="__main__")
    assert (ended.value.code, capsys.readouterr().out) == (status, told)
    assert chroma.opened[:2] == ["/folder", "texts"]

"""An archive is sound when its tables hold together and each text is found by its own vector."""

from __future__ import annotations

from pathlib import Path

import pytest

from ragbot.archive import verify
from ragbot.archive.archive import Archive
from ragbot.archive.verify import _is_found
from tests.conftest import add, stories
from tests.memory_store import INDEXES, MemoryIndex


@pytest.fixture
def filled(light_archive: Archive) -> Archive:
    add(light_archive, *stories(12))
    return light_archive


def vectors(archive: Archive) -> dict[str, object]:
    (path,) = [path for path in INDEXES if path.parent == Path(archive.folder)]
    return INDEXES[path]  # type: ignore[return-value]


def test_a_sound_archive_has_no_problem_and_its_texts_are_counted(
    filled: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify, "AT_A_TIME", 5)
    seen: list[tuple[int, int]] = []
    assert filled.verify(lambda done, total: seen.append((done, total))) == []
    total = len(vectors(filled))
    assert seen[-1] == (total, total)
    assert [done for done, _ in seen] == [*range(5, total, 5), total]


def test_texts_whose_vectors_are_those_of_others_are_counted(filled: Archive) -> None:
    found = vectors(filled)
    for key in list(found)[:3]:
        found["0" * 8 + key[8:]] = found.pop(key)
    (problem,) = filled.verify()
    assert problem == f"3 of {len(found)} texts are not found by their own vector: run 'ragbot rebuild'."


def test_a_search_that_misses_one_is_asked_for_more(filled: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, asked = MemoryIndex.nearest, []

    def missing(self: MemoryIndex, rows: object, limit: int) -> list[list[tuple[str, float]]]:
        asked.append(limit)
        found = whole(self, rows, limit)  # type: ignore[arg-type]
        return [near[1:] for near in found] if limit <= verify.FEW else found

    monkeypatch.setattr(MemoryIndex, "nearest", missing)
    assert filled.verify() == []
    assert set(asked) == {verify.FEW, MemoryIndex.most}


@pytest.mark.parametrize(
    ("near", "is_found"),
    [
        ([], False),
        ([("a", 1.0)], True),
        ([("b", 1.0)], False),
        ([("b", 1.0), ("c", 0.9)], False),
        ([("b", 1.0), ("c", 1.0)], True),  # copies crowd it out
    ],
)
def test_copies_may_crowd_a_text_out(near: list[tuple[str, float]], is_found: bool) -> None:
    assert _is_found("a", near) is is_found

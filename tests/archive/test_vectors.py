"""The port of vectors: another store than Chroma is a file and a line of the table, and everything works with it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from ragbot.answering.bot import Bot
from ragbot.archive.archive import Archive, open_archive
from ragbot.archive.chroma.index import EmbeddedIndex
from ragbot.archive.vectors import VectorIndex
from ragbot.errors import ArchiveError
from ragbot.models.embeddings import Vectors
from ragbot.operations.condition import look_at_vectors
from ragbot.settings import Settings
from ragbot.types import Question
from tests.conftest import STORY, add, article, stories
from tests.fakes import WordEmbeddings
from tests.memory_store import INDEXES, MemoryIndex

ROOT = Path(__file__).parents[2]
CHROMA = Path("ragbot/archive/chroma")
KEYS = ["a" * 32, "b" * 32, "c" * 32]


# Only one room knows Chroma


@pytest.mark.parametrize("package", ["ragbot", "ingest"])
def test_only_its_own_room_imports_chroma(package: str) -> None:
    paths = [path.relative_to(ROOT) for path in (ROOT / package).rglob("*.py")]
    assert len(paths) > 50
    importing = {path for path in paths if "chromadb" in imported_by(ROOT / path)}
    assert {path.parent for path in importing} <= {CHROMA}
    assert importing or package == "ingest"


def test_only_the_table_names_chroma_room() -> None:
    paths = [path.relative_to(ROOT) for path in (ROOT / "ragbot").rglob("*.py") if CHROMA.name not in path.parts]
    naming = {path for path in paths if "archive.chroma" in (ROOT / path).read_text()}
    assert naming == {Path("ragbot/archive/vector_stores.py")}


def imported_by(path: Path) -> set[str]:
    """The packages that a file imports, at its top or in a function."""
    found = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
        found |= {name.split(".")[0] for name in names}
    return found


# What each index does


@pytest.fixture(params=[MemoryIndex, EmbeddedIndex])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VectorIndex]:
    made: Callable[[Path, str], VectorIndex] = request.param
    opened = made(tmp_path, "ragbot-x-000001")
    yield opened
    opened.close()


def vectors(*rows: tuple[float, float]) -> Vectors:
    return np.array([[x / (x * x + y * y) ** 0.5, y / (x * x + y * y) ** 0.5] for x, y in rows], np.float32)


def test_the_nearest_come_first_with_their_cosine(index: VectorIndex) -> None:
    index.add(KEYS, vectors((1, 0), (1, 1), (0, 1)))
    (near, far) = index.nearest(vectors((1, 0), (-1, 2)), 2)
    assert [key for key, _ in near] == KEYS[:2]
    assert [cosine for _, cosine in near] == pytest.approx([1.0, 0.5**0.5], abs=1e-5)
    assert [key for key, _ in far] == [KEYS[2], KEYS[1]]


def test_an_empty_index_finds_nothing(index: VectorIndex) -> None:
    assert index.nearest(vectors((1, 0)), 5) == [[]]
    assert (index.count(), index.known(KEYS)) == (0, set())


def test_a_key_keeps_its_vector(index: VectorIndex) -> None:
    index.add(KEYS[:1], vectors((1, 0)))
    index.add(KEYS[:1], vectors((0, 1)))
    assert index.count() == 1
    ((found,),) = index.nearest(vectors((1, 0)), 5)
    assert found[0] == KEYS[0]
    assert found[1] == pytest.approx(1.0, abs=1e-5)


def test_what_is_deleted_is_gone_and_what_never_was_is_no_error(index: VectorIndex) -> None:
    index.add(KEYS, vectors((1, 0), (1, 1), (0, 1)))
    index.delete([KEYS[1], "f" * 32])
    assert index.known([*KEYS, "f" * 32]) == {KEYS[0], KEYS[2]}


def test_an_index_that_is_opened_again_has_what_it_had_and_another_has_not(tmp_path: Path) -> None:
    for made in (MemoryIndex, EmbeddedIndex):
        first: VectorIndex = made(tmp_path, "ragbot-x-000001")
        first.add(KEYS, vectors((1, 0), (1, 1), (0, 1)))
        first.open("ragbot-x-000002")
        assert first.count() == 0
        first.open("ragbot-x-000001")
        assert first.count() == 3
        first.close()


def test_a_sample_that_is_of_something_else_is_refused(index: VectorIndex) -> None:
    index.add(KEYS, vectors((1, 0), (1, 1), (0, 1)))
    index.check(KEYS, vectors((1, 0), (1, 1), (0, 1)))
    others = [key[::-1].replace("a", "d").replace("b", "e").replace("c", "f") for key in KEYS]
    with pytest.raises(ArchiveError, match="ragbot rebuild"):
        index.check(others, vectors((1, 0), (1, 1), (0, 1)))


# An archive on another store


@pytest.fixture
def remembered(in_memory: Settings, embeddings: WordEmbeddings) -> Iterator[Archive]:
    with open_archive(in_memory, embeddings, create=True) as archive:
        add(archive, article(STORY, "Nine die at sea", published="2026-01-05", source="Daily"), *stories(6))
        yield archive


def found(archive: Archive) -> list[str]:
    return [e.version.title for e in Bot(archive).search(Question("Who voted for a bridge in Town3?"), 3).evidence]


def test_articles_are_taken_in_and_found_and_answer(remembered: Archive, in_memory: Settings) -> None:
    (name,) = [path for path in INDEXES if path.parent == in_memory.archive]
    assert len(INDEXES[name]) >= 7
    assert not list(in_memory.archive.glob("**/chroma*"))
    assert found(remembered)[0] == "Town3 votes for a bridge"
    answer = Bot(remembered).ask(Question("How many people died when the ferry Grey Gull sank?"))
    assert (answer.outcome, bool(answer.citations), answer.words_only) == ("answered", True, False)
    assert remembered.verify() == []


def test_an_edit_replaces_the_vectors_of_what_it_touched(remembered: Archive, in_memory: Settings) -> None:
    (name,) = [path for path in INDEXES if path.parent == in_memory.archive]
    before = set(INDEXES[name])
    add(remembered, article(STORY.replace("Nine", "Eleven"), "Eleven die at sea", published="2026-01-05"))
    assert set(INDEXES[name]) != before
    assert remembered.verify() == []


def test_vectors_that_are_lost_are_written_again_from_the_ledger(in_memory: Settings, remembered: Archive) -> None:
    remembered.close()
    (name,) = [path for path in INDEXES if path.parent == in_memory.archive]
    whole = dict(INDEXES[name])
    for key in list(whole)[:2]:
        del INDEXES[name][key]
    assert "lacks" in next(look_at_vectors(in_memory))[1]
    with open_archive(in_memory, WordEmbeddings()) as again:
        assert again.verify() == []
    assert INDEXES[name].keys() == whole.keys()
    assert next(look_at_vectors(in_memory)) == (
        "ok",
        f"memory with {len(whole)} vectors; 'ragbot verify' tells whether each is found",
    )


def test_an_index_of_something_else_is_refused(in_memory: Settings, remembered: Archive) -> None:
    remembered.close()
    (name,) = [path for path in INDEXES if path.parent == in_memory.archive]
    INDEXES[name] = {key[::-1]: vector for key, vector in INDEXES[name].items()}
    with pytest.raises(ArchiveError, match="those of something else"):
        open_archive(in_memory, WordEmbeddings())


# The setting

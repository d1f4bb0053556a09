"""Whether the tables and the full text hold together."""

from __future__ import annotations

import numpy as np
import pytest
from sqlalchemy import func, select, text

from ragbot.archive import fulltext
from ragbot.archive.archive import Archive
from ragbot.archive.soundness import forget_bad_embeddings, problems
from ragbot.archive.tables import embeddings, passages
from tests.conftest import STORY, add, article


@pytest.fixture
def filled(archive: Archive) -> Archive:
    add(archive, article(STORY), article("It rained in Sund.", address="https://daily.example/b"))
    return archive


def change(archive: Archive, statement: str, **values: object) -> None:
    with archive._ledger.writing() as connection:
        connection.execute(text(statement), values)


def test_a_sound_archive_has_no_problems(archive: Archive, filled: Archive) -> None:
    assert problems(filled._ledger) == []


def test_an_empty_archive_has_no_problems(archive: Archive) -> None:
    assert problems(archive._ledger) == []


@pytest.mark.parametrize("place", ['"end" = 99999', "start = -1", '"end" = start - 1', "start = 'x'", "start = 0.5"])
def test_a_passage_beyond_its_text_is_counted(filled: Archive, place: str) -> None:
    change(filled, f"UPDATE passages SET {place} WHERE rowid = (SELECT min(rowid) FROM passages)")
    assert "1 passages reach beyond their text: restore the ledger from a backup." in problems(filled._ledger)


def test_a_passage_without_an_embedding_is_counted(filled: Archive) -> None:
    change(filled, "DELETE FROM embeddings")
    with filled._ledger.reading() as connection:
        count = connection.execute(select(func.count()).select_from(passages)).scalar_one()
    assert problems(filled._ledger) == [f"{count} passages have no embedding: run 'ragbot rebuild'."]


def test_an_article_that_the_full_text_lacks_or_has_beyond_is_counted(filled: Archive) -> None:
    with filled._ledger.writing() as connection:
        fulltext.add(connection, [(999, "Foreign", "Nobody may read it.")])
    assert problems(filled._ledger) == ["The full text has 1 articles that nobody may read: run 'ragbot rebuild'."]
    with filled._ledger.writing() as connection:
        fulltext.clear(connection)
    assert problems(filled._ledger) == ["2 articles are not found by their own words: run 'ragbot rebuild'."]


@pytest.mark.parametrize("vector", [b"", b"short", np.full(128, np.nan, "<f4").tobytes(), b"\0" * 4 * 127])
def test_a_bad_embedding_is_forgotten_and_the_others_stay(filled: Archive, vector: bytes) -> None:
    change(
        filled,
        "UPDATE embeddings SET vector = :vector WHERE rowid = (SELECT min(rowid) FROM embeddings)",
        vector=vector,
    )
    with filled._ledger.reading() as connection:
        before = connection.execute(select(func.count()).select_from(embeddings)).scalar_one()
    assert before > 1
    forget_bad_embeddings(filled._ledger)
    with filled._ledger.reading() as connection:
        assert connection.execute(select(func.count()).select_from(embeddings)).scalar_one() == before - 1


def test_sound_embeddings_are_not_forgotten(filled: Archive) -> None:
    forget_bad_embeddings(filled._ledger)
    assert problems(filled._ledger) == []

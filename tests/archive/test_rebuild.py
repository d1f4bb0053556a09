"""A rebuild makes the index anew from the ledger, embeds only what it must, and flips one pointer at its end."""

from __future__ import annotations

import pytest

from ragbot.archive.archive import open_archive
from ragbot.archive.rebuild import rebuild
from ragbot.archive.tables import Scope
from ragbot.errors import ArchiveError
from ragbot.settings import Settings
from tests.archive.test_archive import found_texts, matching_texts
from tests.conftest import STORY, add, article, stories
from tests.fakes import WordEmbeddings
from tests.memory_store import INDEXES


def test_another_embedding_model_is_refused_until_a_rebuild(settings: Settings, embeddings: WordEmbeddings) -> None:
    with open_archive(settings, embeddings, create=True) as archive:
        add(archive, *stories(5))
    other = WordEmbeddings("words@2")
    with pytest.raises(ArchiveError, match=r"words@1.*ragbot rebuild"):
        open_archive(settings, other)
    assert rebuild(settings, other) == other.embedded > 0
    with open_archive(settings, other) as archive:
        assert archive.verify() == []
        assert found_texts(archive, "Town3 bridge")
    with pytest.raises(ArchiveError, match="words@2"):
        open_archive(settings, embeddings)


def test_a_rebuild_embeds_nothing_and_forgets_old_versions(settings: Settings, embeddings: WordEmbeddings) -> None:
    with open_archive(settings, embeddings, create=True) as archive:
        add(archive, *stories(5), article("The first wording was this."))
        add(archive, article("The second wording is that."))
    embedded = embeddings.embedded
    vectors = rebuild(settings, embeddings)
    assert embeddings.embedded == embedded
    assert len([p for p in settings.archive.iterdir() if p.name.startswith("ragbot-")]) == 1
    with open_archive(settings, embeddings) as archive:
        assert archive.verify() == []
        assert archive.facts().passages == vectors
        assert add(archive, article("The first wording was this.")).results == ("updated",), "a publisher took it back"
        assert "The first wording was this." in found_texts(archive, "first wording")
        assert matching_texts(archive, "wording")[0] == "The first wording was this."
        assert archive.verify() == []


def test_a_killed_rebuild_leaves_nothing_behind_the_next(
    settings: Settings, embeddings: WordEmbeddings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_archive(settings, embeddings, create=True) as archive:
        add(archive, *stories(5))
    for step in ("ledger.Ledger.switch", "text_vectors.count"):
        for where in (f"ragbot.archive.{step}", "ragbot.archive.chroma.stores.EmbeddedChroma.drop"):
            with monkeypatch.context() as patch:
                patch.setattr(where, _killed)
                with pytest.raises(KeyboardInterrupt):
                    rebuild(settings, embeddings)
        with open_archive(settings, embeddings) as archive:
            assert archive.verify() == []
            assert found_texts(archive, "bridge")
    rebuild(settings, embeddings)
    assert len(list(settings.archive.glob("ragbot-*"))) == 1


def _killed(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_a_retracted_article_can_come_back_after_a_rebuild(settings: Settings, embeddings: WordEmbeddings) -> None:
    with open_archive(settings, embeddings, create=True) as archive:
        add(archive, article(STORY))
        archive.set_state(article(STORY).id, "retracted")
    rebuild(settings, embeddings)
    with open_archive(settings, embeddings) as archive:
        archive.set_state(article(STORY).id, "live")
        assert found_texts(archive, "ferry")
        assert archive.matching(["ferry"], 5, Scope())


def generations(settings: Settings) -> dict[str, int]:
    """The numbers of vectors in memory, by generation."""
    names = [path for path in INDEXES if path.parent == settings.archive]
    return {path.name.rpartition("-")[2]: len(INDEXES[path]) for path in names}


def test_a_rebuild_makes_a_new_index_and_drops_the_old_one(in_memory: Settings, embeddings: WordEmbeddings) -> None:
    with open_archive(in_memory, embeddings, create=True) as archive:
        add(archive, article(STORY, "Nine die at sea"), *stories(6))
    (before,) = generations(in_memory).items()
    assert before[0] == "000001"
    assert before[1] >= 7
    assert rebuild(in_memory, WordEmbeddings()) == before[1]
    assert generations(in_memory) == {"000002": before[1]}
    with open_archive(in_memory, WordEmbeddings()) as again:
        assert "Council number 3" in found_texts(again, "Council number 3 met in Town3")[0]
        assert again.verify() == []


def test_an_archive_without_articles_is_rebuilt_with_no_vector(in_memory: Settings, embeddings: WordEmbeddings) -> None:
    open_archive(in_memory, embeddings, create=True).close()
    assert rebuild(in_memory, embeddings) == 0
    assert generations(in_memory) == {"000002": 0}


def test_there_is_nothing_to_rebuild_before_the_first_ingest(in_memory: Settings, embeddings: WordEmbeddings) -> None:
    with pytest.raises(ArchiveError, match="ragbot-ingest"):
        rebuild(in_memory, embeddings)


def test_progress_is_told_first_of_embedding_and_then_of_copying(
    in_memory: Settings, embeddings: WordEmbeddings
) -> None:
    with open_archive(in_memory, embeddings, create=True) as archive:
        add(archive, *stories(4))
    told: list[tuple[int, int]] = []
    rebuild(in_memory, WordEmbeddings("words@2"), lambda done, total: told.append((done, total)))
    assert told == [(4, 4), (4, 4)]
    told.clear()
    rebuild(in_memory, WordEmbeddings("words@2"), lambda done, total: told.append((done, total)))
    assert told == [(4, 4)], "nothing is embedded under the same model"


def test_a_vector_that_is_none_is_made_anew(in_memory: Settings, embeddings: WordEmbeddings) -> None:
    with open_archive(in_memory, embeddings, create=True) as archive:
        add(archive, *stories(3))
        with archive._ledger.writing() as connection:
            connection.exec_driver_sql(
                "UPDATE embeddings SET vector = x'00' WHERE text_id = (SELECT min(text_id) FROM embeddings)"
            )
    embedded = embeddings.embedded
    assert rebuild(in_memory, embeddings) == 3
    assert embeddings.embedded == embedded + 1
    with open_archive(in_memory, embeddings) as archive:
        assert archive.verify() == []

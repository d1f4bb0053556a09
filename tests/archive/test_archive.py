"""The archive keeps its promises: nothing lost, nothing half-visible, nothing done twice."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ingest.records.passages import passage_spans
from ragbot.archive.archive import Archive, open_archive
from ragbot.archive.rebuild import rebuild
from ragbot.archive.search import Hit
from ragbot.archive.tables import Scope
from ragbot.errors import ArchiveError, ArchiveOwnedError
from ragbot.settings import Settings, load_settings
from ragbot.types import Window, sha256
from tests.chroma import Chroma
from tests.conftest import STORY, add, article, stories
from tests.fakes import WordEmbeddings


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def found_texts(archive: Archive, text: str, scope: Scope | None = None) -> list[str]:
    vector = archive.embeddings.encode([text])[0]
    return texts_of(archive, [hit for hit, _ in archive.nearest(vector, 10, scope or Scope())])


def texts_of(archive: Archive, hits: Sequence[Hit]) -> list[str]:
    versions = archive.versions([(hit.article_id, hit.version) for hit in hits])
    return [versions[hit.article_id, hit.version].text[hit.start : hit.end] for hit in hits]


def matching_texts(archive: Archive, *terms: str, scope: Scope | None = None) -> list[str]:
    scope = scope or Scope()
    hits = archive.passages_of(list(archive.matching(terms, 10, scope)), scope)
    return [text for text in texts_of(archive, hits) if any(term in text.casefold() for term in terms)]


def test_an_article_is_found_by_meaning_and_by_words(archive: Archive) -> None:
    added = add(archive, article(STORY))
    assert added.results == ("added",)
    assert any("sank" in text for text in found_texts(archive, "the ferry sank"))
    assert "bow door" in matching_texts(archive, "bow", "door")[0]


def test_articles_at_addresses_that_nobody_can_own_are_counted_as_invented(archive: Archive) -> None:
    addresses = (
        "https://wire.example/1",
        "https://www.tide.example/2/x",
        "https://example.org/3",
        "https://n.org/.example",
    )
    add(archive, *(article(f"{STORY} {i}", f"Story {i}", address) for i, address in enumerate(addresses)))
    assert archive.facts().invented == 2


def test_ingesting_twice_changes_nothing(archive: Archive, embeddings: WordEmbeddings) -> None:
    add(archive, *stories(20))
    before, embedded = size_of(archive.folder), embeddings.embedded
    facts = archive.facts()
    again = add(archive, *stories(20))
    assert set(again.results) == {"unchanged"}
    assert (again.passages, again.embedded) == (0, 0)
    assert embeddings.embedded == embedded
    assert archive.facts() == facts
    assert size_of(archive.folder) == before


@pytest.mark.parametrize("state", ["retracted", "removed"])
def test_a_retracted_or_removed_article_is_not_found(archive: Archive, state: str) -> None:
    add(archive, article(STORY))
    assert archive.set_state(article(STORY).id, state)  # type: ignore[arg-type]
    assert found_texts(archive, "ferry") == []
    assert archive.matching(["ferry"], 10, Scope()) == {}
    assert archive.articles().articles == ()
    assert archive.set_state(article(STORY).id, "live")
    assert len(archive.matching(["ferry"], 10, Scope())) == 1
    assert not archive.set_state("0" * 32, "live")


def test_a_window_and_an_outlet_limit_what_is_found(archive: Archive) -> None:
    add(archive, *stories(28), article(STORY, address="https://x.example/undated"))
    scope = Scope(Window("2026-01-10", "2026-01-12"), ("Paper 1",))
    hits = archive.nearest(archive.embeddings.encode(["bridge"])[0], 50, scope)
    assert {(hit.source, hit.published) for hit, _ in hits} == {
        ("Paper 1", "2026-01-10"),
        ("Paper 1", "2026-01-12"),
    }
    by_words = archive.passages_of(list(archive.matching(["bridge", "ferry"], 50, scope)), scope)
    assert set(by_words) == {hit for hit, _ in hits}


def test_a_narrow_window_is_searched_even_when_many_others_are_nearer(archive: Archive) -> None:
    crowd = [
        article(f"The bridge vote, bridge vote {i}.", address=f"https://a.example/{i}", published="2026-01-01")
        for i in range(400)
    ]
    for i in range(0, 400, 100):
        add(archive, *crowd[i : i + 100])
    add(archive, article("Rain fell and the bridge stood.", address="https://a.example/x", published="2025-05-05"))
    scope = Scope(Window("2025-05-01", "2025-05-31"))
    assert found_texts(archive, "bridge vote", scope) == ["Rain fell and the bridge stood."]
    assert matching_texts(archive, "bridge", scope=scope) == ["Rain fell and the bridge stood."]


def test_articles_are_listed_newest_first_in_pages(archive: Archive) -> None:
    add(archive, *stories(25), article(STORY, address="https://x.example/undated"))
    seen, cursor = [], None
    while True:
        page = archive.articles(cursor=cursor, limit=10)
        seen += [a.published for a in page.articles]
        if not (cursor := page.next):
            break
    assert seen == [*sorted([p for p in seen if p], reverse=True), None]
    assert len(seen) == 26


def test_facts_tell_what_is_there(archive: Archive) -> None:
    assert archive.facts().as_of is None
    add(archive, *stories(5))
    facts = archive.facts()
    assert (facts.articles, facts.oldest, facts.newest) == (5, "2026-01-01", "2026-01-05")
    assert {(s.source, s.articles) for s in facts.sources} == {("Paper 0", 3), ("Paper 1", 2)}


def test_there_is_no_archive_to_ask_before_the_first_ingest(settings: Settings, embeddings: WordEmbeddings) -> None:
    with pytest.raises(ArchiveError, match="ragbot-ingest"):
        open_archive(settings, embeddings)


def test_a_second_owner_is_refused_and_told_who_owns_it(
    archive: Archive, settings: Settings, embeddings: WordEmbeddings
) -> None:
    with pytest.raises(ArchiveOwnedError, match=f"process {os.getpid()}"):
        open_archive(settings, embeddings)


def test_the_lock_file_is_for_its_user_alone(archive: Archive) -> None:
    assert archive.lock is not None
    archive.lock.announce("http://127.0.0.1:1", "secret")
    assert (archive.folder / "owner.json").stat().st_mode & 0o077 == 0


DAMAGE = {
    "an article is not in it": (
        "INSERT INTO articles_fts(articles_fts, rowid, title, body) SELECT 'delete', 2, title, text FROM versions "
        "WHERE article_id = (SELECT id FROM articles WHERE serial = 2)",
        "1 articles are not found by their own words",
    ),
    "it has another text": (
        "INSERT INTO articles_fts(articles_fts, rowid, title, body) SELECT 'delete', 2, title, text FROM versions "
        "WHERE article_id = (SELECT id FROM articles WHERE serial = 2); "
        "INSERT INTO articles_fts(rowid, title, body) VALUES (2, 'Another', 'Something else entirely.')",
        "1 articles are not found by their own words",
    ),
    "it has one too many": (
        "INSERT INTO articles_fts(rowid, title, body) VALUES (99, 'Nobody', 'knows this article.')",
        "1 articles that nobody may read",
    ),
    "words are unreadable": (
        "UPDATE articles_fts_data SET block = zeroblob(length(block)) WHERE id > 10",
        "full text is damaged",
    ),
    "words are lost": ("UPDATE articles_fts_data SET block = x'ff' WHERE id = 10", "not found by their own words"),
    "it cannot be opened": ("DELETE FROM articles_fts_data", "full text is damaged"),
    "it is of another format": ("UPDATE articles_fts_config SET v = 99", "full text is damaged"),
    "its rows are lost": ("DROP TABLE articles_fts_docsize", "full text is damaged"),
    "its words are lost": ("DROP TABLE articles_fts_data", "full text is damaged"),
    "all of it is lost": ("DROP TABLE articles_fts", "5 articles are not found by their own words"),
}


@pytest.mark.parametrize(("damage", "told"), DAMAGE.values(), ids=DAMAGE)
def test_damaged_full_text_is_noticed_and_rebuilt(
    settings: Settings, embeddings: WordEmbeddings, damage: str, told: str
) -> None:
    with open_archive(settings, embeddings, create=True) as archive:
        add(archive, *stories(5))
        assert archive.verify() == []
    ledger = sqlite3.connect(settings.archive / "ledger.sqlite3")
    ledger.executescript(damage)
    ledger.close()
    with open_archive(settings, embeddings) as archive:
        (problem,) = archive.verify()
    assert told in problem
    assert "run 'ragbot rebuild'" in problem
    rebuild(settings, embeddings)
    with open_archive(settings, embeddings) as archive:
        assert archive.verify() == []
        assert matching_texts(archive, "town3")


def test_damaged_full_text_that_a_search_meets_is_told_with_the_way_out(archive: Archive) -> None:
    add(archive, *stories(5))
    with archive._ledger.writing() as connection:
        connection.exec_driver_sql("DELETE FROM articles_fts_data")
    with pytest.raises(ArchiveError, match=r"full text is damaged.*ragbot rebuild"):
        matching_texts(archive, "bridge")
    with pytest.raises(ArchiveError, match=r"full text is damaged.*ragbot rebuild"):
        add(archive, *stories(6))


@pytest.mark.parametrize(
    "text",
    ["— — — 😀", "…", '"quoted" "words"', "渡轮沉没了。九人死亡。", "AND OR NOT NEAR( body: x* ^y", "a"],
)
def test_the_full_text_of_odd_articles_is_sound(archive: Archive, text: str) -> None:
    add(archive, article(text), article("Something else.", address="https://daily.example/else"))
    assert archive.verify() == []


def test_an_article_out_of_sight_is_not_missed_in_the_full_text(archive: Archive) -> None:
    add(archive, *stories(3))
    archive.set_state(archive.articles().articles[0].id, "removed")
    assert archive.verify() == []


@pytest.mark.parametrize("file", ["header.bin", "data_level0.bin", "length.bin", "index_metadata.pickle"])
def test_a_torn_index_file_is_noticed_before_it_is_used(
    settings: Settings, embeddings: WordEmbeddings, file: str
) -> None:
    with open_archive(settings, embeddings, create=True) as archive:
        words = [" ".join(re.findall("...", sha256(str(i)))) for i in range(1100)]
        many = [article(f"{text}.", address=f"https://a.example/{text[:9]}") for text in words]
        for i in range(0, 1100, 100):
            add(archive, *many[i : i + 100])
    (path,) = settings.archive.glob(f"ragbot-*/*/{file}")
    os.truncate(path, path.stat().st_size // 3)
    with pytest.raises(ArchiveError, match="ragbot rebuild"):
        open_archive(settings, embeddings)
    assert rebuild(settings, embeddings) == 1100
    with open_archive(settings, embeddings) as archive:
        assert archive.verify() == []


def test_a_text_that_a_search_misses_once_is_not_called_lost(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    """HNSW is approximate, and finds more when it is asked for more."""
    add(archive, *stories(8))
    nearest = archive._vectors.nearest
    monkeypatch.setattr(
        archive._vectors,
        "nearest",
        lambda vectors, limit: [near if limit > 5 else near[1:] for near in nearest(vectors, limit)],
    )
    assert archive.verify() == []
    monkeypatch.setattr(
        archive._vectors, "nearest", lambda vectors, limit: [near[1:] for near in nearest(vectors, limit)]
    )
    assert archive.verify() == ["8 of 8 texts are not found by their own vector: run 'ragbot rebuild'."]


def test_what_is_made_in_a_folder_that_others_may_read_is_private(settings: Settings) -> None:
    settings.archive.mkdir(mode=0o755)
    settings.archive.chmod(0o755)
    with open_archive(settings, WordEmbeddings(), create=True) as archive:
        add(archive, *stories(1))
        modes = {path.name: path.stat().st_mode & 0o777 for path in settings.archive.iterdir()}
    assert len(modes) >= 5, "the ledger and its log, the index, the lock and its card"
    assert not any(mode & 0o077 for mode in modes.values()), modes


def test_a_file_that_is_no_ledger_is_named(settings: Settings, embeddings: WordEmbeddings) -> None:
    settings.archive.mkdir()
    (settings.archive / "ledger.sqlite3").write_bytes(b"no database at all" * 100)
    with pytest.raises(ArchiveError, match=r"ledger\.sqlite3"):
        open_archive(settings, embeddings)
    assert not (settings.archive / "owner.json").exists(), "the lock is given back"


def test_a_chroma_server_serves_as_well_and_nobody_owns_the_folder(tmp_path: Path, chroma: Chroma) -> None:
    settings = load_settings(archive=tmp_path / "archive", chroma=chroma.address)
    with open_archive(settings, WordEmbeddings(), create=True) as one:
        add(one, *stories(5))
        with open_archive(settings, WordEmbeddings()) as two:
            assert found_texts(two, "Town3 bridge") == found_texts(one, "Town3 bridge") != []
            add(two, article(STORY))
        assert any("ferry" in text for text in found_texts(one, "the ferry sank off Port Anders"))
        assert one.verify() == []
    vectors = rebuild(settings, WordEmbeddings())
    with open_archive(settings, WordEmbeddings()) as archive:
        assert archive.verify() == []
        assert archive.facts().passages == vectors


def test_a_chroma_server_that_is_not_there_is_named(tmp_path: Path, unused_port: int) -> None:
    settings = load_settings(archive=tmp_path / "archive", chroma=f"http://127.0.0.1:{unused_port}")
    with pytest.raises(ArchiveError, match=f"RAGBOT_CHROMA=http://127.0.0.1:{unused_port}"):
        open_archive(settings, WordEmbeddings(), create=True)


@pytest.mark.parametrize("size", [0, 1])
def test_passage_spans_of_little_text(embeddings: WordEmbeddings, size: int) -> None:
    assert passage_spans(article("x" * size), embeddings) == [(0, 1)][:size]


def test_a_model_that_one_archive_closed_serves_another(tmp_path: Path, embeddings: WordEmbeddings) -> None:
    closed: list[str] = []
    embeddings.close = lambda: closed.append("threads")  # type: ignore[method-assign]
    for name in ("one", "two"):
        with open_archive(load_settings(archive=tmp_path / name), embeddings, create=True) as archive:
            add(archive, *stories(2))
    assert closed == ["threads", "threads"]


def test_many_readers_at_once_get_the_facts(archive: Archive) -> None:
    add(archive, *stories(3))
    with ThreadPoolExecutor(40) as pool:  # more than the ledger has connections
        found = list(pool.map(lambda _: archive.facts().articles, range(40)))
    assert found == [3] * 40


def test_the_text_of_a_removed_article_is_not_handed_out(archive: Archive) -> None:
    add(archive, article(STORY))
    id_ = article(STORY).id
    archive.set_state(id_, "retracted")
    assert archive.version(id_, 1) is not None
    archive.set_state(id_, "removed")
    assert archive.version(id_, 1) is None
    assert archive.article(id_) is None


def test_a_busy_ledger_is_not_called_damaged(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    add(archive, *stories(1))
    other = sqlite3.connect(archive.folder / "ledger.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with archive._ledger._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout=10")  # for the pool's connection, instead of 30 s
        with pytest.raises(ArchiveError, match=r"cannot be used now.*locked"):
            add(archive, *stories(2))
    finally:
        other.close()
    assert add(archive, *stories(2)).results == ("unchanged", "added")


def test_a_port_that_is_none_is_told(tmp_path: Path) -> None:
    settings = load_settings(archive=tmp_path / "archive", chroma="http://127.0.0.1:99999")
    with pytest.raises(ArchiveError, match="RAGBOT_CHROMA"):
        open_archive(settings, WordEmbeddings(), create=True)

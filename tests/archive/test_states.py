"""What becomes of an article: who may say so, whose word holds, and that nobody cites what was taken back."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ingest.pipeline.ingester import ingest
from ingest.pipeline.sinks import ArchiveSink
from ingest.records.record import Raw
from ragbot.answering.retrieve import retrieve
from ragbot.archive.archive import Archive, ledger_path, open_archive
from ragbot.archive.feedback import Feedback, RatedAnswer
from ragbot.archive.listing import Filter
from ragbot.archive.rebuild import rebuild
from ragbot.archive.source import Check, Source
from ragbot.archive.states import PublisherNotice, state_after
from ragbot.archive.tables import Scope
from ragbot.archive.upgrade import SCHEMA
from ragbot.errors import ArchiveError
from ragbot.settings import Settings, load_settings
from ragbot.tracing.timings import Timings
from ragbot.types import Article, Question, State, Version
from tests.conftest import STORY, add, article, stories
from tests.fakes import Meanwhile, WordEmbeddings

ID = article("").id
NOTE = "Correction: An earlier version of this article gave a wrong toll."


def state_of(archive: Archive) -> State:
    notice = archive.notice(ID)
    assert notice
    return notice.state


def is_found(archive: Archive) -> bool:
    """By its meaning and by its words, which must agree."""
    vector = archive.embeddings.encode(["ferry toll"])[0]
    near = {hit.article_id for hit, _ in archive.nearest(vector, 10, Scope())}
    by_words = {hit.article_id for hit in archive.passages_of(list(archive.matching(["ferry"], 10, Scope())), Scope())}
    assert (ID in near) == (ID in by_words)
    return ID in near


def ferry(toll: str = "nine", **more: Any) -> Article:
    return article(f"The ferry sank. The toll is {toll}.", **more)


# What a publisher says


@pytest.mark.parametrize("state", ["live", "corrected", "retracted", "removed"])
def test_an_article_comes_in_with_the_state_that_its_publisher_gives_it(archive: Archive, state: State) -> None:
    add(archive, ferry(state=state))
    assert state_of(archive) == state
    assert is_found(archive) == (state in ("live", "corrected"))
    assert add(archive, ferry(state=state)).results == ("unchanged",)


def test_of_an_article_of_which_nothing_is_said_nobody_said_anything(archive: Archive) -> None:
    add(archive, ferry())
    notice = archive.notice(ID)
    assert notice
    assert (notice.state, notice.by, notice.reason, notice.since) == ("live", None, None, None)
    assert archive.notice("0" * 32) is None
    assert archive.notes(ID) == {}


def test_a_new_version_with_a_note_makes_it_corrected(archive: Archive) -> None:
    add(archive, ferry())
    assert add(archive, ferry("ten", note=NOTE)).results == ("updated",)
    first, second = archive.version(ID, 1), archive.version(ID, 2)
    assert first
    assert second
    assert (first.note, second.note, second.state) == (None, NOTE, "corrected")
    notice = archive.notice(ID)
    assert notice
    assert (notice.by, notice.reason) == ("publisher", NOTE)
    assert notice.since == second.seen
    assert archive.notes(ID) == {2: NOTE}


def test_a_silent_edit_is_no_correction_and_takes_none_back(archive: Archive) -> None:
    add(archive, ferry())
    add(archive, ferry("ten"))
    assert state_of(archive) == "live"
    add(archive, ferry("eleven", note=NOTE))
    add(archive, ferry("twelve"))
    add(archive, ferry("thirteen", state="live"))
    assert state_of(archive) == "corrected", "to be live does not undo a correction"


def test_a_publisher_may_retract_without_another_text_and_take_that_back(archive: Archive) -> None:
    add(archive, ferry())
    embedded = archive.embeddings.embedded  # type: ignore[attr-defined]
    assert add(archive, ferry(state="retracted", note="The quotes were invented.")).results == ("updated",)
    assert not is_found(archive)
    notice = archive.notice(ID)
    assert notice
    assert (notice.state, notice.by, notice.reason) == ("retracted", "publisher", "The quotes were invented.")
    add(archive, ferry())
    add(archive, ferry("ten"))
    assert state_of(archive) == "retracted", "silence takes nothing back"
    assert not is_found(archive)
    assert add(archive, ferry("ten", state="live")).results == ("updated",)
    assert is_found(archive)
    assert archive.embeddings.embedded == embedded + 4  # type: ignore[attr-defined] # the second text, and searches
    assert archive.verify() == []


def test_a_retraction_later_in_the_same_file_is_not_passed_over_as_a_repetition(archive: Archive) -> None:
    record: dict[str, object] = {"title": "A title", "text": "The ferry sank.", "url": article("").url}
    raws = [Raw("news:1", record), Raw("news:2", record), Raw("news:3", {**record, "status": "retracted"})]
    for results in ((1, 1, 1), (0, 0, 3)):
        report = ingest(raws, ArchiveSink(archive))
        assert (report.added, report.updated, report.unchanged) == results
        assert state_of(archive) == "retracted"
        assert not is_found(archive)


def test_an_older_state_that_comes_late_changes_nothing(archive: Archive) -> None:
    add(archive, ferry(published="2026-01-02"))
    late = add(archive, ferry("unknown", published="2026-01-01", state="retracted"))
    assert late.results == ("older",)
    assert add(archive, ferry(published="2026-01-01", state="retracted")).results == ("unchanged",)
    assert state_of(archive) == "live"


# What an operator decides


@pytest.mark.parametrize("state", ["retracted", "removed"])
def test_what_an_operator_took_back_stays_so_whatever_comes(archive: Archive, state: State) -> None:
    add(archive, ferry())
    assert archive.set_state(ID, state, "Invented.") == "changed"
    for later in (ferry(), ferry(state="live"), ferry("ten"), ferry("eleven", note=NOTE), ferry("12", state="live")):
        add(archive, later)
        assert state_of(archive) == state
        assert not is_found(archive)
    assert archive.verify() == []
    before = archive.embeddings.embedded  # type: ignore[attr-defined]
    assert archive.set_state(ID, "live") == "changed"
    assert archive.embeddings.embedded == before, "nothing is embedded"  # type: ignore[attr-defined]
    assert is_found(archive)
    version = archive.version(ID, 4)
    assert version
    assert "12" in version.text, "the newest version is what comes back"


def test_an_operator_who_lifts_a_retraction_is_overruled_only_by_news(archive: Archive) -> None:
    add(archive, ferry(state="retracted"))
    archive.set_state(ID, "live")
    add(archive, ferry(state="retracted"))
    add(archive, ferry("ten", state="retracted"))
    assert state_of(archive) == "live", "that is what the publisher has said all the time"
    add(archive, ferry("eleven", note=NOTE))
    assert state_of(archive) == "corrected"


def test_retracting_twice_changes_nothing(archive: Archive) -> None:
    add(archive, ferry())
    assert archive.set_state(ID, "retracted", "Invented.") == "changed"
    before = dump(archive)
    assert archive.set_state(ID, "retracted", "Invented.") == "unchanged"
    assert archive.set_state(ID, "retracted") == "unchanged", "the reason is kept"
    assert dump(archive) == before
    assert archive.set_state(ID, "retracted", "Plagiarised.") == "changed"
    notice = archive.notice(ID)
    assert notice
    assert (notice.by, notice.reason) == ("operator", "Plagiarised.")
    assert archive.set_state("0" * 32, "retracted") is None


def dump(archive: Archive) -> list[str]:
    with sqlite3.connect(ledger_path(archive.folder)) as connection:
        return [line for line in connection.iterdump() if "articles_fts" not in line]


def test_what_an_operator_repeats_after_the_publisher_is_the_operators_from_then_on(archive: Archive) -> None:
    add(archive, ferry(state="retracted"))
    assert archive.set_state(ID, "retracted") == "changed"
    add(archive, ferry(state="live"))
    assert state_of(archive) == "retracted"


def test_a_retracted_article_is_listed_only_when_asked_for(archive: Archive) -> None:
    add(archive, ferry(), *stories(2))
    archive.set_state(ID, "retracted")
    assert ID not in {each.id for each in archive.articles().articles}
    assert [each.id for each in archive.articles(Filter(states=("retracted",))).articles] == [ID]
    assert len(archive.articles(Filter(states=("live", "retracted"))).articles) == 3
    summary, _ = archive.article(ID) or pytest.fail("it can still be read")
    assert summary.state == "retracted"
    archive.set_state(ID, "removed")
    notice = archive.notice(ID)
    assert notice
    assert notice.state == "removed"
    assert archive.article(ID) is None


@pytest.mark.parametrize(
    ("state", "by_operator", "said", "is_news", "after"),
    [
        ("live", False, None, False, "live"),
        ("live", False, PublisherNotice("corrected", None), True, "corrected"),
        ("corrected", False, PublisherNotice("live", None), True, "corrected"),
        ("retracted", False, PublisherNotice("live", None), True, "live"),
        ("retracted", True, PublisherNotice("live", None), True, "retracted"),
        ("removed", True, PublisherNotice("retracted", None), True, "removed"),
        ("live", True, PublisherNotice("retracted", None), False, "live"),
        ("live", True, PublisherNotice("retracted", None), True, "retracted"),
        ("corrected", True, None, False, "corrected"),
    ],
)
def test_whose_word_holds(
    state: State, by_operator: bool, said: PublisherNotice | None, is_news: bool, after: State
) -> None:
    assert state_after(state, by_operator, said, is_news) == after


# At once, and interrupted


@pytest.mark.parametrize("later", [ferry("ten"), ferry("ten", note=NOTE), ferry("ten", state="live")])
def test_a_retraction_holds_when_a_new_version_is_just_coming_in(settings: Settings, later: Article) -> None:
    embeddings = Meanwhile()
    with open_archive(settings, embeddings, create=True) as archive:
        add(archive, ferry())
        embeddings.then = [lambda: archive.set_state(ID, "retracted")]
        assert add(archive, later).results == ("updated",)
        assert state_of(archive) == "retracted"
        assert not is_found(archive)
        assert archive.verify() == []


def test_states_and_articles_may_change_from_many_threads(archive: Archive) -> None:
    add(archive, ferry())
    states: list[State] = ["retracted", "live", "removed", "corrected"]

    def change(i: int) -> None:
        if i % 2:
            archive.set_state(ID, states[i % 4])
        else:
            add(archive, ferry(f"number {i}", note=NOTE if i % 3 else None))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(change, range(24)))
    archive.set_state(ID, "live")
    assert is_found(archive)
    assert archive.verify() == []


def test_what_its_publisher_says_meanwhile_of_a_version_left_on_its_way_in_holds(
    archive: Archive, embeddings: WordEmbeddings
) -> None:
    killed_while_embedding(archive, embeddings, ferry())
    later = ferry(state="retracted", note="Invented.", published="2026-01-02")
    assert add(archive, later).results == ("added",)
    assert (state_of(archive), archive.notes(ID)) == ("retracted", {1: "Invented."})
    version = archive.version(ID, 1)
    assert version
    assert version.published == "2026-01-02"
    assert not is_found(archive)
    assert add(archive, later).results == ("unchanged",), "nothing was left for another run"


@pytest.mark.parametrize("first", [None, ferry()])
def test_a_retraction_left_on_its_way_in_holds_when_a_later_version_comes_in(
    archive: Archive, embeddings: WordEmbeddings, first: Article | None
) -> None:
    if first:
        add(archive, first)
    killed_while_embedding(archive, embeddings, ferry("ten", state="retracted"))
    add(archive, ferry("eleven"))
    assert state_of(archive) == "retracted", "silence takes nothing back"
    assert archive.verify() == []
    add(archive, ferry("eleven", state="live"))
    assert is_found(archive)


def killed_while_embedding(archive: Archive, embeddings: WordEmbeddings, incoming: Article) -> None:
    embed, embeddings.encode = embeddings.encode, stop  # type: ignore[method-assign, assignment]
    with pytest.raises(KeyboardInterrupt):
        add(archive, incoming)
    embeddings.encode = embed  # type: ignore[method-assign]


def test_what_is_retracted_between_search_and_reading_is_no_evidence(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(archive, ferry(), *stories(3))
    read = archive.versions

    def late(wanted: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Version]:
        archive.set_state(ID, "retracted")
        return read(wanted)

    monkeypatch.setattr(archive, "versions", late)
    found = retrieve(archive, Question("What is the toll of the ferry?"), 8, Timings()).evidence
    assert found
    assert ID not in {piece.version.article_id for piece in found}


KILLED = """
import sys
from ragbot.archive import states
from ragbot.archive.archive import open_archive
from ragbot.archive.ledger import Ledger
from ragbot.settings import load_settings
from tests.conftest import add
from tests.fakes import WordEmbeddings
from tests.archive.test_states import ID, NOTE, ferry
from tests.killed import kill_at

folder, where, when = sys.argv[1:]
target, name = {"begin": (Ledger, "begin"), "follow": (states, "follow"), "decide": (states, "decide")}[where]
with open_archive(load_settings(archive=folder), WordEmbeddings(), create=True) as archive:
    add(archive, ferry())
    kill_at(target, name, when)
    if where == "decide":
        archive.set_state(ID, "retracted")
    else:
        add(archive, ferry("ten", note=NOTE))
"""


@pytest.mark.parametrize(("where", "when"), [("begin", "after"), ("follow", "before"), ("follow", "after")])
def test_a_correction_appears_with_its_version_or_not_at_all(tmp_path: Path, where: str, when: str) -> None:
    folder = killed_in(tmp_path, where, when)
    with open_archive(load_settings(archive=folder), WordEmbeddings()) as archive:
        assert (state_of(archive), archive.notes(ID)) == ("live", {}), "neither of them"
        assert archive.verify() == []
        assert add(archive, ferry("ten", note=NOTE)).results == ("updated",)
        assert (state_of(archive), archive.notes(ID)) == ("corrected", {2: NOTE})
        assert archive.verify() == []


def test_a_retraction_that_was_killed_is_whole_or_not_there(tmp_path: Path) -> None:
    folder = killed_in(tmp_path, "decide", "after")
    with open_archive(load_settings(archive=folder), WordEmbeddings()) as archive:
        assert state_of(archive) == "live"
        assert is_found(archive)
        assert archive.verify() == []


def killed_in(tmp_path: Path, where: str, when: str) -> Path:
    folder = tmp_path / "archive"
    command = [sys.executable, "-c", KILLED, str(folder), where, when]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=120)
    assert done.returncode == -signal.SIGKILL, done.stderr
    return folder


def test_a_rebuild_keeps_states_and_notes(settings: Settings, embeddings: WordEmbeddings) -> None:
    with open_archive(settings, embeddings, create=True) as archive:
        add(archive, ferry(note=NOTE))
        archive.set_state(ID, "retracted", "Invented.")
    rebuild(settings, embeddings)
    with open_archive(settings, embeddings) as archive:
        notice = archive.notice(ID)
        assert notice
        assert (notice.state, notice.reason, archive.notes(ID)) == ("retracted", "Invented.", {1: NOTE})
        archive.set_state(ID, "live")
        assert is_found(archive)


# Older archives

SCHEMA_2 = """
PRAGMA foreign_keys=OFF;
DROP TABLE notes; DROP TABLE items; DROP TABLE refusals; DROP TABLE checks; DROP TABLE sources;
CREATE TABLE old (id VARCHAR(32) NOT NULL, serial INTEGER NOT NULL, url TEXT, source TEXT NOT NULL,
    state VARCHAR(12) NOT NULL, first_seen VARCHAR(20) NOT NULL, current INTEGER, PRIMARY KEY (id), UNIQUE (serial));
INSERT INTO old SELECT id, serial, url, source, state, first_seen, current FROM articles;
DROP TABLE articles;
ALTER TABLE old RENAME TO articles;
CREATE INDEX articles_source ON articles (source);
UPDATE meta SET value = '2' WHERE name = 'schema';
"""


@pytest.fixture
def schema_2(settings: Settings, embeddings: WordEmbeddings) -> Path:
    """An archive as the ragbot before this one wrote it, with a live and a retracted article."""
    with open_archive(settings, embeddings, create=True) as archive:
        add(archive, ferry(), *stories(3))
        archive.set_state(stories(1)[0].id, "retracted")
    path = ledger_path(settings.archive)
    with sqlite3.connect(path) as connection:
        connection.executescript(SCHEMA_2)
    connection.close()
    return path


def test_an_archive_of_schema_2_is_upgraded_in_place(
    schema_2: Path, settings: Settings, embeddings: WordEmbeddings
) -> None:
    embedded = embeddings.embedded
    for _ in range(2):
        with open_archive(settings, embeddings) as archive:
            assert archive.facts().articles == 3
            assert is_found(archive)
            notice = archive.notice(stories(1)[0].id)
            assert notice
            assert (notice.state, notice.by) == ("retracted", "operator"), "no ingest could set it"
            assert archive.verify() == []
    assert embeddings.embedded == embedded + 2, "the two searches"
    with open_archive(settings, embeddings) as archive:
        assert add(archive, ferry("ten", note=NOTE)).results == ("updated",)
        assert state_of(archive) == "corrected"


def test_an_upgrade_that_fails_leaves_the_archive_as_it_was(
    schema_2: Path, settings: Settings, embeddings: WordEmbeddings, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = schema_2_dump(schema_2)
    with monkeypatch.context() as patch:
        patch.setattr("ragbot.archive.upgrade.tables.create_all", stop)
        with pytest.raises(KeyboardInterrupt):
            open_archive(settings, embeddings)
    assert schema_2_dump(schema_2) == before
    with open_archive(settings, embeddings) as archive:
        assert archive.facts().articles == 3


def stop(*_: object) -> None:
    raise KeyboardInterrupt


def schema_2_dump(path: Path) -> list[tuple[object, ...]]:
    with sqlite3.connect(path) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
        rows += connection.execute("SELECT * FROM meta ORDER BY name").fetchall()
    connection.close()
    return rows


NOON = "2026-03-10T12:00:00Z"


@pytest.mark.parametrize("has_followed", [True, False])
def test_an_archive_of_schema_3_is_upgraded_in_place(
    settings: Settings, embeddings: WordEmbeddings, has_followed: bool
) -> None:
    source = Source("a" * 32, "https://courier.example/feed", "feed", "The Courier", NOON, NOON, is_listed=True)
    with open_archive(settings, embeddings, create=True) as archive:
        archive.followed.add(source)
        archive.followed.keep_check(Check(source.id, NOON, added=2))
    with sqlite3.connect(ledger_path(settings.archive)) as connection:
        connection.execute("DROP TABLE refusals")
        if has_followed:
            connection.execute("ALTER TABLE sources DROP COLUMN is_named")
            for column in ("unchanged", "requests", "not_modified"):
                connection.execute(f"ALTER TABLE checks DROP COLUMN {column}")
        else:
            for table in ("items", "checks", "sources"):
                connection.execute(f"DROP TABLE {table}")
        connection.execute("UPDATE meta SET value = '3' WHERE name = 'schema'")
    connection.close()
    with open_archive(settings, embeddings) as archive:
        if has_followed:
            assert archive.followed.history(source.id) == [Check(source.id, NOON, added=2)]
            assert archive.followed.all() == [replace(source, is_named=True)], "its list named it"
        else:
            assert archive.followed.add(source)


def test_an_archive_of_schema_5_is_upgraded_in_place(settings: Settings, embeddings: WordEmbeddings) -> None:
    with open_archive(settings, embeddings, create=True) as archive:
        add(archive, ferry())
    with sqlite3.connect(ledger_path(settings.archive)) as connection:
        connection.execute("DROP TABLE feedback")
        connection.execute("UPDATE meta SET value = '5' WHERE name = 'schema'")
    connection.close()
    answer = RatedAnswer("How many died?", "How many died?", "not_in_archive", "2026-03-11", None, ())
    with open_archive(settings, embeddings) as archive:
        kept = archive.feedback.add(Feedback(answer, "down", "missed", "It is there."))
    with open_archive(settings, embeddings) as archive:
        assert list(archive.feedback.all()) == [kept]
        assert is_found(archive)


@pytest.mark.parametrize("schema", ["1", str(int(SCHEMA) + 1), "soon"])
def test_an_archive_of_another_schema_is_refused_and_not_touched(
    schema_2: Path, settings: Settings, embeddings: WordEmbeddings, schema: str
) -> None:
    with sqlite3.connect(schema_2) as connection:
        connection.execute("UPDATE meta SET value = ? WHERE name = 'schema'", (schema,))
    connection.close()
    before = schema_2_dump(schema_2)
    with pytest.raises(
        ArchiveError, match=rf"schema {schema}, and this ragbot reads {SCHEMA}.*ragbot-ingest --archive"
    ):
        open_archive(settings, embeddings)
    assert schema_2_dump(schema_2) == before


def test_the_story_is_found_in_these_tests(archive: Archive) -> None:
    add(archive, article(STORY))
    assert is_found(archive)

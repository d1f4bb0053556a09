"""A file is one article, whether the command line read it from disk or the page sent it, also without an address."""

from __future__ import annotations

import json
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from threading import Barrier, BrokenBarrierError

import pytest

from ingest.formats.parsers import ParserProcess
from ingest.pipeline.ingester import ingest
from ingest.pipeline.report import Report
from ingest.pipeline.sinks import ArchiveSink
from ingest.sources.files import read
from ingest.sources.upload import read_upload
from ragbot.archive import file_names
from ragbot.archive.archive import Archive, open_archive
from ragbot.archive.database import Database
from ragbot.settings import Settings
from ragbot.types import Article
from tests.conftest import add
from tests.fakes import WordEmbeddings

TITLE = "The lock of Hael is closed"
TEXT = "The lock of Hael stays closed until May, its keeper said. Two barges wait below it, and one has turned round."
EDITED = f"{TEXT} A crane comes on Monday."
OTHER = "Nine choirs sing in the market hall on Sunday. The bakers give bread, and the mayor has promised to be silent."


def written(path: Path, text: str, title: str = TITLE) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{title}\n\n{text}\n" if title else text)
    return path


def from_disk(archive: Archive, *paths: Path) -> Report:
    with closing(read([str(path) for path in paths])) as raws:
        return ingest(raws, ArchiveSink(archive))


def sent(archive: Archive, path: Path) -> Report:
    with ParserProcess() as parsers:
        return ingest(read_upload(path.name, path.read_bytes(), parsers), ArchiveSink(archive))


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.unchanged, report.failures


WAYS = pytest.mark.parametrize("ways", [(from_disk, sent), (sent, from_disk)], ids=["disk first", "upload first"])


@pytest.mark.parametrize("text", [TEXT, EDITED])
def test_the_same_file_sent_both_ways_at_one_moment_is_one_article(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    of_file, both_looked = file_names.of_file, Barrier(2)

    def look(ledger: Database, article: Article) -> str | None:
        found = of_file(ledger, article)
        with suppress(BrokenBarrierError):
            both_looked.wait(2)  # each sees that nothing is there, before either writes; later looks wait for nobody
        both_looked.abort()
        return found

    monkeypatch.setattr(file_names, "of_file", look)
    one, other = written(tmp_path / "lock.txt", TEXT), written(tmp_path / "b" / "lock.txt", text)
    with ThreadPoolExecutor() as threads:
        reports = [threads.submit(from_disk, archive, one), threads.submit(sent, archive, other)]
    told = [counts(report.result()) for report in reports]
    assert (1, 0, 0, 0) in told
    assert all(failed == 0 for *_, failed in told)
    assert archive.facts().articles == 1


@WAYS
@pytest.mark.parametrize("title", [TITLE, ""])
def test_the_same_file_is_one_article_either_way(archive: Archive, tmp_path: Path, ways: tuple, title: str) -> None:
    first, second = ways
    path = written(tmp_path / "lock.txt", TEXT, title)
    assert counts(first(archive, path)) == (1, 0, 0, 0)
    for way in (second, first, second):
        assert counts(way(archive, path)) == (0, 0, 1, 0)


@WAYS
def test_an_edited_copy_is_a_new_version_either_way(archive: Archive, tmp_path: Path, ways: tuple) -> None:
    first, second = ways
    first(archive, written(tmp_path / "lock.txt", TEXT))
    copy = written(tmp_path / "copies" / "lock.txt", EDITED)
    assert counts(second(archive, copy)) == (0, 1, 0, 0)
    (article,) = archive.articles().articles
    assert article.version == 2
    written(tmp_path / "lock.txt", f"{EDITED} It came.")
    assert counts(first(archive, tmp_path / "lock.txt")) == (0, 1, 0, 0)
    assert archive.facts().articles == 1


@WAYS
def test_records_in_a_file_are_the_same_ones_either_way(archive: Archive, tmp_path: Path, ways: tuple) -> None:
    first, second = ways
    dated: dict[str, object] = {"title": TITLE, "text": TEXT, "published": "2026-03-10"}
    records: list[dict[str, object]] = [dated, {**dated, "text": OTHER, "id": 7}, {"text": OTHER, "title": "Choirs"}]
    path = tmp_path / "news.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    assert counts(first(archive, path)) == (3, 0, 0, 0)
    assert counts(second(archive, path)) == (0, 0, 3, 0)
    records[0]["text"] = EDITED
    path.write_text(json.dumps(records[0]))
    assert counts(second(archive, path)) == (0, 1, 0, 0)


def test_a_dated_one_is_known_by_its_day_however_much_was_written_anew(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "lock.md"
    page = "---\ntitle: The lock of Hael\ndate: {}\n---\n{}\n"
    path.write_text(page.format("2026-03-10", TEXT))
    from_disk(archive, path)
    path.write_text(page.format("2026-03-10", OTHER))
    assert counts(sent(archive, path)) == (0, 1, 0, 0)
    path.write_text(page.format("2026-03-11", TEXT))
    assert counts(sent(archive, path)) == (0, 1, 0, 0), "now it is known as an upload, too"
    assert archive.facts().articles == 1


def test_other_files_of_the_same_name_are_other_articles(archive: Archive, tmp_path: Path) -> None:
    one, two = (written(tmp_path / place / "lock.txt", text) for place, text in (("a", TEXT), ("b", OTHER)))
    assert counts(from_disk(archive, one, two)) == (2, 0, 0, 0)
    assert counts(sent(archive, two)) == counts(sent(archive, one)) == (0, 0, 1, 0)
    third = written(tmp_path / "c" / "lock.txt", "The keeper of the lock has bought a goat, and it eats his hat.")
    assert counts(from_disk(archive, third)) == (1, 0, 0, 0)


def test_an_undated_one_with_another_text_is_another_article(archive: Archive, tmp_path: Path) -> None:
    from_disk(archive, written(tmp_path / "lock.txt", TEXT))
    assert counts(sent(archive, written(tmp_path / "b" / "lock.txt", OTHER))) == (1, 0, 0, 0)


def test_an_upload_stands_for_one_file_only(archive: Archive, tmp_path: Path) -> None:
    one, two = (written(tmp_path / place / "lock.txt", TEXT) for place in "ab")
    sent(archive, one)
    assert counts(from_disk(archive, one, two)) == (1, 0, 1, 0), "two files on disk are two articles"
    assert counts(sent(archive, one)) == (0, 0, 1, 0)
    three = written(tmp_path / "c" / "lock.txt", TEXT)
    assert counts(from_disk(archive, one, two, three)) == (1, 0, 2, 0)


def test_what_is_handed_to_a_server_is_known_as_well(archive: Archive, tmp_path: Path) -> None:
    from ingest.records.articles import article_from, record_of

    path = written(tmp_path / "lock.txt", TEXT)
    with closing(read([str(path)])) as raws:
        found = [article_from(raw.record or {}, raw.origin)[0] for raw in raws]
    assert [article_from(record_of(one), "there")[0] for one in found] == found
    sent(archive, path)
    assert add(archive, article_from(record_of(found[0]), "there")[0]).results == ("unchanged",)


def test_a_retraction_names_the_file_whichever_way_it_came(archive: Archive, tmp_path: Path) -> None:
    from ingest.pipeline.retract import possible_ids

    path = written(tmp_path / "lock.txt", TEXT)
    sent(archive, path)
    from_disk(archive, path)
    assert archive.set_state(possible_ids(str(path))[0], "retracted") == "changed"
    assert archive.facts().articles == 0


def test_an_archive_from_before_learns_the_names_of_its_files(settings: Settings, tmp_path: Path) -> None:
    path = written(tmp_path / "lock.txt", TEXT)
    with open_archive(settings, WordEmbeddings(), create=True) as archive:
        from_disk(archive, path)
    with closing(sqlite3.connect(settings.archive / "ledger.sqlite3")) as connection, connection:
        connection.execute("DROP TABLE file_names")
    with open_archive(settings, WordEmbeddings()) as archive:
        assert counts(from_disk(archive, path)) == (0, 0, 1, 0)
        assert counts(sent(archive, path)) == (0, 0, 1, 0)


def test_a_file_taken_in_again_writes_nothing(settings: Settings, tmp_path: Path) -> None:
    path = written(tmp_path / "lock.txt", TEXT)
    with open_archive(settings, WordEmbeddings(), create=True) as archive:
        sent(archive, path)
        from_disk(archive, path)
        with closing(sqlite3.connect(settings.archive / "ledger.sqlite3")) as connection:
            before = list(connection.iterdump())
        from_disk(archive, path)
        sent(archive, path)
        with closing(sqlite3.connect(settings.archive / "ledger.sqlite3")) as connection:
            assert list(connection.iterdump()) == before


def test_a_name_among_many_is_found_at_once(archive: Archive) -> None:
    """Of 50,000 articles; to look for one takes 1 ms."""
    with archive._ledger.writing() as connection:
        rows = [(f"{n:032x}", n, "", "live", "2026-03-10T00:00:00Z") for n in range(1, 50_001)]
        connection.exec_driver_sql(
            "INSERT INTO articles (id, serial, source, state, first_seen) VALUES (?, ?, ?, ?, ?)", rows
        )
        names = [(f"{(n * 7919) % (1 << 62):032x}", id_, "file") for id_, n, *_ in rows]
        connection.exec_driver_sql("INSERT INTO file_names (id, article_id, way) VALUES (?, ?, ?)", names)
    articles = [Article(TITLE, f"{n}", f"upload:{n}.txt|{TITLE}", file=f"upload:{n}.txt") for n in range(100)]
    started = time.perf_counter()
    assert [file_names.of_file(archive._ledger, article) for article in articles] == [None] * 100
    seconds = time.perf_counter() - started
    print(f"{seconds * 10:.2f} ms each")
    assert seconds < 2

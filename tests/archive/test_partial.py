"""An article of which only a part came in says so, until its whole text comes."""

from __future__ import annotations

import sqlite3

import pytest

from ingest.records.articles import article_from, record_of
from ragbot.api.bodies import AnswerBody
from ragbot.archive.archive import Archive, open_archive
from ragbot.operations.show import show_answer
from ragbot.settings import Settings
from ragbot.types import Article, ArticleRef, Source, VersionSummary, reference_to
from tests.conftest import add
from tests.fakes import WordEmbeddings

BEGINNING = "The quay of Velm is to be raised by two metres."
WHOLE = f"{BEGINNING} Work starts in May, the harbour office said, and takes three years."


def quay(text: str, partial: object = True) -> Article:
    record = {"title": "Quay", "text": text, "url": "https://velm.example/quay", "partial": partial}
    return article_from(record, "here")[0]


def history(archive: Archive) -> tuple[VersionSummary, ...]:
    found = archive.article(quay(WHOLE).id)
    assert found
    return found[1]


@pytest.mark.parametrize(("given", "read"), [(True, True), (False, False), (None, False), ("false", False), (1, False)])
def test_only_true_is_partial_and_is_handed_over(given: object, read: bool) -> None:
    found = quay(BEGINNING, given)
    assert found.partial is read
    assert article_from(record_of(found), "here")[0] == found


def test_the_archive_knows_of_each_version_whether_it_is_a_part(archive: Archive) -> None:
    assert add(archive, quay(BEGINNING)).results == ("added",)
    (listed,) = archive.articles().articles
    version = archive.version(listed.id, 1)
    assert listed.partial
    assert version
    assert version.partial
    assert add(archive, quay(WHOLE, False)).results == ("updated",)
    assert [line.partial for line in history(archive)] == [True, False]
    assert not archive.articles().articles[0].partial


def test_the_same_text_that_turns_out_to_be_whole_is_no_part_any_more(archive: Archive) -> None:
    add(archive, quay(BEGINNING))
    assert add(archive, quay(BEGINNING)).results == ("unchanged",)
    assert add(archive, quay(BEGINNING, False)).results == ("updated",)
    assert add(archive, quay(BEGINNING)).results == ("unchanged",)
    assert [line.partial for line in history(archive)] == [False]


def test_an_archive_from_before_knows_of_no_parts(archive: Archive, settings: Settings) -> None:
    add(archive, quay(WHOLE, False))
    archive.close()
    with sqlite3.connect(settings.archive / "ledger.sqlite3") as connection:
        connection.execute("DROP TABLE parts")
    connection.close()
    with open_archive(settings, WordEmbeddings()) as opened:
        assert [line.partial for line in history(opened)] == [False]


def test_the_terminal_says_so_beside_the_source(capsys: pytest.CaptureFixture[str]) -> None:
    quay = ArticleRef(article_id="a" * 32, version=1, title="Quay", url=None, source="Velm Post", published=None)
    source = Source(1, partial=True, **reference_to(quay))
    show_answer(AnswerBody("id", "Q?", "Q?", "It is raised. [1]", "answered", sources=(source,)))
    assert "; only its beginning is in the archive" in " ".join(capsys.readouterr().out.split())

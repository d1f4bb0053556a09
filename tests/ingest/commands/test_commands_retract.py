"""ragbot-ingest --retract and --state: what is told of the articles that are named, and with which reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.cli import main
from ingest.pipeline.ingester import ingest as ingest_all
from ingest.pipeline.retract import Decision
from ingest.pipeline.sinks import ArchiveSink
from ingest.sources.files import read
from ragbot.archive.archive import open_archive
from ragbot.archive.tables import Scope
from ragbot.settings import Settings, load_settings
from tests.conftest import STORY, add, article
from tests.fakes import WordEmbeddings

URL = "https://daily.example/news/ferry?id=7"
ID = article("", address=URL).id


@pytest.fixture
def folder(settings: Settings) -> str:
    """An archive with one story that nobody has open."""
    with open_archive(settings, WordEmbeddings(), create=True) as archive:
        add(archive, article(STORY, address=URL))
    return str(settings.archive)


def run(*arguments: str) -> int:
    return main(list(arguments))


def state_in(folder: str) -> tuple[str, str | None, bool]:
    with open_archive(load_settings(archive=Path(folder)), WordEmbeddings()) as archive:
        notice = archive.notice(ID)
        assert notice
        assert archive.verify() == []
        return notice.state, notice.reason, bool(archive.matching(["ferry"], 5, Scope()))


def test_an_article_is_retracted_by_its_url_and_lifted_again(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--retract", URL, "--reason", "The quotes were\ninvented.", "--archive", folder) == 0
    assert capsys.readouterr().out == f"{URL}: retracted now\n"
    assert state_in(folder) == ("retracted", "The quotes were invented.", False)
    assert run("--retract", URL, "--archive", folder) == 0
    assert capsys.readouterr().out == f"{URL}: retracted already, nothing changed\n"
    assert run("--state", "live", URL, "--archive", folder) == 0
    assert state_in(folder) == ("live", None, True)


@pytest.mark.parametrize(
    "named",
    [
        ID,
        "http://www.daily.example/news/ferry?utm_source=x&id=7#top",
        "HTTPS://DAILY.EXAMPLE:443/news/ferry/?id=7",
        "daily.example/news/ferry?id=7",
    ],
)
def test_any_spelling_of_its_address_names_the_article(folder: str, named: str) -> None:
    assert run(named, "--retract", "--archive", folder) == 0
    assert state_in(folder)[0] == "retracted"


@pytest.mark.parametrize("name", ["cafe\u0301.txt", "a\xa0b\u3000c.txt", "\udcff\udce2\udc82.txt"])
def test_a_file_of_any_name_names_its_article(name: str, folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Names come in the form of their file system, and an address is cleaned."""
    path = Path(folder).parent / name
    path.write_text(STORY)
    with open_archive(load_settings(archive=Path(folder)), WordEmbeddings()) as archive:
        assert ingest_all(read([str(path)]), ArchiveSink(archive)).added == 1
    assert run("--retract", str(path), "--archive", folder) == 0
    assert capsys.readouterr().out.endswith(".txt: retracted now\n")
    assert run("--retract", str(path), "--json", "--archive", folder) == 0
    (decision,) = json.loads(capsys.readouterr().out)
    assert decision["result"] == "unchanged"


def test_an_archive_that_another_process_owns_is_named(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    with open_archive(load_settings(archive=Path(folder)), WordEmbeddings()):
        assert run("--retract", URL, "--archive", folder) == 1
    assert "is in use by" in capsys.readouterr().err


def test_a_retraction_outlives_an_ingest(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("ragbot.archive.archive.open_embeddings", lambda name, precision: WordEmbeddings())
    assert run("--retract", URL, "--archive", folder) == 0
    page = tmp_path / "ferry.json"
    for text in (STORY, f"{STORY} It is all true."):
        page.write_text(json.dumps({"title": "A title", "text": text, "url": URL, "status": "published"}))
        assert run(str(page), "--archive", folder) == 0
        assert state_in(folder)[0] == "retracted"


def test_what_is_not_there_is_told_with_the_way_to_find_it(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    unknown = "https://daily.example/other\x1b[2J"
    assert run("--retract", unknown, URL, "--archive", folder) == 1
    told = capsys.readouterr()
    assert told.out == f"{URL}: retracted now\n", "the others are done"
    assert "https://daily.example/other[2J: no article in the archive has this URL, id or file." in told.err
    assert "ragbot search --json" in told.err
    assert run("--retract", unknown, "--json", "--archive", folder) == 1
    (decision,) = json.loads(capsys.readouterr().out)
    assert (decision["result"], decision["article_id"]) == ("unknown", None)


def test_where_there_is_no_archive_nothing_is_retracted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--retract", URL, "--archive", str(tmp_path / "none")) == 1
    assert "There is no archive in" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


@pytest.fixture
def decided(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Two articles are known; the state of one is so already."""
    asked: list[Any] = []

    def set_states(settings: Settings, named: list[str], state: Any, reason: str | None) -> list[Decision]:
        asked.append((named, state, reason))
        results: dict[str, Any] = {"a": "changed", "b": "unchanged"}
        return [Decision(name, name, results.get(name, "unknown"), state) for name in named]

    monkeypatch.setattr("ingest.pipeline.retract.set_states", set_states)
    return asked


def test_articles_get_another_state_with_a_reason(decided: list[Any], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--retract", "a", "b", "--reason", "  In\x1bvented.\n") == 0
    assert run("--state", "removed", "a", "--reason", "x" * 3000) == 0
    assert decided == [(["a", "b"], "retracted", "Invented."), (["a"], "removed", "x" * 2000)]
    assert capsys.readouterr().out == "a: retracted now\nb: retracted already, nothing changed\na: removed now\n"

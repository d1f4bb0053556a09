"""ragbot-ingest --retract and --state: what is told of the articles that are named, and of wrong use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.cli import main
from ragbot.archive.archive import open_archive
from ragbot.settings import Settings
from tests.conftest import STORY, add, article
from tests.fakes import WordEmbeddings

URL = "https://daily.example/news/ferry?id=7"


@pytest.fixture
def folder(settings: Settings) -> str:
    """An archive with one story that nobody has open."""
    with open_archive(settings, WordEmbeddings(), create=True) as archive:
        add(archive, article(STORY, address=URL))
    return str(settings.archive)


def run(*arguments: str) -> int:
    return main(list(arguments))


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


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--retract"], "name the URL, the id or the file"),
        (["--retract", "--samples", URL], "leave out --samples"),
        (["--retract", "--if-empty", URL], "leave out --samples and --if-empty"),
        (["--state", "gone", URL], "invalid choice: 'gone'"),
        (["--retract", "--state", "live", URL], "not allowed with"),
        (["news.jsonl", "--reason", "x"], "--reason goes with --retract"),
        ([], "name a file, a folder"),
    ],
)
def test_wrong_use_is_told(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        run(*arguments)
    assert caught.value.code == 2
    assert words in capsys.readouterr().err

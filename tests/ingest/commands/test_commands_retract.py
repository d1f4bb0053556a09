"""ragbot-ingest --retract and --state: what is told of the articles that are named, and with which reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.cli import main
from ingest.pipeline.retract import Decision
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

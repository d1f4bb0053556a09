"""ragbot-ingest PATH…: what goes in, what does not, and how both are told."""

from __future__ import annotations

import gzip
import io
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from ingest.cli import main
from ragbot.archive.archive import open_archive
from ragbot.archive.intake import Added
from ragbot.errors import ArchiveError
from ragbot.settings import load_settings
from tests.conftest import STORY, add, article
from tests.fakes import WordEmbeddings


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A small archive of the words model, which the command takes from here on."""
    monkeypatch.setattr("ragbot.archive.archive.open_embeddings", lambda name, precision: WordEmbeddings())
    with open_archive(load_settings(archive=tmp_path / "archive"), create=True) as archive:
        add(archive, article(STORY))
    return str(tmp_path / "archive")


def json_lines(path: Path, *records: object) -> str:
    path.write_text("".join(record if isinstance(record, str) else f"{json.dumps(record)}\n" for record in records))
    return str(path)


def test_a_folder_tells_what_it_passed_over_and_fails_only_for_what_may_be_news(
    folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (news := tmp_path / "news").mkdir()
    json_lines(news / "a.jsonl", {"title": "Toll to rise", "text": "The toll of the bridge rises in May."})
    (news / "a.jpg").write_bytes(b"")
    assert main([str(news), "--archive", folder]) == 0
    assert "  passed over: 1 .jpg\n" in capsys.readouterr().err
    (news / "a.rtf").write_bytes(b"{\\rtf1}")
    assert main([str(news), "--archive", folder]) == 1
    assert "  passed over: 1 .jpg, 1 .rtf (save its text as .txt)\n" in capsys.readouterr().err


def test_one_bad_file_fails_and_the_rest_goes_in(
    folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = json_lines(tmp_path / "news.jsonl", {"text": "A good one, it is."}, "{torn\n", {"text": "And another one."})
    missing = str(tmp_path / "missing.txt")
    assert main([lines, missing, "--archive", folder]) == 1
    told = capsys.readouterr()
    assert "Ingesting" not in told.err, "the progress bar is for terminals"
    assert told.out.startswith("2 added, 0 updated, 0 unchanged, 2 failed")
    assert re.search(r"failed: .*news\.jsonl:2: is not JSON", told.err)
    assert f"failed: {missing}: does not exist" in told.err
    assert main([lines, "--json", "--archive", folder]) == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["unchanged"], report["interrupted"]) == (2, False)
    assert report["failed"] == [{"origin": f"{lines}:2", "reason": report["failed"][0]["reason"]}]


def test_a_warning_is_shown_and_is_no_failure(folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = json_lines(tmp_path / "news.jsonl", {"text": "A good one, it is.", "published": "someday"})
    assert main([lines, "--archive", folder]) == 0
    assert re.search(r'note: .*news\.jsonl:1: published: "someday" is not a date', capsys.readouterr().err)


def test_a_thousand_bad_lines_are_counted_and_not_all_shown(
    folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = json_lines(tmp_path / "bad.jsonl", *["{torn\n"] * 1000)
    assert main([lines, "--archive", folder]) == 1
    told = capsys.readouterr()
    assert "1000 failed" in told.out
    assert told.err.count("failed:") == 20
    assert "980 more" in told.err


def test_articles_come_in_through_a_pipe_zipped_too(
    folder: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    zipped = gzip.compress(b'{"text": "First of two, it is."}\n{"text": "Second of two, it is."}\n')
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(zipped)))
    assert main(["-", "--archive", folder]) == 0
    assert capsys.readouterr().out.startswith("2 added")


def test_an_archive_that_fails_half_way_is_told_after_what_went_in(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("ingest.pipeline.ingester.BATCH_ARTICLES", 1)
    added: list[object] = []

    def add_one(self: object, articles: Sequence[object], cut: object) -> Added:
        if added:
            raise ArchiveError("The disk is full.")
        added.extend(articles)
        return Added(("added",), 1, 1)

    monkeypatch.setattr("ragbot.archive.archive.Archive.add", add_one)
    lines = json_lines(tmp_path / "news.jsonl", *({"text": f"Number {n}, it is."} for n in range(3)))
    assert main([lines, "--archive", folder]) == 1
    told = capsys.readouterr()
    assert told.out.startswith("1 added")
    assert "The disk is full." in told.err
    assert "run the same command again" in told.err


def test_if_empty_leaves_an_archive_alone_that_holds_something(
    folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = json_lines(tmp_path / "news.jsonl", {"text": "A good one, it is."})
    assert main([lines, "--if-empty", "--archive", folder]) == 0
    assert capsys.readouterr() == ("", "")
    fresh = str(tmp_path / "fresh")
    assert main([lines, "--if-empty", "--archive", fresh]) == 0
    assert capsys.readouterr().out.startswith("1 added")

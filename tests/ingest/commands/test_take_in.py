"""ragbot-ingest PATH…: what goes in, what does not, and how both are told."""

from __future__ import annotations

import gzip
import io
import json
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ingest.cli import main
from ingest.pipeline.report import Passed, Problem, Report
from ragbot.archive.archive import open_archive
from ragbot.archive.intake import Added
from ragbot.errors import ArchiveError
from ragbot.settings import Settings, load_settings
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


def test_articles_go_into_the_archive_and_the_audit(
    folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text("Ferry sinks\n\nThe ferry Grey Gull sank off Port Anders on Monday night.")
    for told in ("1 added, 0 updated, 0 unchanged", "0 added, 0 updated, 1 unchanged"):
        assert main([str(tmp_path / "a.txt"), "--archive", folder]) == 0
        assert capsys.readouterr().out.startswith(f"{told}, 0 failed; ")
    with open_archive(load_settings(archive=folder), WordEmbeddings()) as archive:
        assert {each.title for each in archive.articles().articles} == {"A title", "Ferry sinks"}
        assert [(deed.who, deed.what, deed.detail) for deed in archive.deeds.newest(9)] == [
            ("command line", "ragbot-ingest", "1 added")
        ]


def test_the_samples_come_beside_what_is_named(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[str] = []

    def read_arguments(paths: list[str], fetcher: object) -> Any:
        given.extend(Path(path).name for path in paths)
        yield from ()

    monkeypatch.setattr("ingest.sources.arguments.read_arguments", read_arguments)
    assert main(["a.txt", "--samples", "--archive", folder]) == 0
    assert given[0] == "a.txt"
    assert len(given) > 1
    assert not [name for name in given if name.endswith(".py")]


# The report

DONE = Report(added=2, updated=1, unchanged=3, passages=7, embedded=6, seconds=1.25)
TORN = Problem("a.txt\x1b[2J", "is torn")


@pytest.fixture
def reported(in_memory: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Ends an ingest with this report, and returns its status."""
    monkeypatch.setenv("RAGBOT_CHROMA", in_memory.chroma)
    monkeypatch.setattr("ragbot.archive.archive.open_embeddings", lambda name, precision: WordEmbeddings())

    def ended(report: Report, *words: str) -> int:
        monkeypatch.setattr("ingest.pipeline.ingester.ingest", lambda *_: report)
        return main(["a.txt", "--archive", str(in_memory.archive), *words])

    return ended


def test_a_report_has_one_line_of_counts(reported: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    assert reported(DONE) == 0
    assert capsys.readouterr() == ("2 added, 1 updated, 3 unchanged, 0 failed; 7 passages, 6 embedded, in 1.2 s\n", "")


def test_what_went_wrong_is_told_and_steers_no_terminal(
    reported: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert reported(replace(DONE, failed=(TORN,), warnings=(Problem("b.txt", "has no date"),))) == 1
    told = capsys.readouterr()
    assert "1 failed" in told.out
    assert told.err == "  failed: a.txt[2J: is torn\n  note: b.txt: has no date\n"


@pytest.mark.parametrize(
    ("count", "more", "last"),
    [
        (20, 0, None),
        (21, 0, "  … and 1 more; --json lists all"),
        (30, 5, "  … and 15 more; --json lists the first 10,000"),
    ],
)
def test_of_many_problems_the_first_are_told(
    reported: Callable[..., int], capsys: pytest.CaptureFixture[str], count: int, more: int, last: str | None
) -> None:
    assert reported(replace(DONE, failed=(TORN,) * count, failed_more=more)) == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines[20:] == ([last] if last else [])
    assert len(lines[:20]) == 20


@pytest.mark.parametrize(
    ("report", "status"),
    [
        (DONE, 0),
        (replace(DONE, warnings=(TORN,)), 0),
        (replace(DONE, passed_over=(Passed(".jpg", 2),)), 0),
        (replace(DONE, passed_over=(Passed(".jpg", 2), Passed(".doc", 1, "save it as .docx"))), 1),
        (replace(DONE, failed=(TORN,)), 1),
        (replace(DONE, stopped="The disk is full."), 1),
        (replace(DONE, interrupted=True), 130),
        (replace(DONE, interrupted=True, failed=(TORN,)), 130),
    ],
)
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_the_status_tells_whether_all_came_in(
    reported: Callable[..., int], report: Report, status: int, options: list[str]
) -> None:
    assert reported(report, *options) == status


def test_what_was_passed_over_and_stopped_is_told_with_the_way_on(
    reported: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    passed = (Passed(".jpg", 1200), Passed(".doc", 1, "save it as .docx"))
    reported(replace(DONE, passed_over=passed, stopped="The disk is full."))
    assert capsys.readouterr().err.splitlines() == [
        "  passed over: 1,200 .jpg, 1 .doc (save it as .docx)",
        "ragbot: The disk is full.",
        "Stopped. What was added is safe; run the same command again to finish.",
    ]


def test_as_json_the_report_is_whole(reported: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    reported(replace(DONE, failed=(TORN,) * 30), "--json")
    told = capsys.readouterr()
    assert (len(json.loads(told.out)["failed"]), told.err) == (30, "")

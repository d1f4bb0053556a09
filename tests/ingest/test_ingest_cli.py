"""ragbot-ingest: what it is given, what it tells of the ingest, and with which status it ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ingest import cli
from ingest.pipeline.report import Passed, Problem, Report
from ingest.pipeline.retract import Decision
from ragbot.archive.archive import open_archive
from ragbot.settings import Settings
from tests.fakes import WordEmbeddings

DONE = Report(added=2, updated=1, unchanged=3, passages=7, embedded=6, seconds=1.25)
TORN = Problem("a.txt\x1b[2J", "is torn")


@pytest.fixture
def settings(in_memory: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("RAGBOT_CHROMA", "memory:")
    monkeypatch.setattr("ragbot.archive.archive.open_embeddings", lambda *_: WordEmbeddings())
    return in_memory


def run(settings: Settings, *words: str) -> int:
    return cli.main([*words, "--archive", str(settings.archive)])


@pytest.fixture
def reported(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Ends an ingest with this report, and returns its status."""

    def ended(report: Report, *words: str) -> int:
        monkeypatch.setattr("ingest.pipeline.ingester.ingest", lambda *_: report)
        return run(settings, "a.txt", *words)

    return ended


def test_articles_go_into_the_archive_and_the_audit(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text("Ferry sinks\n\nThe ferry Grey Gull sank off Port Anders on Monday night.")
    for told in ("1 added, 0 updated, 0 unchanged", "0 added, 0 updated, 1 unchanged"):
        assert run(settings, str(tmp_path / "a.txt")) == 0
        assert capsys.readouterr().out.startswith(f"{told}, 0 failed; ")
    with open_archive(settings, WordEmbeddings()) as archive:
        assert [each.title for each in archive.articles().articles] == ["Ferry sinks"]
        assert [(deed.who, deed.what, deed.detail) for deed in archive.deeds.newest(9)] == [
            ("command line", "ragbot-ingest", "1 added")
        ]


def test_the_samples_come_beside_what_is_named(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[str] = []

    def read_arguments(paths: list[str], fetcher: object) -> Any:
        given.extend(Path(path).name for path in paths)
        yield from ()

    monkeypatch.setattr("ingest.sources.arguments.read_arguments", read_arguments)
    assert run(settings, "a.txt", "--samples") == 0
    assert given[0] == "a.txt"
    assert len(given) > 1
    assert not [name for name in given if name.endswith(".py")]


def test_an_archive_that_holds_articles_is_left_alone_if_only_an_empty_one_is_meant(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, told in (("a", "1 added"), ("b", "")):
        (tmp_path / f"{name}.txt").write_text(f"Ferry {name} sinks\n\nThe ferry {name} sank off Port Anders on Monday.")
        assert run(settings, str(tmp_path / f"{name}.txt"), "--if-empty") == 0
        assert capsys.readouterr().out[:7] == told


# The report


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


# Another state


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


def test_articles_get_another_state_with_a_reason(
    settings: Settings, decided: list[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(settings, "--retract", "a", "b", "--reason", "  In\x1bvented.\n") == 0
    assert run(settings, "--state", "removed", "a", "--reason", "x" * 3000) == 0
    assert decided == [(["a", "b"], "retracted", "Invented."), (["a"], "removed", "x" * 2000)]
    assert capsys.readouterr().out == "a: retracted now\nb: retracted already, nothing changed\na: removed now\n"


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_an_article_that_is_not_there_is_told_and_ends_with_1(
    settings: Settings, decided: list[Any], capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    assert run(settings, "--state", "live", "a", "none", *options) == 1
    told = capsys.readouterr()
    assert "ragbot: none: no article in the archive has this URL, id or file. Find it with" in told.err
    if options:
        assert [each["result"] for each in json.loads(told.out)] == ["changed", "unknown"]
    else:
        assert told.out == "a: live now\n"
    assert decided == [(["a", "none"], "live", None)]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "name a file, a folder or an address"),
        (["--if-empty"], "name a file, a folder or an address"),
        (["--retract"], "name the URL, the id or the file of the article"),
        (["--retract", "a", "--samples"], "take nothing in"),
        (["--state", "live", "a", "--if-empty"], "take nothing in"),
        (["--retract", "--state", "live", "a"], "not allowed with"),
        (["--state", "gone", "a"], "invalid choice"),
        (["a", "--reason", ""], "--reason goes with --retract or --state"),
    ],
)
def test_wrong_use_is_told_and_nothing_is_done(
    settings: Settings, decided: list[Any], capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(settings, *words)
    assert ended.value.code == 2
    assert told in capsys.readouterr().err
    assert decided == []
    assert not settings.archive.exists()


def test_a_word_that_is_a_command_is_one_and_its_file_is_named_with_its_folder(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(settings, "list") == 1
    assert "There is no archive" in capsys.readouterr().err
    assert run(settings, "./list") == 1
    assert "1 failed" in capsys.readouterr().out

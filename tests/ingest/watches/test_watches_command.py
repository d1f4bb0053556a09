"""ragbot watch: standing questions from the command line, with a server and without one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import ragbot.operations.cli
from ingest.watches.command import add_command
from ragbot.archive.archive import open_archive
from ragbot.archive.source import ASKED
from ragbot.operations.cli import main
from ragbot.settings import Settings
from tests.conftest import add
from tests.fakes import WordEmbeddings
from tests.ingest.watches.desk import QUESTION, ferry


@pytest.fixture(autouse=True)
def _words_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ragbot.archive.archive.open_embeddings", lambda name, precision: WordEmbeddings())
    monkeypatch.setattr(ragbot.operations.cli, "loaded", lambda group: [add_command])


@pytest.fixture
def folder(settings: Settings) -> Path:
    with open_archive(settings, WordEmbeddings(), create=True) as archive:
        add(archive, ferry())
    return settings.archive


def run(folder: Path, *argv: str) -> int:
    return main(["watch", argv[0], "--archive", str(folder), *argv[1:]])


def test_a_question_is_added_run_shown_and_removed(
    folder: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, "add", *QUESTION.split(), "--since", "2026-03-01") == 0
    shown = capsys.readouterr().out
    assert f"stands: {QUESTION}" in shown
    name = shown[:8]
    assert run(folder, "add", QUESTION, "--since", "2026-03-01") == 0
    assert "stands already" in capsys.readouterr().out
    assert run(folder, "run") == 0
    assert "+ On the ferry Grey Gull nine people died" in capsys.readouterr().out
    with open_archive(settings, WordEmbeddings()) as archive:
        add(archive, ferry("ten"))
    assert run(folder, "run") == 0, "it was looked at within the last minute"
    assert capsys.readouterr().out == ""
    assert run(folder, "run", "--all") == 0
    run_text = capsys.readouterr().out
    assert "+ On the ferry Grey Gull ten people died" in run_text
    assert "- On the ferry Grey Gull nine people died" in run_text
    assert run(folder, "show", name) == 0
    assert run_text.split("\n", 1)[1] in capsys.readouterr().out
    assert run(folder, "list") == 0
    assert "answered; 2 updates" in capsys.readouterr().out
    assert run(folder, "remove", name) == 0
    assert run(folder, "list") == 0
    assert "No question stands" in capsys.readouterr().out
    with open_archive(settings, WordEmbeddings()) as archive:
        deeds = [(deed.who, deed.what) for deed in archive.deeds.newest(9)]
    assert deeds == [("command line", "ragbot watch remove"), ("command line", "ragbot watch add")]


def test_it_is_for_programs_too_and_the_secret_is_told_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    webhook = ["--webhook", "http://93.184.216.34/hook?key=1"]
    assert run(folder, "add", QUESTION, "--json", *webhook) == 0
    made = json.loads(capsys.readouterr().out)
    assert made["secret"].startswith("whsec_")
    assert run(folder, "list", "--json") == 0
    text = capsys.readouterr().out
    assert made["secret"] not in text
    assert json.loads(text)["watches"][0]["webhook_state"] == "active"
    for step, state in (("pause", "paused"), ("resume", "active"), ("revive", "active")):
        assert run(folder, step, made["id"], "--json") == 0
        assert json.loads(capsys.readouterr().out) == {"ids": [made["id"]]}
        run(folder, "list", "--json")
        assert json.loads(capsys.readouterr().out)["watches"][0]["state"] == state


@pytest.mark.parametrize(
    ("argv", "status", "reason"),
    [
        (["add", "Why?", "--since", "soon"], 2, "is not a day; write it as 2026-03-14"),
        (["add", "Why?", "--webhook", "http://127.0.0.1/"], 2, "allow its network in RAGBOT_ALLOWED_NETWORKS"),
        (["add", " "], 2, "The question is empty"),
        (["remove", "abcd"], 1, "abcd: no standing question has this id; 'ragbot watch list' shows them."),
        (["show", "abcd\x1b[31m"], 1, "no standing question"),
    ],
)
def test_bad_input_is_named_with_the_way_out(
    folder: Path, argv: list[str], status: int, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, *argv) == status
    told = capsys.readouterr().err
    assert reason in told
    assert "\x1b" not in told


@pytest.mark.parametrize("span", ["59", "0m", "31d", "soon"])
def test_a_span_that_is_none_is_refused(folder: Path, span: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(folder, "add", "Why?", "--every", span)
    assert "is no interval from 1m to 30d" in capsys.readouterr().err


def test_beside_a_server_the_questions_are_added_and_the_server_asks(
    folder: Path, settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_archive(settings, WordEmbeddings()) as archive:
        assert archive.lock
        archive.lock.announce("http://127.0.0.1:9", "token")
        assert run(folder, "add", QUESTION) == 0
        archive.watches.set(archive.watches.all()[0].id, next_check="2099-01-01T00:00:00Z")
        assert run(folder, "run", "--all") == 0
        assert archive.watches.all()[0].next_check == ASKED
    assert "The server asks 1 now." in capsys.readouterr().err


def test_no_archive_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path / "none", "list") == 1
    assert "There is no archive in" in capsys.readouterr().err

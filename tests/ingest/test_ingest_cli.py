"""ragbot-ingest chooses what it is asked for: to take in, to retract, or a command about sources; wrong use is told."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

import pytest

from ingest import cli
from ragbot.errors import ArchiveError
from ragbot.settings import Settings


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """What was chosen, with its arguments; each ends with a status of its own."""
    chosen: list[tuple[str, dict[str, Any]]] = []
    for status, name in ((3, "take_in"), (4, "retract")):

        def do(arguments: Namespace, name: str = name, status: int = status) -> int:
            chosen.append((name, vars(arguments)))
            return status

        monkeypatch.setattr(cli, name, do)
    return chosen


def run(settings: Settings, *words: str) -> int:
    return cli.main([*words, "--archive", str(settings.archive)])


def test_without_a_state_articles_are_taken_in(settings: Settings, done: list[Any]) -> None:
    assert run(settings, "a.txt", "-", "--if-empty") == 3
    ((name, given),) = done
    assert (name, given["paths"], given["samples"], given["if_empty"]) == ("take_in", ["a.txt", "-"], False, True)
    assert (given["archive"], given["json"]) == (str(settings.archive), False)


def test_the_samples_alone_are_enough(settings: Settings, done: list[Any]) -> None:
    assert run(settings, "--samples") == 3
    assert (done[0][1]["paths"], done[0][1]["samples"]) == ([], True)


@pytest.mark.parametrize(
    ("words", "state"), [(["--retract"], "retracted"), *((["--state", state], state) for state in cli.STATES)]
)
def test_with_a_state_articles_get_it(settings: Settings, done: list[Any], words: list[str], state: str) -> None:
    assert run(settings, *words, "a", "b", "--reason", "Wrong.") == 4
    ((name, given),) = done
    assert (name, given["paths"], given["state"], given["reason"]) == ("retract", ["a", "b"], state, "Wrong.")


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
    settings: Settings, done: list[Any], capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(settings, *words)
    assert ended.value.code == 2
    assert told in capsys.readouterr().err
    assert done == []
    assert not settings.archive.exists()


def test_a_word_that_is_a_command_is_one_and_its_file_is_named_with_its_folder(
    settings: Settings, done: list[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(settings, "list") == 1
    assert "There is no archive" in capsys.readouterr().err
    assert done == []
    assert run(settings, "./list") == 3


def test_what_goes_wrong_is_told_in_a_line(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(arguments: Namespace) -> int:
        raise ArchiveError("It is in use.")

    monkeypatch.setattr(cli, "take_in", fail)
    assert run(settings, "a.txt") == 1
    assert capsys.readouterr().err == "ragbot: It is in use.\n"


def test_the_help_names_the_formats_and_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    told = " ".join(capsys.readouterr().out.split())
    assert all(word in told for word in (".jsonl", ".warc", "ragbot-ingest follow, list, history", "Exit status: 0, 1"))

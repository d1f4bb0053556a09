"""ragbot eval: which options go together, which questions are asked, and how two results are compared."""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ingest.evaluation import command
from ingest.evaluation.command import add_command
from ragbot.errors import EvaluationError
from ragbot.evaluation.known_questions import KnownQuestion


def parsed(*argv: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_command(parser.add_subparsers())
    return parser.parse_args(["eval", *argv])


def run(*argv: str) -> int:
    arguments = parsed(*argv)
    return int(arguments.command(arguments))


@pytest.mark.parametrize(
    ("argv", "reason"),
    [
        ([], "name the --articles with the --questions or the --judged ones, or two results to --compare"),
        (["--articles", "a"], "name the --articles with the --questions or the --judged ones"),
        (["--questions", "q"], "name the --articles that the --questions are about"),
        (["--questions", "q", "--archive", "d"], "name the --articles that the --questions are about"),
        (["--judged", "j"], "or an --archive that has them"),
        (["--judged", "j", "--articles", "a", "--unanswerable", "u"], "--unanswerable goes with --questions"),
        (["--questions", "q", "--articles", "a", "--show"], "--show prints the answers to --judged questions"),
        (["--questions", "q", "--articles", "a", "--sample", "0"], "0 is not a number from 1"),
        (["--questions", "q", "--articles", "a", "--sample", "-1"], "is not a number from 1"),
        (["--judged", "j", "--archive", "d", "--output", "/"], "--output: / is a folder or in one that does not exist"),
        (["--judged", "j", "--archive", "d", "--output", "/none/x"], "in one that does not exist"),
    ],
)
def test_options_that_do_not_go_together_say_so(
    argv: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        run(*argv)
    assert caught.value.code == 2
    assert reason in capsys.readouterr().err


@pytest.mark.parametrize(
    "argv",
    [
        ["--questions", "q", "--articles", "a"],
        ["--judged", "j", "--articles", "a", "--show"],
        ["--judged", "j", "--archive", "d"],
        ["--questions", "q", "--unanswerable", "u", "--articles", "a", "--archive", "d", "--sample", "5"],
    ],
)
def test_options_that_go_together_are_taken(argv: list[str]) -> None:
    assert command._wrong_use(parsed(*argv)) is None


def test_a_file_that_cannot_be_read_is_named_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match=r"none\.jsonl cannot be read: No such file"):
        run("--questions", str(tmp_path / "none.jsonl"), "--articles", str(tmp_path / "none.jsonl"))


def test_a_result_has_the_names_of_files_without_their_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file, output = tmp_path / "a.jsonl", tmp_path / "result.json"
    file.write_text(json.dumps({"question": "Who won?", "date": "2026-01-31", "answers": ["Halmere"]}))
    monkeypatch.setattr(command, "_of_articles", lambda arguments, asked, files: {"asked": len(asked.questions)})
    argv = ["--questions", str(file), "--articles", str(file), "--json", "--output", str(output)]
    assert run(*argv) == 0
    result: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert result == json.loads(output.read_text())
    assert (result["asked"], result["sample"], result["files"]["judged"]) == (1, None, None)
    assert result["files"]["articles"]["name"] == "a.jsonl"
    assert len(result["files"]["articles"]["sha256"]) == 64
    assert str(tmp_path) not in output.read_text()


def test_a_result_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="cannot be written: Is a directory"):
        command._write(tmp_path, {})


def questions(count: int, urls: tuple[str, ...] = ()) -> list[KnownQuestion]:
    day = date(2026, 1, 31)
    return [KnownQuestion(question=f"Why {n}?", date=day, gold_urls=urls) for n in range(count)]


def test_a_sample_is_the_same_every_time_and_all_when_there_are_few() -> None:
    many = questions(100)
    assert command._sample(many, 5) == command._sample(many, 5)
    assert len(command._sample(many, 5)) == 5
    assert command._sample(many, None) == many
    assert sorted(each.question for each in command._sample(questions(3), 5)) == ["Why 0?", "Why 1?", "Why 2?"]


def test_questions_without_addresses_are_counted_all_the_same() -> None:
    mixed = [*questions(9, ("https://daily.example/a",)), *questions(4)]
    chosen = command._with_urls(mixed, 2)
    assert [bool(each.urls) for each in chosen] == [True, True, False, False, False, False]


def test_a_named_folder_is_kept_and_a_temporary_one_goes(tmp_path: Path) -> None:
    with command._folder(tmp_path) as folder:
        assert folder == tmp_path
        (tmp_path / "a.bin").write_bytes(bytes(20_000))
        assert command._disk_mb(tmp_path) == 0.02
    assert tmp_path.exists()
    with command._folder(None) as folder:
        assert folder.is_dir()
    assert not folder.exists()

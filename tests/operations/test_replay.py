"""A trace in a file is asked again: the same passages, or what differs and why."""

from __future__ import annotations

import json
import os
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from ragbot.answering.bot import Bot
from ragbot.api.bodies import AnswerBody
from ragbot.archive.archive import open_archive
from ragbot.models.llm import LLM
from ragbot.operations.cli import main
from ragbot.operations.replay import ReplayedModel, read_trace
from ragbot.settings import load_settings
from ragbot.types import Question, Turn
from tests.answering.test_bot import ScriptedLLM
from tests.conftest import add, article, stories
from tests.operations.conftest import FERRY, SUNK


@pytest.fixture
def trace(folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    path = tmp_path / "trace.json"
    assert main(["ask", FERRY, "--archive", folder, "--trace", str(path)]) == 0
    assert "Port Anders" in capsys.readouterr().out
    return path


def replayed(path: Path, folder: str, *more: str) -> int:
    return main(["replay", str(path), "--archive", folder, *more])


def later(folder: str) -> Any:
    """The archive, in another second than the one of the trace."""
    time.sleep(1.1)
    return open_archive(load_settings(archive=folder))


def test_a_trace_gives_the_same_passages(trace: Path, folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert replayed(trace, folder) == 0
    shown = capsys.readouterr()
    assert shown.out == "The ranked passages are the same: 8 passages of 1 search.\n"
    assert shown.err == ""


def test_it_is_for_its_user_alone_and_has_the_whole_answer(trace: Path) -> None:
    assert trace.stat().st_mode & 0o777 == 0o600
    answer = json.loads(trace.read_text())
    assert answer["outcome"] == "answered"
    assert answer["trace"]["question"]["text"] == FERRY


def test_a_file_that_others_could_read_is_theirs_no_more(trace: Path, folder: str) -> None:
    before = trace.with_name("before.json")
    trace.write_text("old")
    trace.chmod(0o644)
    before.hardlink_to(trace)
    assert main(["ask", FERRY, "--archive", folder, "--trace", str(trace)]) == 0
    assert trace.stat().st_mode & 0o777 == 0o600
    assert json.loads(trace.read_text())["trace"]["question"]["text"] == FERRY
    assert before.read_text() == "old", "who has it open reads nothing new"
    assert not list(trace.parent.glob(".trace-*"))


def test_no_link_or_device_is_written_through(
    trace: Path, folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (link := tmp_path / "link.json").symlink_to(trace)
    os.mkfifo(pipe := tmp_path / "pipe")
    for path in (link, pipe):
        assert main(["ask", FERRY, "--archive", folder, "--trace", str(path)]) == 2
        assert f"{path} is a folder, a link or a device: name a file" in capsys.readouterr().err
    assert link.is_symlink()


def test_an_answer_is_printed_though_its_trace_cannot_be_written(
    folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    too_long = tmp_path / f"{'a' * 300}.json"
    assert main(["ask", FERRY, "--archive", folder, "--trace", str(too_long)]) == 2
    shown = capsys.readouterr()
    assert "Port Anders" in shown.out
    assert "cannot be written: File name too long" in shown.err
    assert not list(tmp_path.glob(".trace-*"))


def test_the_trace_alone_will_do(trace: Path, folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    trace.write_text(json.dumps(json.loads(trace.read_text())["trace"]))
    assert replayed(trace, folder, "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["same"], report["differences"], report["notes"]) == (True, [], [])


def test_the_archive_is_asked_as_it_was_then_unless_today_is_wanted(
    trace: Path, folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with later(folder) as archive:
        again = "https://daily.example/again"
        add(
            archive,
            article("The ferry Grey Gull sank, and sank again.", "Where it sank", again, published="2026-01-09"),
        )
    assert replayed(trace, folder) == 0
    shown = capsys.readouterr()
    assert "are the same" in shown.out
    assert "took something in since" in shown.err
    assert replayed(trace, folder, "--now") == 1
    assert "– → 1" in capsys.readouterr().out


def test_what_was_retracted_since_is_named(trace: Path, folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    with later(folder) as archive:
        archive.set_state(SUNK.id, "removed", "Invented.")
    assert replayed(trace, folder) == 1
    shown = capsys.readouterr()
    assert f"The ranked passages differ for '{FERRY}':" in shown.out
    assert "1 → –" in shown.out
    assert "Ferry sinks off Port Anders, version 1, 0–" in shown.out
    assert "its article is removed" in shown.out
    assert "It was decided answerable, and would be" in shown.err


def test_what_was_too_old_since_is_named_with_its_day(
    trace: Path, folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_archive(load_settings(archive=folder)) as archive:
        done = archive.vacuum({SUNK.source: 30}, date(2027, 1, 1), dry=False)
    assert done.articles == {SUNK.source: 1}
    assert replayed(trace, folder) == 1
    shown = capsys.readouterr()
    assert "Ferry sinks off Port Anders, version 1, 0–" in shown.out
    assert f"its article was taken out on {datetime.now(UTC):%Y-%m-}" in shown.out
    assert "lacks version" not in shown.err


def test_another_archive_lacks_the_versions(
    trace: Path, folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_archive(load_settings(archive=tmp_path / "other"), create=True) as archive:
        add(archive, *stories(6))
    assert replayed(trace, str(tmp_path / "other")) == 2
    told = capsys.readouterr().err
    assert f"lacks version 1 of the article {SUNK.id} ('Ferry sinks off Port Anders')" in told
    assert "--archive" in told


@pytest.fixture
def conversation(folder: str, tmp_path: Path) -> Path:
    """The trace of a follow-up that a model put in its own words and answered."""
    path = tmp_path / "trace.json"
    llm = ScriptedLLM([[FERRY], ["It sank off Port Anders [1]."]])
    history = (Turn("user", "Tell me of the ferry Grey Gull."), Turn("assistant", "It sank.", (SUNK.id,)))
    with open_archive(load_settings(archive=folder)) as archive:
        answer = AnswerBody.of(Bot(archive, llm).ask(Question("And where?", history=history, trace=True)))
    path.write_bytes(_json(answer))
    return path


def _json(answer: AnswerBody) -> bytes:
    from pydantic_core import to_json

    return to_json(answer)


def test_a_conversation_with_a_model_is_replayed_without_it(conversation: Path, folder: str) -> None:
    assert replayed(conversation, folder) == 0


def test_a_conversation_is_replayed_from_its_start_when_the_archive_grew(
    conversation: Path, folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with later(folder) as archive:
        again = "https://daily.example/again"
        add(archive, article("The ferry Grey Gull sank again.", "Where it sank", again, published="2026-01-09"))
    assert replayed(conversation, folder) == 0
    assert "took something in since" in capsys.readouterr().err


def test_a_replayed_model_writes_what_it_wrote_once() -> None:
    model: LLM = ReplayedModel("fake:model", ())
    with pytest.raises(Exception, match="fake:model was not asked when this was traced"):
        list(model.stream("a", "b"))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is no trace: it is not JSON"),
        (b"[" * 100_000, "is no trace: it is not JSON"),
        (b"[1]", "is no trace: 'ragbot ask QUESTION --trace FILE' writes one"),
        (b'{"trace": null, "answer": "It sank."}', "an answer without its trace: ask again, with 'trace': true"),
        (b'{"form": 7}', "is no trace"),
        (b'{"form": "ragbot-trace/2"}', "schema 'ragbot-trace/2', and this ragbot reads 'ragbot-trace/1'"),
        (b'{"form": "ragbot-trace/1"}', "is not as a trace is written: ragbot: Field required"),
        (b"\xff\xfe", "is no trace"),
    ],
)
def test_what_is_no_trace_is_refused(
    content: bytes, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "trace.json"
    path.write_bytes(content)
    assert replayed(path, str(tmp_path)) == 2
    error = capsys.readouterr().err
    assert told in error
    assert str(path) in error


def test_a_file_that_is_not_there_and_a_folder_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replayed(tmp_path / "none.json", str(tmp_path)) == 2
    assert "none.json cannot be read: No such file" in capsys.readouterr().err
    assert main(["ask", FERRY, "--archive", str(tmp_path), "--trace", str(tmp_path)]) == 2
    assert "is a folder" in capsys.readouterr().err


def test_a_trace_that_was_changed_by_hand_is_told_apart(trace: Path, folder: str) -> None:
    answer = json.loads(trace.read_text())
    passages = answer["trace"]["searches"][0]["passages"]
    passages[0], passages[1] = passages[1], passages[0]
    trace.write_text(json.dumps(answer))
    assert read_trace(trace).searches[0].passages[0].start == passages[0]["start"]
    assert replayed(trace, folder) == 1


def test_a_question_that_is_not_searched_for_now_has_no_passages(trace: Path, folder: str) -> None:
    answer = json.loads(trace.read_text())
    answer["trace"]["question"]["text"] = "hello"
    trace.write_text(json.dumps(answer))
    assert replayed(trace, folder) == 1


def test_small_talk_is_the_same_and_no_search_is_not(
    trace: Path, folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", "hello", "--archive", folder, "--trace", str(trace)]) == 0
    assert replayed(trace, folder) == 0
    assert "Nothing was searched, then as now." in capsys.readouterr().out
    answer = json.loads(trace.read_text())
    answer["trace"]["question"]["text"] = FERRY
    trace.write_text(json.dumps(answer))
    assert replayed(trace, folder) == 1
    assert "no ranked passages to compare" in capsys.readouterr().out

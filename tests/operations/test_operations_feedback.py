"""What readers said is listed, and exported as questions that `ragbot eval` judges by."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from ragbot.answering.bot import Bot
from ragbot.archive.archive import Archive, open_archive
from ragbot.archive.feedback import CitedSpan, Feedback, RatedAnswer, Rating, Reason
from ragbot.evaluation.judging import judge
from ragbot.evaluation.typed_questions import read_judged
from ragbot.operations.cli import main
from ragbot.settings import load_settings
from ragbot.types import Question, Turn
from tests.operations.conftest import FERRY, SUNK

UNKNOWN = "Which zeppelin landed on the glacier in Peru?"


def rate(archive: Archive, question: str, rating: Rating, reason: Reason | None = None, text: str = "") -> None:
    asked = Question(question, asked_on="2026-01-10")
    archive.feedback.add(Feedback(RatedAnswer.of(Bot(archive).ask(asked)), rating, reason, text))


def rated(folder: str, *ratings: tuple[str, Rating, Reason | None]) -> None:
    with open_archive(load_settings(archive=folder)) as archive:
        for question, rating, reason in ratings:
            rate(archive, question, rating, reason)


def export(folder: str, path: Path, *more: str) -> int:
    return main(["feedback", "export", str(path), "--archive", folder, *more])


def verdicts(folder: str, path: Path) -> Sequence[str]:
    """Of the exported questions, as they are answered now."""
    with open_archive(load_settings(archive=folder)) as archive:
        return [each.scored.verdict for each in judge(Bot(archive).ask, read_judged(path))]


def test_what_was_rated_up_is_right_when_it_is_asked_again(folder: str, tmp_path: Path) -> None:
    rated(folder, (FERRY, "up", None), (UNKNOWN, "up", None), ("hello", "up", None))
    assert export(folder, tmp_path / "set.jsonl") == 0
    asked = read_judged(tmp_path / "set.jsonl")
    assert [(each.id, each.kind, each.expect) for each in asked] == [
        ("feedback-1", "up", "answer"),
        ("feedback-2", "up", "refuse"),
        ("feedback-3", "up", "smalltalk"),
    ]
    assert asked[0].cite_any == ("https://daily.example/ferry",)
    assert "The ferry Grey Gull sank off Port Anders on Monday." in asked[0].must[0]
    assert verdicts(folder, tmp_path / "set.jsonl") == ["right", "rightly refused", "right"]


def test_it_is_wrong_once_the_answer_is_another(folder: str, tmp_path: Path) -> None:
    rated(folder, (FERRY, "up", None))
    assert export(folder, tmp_path / "set.jsonl") == 0
    with open_archive(load_settings(archive=folder)) as archive:
        archive.set_state(SUNK.id, "retracted")
    assert verdicts(folder, tmp_path / "set.jsonl") == ["wrongly refused"]


def test_what_the_articles_do_not_say_is_to_be_refused(folder: str, tmp_path: Path) -> None:
    rated(folder, (FERRY, "down", "unfounded"))
    assert export(folder, tmp_path / "set.jsonl") == 0
    assert verdicts(folder, tmp_path / "set.jsonl") == ["wrong-event"]


def test_of_other_ratings_nobody_knows_the_answer(
    folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rated(folder, (FERRY, "down", "outdated"), (UNKNOWN, "down", "missed"), (FERRY, "down", None))
    assert export(folder, tmp_path / "none.jsonl") == 0
    shown = capsys.readouterr()
    assert (tmp_path / "none.jsonl").read_text() == ""
    assert "0 questions are in" in shown.out
    assert "3 more are left out (--open FILE writes them)" in shown.err
    opened = tmp_path / "open.jsonl"
    assert export(folder, tmp_path / "set.jsonl", "--open", str(opened)) == 0
    lines = [json.loads(line) for line in opened.read_text().splitlines()]
    assert [(line["kind"], line["must"], bool(line["must_not"])) for line in lines] == [
        ("outdated", [], True),
        ("missed", [], False),
        ("down", [], False),
    ]
    opened.write_text("".join(json.dumps({**line, "must": [["ten"]]}) + "\n" for line in lines))
    assert verdicts(folder, opened) == ["wrong-event", "wrongly refused", "wrong"]


def test_eval_reads_the_file_as_it_is(folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rated(folder, (FERRY, "up", None), (UNKNOWN, "up", None))
    assert export(folder, tmp_path / "set.jsonl") == 0
    capsys.readouterr()
    assert main(["eval", "--judged", str(tmp_path / "set.jsonl"), "--archive", folder, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["judged"]["all"]["right_share"] == 1.0


def test_a_follow_up_is_exported_as_it_was_understood(folder: str, tmp_path: Path) -> None:
    history = (Turn("user", "What happened to the ferry Grey Gull?"), Turn("assistant", "It sank.", (SUNK.id,)))
    with open_archive(load_settings(archive=folder)) as archive:
        answer = Bot(archive).ask(Question("how many people died?", history=history, asked_on="2026-01-10"))
        archive.feedback.add(Feedback(RatedAnswer.of(answer), "up", text="Good."))
    assert export(folder, tmp_path / "set.jsonl") == 0
    (asked,) = read_judged(tmp_path / "set.jsonl")
    assert asked.question == answer.standalone_question
    assert asked.note.endswith("Good.")


def test_what_cites_a_thousand_versions_is_exported(folder: str, tmp_path: Path) -> None:
    rated(folder, (FERRY, "up", None))
    with open_archive(load_settings(archive=folder)) as archive:
        (one,) = archive.feedback.newest(1)
        for some in range(12):  # of articles that are there no more
            spans = tuple(CitedSpan(f"gone{some}", number, 0, 9) for number in range(100))
            archive.feedback.add(replace(one, answer=replace(one.answer, citations=spans, answer_id=None)))
    assert export(folder, tmp_path / "set.jsonl") == 0
    (asked,) = read_judged(tmp_path / "set.jsonl")
    assert "The ferry Grey Gull sank off Port Anders on Monday." in asked.must[0]


def test_what_was_not_found_by_words_alone_has_no_known_answer(folder: str, tmp_path: Path) -> None:
    with open_archive(load_settings(archive=folder)) as archive:
        refused = RatedAnswer.of(Bot(archive).ask(Question(UNKNOWN, asked_on="2026-01-10")))
        archive.feedback.add(Feedback(replace(refused, outcome="degraded", citations=()), "up"))
    assert export(folder, tmp_path / "set.jsonl", "--open", str(tmp_path / "open.jsonl")) == 0
    assert (tmp_path / "set.jsonl").read_text() == ""
    (line,) = (tmp_path / "open.jsonl").read_text().splitlines()
    assert (json.loads(line)["expect"], json.loads(line)["must"]) == ("answer", [])


def test_the_newest_is_listed_first(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["feedback", "list", "--archive", folder]) == 0
    assert capsys.readouterr().out == "Nobody has said anything of an answer yet.\n"
    with open_archive(load_settings(archive=folder)) as archive:
        rate(archive, FERRY, "up")
        rate(archive, FERRY, "down", "outdated", "It was raised\n\x1b[31m since.")
    assert main(["feedback", "list", "--archive", folder]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.split("  ")[2:] == ["down: outdated", FERRY, "“It was raised \\x1b[31m since.”"]
    assert second.split("  ")[2:] == ["up", FERRY]
    assert main(["feedback", "list", "--archive", folder, "--json", "--limit", "1"]) == 0
    body = json.loads(capsys.readouterr().out)
    assert (body["count"], [each["rating"] for each in body["feedback"]]) == (2, ["down"])


def test_no_file_is_overwritten(folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text("by hand")
    assert export(folder, path) == 1
    assert "name another file" in capsys.readouterr().err
    assert path.read_text() == "by hand"
    assert export(folder, tmp_path / "a", "--open", str(tmp_path / "a")) == 1
    assert export(folder, tmp_path / "none" / "a") == 1
    assert main(["feedback", "list", "--archive", str(tmp_path / "none")]) == 1
    assert "There is no archive" in capsys.readouterr().err

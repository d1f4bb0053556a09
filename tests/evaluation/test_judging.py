"""Judging: questions are asked as people type them, and their verdicts counted by kind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ragbot.answering.bot import Bot
from ragbot.archive.archive import Archive
from ragbot.errors import EvaluationError
from ragbot.evaluation.judging import judge, report, verdicts_of
from ragbot.types import Answer, Question, Turn, Window
from tests.evaluation.test_verdicts import BRIDGE, GOOD, judged, said


def test_a_follow_up_is_asked_after_what_the_bot_says_itself() -> None:
    asked: list[Question] = []

    def ask(question: Question) -> Answer:
        asked.append(question)
        return said(f"About {question.text}")

    turns = [{"role": role, "text": text} for role, text in zip(("user", "assistant") * 2, "a@b@", strict=True)]
    history = [turn | {"text": "@answer"} if turn["text"] == "@" else turn for turn in turns]
    questions = [judged(history=history, until="2026-01-21"), judged(id="f2", history=history[:2], until="2026-01-21")]
    judge(ask, questions)
    first = Turn("user", "a"), Turn("assistant", "About a")
    assert [(q.text, q.history) for q in asked] == [
        ("a", ()),  # once, for both
        ("b", first),
        (GOOD["question"], (*first, Turn("user", "b"), Turn("assistant", "About b"))),
        (GOOD["question"], first),
    ]
    assert {(q.window, q.asked_on) for q in asked} == {(Window(until="2026-01-21"), "2026-01-20")}


def test_a_refusal_without_a_text_is_told_with_its_reason() -> None:
    asked: list[Question] = []

    def ask(question: Question) -> Answer:
        asked.append(question)
        return replace(said("", outcome="not_in_archive"), reason="No article is about it.")

    judge(ask, [judged(history=[{"role": "user", "text": "a"}, {"role": "assistant", "text": "@answer"}])])
    assert asked[-1].history[-1] == Turn("assistant", "No article is about it.")


def test_a_question_that_cannot_be_asked_is_named(archive: Archive) -> None:
    history = [{"role": "user", "text": "x" * 9000}, {"role": "assistant", "text": "y"}]
    with pytest.raises(EvaluationError, match="f1: Turn 1 has 9,000 characters"):
        judge(Bot(archive).ask, [judged(history=history)])


def test_figures_are_given_by_kind_and_of_all() -> None:
    answers = {
        "right": said("Nine days."),
        "wrong": said("Ten."),
        "refused": said("Nothing.", outcome="not_in_archive"),
        "related": said("Perhaps.", outcome="related"),
    }
    questions = [
        judged(id="1", question="right"),
        judged(id="2", question="wrong"),
        judged(id="3", question="related"),
        judged(id="4", question="refused", kind="hard", expect="refuse", must=[]),
        judged(id="5", question="related", kind="hard", expect="refuse", must=[]),
        judged(id="6", question="wrong", kind="hard", expect="refuse", must=[]),
    ]
    found_ = report(judge(lambda question: answers[question.text], questions))
    assert list(found_["kinds"]) == ["fact", "hard"]
    fact, hard, every = found_["kinds"]["fact"], found_["kinds"]["hard"], found_["all"]
    assert (fact["right"], fact["wrong"], fact["wrongly refused"], fact["related"]) == (1, 1, 1, 1)
    assert (hard["rightly refused"], hard["wrong"], hard["related"]) == (2, 1, 1)
    assert (fact["right_share"], hard["right_share"], hard["wrong_share"]) == (0.3333, 0.6667, 0.3333)
    assert (every["questions"], every["right"], every["rightly refused"], every["right_share"]) == (6, 1, 2, 0.5)
    assert (found_["citations"], found_["citations_exact"], found_["backends"]) == (None, None, ["extractive"])


def test_progress_is_told_and_a_judgement_goes_into_json_with_what_it_rests_on() -> None:
    seen: list[tuple[int, int | None]] = []
    questions = [judged(must_not=["sail"]), judged(id="f2")]
    (first, _) = judge(lambda _: said("Nine days. [1]", BRIDGE), questions, lambda *done: seen.append(done))
    assert seen == [(1, 2), (2, 2)]
    told = first.as_json()
    assert (told["id"], told["verdict"], told["must_not_hit"]) == ("f1", "right", ())
    assert told["cited"] == [{"url": BRIDGE[0], "cited_text": BRIDGE[1]}]
    assert verdicts_of([first]).as_json()["right_share"] == 1.0

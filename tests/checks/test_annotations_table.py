"""An annotation is one function and one line of the table: whatever is in the table, an answer tells."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from ragbot.answering.bot import Bot
from ragbot.api.app import create_app
from ragbot.api.bodies import AnswerBody
from ragbot.archive.archive import Archive
from ragbot.checks.annotations import table
from ragbot.checks.annotations.basis import Annotation, Basis
from ragbot.operations.show import show_answer
from ragbot.types import Answer, Question
from tests.conftest import STORY, add, article

ANSWERED = "How many people died when the ferry Grey Gull sank?"
UNKNOWN = "Which violin did the thief of Grey Gull sell in Madrid?"


def with_one_outlet(answer: Answer, basis: Basis) -> Answer:
    """Says so where all that it goes by is of one outlet."""
    outlets = sorted({each.source for each in basis.articles})
    return replace(answer, notes=(*answer.notes, f"Only {outlets[0]} tells of it.")) if len(outlets) == 1 else answer


@pytest.fixture
def bot(archive: Archive) -> Bot:
    add(archive, article(STORY, "Nine die at sea", "https://daily.example/f", source="Daily", published="2026-01-05"))
    return Bot(archive)


def added(monkeypatch: pytest.MonkeyPatch, *annotations: Annotation) -> None:
    monkeypatch.setattr(table, "ANNOTATIONS", (*table.ANNOTATIONS, *annotations))


@pytest.mark.parametrize(("question", "is_answered"), [(ANSWERED, True), (UNKNOWN, False)])
def test_an_annotation_that_is_added_to_the_table_is_in_each_answer(
    bot: Bot, monkeypatch: pytest.MonkeyPatch, question: str, is_answered: bool
) -> None:
    added(monkeypatch, with_one_outlet)
    answer = bot.ask(Question(question, asked_on="2026-01-09"))
    assert answer.notes == ("Only Daily tells of it.",)
    assert (answer.outcome == "answered") == bool(answer.citations) == is_answered


def test_without_its_line_in_the_table_nothing_is_told(bot: Bot) -> None:
    assert bot.ask(Question(ANSWERED, asked_on="2026-01-09")).notes == ()


def test_its_notes_are_in_the_api_and_on_the_terminal(
    bot: Bot, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    added(monkeypatch, with_one_outlet, lambda answer, _: replace(answer, notes=(*answer.notes, "Red \x1b[31m.")))
    with TestClient(create_app(bot), base_url="http://127.0.0.1") as client:
        told = client.post("/v1/answers", json={"question": ANSWERED, "asked_on": "2026-01-09"}).json()
    assert told["notes"][0] == "Only Daily tells of it."
    show_answer(AnswerBody.of(bot.ask(Question(ANSWERED, asked_on="2026-01-09"))))
    shown = capsys.readouterr().out
    assert "Only Daily tells of it." in shown
    assert "\x1b" not in shown  # a note may quote an article, and is not to steer a terminal


@pytest.mark.parametrize("annotation", table.ANNOTATIONS, ids=lambda each: each.__name__)
def test_each_annotation_leaves_what_the_answer_says(bot: Bot, annotation: Annotation) -> None:
    answer = bot.ask(Question(ANSWERED, asked_on="2026-01-09"))
    basis = Basis(ANSWERED, (), answer.sources, bot.archive)
    bare = replace(answer, citations=())
    assert (annotation(bare, basis).answer, annotation(bare, basis).outcome) == (bare.answer, bare.outcome)

"""A second look marks what the model itself does not find in its source; when it fails, nothing changes."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from ragbot.answering.bot import Bot
from ragbot.archive.archive import Archive
from ragbot.checks.second_look import SecondLook, open_second_look
from ragbot.errors import LLMError
from ragbot.settings import load_settings
from ragbot.types import Answer, Question
from tests.conftest import add, article

SHIP = "The ferry Grey Gull sank off Port Anders on Monday. Nine people died, the coast guard said."
WRITTEN = "The ferry sank off Port Anders [1]. Nine people died [1]."


class Scripted:
    """A model that replies in order, and keeps what it was asked."""

    name = "scripted"

    def __init__(self, *replies: str | LLMError) -> None:
        self.replies = list(replies)
        self.asked: list[tuple[str, str, float]] = []

    def stream(self, system: str, user: str, spent: float = 0.0) -> Iterator[str]:
        self.asked.append((system, user, spent))
        reply = self.replies.pop(0)
        if isinstance(reply, LLMError):
            raise reply
        yield reply


@pytest.fixture
def told(archive: Archive) -> Archive:
    add(archive, article(SHIP, title="The ferry Grey Gull", published="2026-01-12"))
    return archive


def asked(archive: Archive, model: Scripted) -> tuple[Answer, SecondLook]:
    look = SecondLook(model)
    return Bot(archive, model, second_look=look).ask(Question("Where did the ferry Grey Gull sink?")), look


def test_what_the_model_denies_when_asked_again_is_marked(told: Archive) -> None:
    model = Scripted(WRITTEN, "1. yes\n2: No, it does not.")
    answer, _ = asked(told, model)
    (marked,) = answer.unsupported
    assert answer.answer[marked.start_index : marked.end_index] == "Nine people died [1]"
    assert [c.support and c.support.failed for c in answer.citations] == [(), ("entailment",)]
    assert answer.outcome == "answered"


def test_it_is_asked_about_each_sentence_with_the_text_that_it_cites(told: Archive) -> None:
    model = Scripted(WRITTEN, "1 yes\n2 yes")
    answer, _ = asked(told, model)
    _, user, spent = model.asked[1]
    assert "1. Sentence: The ferry sank off Port Anders\n" in user
    assert all(citation.cited_text in user for citation in answer.citations)
    assert spent > 0
    assert answer.unsupported == ()


@pytest.mark.parametrize("reply", [LLMError("down"), "I cannot tell.", ""])
def test_when_it_fails_nothing_changes_and_it_is_told(
    told: Archive, reply: str | LLMError, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        answer, look = asked(told, Scripted(WRITTEN, reply))
    assert (answer.answer, answer.outcome, answer.unsupported) == (WRITTEN, "answered", ())
    assert look.failures == 1
    assert "second look of scripted failed, 1 so far" in caplog.text


def test_without_citations_nothing_is_asked(told: Archive) -> None:
    model = Scripted("The pieces do not tell.")
    asked(told, model)
    assert len(model.asked) == 1


def test_it_is_off_by_default() -> None:
    model = Scripted()
    assert open_second_look(load_settings(), model) is None
    assert open_second_look(load_settings(llm_second_look=True), None) is None
    assert open_second_look(load_settings(llm_second_look=True), model) is not None

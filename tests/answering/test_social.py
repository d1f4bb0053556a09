"""Small talk gets a friendly word, without a source."""

from __future__ import annotations

from datetime import date

import pytest

from ragbot.answering.answerers.social import social
from ragbot.answering.question import read_question
from ragbot.archive.archive import Archive
from ragbot.types import Question, Window
from tests.conftest import add, stories


def said(archive: Archive, text: str, until: str | None = None) -> str:
    reading = read_question(text, date(2026, 2, 1))
    assert reading.kind == "social"
    reply = social(archive, reading, Question(text, Window(until=until)))
    assert not reply.evidence
    assert not reply.others
    (only,) = reply.parts
    assert isinstance(only, str)
    return only


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("hi", "Hello!"),
        ("Good morning!", "Hello!"),
        ("ok thanks a lot!", "You are welcome."),
        ("good bot", "You are welcome."),
        ("thanks, that helped", "You are welcome."),
        ("thank you so much that was helpful", "You are welcome."),
        ("ok cool", "You are welcome."),
        ("that's wrong", "I am sorry"),
        ("it was not very helpful", "I am sorry"),
        ("never mind", "Ask me about the news"),
        ("bye", "Goodbye!"),
        ("how are you today?", "All is well here"),
        ("what can you do?", "I am ragbot"),
        ("who are you", "I am ragbot"),
        ("are you a bot", "I am ragbot, a program."),
        ("is this a bot or a real person?", "I am ragbot, a program."),
        ("who made you", "I am ragbot"),
        ("can i trust you?", "I am ragbot"),
        ("do you make things up", "I am ragbot"),
        ("are you a language model", "I am ragbot"),
        ("what can i ask you?", "I am ragbot"),
        ("thx thats all for today", "You are welcome."),
        ("have a nice day", "Goodbye!"),
        ("help", "I am ragbot"),
        ("you are useless", "I am sorry"),
        ("fuck you", "I am sorry"),
    ],
)
def test_each_kind_of_small_talk_has_its_answer(archive: Archive, text: str, begins: str) -> None:
    assert said(archive, text).startswith(begins)


def test_it_says_how_much_there_is_and_how_fresh_it_is(archive: Archive) -> None:
    assert "the archive has no articles yet" in said(archive, "hello")
    add(archive, *stories(3))
    assert said(archive, "hello").endswith("the archive has 3 articles, the newest of 3 January 2026.")
    assert "1 article, the newest of 1 January 2026" in said(archive, "what can you do", "2026-01-01")

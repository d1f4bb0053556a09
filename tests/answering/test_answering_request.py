"""A request carries what a question was searched by, compared with and answered before; its search asks once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ragbot.answering.bot import Bot
from ragbot.answering.request import Request
from ragbot.answering.writer import Writer
from ragbot.archive.archive import Archive
from ragbot.types import Answer, Question, Turn
from tests.conftest import STORY, add, article


@pytest.fixture
def requests(light_archive: Archive, monkeypatch: pytest.MonkeyPatch) -> Callable[[Question], Request]:
    """Ask a bot that knows of the ferry, and see the request that reaches the writer."""
    add(light_archive, article(STORY, "Nine die at sea", published="2026-01-05"))
    bot, seen, write = Bot(light_archive), list[Request](), Writer.write

    def noted(self: Writer, reply, request: Request, *more):
        seen.append(request)
        return write(self, reply, request, *more)

    monkeypatch.setattr(Writer, "write", noted)

    def ask(question: Question) -> Request:
        assert isinstance(bot.ask(question), Answer)
        (request,) = seen
        return request

    return ask


FERRY = "Where was it that the ferry Grey Gull sank?"


def test_a_question_that_stands_alone_is_its_own_wording(requests: Callable[[Question], Request]) -> None:
    request = requests(Question(FERRY, asked_on="2026-01-06"))
    assert (request.question.text, request.compared, request.last_answer) == (FERRY, FERRY, "")
    assert request.reading.text == FERRY


def test_a_follow_up_has_the_words_of_the_last_question_and_its_answer(
    requests: Callable[[Question], Request],
) -> None:
    history = (Turn("user", FERRY), Turn("assistant", "It sank off Port Anders."))
    request = requests(Question("How many people died when it sank?", history=history, asked_on="2026-01-06"))
    assert request.last_answer == "It sank off Port Anders."
    assert "died" in request.compared


def test_a_search_for_the_same_words_is_made_once(requests: Callable[[Question], Request]) -> None:
    request = requests(Question(FERRY, asked_on="2026-01-06"))
    assert request.search("the bow door") is request.search("the bow door")
    assert request.search("the bow door") is not request.search("the minister")
    assert request.search("the bow door").evidence

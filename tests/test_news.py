"""The same news from a bot that is open here and from a server: asked, searched, read and listed."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest

from ragbot.answering.bot import Bot
from ragbot.api.bodies import AnswerBody
from ragbot.archive.listing import Filter
from ragbot.client import PublicClient
from ragbot.errors import NotThereError, QuestionError, ServerError, SettingsError
from ragbot.news import BotNews, News, news_of
from ragbot.types import Question, Window

ABBEY = Question("What was stolen from Ostrey Abbey?")


@pytest.fixture
def here(samples_bot: Bot) -> News:
    return news_of(samples_bot)


@pytest.fixture
def there(samples_address: str) -> News:
    return news_of(samples_address)


@pytest.fixture(params=["here", "there"])
def news(request: pytest.FixtureRequest) -> News:
    return cast(News, request.getfixturevalue(request.param))


def test_both_give_the_same_answer(here: News, there: News) -> None:
    assert _lasting(here.ask(ABBEY)) == _lasting(there.ask(ABBEY))
    assert here.ask(ABBEY).outcome == "answered"


def _lasting(answer: AnswerBody) -> AnswerBody:
    """Without what differs from one asking to the next."""
    return replace(answer, id="", timings={})


def test_both_find_the_same_passages_with_their_state(here: News, there: News) -> None:
    violin = Question("Who won the Orrendale violin competition?")
    found = here.search(violin, 4).evidence
    assert found == there.search(violin, 4).evidence
    assert "corrected" in {passage.state for passage in found}


def test_both_read_the_same_article(here: News, there: News) -> None:
    article_id = here.search(ABBEY, 1).evidence[0].article_id
    assert here.article(article_id) == there.article(article_id)
    assert "Ostrey Psalter" in here.article(article_id).version.text


def test_both_list_the_same_articles_newest_first(here: News, there: News) -> None:
    wanted = Filter("ferry", window=Window(since="2025-11-20"))
    listed = here.latest(wanted, 3)
    assert listed == there.latest(wanted, 3)
    days = [article.published or "" for article in listed.articles]
    assert days == sorted(days, reverse=True)
    assert len(days) == 3


@pytest.mark.parametrize("article_id", ["0" * 32, "../archive", "a b?c#d", "x" * 500])
def test_an_unknown_article_is_told_by_its_id(news: News, article_id: str) -> None:
    with pytest.raises(NotThereError, match=r"No article has the id|There is nothing at this address"):
        news.article(article_id)


@pytest.mark.parametrize("question", [Question(""), Question("x" * 3000), replace(ABBEY, sources=("The Nowhere",))])
def test_a_question_that_cannot_be_asked_is_told(news: News, question: Question) -> None:
    with pytest.raises(QuestionError):
        news.ask(question)


def test_a_bot_and_an_address_and_news_are_places_of_news(samples_bot: Bot, here: News) -> None:
    assert isinstance(news_of(samples_bot), BotNews)
    assert isinstance(news_of("https://news.example/"), PublicClient)
    assert news_of(here) is here


@pytest.mark.parametrize("address", ["", "news.example", "ftp://news.example", "http://", "file:///etc/passwd"])
def test_what_is_no_address_of_a_server_is_told(address: str) -> None:
    with pytest.raises(SettingsError, match="is no address of a server"):
        news_of(address)


def test_a_server_that_is_not_there_is_told_without_its_password(unused_port: int) -> None:
    with pytest.raises(ServerError, match=r"does not answer") as raised:
        news_of(f"http://me:pa55word@127.0.0.1:{unused_port}").ask(ABBEY)
    assert "pa55word" not in str(raised.value)


def test_another_server_at_that_address_is_told(samples_address: str) -> None:
    with pytest.raises(ServerError):
        news_of(f"{samples_address}/elsewhere").ask(ABBEY)

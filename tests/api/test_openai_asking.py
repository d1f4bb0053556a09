"""Asking the bot on behalf of a client of OpenAI's: text, tokens, addresses, and what is in the log."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import httpx
import openai
import pytest
from openai import OpenAI
from starlette.requests import Request

from ragbot.answering.bot import Bot
from ragbot.api import admission
from ragbot.api.openai.asking import Asking, usage_of
from ragbot.api.openai.extension import QuestionExtension
from ragbot.api.openai.text import FOOT, WITHDRAWN, without_foot
from ragbot.api.request_log import CAUSE
from ragbot.archive.archive import Archive
from ragbot.types import Answer, Question, Usage
from tests.answering.test_bot import FAILED, FERRY, told, writes
from tests.api.fake_bot import ANSWER, CITATION, NOT_THERE, FakeBot
from tests.api.openai_calls import BODY, chat, client, client_of, client_over, streamed, user
from tests.api.test_admission import SlowBot, asking, served, until
from tests.conftest import add, article

__all__ = ["client", "told"]


def test_no_tokens_are_spent_where_no_language_model_is_asked(client: OpenAI) -> None:
    usage = chat(client).usage
    assert (usage.prompt_tokens, usage.completion_tokens, usage.total_tokens) == (0, 0, 0)


@pytest.mark.parametrize("path", ["chat/completions", "responses"])
def test_these_routes_wait_in_the_lane_of_answers(path: str, no_proxy: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "LONGEST_WAIT", 0.3)
    bot = SlowBot()
    with served(bot, at_once=1) as port:
        asking(port, 1)
        until(lambda: bot.now == 1)
        with client_of(f"http://127.0.0.1:{port}") as client, pytest.raises(openai.InternalServerError) as busy:
            client.post(f"/{path}", cast_to=object, body={"model": "ragbot", "messages": [user("x")], "input": "x"})
    assert (busy.value.status_code, busy.value.code, busy.value.type) == (503, "service_unavailable", "server_error")
    assert int(busy.value.response.headers["retry-after"]) >= 1
    assert "try again in" in busy.value.message


BEFORE_IT_FAILED = "It sank off Port Anders on Monday [1]. Nine people died [1]."


def test_where_a_model_fails_half_way_what_it_wrote_is_withdrawn(told: Archive) -> None:
    llm = writes("It sank off Port Anders on Monday [1]. Nine people died [1]. So ", FAILED)
    with client_over(Bot(told, llm)) as client:
        text, annotations = streamed(client)
    quoted = Bot(told).ask(FERRY).answer
    assert text.startswith(f"{BEFORE_IT_FAILED}{WITHDRAWN}{quoted}{FOOT}")
    assert annotations
    for each in annotations:
        span = text[each["url_citation"]["start_index"] : each["url_citation"]["end_index"]]
        assert span.endswith(f"[{each['ragbot']['number']}]")
        assert each["ragbot"]["cited_text"] in span
    assert without_foot(text) == quoted


def test_a_model_s_answer_is_streamed_as_it_is(told: Archive) -> None:
    with client_over(Bot(told, writes("It sank off Port Anders ", "on Monday [1]. Nine people died [1]."))) as client:
        text, annotations = streamed(client, ragbot={"foot": False})
    assert text == BEFORE_IT_FAILED
    assert len(annotations) == 2


@pytest.mark.parametrize(
    ("usage", "backend", "total"),
    [(Usage(20, 3), "fake:model", 23), (None, "fake:model", None), (None, "extractive", 0)],
)
def test_tokens_are_those_that_a_model_counted(usage: Usage | None, backend: str, total: int | None) -> None:
    bot = FakeBot()
    bot.answer = replace(ANSWER, usage=usage, backend=backend)
    with client_over(bot) as client:
        for path in ("chat/completions", "responses"):
            told = client.post(f"/v1/{path}", json=BODY).json()["usage"]
            assert (told and told["total_tokens"]) == total


def test_a_degraded_answer_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    bot = FakeBot()
    bot.answer = replace(ANSWER, outcome="degraded", reason="fake:model did not answer.", backend="fake:model")
    with client_over(bot) as client:
        client.post("/v1/responses", json=BODY)
    assert "degraded: fake:model did not answer." in caplog.text


def test_an_article_without_an_address_is_linked_where_the_server_has_it(archive: Archive) -> None:
    add(archive, replace(article("The ferry Grey Gull sank off Port Anders on Monday. Nine people died."), url=None))
    with client_over(Bot(archive)) as client:
        annotations = client.post("/v1/chat/completions", json=BODY).json()["choices"][0]["message"]["annotations"]
        url = annotations[0]["url_citation"]["url"]
        assert url.startswith("http://127.0.0.1/v1/articles/")
        assert annotations[0]["ragbot"]["cited_text"] in client.get(url).json()["version"]["text"]


@pytest.mark.parametrize("path", ["chat/completions", "responses"])
def test_whoever_leaves_a_stream_is_not_worked_for(path: str) -> None:
    bot = SlowBot()
    with served(bot) as port:
        address = f"http://127.0.0.1:{port}/v1/{path}"
        with httpx.stream("POST", address, json={**BODY, "stream": True}, trust_env=False, timeout=30) as reply:
            lines = reply.iter_lines()  # kept, for its end closes the connection
            assert next(lines)
            until(lambda: bot.now == 1)
        until(lambda: bot.cancelled == 1)


QUESTION = Question("What is closed?")


def asking_of(bot: FakeBot, foot: bool = False) -> Asking:
    scope = {"type": "http", "scheme": "http", "server": ("desk.example", 80), "path": "/", "headers": []}
    return Asking.of(cast(Bot, bot), QUESTION, QuestionExtension(foot=foot), Request(cast(Any, scope)))


@pytest.mark.parametrize("foot", [False, True])
def test_the_pieces_are_the_text_of_the_whole_answer_and_the_answer_is_the_last(foot: bool) -> None:
    bot = FakeBot()
    bot.events = [each for each in bot.events if each != ANSWER] + [
        replace(ANSWER, answer="The harbour bridge\n is closed. [1]")
    ]
    bot.answer = cast(Answer, bot.events[-1])
    stream, whole = asking_of(bot, foot), asking_of(bot, foot)
    *texts, last = list(stream.pieces())
    assert last == whole.answer() == bot.answer
    assert "".join(cast(list[str], texts)) == stream.text.text == whole.text.text
    assert (FOOT in whole.text.text) is foot
    assert bot.asked == [QUESTION, QUESTION]
    assert stream.id != whole.id


def test_whoever_stops_reading_ends_the_work_of_the_bot() -> None:
    bot = FakeBot()
    pieces = asking_of(bot).pieces()
    assert next(pieces) == "The harbour bridge\n"
    assert not bot.closed.is_set()
    pieces.close()
    assert bot.closed.is_set()


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://news.example/b", "https://news.example/b"),
        (None, "http://desk.example/v1/articles/a1?version=2"),
        ("", "http://desk.example/v1/articles/a1?version=2"),
    ],
)
def test_a_citation_leads_to_its_publisher_or_else_to_this_server(url: str | None, address: str) -> None:
    assert asking_of(FakeBot()).url_of(replace(CITATION, url=url)) == address


@pytest.mark.parametrize(
    ("usage", "backend", "spent"),
    [
        (Usage(20, 3), "fake:model", Usage(20, 3)),
        (Usage(20, 3), "extractive", Usage(20, 3)),
        (None, "fake:model", None),
        (None, "extractive", Usage(0, 0)),
    ],
)
def test_tokens_that_nobody_counted_are_not_none(usage: Usage | None, backend: str, spent: Usage | None) -> None:
    assert usage_of(replace(ANSWER, usage=usage, backend=backend)) == spent


@pytest.mark.parametrize("answer", [ANSWER, NOT_THERE], ids=["answered", "not in the archive"])
def test_an_answer_that_is_not_degraded_is_no_line_in_the_log(answer: Answer, caplog: pytest.LogCaptureFixture) -> None:
    bot = FakeBot()
    bot.answer = answer
    one = asking_of(bot)
    one.answer()
    assert CAUSE not in one.scope
    assert caplog.text == ""

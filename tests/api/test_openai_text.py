"""The text that OpenAI's clients get: harmless as Markdown, completed where a model failed, without a model's name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

import httpx
import pytest
from fastapi.testclient import TestClient

from ragbot.answering.bot import Bot
from ragbot.api.app import create_app
from ragbot.api.openai.text import FOOT, WITHDRAWN, ClientText, foot, inert, without_foot
from ragbot.api.problems import Problem
from ragbot.archive.archive import Archive
from ragbot.errors import ArchiveError, LLMError, QuestionError
from ragbot.types import LateSource, Opinion, Usage
from tests.answering.test_bot import FAILED, FERRY, ScriptedLLM, told, writes
from tests.api.fake_bot import ANSWER, EVIDENCE, NOT_THERE, SOURCE, FakeBot
from tests.api.test_admission import SlowBot, served, until
from tests.conftest import add, article

__all__ = ["told"]
BODY: dict[str, Any] = {"model": "ragbot", "messages": [{"role": "user", "content": FERRY.text}], "input": FERRY.text}


# -- nothing in it is markup


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("![x](https://evil.example/a.png)", "!［x]（https://evil.example/a.png)"),
        ("![x][y]", "!［x][y]"),
        ("[Reuters](https://evil.example)", "[Reuters]（https://evil.example)"),
        ("[1](https://evil.example)", "[1]（https://evil.example)"),
        ("<img src=x> </b> <!-- <?x", "‹img src=x> ‹/b> ‹!-- ‹?x"),
        ("Stop![1] It sank [1]. (So they say.)", "Stop![1] It sank [1]. (So they say.)"),
        ("3 < 5 > 2, a[0], f(x), “[sic]”", "3 < 5 > 2, a[0], f(x), “[sic]”"),
    ],
)
def test_what_an_article_says_loads_no_image_and_hides_no_address(text: str, shown: str) -> None:
    assert inert(text) == shown
    assert len(shown) == len(text)


def test_markup_in_two_pieces_is_none_either() -> None:
    text = ClientText(has_foot=False)
    assert [text.piece(piece) for piece in ("It <", "i> ! ", "!", "[x]", "(y)")] == [
        "It ‹",
        "i> ! ",
        "!",
        "［x]",
        "（y)",
    ]


# -- below the answer


def test_sources_are_in_the_order_of_their_numbers_with_what_became_of_them() -> None:
    title = "Bridge\nclosed \u202ea"
    opinion = replace(
        SOURCE, number=2, state="corrected", url=None, opinion=Opinion("column", "Mira Holt"), published=None
    )
    late = (LateSource("s", "The Example", "The Example", "silent", "2026-03-14", "is silent for longer than usual"),)
    answer = replace(ANSWER, sources=(replace(SOURCE, title=title), opinion), newest_evidence="2026-03-14", late=late)
    assert foot(answer) == (
        f"{FOOT}Sources:\n"
        "- [1] Bridge closed a (The Example, 2026-03-14) https://news.example/b\n"
        "- [2] Bridge closed (The Example, date unknown); Column by Mira Holt; corrected\n\n"
        "Newest article 2026-03-14. Archive as of 2026-03-15T08:00:00Z. "
        "Late: The Example is silent for longer than usual."
    )


def test_what_is_related_is_no_source() -> None:
    related = foot(replace(NOT_THERE, outcome="related", related=(EVIDENCE,)))
    assert "About it:\n- Bridge closed (The Example, 2026-03-14) https://news.example/b" in related
    assert "Sources:" not in related
    assert "About it:" not in foot(NOT_THERE)


def test_an_answer_that_comes_back_is_without_what_was_added() -> None:
    assert without_foot(f"It was a train.{WITHDRAWN}It sank. [1]{foot(ANSWER)}") == "It sank. [1]"
    assert without_foot("It sank. [1]") == "It sank. [1]"


# -- by a language model


def client_of(bot: Any) -> TestClient:
    return TestClient(create_app(cast(Bot, bot)), base_url="http://127.0.0.1")


def data_of(text: str) -> Iterator[Any]:
    """The JSON of each event."""
    for line in text.splitlines():
        if line.startswith("data: {"):
            yield json.loads(line.removeprefix("data: "))


def streamed(client: TestClient, **more: Any) -> tuple[str, list[Any]]:
    """The text and the annotations of a chat that is streamed."""
    events = list(data_of(client.post("/v1/chat/completions", json={**BODY, "stream": True, **more}).text))
    deltas = [choice["delta"] for event in events for choice in event["choices"]]
    text = "".join(delta.get("content", "") for delta in deltas)
    return text, [each for delta in deltas for each in delta.get("annotations", ())]


BEFORE_IT_FAILED = "It sank off Port Anders on Monday [1]. Nine people died [1]."


def test_where_a_model_fails_half_way_what_it_wrote_is_withdrawn(told: Archive) -> None:
    llm = writes("It sank off Port Anders on Monday [1]. Nine people died [1]. So ", FAILED)
    with client_of(Bot(told, llm)) as client:
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
    with client_of(Bot(told, writes("It sank off Port Anders ", "on Monday [1]. Nine people died [1]."))) as client:
        text, annotations = streamed(client, ragbot={"foot": False})
    assert text == BEFORE_IT_FAILED
    assert len(annotations) == 2


def test_no_reply_has_the_name_of_the_model(told: Archive) -> None:
    failed = LLMError("fake:model-9 did not answer: there is no 'model-9' here.")
    with client_of(Bot(told, ScriptedLLM([[failed]], name="fake:model-9"))) as client:
        replies = [
            client.post(f"/v1/{path}", json={**BODY, "stream": stream}).text
            for path in ("chat/completions", "responses")
            for stream in (False, True)
        ]
    assert not [reply for reply in replies if "model-9" in reply]
    assert all("The language model did not answer: there is no 'the language model' here." in each for each in replies)
    assert all('"outcome":"degraded"' in each for each in replies)


@pytest.mark.parametrize(
    ("usage", "backend", "total"),
    [(Usage(20, 3), "fake:model", 23), (None, "fake:model", None), (None, "extractive", 0)],
)
def test_tokens_are_those_that_a_model_counted(usage: Usage | None, backend: str, total: int | None) -> None:
    bot = FakeBot()
    bot.answer = replace(ANSWER, usage=usage, backend=backend)
    with client_of(bot) as client:
        for path in ("chat/completions", "responses"):
            told = client.post(f"/v1/{path}", json=BODY).json()["usage"]
            assert (told and told["total_tokens"]) == total


def test_a_degraded_answer_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    bot = FakeBot()
    bot.answer = replace(ANSWER, outcome="degraded", reason="fake:model did not answer.", backend="fake:model")
    with client_of(bot) as client:
        client.post("/v1/responses", json=BODY)
    assert "degraded: fake:model did not answer." in caplog.text


# -- what fails


FAILURES = [
    (QuestionError("There is no outlet 'X'."), 422, "invalid_value", "There is no outlet 'X'."),
    (ArchiveError("The ledger is gone."), 503, "service_unavailable", "The ledger is gone."),
    (ZeroDivisionError("secret"), 500, "server_error", "Something failed in the server; its log says what."),
]
each_failure = pytest.mark.parametrize(("error", "status", "code", "message"), FAILURES, ids=lambda each: str(each))


@each_failure
@pytest.mark.parametrize("path", ["chat/completions", "responses"])
def test_a_failure_has_openai_s_shape(path: str, error: Exception, status: int, code: str, message: str) -> None:
    bot = FakeBot()
    bot.answer = error
    with client_of(bot) as client:
        reply = client.post(f"/v1/{path}", json=BODY)
    kind = "server_error" if status >= 500 else "invalid_request_error"
    assert reply.status_code == status
    assert reply.json() == {"error": {"message": message, "type": kind, "param": None, "code": code}}


@each_failure
def test_a_stream_that_fails_ends_with_the_error(error: Exception, status: int, code: str, message: str) -> None:
    bot = FakeBot()
    bot.events = [*bot.events[:2], error]
    with client_of(bot) as client:
        chunks = list(data_of(client.post("/v1/chat/completions", json={**BODY, "stream": True}).text))
        events = list(data_of(client.post("/v1/responses", json={**BODY, "stream": True}).text))
    assert chunks[-1]["error"]["message"] == message
    assert chunks[-1]["error"]["code"] == code
    told, last = events[-2:]
    assert (told["type"], told["message"], told["code"]) == ("error", message, code)
    assert (last["type"], last["response"]["status"]) == ("response.failed", "failed")
    assert last["response"]["error"]["message"] == message
    assert [event["sequence_number"] for event in events] == list(range(len(events)))


def test_an_article_without_an_address_is_linked_where_the_server_has_it(archive: Archive) -> None:
    add(archive, replace(article("The ferry Grey Gull sank off Port Anders on Monday. Nine people died."), url=None))
    with client_of(Bot(archive)) as client:
        annotations = client.post("/v1/chat/completions", json=BODY).json()["choices"][0]["message"]["annotations"]
        url = annotations[0]["url_citation"]["url"]
        assert url.startswith("http://127.0.0.1/v1/articles/")
        assert annotations[0]["ragbot"]["cited_text"] in client.get(url).json()["version"]["text"]


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (401, "invalid_request_error", "invalid_api_key"),
        (403, "invalid_request_error", "forbidden"),
        (429, "rate_limit_error", "rate_limit_exceeded"),
    ],
)
def test_what_a_guard_refuses_has_openai_s_shape(status: int, kind: str, code: str) -> None:
    """Whatever a middleware or a route raises: today none of these routes asks for a key."""
    bot = FakeBot()
    bot.answer = Problem(status, "The key is not known.")
    with client_of(bot) as client:
        reply = client.post("/v1/chat/completions", json=BODY, headers={"Authorization": "Bearer any"})
    assert reply.status_code == status
    assert reply.json()["error"] == {"message": "The key is not known.", "type": kind, "param": None, "code": code}


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

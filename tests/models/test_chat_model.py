"""A LangChain chat model as a language model of ours: retries, what it gives way to, and errors in words."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Any, cast

import pytest
from langchain_core.messages import AIMessageChunk

from ragbot.cancellation import Cancelled
from ragbot.errors import LLMError
from ragbot.models import chat_model
from ragbot.models.chat_model import ChatModel
from ragbot.models.reply import Counted
from ragbot.models.thoughts import TAKEN_BACK
from ragbot.types import Usage

SECRET = "hunter2-hunter2"
Step = str | AIMessageChunk | Exception


class Refused(Exception):
    """What a client raises for a status of HTTP."""

    def __init__(self, status: int, words: str = "no") -> None:
        super().__init__(words)
        self.status_code = status


class Scripted:
    """What ChatModel needs of LangChain's model: each question gets the next of these replies."""

    def __init__(self, *replies: list[Step]) -> None:
        self._replies = list(replies)
        self.asked: list[list[tuple[str, str]]] = []
        self.closed = 0

    async def astream(self, messages: list[tuple[str, str]]) -> AsyncIterator[AIMessageChunk]:
        self.asked.append(messages)
        try:
            for step in self._replies.pop(0):
                if isinstance(step, Exception):
                    raise step
                yield AIMessageChunk(content=step) if isinstance(step, str) else step
        finally:
            self.closed += 1


@pytest.fixture(autouse=True)
def no_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ragbot.models.failures.BACKOFF", 0.001)


def opened(*replies: list[Step], name: str = "fake:model", timeout: float = 10) -> tuple[ChatModel, Scripted]:
    scripted = Scripted(*replies)
    return ChatModel(name, cast(Any, scripted), timeout, SECRET), scripted


def said(model: ChatModel) -> str:
    return "".join(model.stream("Be short.", "What sank?"))


def failure(*replies: list[Step], name: str = "fake:model", timeout: float = 10) -> str:
    with pytest.raises(LLMError) as caught:
        said(opened(*replies, name=name, timeout=timeout)[0])
    return str(caught.value)


def test_the_pieces_come_in_order_and_the_tokens_at_the_end() -> None:
    counted = cast(Any, {"input_tokens": 11, "output_tokens": 2, "total_tokens": 13})
    model, scripted = opened(["It ", AIMessageChunk(content="sank.", usage_metadata=counted)])
    pieces = Counted(model.stream("Be short.", "What sank?"))
    assert (list(pieces), pieces.usage) == (["It ", "sank."], Usage(11, 2))
    assert scripted.asked == [[("system", "Be short."), ("human", "What sank?")]]
    assert scripted.closed == 1


@pytest.mark.parametrize("error", [Refused(429), Refused(503), ConnectionError("reset")])
def test_what_may_pass_is_asked_again_twice(error: Exception) -> None:
    model, scripted = opened([error], [error], ["It sank."])
    assert said(model) == "It sank."
    assert len(scripted.asked) == 3
    assert failure([error], [error], [error]).startswith("fake:model did not answer: ")
    assert failure([error], [error], [error]).endswith(", after 3 tries.")


def test_what_will_be_refused_again_and_what_has_begun_is_not_asked_again() -> None:
    assert "tries" not in failure([Refused(401)])
    assert failure(["It ", Refused(503)]).startswith("fake:model broke off: ")


def test_time_that_was_spent_before_counts() -> None:
    model, scripted = opened([Refused(503)], ["It sank."], timeout=5)
    with pytest.raises(LLMError, match="did not answer"):
        list(model.stream("s", "u", spent=6))
    assert len(scripted.asked) == 1


def test_a_wait_beyond_the_deadline_is_not_begun() -> None:
    begin = time.monotonic()
    error = Refused(429)
    cast(Any, error).response = type("Response", (), {"headers": {"retry-after": "30"}, "status_code": 429})()
    assert "it asks to wait 3" in failure([error], timeout=5)
    assert time.monotonic() - begin < 4


def test_a_refused_system_role_is_left_out_for_later_questions_too() -> None:
    model, scripted = opened([Refused(400, "System role not supported")], ["It sank."], ["It sank."])
    assert [said(model), said(model)] == ["It sank."] * 2
    assert [len(messages) for messages in scripted.asked] == [2, 1, 1]
    assert scripted.asked[1] == [("human", "Be short.\n\nWhat sank?")]


def test_another_status_gives_way_to_nothing() -> None:
    assert "did not answer" in failure([Refused(403, "System role not supported")])


@pytest.mark.parametrize(
    ("replies", "told"),
    [
        ([], "answered with no text."),
        (["  \n"], "answered with no text but thoughts."),
        (["<think>Hm.</think>"], "answered with no text but thoughts."),
        (["Hm.</think>"], "answered with no text but thoughts."),
    ],
)
def test_no_text_is_a_failure(replies: list[Step], told: str) -> None:
    assert failure(replies) == f"fake:model {told}"


@pytest.mark.parametrize("name", chat_model.SAY_STOP)
def test_a_provider_that_tells_the_end_is_held_to_it(name: str) -> None:
    assert failure(["It sank. It was"], name=f"{name}x") == f"{name}x stopped within a sentence."
    assert said(opened(["It sank. It was"])[0]) == "It sank. It was"


def test_a_model_that_closes_thoughts_is_known_from_then_on() -> None:
    model, _ = opened(["Hm. ", "</think>It sank."], ["Hm. ", "</think>It sank."])
    assert said(model).rpartition(TAKEN_BACK)[2] == said(model) == "It sank."


def test_a_page_in_place_of_an_answer_is_told() -> None:
    assert failure([ValueError(chat_model.NOTHING_CAME)]) == (
        "fake:model sent nothing that is a chat model's answer: is its address right?"
    )


def test_the_key_is_in_no_error() -> None:
    assert SECRET not in failure([RuntimeError(f"bad key {SECRET}")])


def test_a_cancelled_question_is_no_failure_of_the_model() -> None:
    model, scripted = opened([Cancelled("The reader left.")])
    with pytest.raises(Cancelled, match="left"):
        said(model)
    assert len(scripted.asked) == 1


def test_whoever_stops_reading_closes_the_stream() -> None:
    model, scripted = opened(["It ", "sank ", "off Halmere."])
    stream = model.stream("s", "u")
    assert next(stream) == "It "
    stream.close()
    for _ in range(200):
        if scripted.closed:
            break
        time.sleep(0.005)
    assert scripted.closed == 1


def test_any_langchain_model_will_do() -> None:
    from langchain_core.language_models import GenericFakeChatModel
    from langchain_core.messages import AIMessage

    model = ChatModel("fake", GenericFakeChatModel(messages=iter([AIMessage("It is so [1].")])))
    assert "".join(model.stream("s", "u")) == "It is so [1]."

"""The ways in which the server of a language model fails: each ends in time, and the reader is told what happened."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from ragbot.answering.bot import Bot
from ragbot.archive.archive import Archive
from ragbot.errors import LLMError
from ragbot.models.chat_model import ChatModel
from ragbot.models.providers import chat_model
from ragbot.settings import load_settings
from ragbot.types import Answer, Question
from tests.conftest import STORY, add, article
from tests.openai_server import (
    UNKNOWN_HOST,
    OpenAIServer,
    Reply,
    cut_after,
    endless,
    fails,
    garbage,
    hangs_after,
    misshapen_after,
    nowhere,
    says,
    trickles_after,
    truncated_after,
)

pytestmark = pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")  # what `openai` makes of a wrong schema

TIMEOUT = 1.5
SAID = "The ferry sank off Port Anders [1]."
FERRY = Question("Where did the ferry Grey Gull sink?")


@pytest.fixture(autouse=True)
def no_long_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ragbot.models.failures.BACKOFF", 0.02)


@pytest.fixture(scope="module")
def one_server() -> Iterator[OpenAIServer]:
    """For all tests, since a client for each new address takes a tenth of a second; it has answered once."""
    with OpenAIServer(says("Hello.")) as server:
        list(model_at(server.base_url, timeout=60).stream("Be short.", "Who?"))  # imports the rest of `openai`
        yield server


@pytest.fixture
def server(one_server: OpenAIServer) -> OpenAIServer:
    one_server.requests.clear()
    one_server.gone.clear()
    return one_server


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong, and what comes of it."""

    replies: tuple[Reply, ...]
    requests: int
    reason: str
    """In the error; empty when a retry helps."""
    seconds: float = TIMEOUT
    """For an answer."""


def fault(reason: str, *replies: Reply, requests: int = 1, seconds: float = TIMEOUT) -> Fault:
    return Fault(replies, requests, reason, seconds)


OVERLOADED = Reply(event='{"error": {"message": "Overloaded", "type": "overloaded_error"}}')
FAULTS = {
    "401": fault("did not answer: 401 Unauthorized (no).", fails(401)),
    "429 once": fault("", fails(429, Retry_After="0.1"), says(SAID), requests=2),
    "429 for ever": fault("429 Too Many Requests (rate limit: slow), after 3 tries.", fails(429, "slow"), requests=3),
    "429 for long": fault("(rate limit: no); it asks to wait 60 s.", fails(429, Retry_After="60")),
    "429 and broke": fault("429 Too Many Requests", fails(429, "insufficient_quota", code="insufficient_quota")),
    "500 once": fault("", fails(500), says(SAID), requests=2),
    "503 for ever": fault("503 Service Unavailable (busy), after 3 tries.", fails(503, "busy"), requests=3),
    "502 of a proxy": fault("502 Bad Gateway, after 3", Reply(status=502, body="<html>nginx</html>"), requests=3),
    "hangs at once": fault("wrote nothing within 1.5 s (RAGBOT_LLM_TIMEOUT).", hangs_after()),
    "hangs before it begins": fault("wrote nothing within 1.5 s", says(SAID, delay=20)),
    "hangs after a word": fault("was not done within 1.5 s (RAGBOT_LLM_TIMEOUT).", hangs_after("The ferry ")),
    "trickles at once": fault("wrote nothing within 1.5 s", trickles_after()),
    "trickles after a word": fault("was not done within 1.5 s", trickles_after("The ferry ")),
    "overloaded, says its stream, once": fault("", OVERLOADED, says(SAID), requests=2),
    "overloaded, says its stream": fault("529 Error (overloaded: Overloaded), after 3 tries.", OVERLOADED, requests=3),
    "reset": fault("broke off: ", cut_after("The ferry sank ", "off")),
    "reset at once, once": fault("", cut_after(), says(SAID), requests=2),
    "truncated JSON": fault("broke off: what it sent cannot be read (JSONDecodeError", truncated_after("The ferry ")),
    "not JSON": fault("sent nothing that is a chat model's answer", garbage()),
    "empty": fault("answered with no text.", says()),
    "wrong schema": fault("what it sent cannot be read", misshapen_after("The ferry ")),
    "endless": fault("wrote the same again and again.", endless("The ferry sank. [1] "), seconds=20),
}
NO_SERVER = {
    "refused": (nowhere, "Connection refused, after 3 tries."),
    "DNS": (lambda: UNKNOWN_HOST, "after 3 tries."),
}


def model_at(address: str, timeout: float = TIMEOUT) -> ChatModel:
    """As `open_llm` makes it, for a server that was there at the start."""
    return ChatModel("openai:scripted", chat_model("openai:scripted", address, load_settings()), timeout)


def model_of(server: OpenAIServer, *replies: Reply, seconds: float = TIMEOUT) -> ChatModel:
    server.replies = list(replies)
    return model_at(server.base_url, seconds)


@pytest.mark.parametrize("case", FAULTS.values(), ids=FAULTS)
def test_a_fault_ends_in_time_and_in_its_own_words(server: OpenAIServer, case: Fault) -> None:
    model, begin = model_of(server, *case.replies, seconds=case.seconds), time.monotonic()
    if case.reason:
        with pytest.raises(LLMError) as caught:
            list(model.stream("Be short.", "Where?"))
        assert case.reason in str(caught.value)
    else:
        assert "".join(model.stream("Be short.", "Where?")) == SAID
    assert time.monotonic() - begin < case.seconds + 2
    assert len(server.requests) == case.requests


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
def test_what_will_be_refused_again_is_not_asked_again(server: OpenAIServer, status: int) -> None:
    with pytest.raises(LLMError, match=rf"^openai:scripted did not answer: {status} [\w ]+ \(no way\)\.$"):
        list(model_of(server, fails(status, "no\nway")).stream("Be short.", "Where?"))
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 504, 529])
def test_what_may_pass_is_asked_again_twice(server: OpenAIServer, status: int) -> None:
    model = model_of(server, fails(status), fails(status), says(SAID))
    assert "".join(model.stream("Be short.", "Where?")) == SAID
    assert len(server.requests) == 3


@pytest.mark.parametrize(("find", "reason"), NO_SERVER.values(), ids=NO_SERVER)
def test_a_server_that_has_gone_is_looked_for_three_times(find: Callable[[], str], reason: str) -> None:
    with pytest.raises(LLMError, match="openai:scripted did not answer: ") as caught:
        list(model_at(find()).stream("Be short.", "Where?"))
    assert reason in str(caught.value)


def test_a_hanging_server_is_left_at_once(server: OpenAIServer) -> None:
    with pytest.raises(LLMError):
        list(model_of(server, trickles_after("The ferry ")).stream("Be short.", "Where?"))
    assert server.gone.wait(2)


def test_what_the_reader_has_waited_already_counts(server: OpenAIServer) -> None:
    with pytest.raises(LLMError, match="RAGBOT_LLM_TIMEOUT"):
        list(model_of(server, says(SAID)).stream("Be short.", "Where?", spent=TIMEOUT))


# -- what the reader gets ----------------------------------------------------------------------------------------------


@pytest.fixture
def told(archive: Archive) -> Archive:
    add(archive, article(STORY, title="The ferry Grey Gull", published="2026-01-12"))
    return archive


def answered(archive: Archive, model: ChatModel) -> Answer:
    answer = Bot(archive, model).ask(FERRY)
    for citation in answer.citations:
        version = archive.version(citation.article_id, citation.version)
        assert version
        assert version.text[citation.source_start : citation.source_end] == citation.cited_text
    return answer


@pytest.mark.parametrize("case", FAULTS.values(), ids=FAULTS)
def test_after_a_fault_the_archive_is_quoted_whole_and_the_reason_told(
    told: Archive, server: OpenAIServer, case: Fault
) -> None:
    answer = answered(told, model_of(server, *case.replies, seconds=case.seconds))
    if case.reason:
        quoted = Bot(told).ask(FERRY)
        assert answer.outcome == "degraded"
        assert case.reason in (answer.reason or "")
        assert (answer.answer, answer.citations) == (quoted.answer, quoted.citations)
    else:
        assert (answer.outcome, answer.reason, answer.answer) == ("answered", None, SAID)


@pytest.mark.parametrize(("find", "reason"), NO_SERVER.values(), ids=NO_SERVER)
def test_without_a_server_the_archive_is_quoted(told: Archive, find: Callable[[], str], reason: str) -> None:
    answer = answered(told, model_at(find()))
    assert answer.outcome == "degraded"
    assert reason in (answer.reason or "")
    assert answer.answer == Bot(told).ask(FERRY).answer

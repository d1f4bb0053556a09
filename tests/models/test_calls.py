"""Calls of a language model, which are noted where a trace is asked for."""

from __future__ import annotations

from collections.abc import Generator, Iterator

import pytest

from ragbot.errors import LLMError
from ragbot.models.calls import called
from ragbot.tracing.recorder import Recorder, recorded_by
from ragbot.types import ModelCall, Usage

PROMPT = ("Be short.", "What sank?")


class Scripted:
    """A model that says these pieces, and may then fail."""

    name = "fake:model"

    def __init__(self, *pieces: str, error: Exception | None = None) -> None:
        self._pieces, self._error = pieces, error
        self.asked: list[tuple[str, str, float]] = []
        self.closed = False

    def stream(self, system: str, user: str, spent: float = 0.0) -> Generator[str, None, Usage | None]:
        self.asked.append((system, user, spent))
        return self._say()

    def _say(self) -> Generator[str, None, Usage | None]:
        try:
            yield from self._pieces
            if self._error:
                raise self._error
            return Usage(11, 2)
        finally:
            self.closed = True


@pytest.fixture
def noting() -> Iterator[Recorder]:
    one = Recorder()
    with recorded_by(one):
        yield one


def test_without_a_trace_the_pieces_and_their_tokens_come_and_nothing_is_noted() -> None:
    llm = Scripted("It ", "sank.")
    call = called(llm, "answer", PROMPT, spent=1.5)
    assert (list(call), call.usage) == (["It ", "sank."], Usage(11, 2))
    assert llm.asked == [(*PROMPT, 1.5)]


def test_a_call_is_noted_with_its_purpose_prompt_reply_and_tokens(noting: Recorder) -> None:
    call = called(Scripted("It ", "sank."), "second_look", PROMPT)
    assert noting.all(ModelCall) == ()
    assert (list(call), call.usage) == (["It ", "sank."], Usage(11, 2))
    assert noting.all(ModelCall) == (ModelCall("second_look", "fake:model", *PROMPT, "It sank.", 11, 2),)


def test_a_call_that_fails_is_noted_with_what_came_and_why(noting: Recorder) -> None:
    with pytest.raises(LLMError, match="broke off"):
        list(called(Scripted("It ", error=LLMError("it broke off.")), "answer", PROMPT))
    assert noting.all(ModelCall) == (ModelCall("answer", "fake:model", *PROMPT, "It ", failure="it broke off."),)


def test_a_call_that_nobody_reads_to_its_end_is_noted_and_closed(noting: Recorder) -> None:
    llm = Scripted("It ", "sank.")
    pieces = iter(called(llm, "answer", PROMPT))
    assert next(pieces) == "It "
    pieces.close()
    assert llm.closed
    assert noting.all(ModelCall) == (ModelCall("answer", "fake:model", *PROMPT, "It "),)


def test_another_error_is_no_failure_of_the_model(noting: Recorder) -> None:
    with pytest.raises(ZeroDivisionError):
        list(called(Scripted("It ", error=ZeroDivisionError()), "answer", PROMPT))
    assert [each.failure for each in noting.all(ModelCall)] == [None]

"""Calls of a language model, which are noted where a trace is asked for."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import closing
from dataclasses import replace

from ragbot.errors import LLMError
from ragbot.models.llm import LLM
from ragbot.models.reply import Counted
from ragbot.tracing.recorder import Recorder, recorder
from ragbot.tracing.spans import NOTHING, Span, model_call, watched
from ragbot.types import ModelCall


def called(llm: LLM, purpose: str, prompt: tuple[str, str], spent: float = 0.0, span: Span = NOTHING) -> Counted:
    """The pieces of what a model writes to a prompt of two messages, as `LLM.stream` yields them.

    `span` is that of the answer, in which the call has its own.
    """
    pieces, noting = llm.stream(*prompt, spent), recorder()
    if span is not NOTHING:
        pieces = watched(pieces, model_call(span, llm.name, *prompt))
    return NotedCall(pieces, ModelCall(purpose, llm.name, *prompt, ""), noting) if noting else Counted(pieces)


class NotedCall(Counted):
    """A call that is noted when it is over, however it ends."""

    def __init__(self, pieces: Iterable[str], call: ModelCall, noting: Recorder) -> None:
        super().__init__(pieces)
        self._call, self._noting = call, noting

    def __iter__(self) -> Generator[str]:
        reply, failure = "", None
        try:
            with closing(super().__iter__()) as pieces:
                for piece in pieces:
                    reply += piece
                    yield piece
        except LLMError as error:
            failure = str(error)
            raise
        finally:
            tokens = (self.usage.input_tokens, self.usage.output_tokens) if self.usage else (None, None)
            call = replace(self._call, reply=reply, failure=failure)
            self._noting.add(replace(call, input_tokens=tokens[0], output_tokens=tokens[1]))

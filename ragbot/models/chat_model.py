"""A LangChain chat model as a language model of ours: its text in time, and in words what goes wrong."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Generator, Iterator
from contextlib import aclosing, closing
from typing import TYPE_CHECKING, Any, cast

from ragbot.cancellation import Cancelled, cancellation
from ragbot.errors import LLMError
from ragbot.models.deadline import pieces_until
from ragbot.models.failures import is_timeout, reason_of, refuses_the_system_role, seconds_before_retry, status_of
from ragbot.models.providers import secrets_of, without_refused_option
from ragbot.models.reply import Reply, Unfinished
from ragbot.models.thoughts import TAKEN_BACK
from ragbot.types import Usage

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk

RETRIES = 2
REFUSED = (400, 422, 500)
"""With which of them a server refuses an option, or the system's role: templates fail with 500."""
SAY_STOP = ("openai:", "ollama:", "anthropic:")
"""Providers that tell when a text is complete; else a connection that was closed looks like its end."""
NOTHING_CAME = "No generation chunks were returned"
"""LangChain's words for a reply that was no stream of its provider's: the login page of a router, say."""


class ChatModel:
    """A LangChain chat model as an LLM."""

    def __init__(self, name: str, model: BaseChatModel, timeout: float = 60.0, key: str | None = None) -> None:
        """`timeout`: seconds from a question to the end of its answer, retries included. `key` is in no error."""
        self.name = name
        self._model = model
        self._timeout = timeout
        self._secrets = [*secrets_of(model), key or ""]
        self._has_system_role = True
        self._closes_only = False
        """Whether it begins with thoughts that it does not open, as its replies have told."""

    def stream(self, system: str, user: str, spent: float = 0.0) -> Generator[str, None, Usage | None]:
        """Pieces of the reply, which ends with a whole sentence when it had to be cut; see `LLM.stream`.

        The model is asked again at most twice, and only before its first word.
        """
        deadline, tries = time.monotonic() + self._timeout - spent, 1
        while True:
            reply = Reply(must_say_stop=self.name.startswith(SAY_STOP), closes_only=self._closes_only)
            try:
                yield from self._answer(self._messages(system, user), deadline, reply)
                self._closes_only = reply.closes_only
                return reply.usage
            except Unfinished as error:
                raise LLMError(f"{self.name} {error}.") from None
            except Cancelled:
                raise
            except Exception as error:
                tries += self._recover(error, reply, tries, deadline)

    def _messages(self, system: str, user: str) -> list[tuple[str, str]]:
        """Some models' templates know no system: what it says opens the question then."""
        return [("system", system), ("human", user)] if self._has_system_role else [("human", f"{system}\n\n{user}")]

    def _answer(self, messages: list[tuple[str, str]], deadline: float, reply: Reply) -> Iterator[str]:
        written = False
        with closing(pieces_until(deadline, lambda: self._pieces(messages, reply))) as pieces:
            for text in filter(None, reply.readable(pieces)):
                written = text != TAKEN_BACK
                yield text
        if not written:
            raise Unfinished(f"answered with no text{' but thoughts' if reply.characters else ''}")

    async def _pieces(self, messages: list[tuple[str, str]], reply: Reply) -> AsyncGenerator[str]:
        """Closing it closes the connection, so that nobody pays for text that nobody reads."""
        chunks = cast("AsyncGenerator[AIMessageChunk]", self._model.astream(cast(Any, messages)))
        async with aclosing(chunks):
            async for chunk in chunks:
                yield reply.add(chunk)
                if reply.is_too_long:
                    return

    def _recover(self, error: Exception, reply: Reply, tries: int, deadline: float) -> int:
        """Returns when it is worth asking again: 1 when that is a retry, 0 when it is another question.

        Raises LLMError when it is not.
        """
        if not reply.begun and self._give_way(error):
            return 0
        wait = None if reply.begun or tries > RETRIES else seconds_before_retry(error, tries)
        if wait is None or time.monotonic() + wait >= deadline:
            raise self._failed(error, reply, tries, wait) from None
        cancellation().wait(wait)
        return 1

    def _give_way(self, error: Exception) -> bool:
        """Whether what the server refuses was left out, for this question and all later ones."""
        if status_of(error) not in REFUSED:
            return False
        if self._has_system_role and refuses_the_system_role(error):
            self._has_system_role = False
            return True
        model = without_refused_option(self._model, error)
        self._model = model or self._model
        return model is not None

    def _failed(self, error: Exception, reply: Reply, tries: int, wait: float | None) -> LLMError:
        if is_timeout(error):
            late = "was not done" if reply.begun else "wrote nothing"
            return LLMError(f"{self.name} {late} within {self._timeout:g} s (RAGBOT_LLM_TIMEOUT).")
        if NOTHING_CAME in str(error):
            return LLMError(f"{self.name} sent nothing that is a chat model's answer: is its address right?")
        what = "broke off" if reply.begun else "did not answer"
        times = f", after {tries} tries" if tries > 1 else ""
        asked = f"; it asks to wait {wait:.0f} s" if wait and wait > 1 else ""
        return LLMError(f"{self.name} {what}: {reason_of(error, self._secrets)}{times}{asked}.")

"""The language model: any LangChain chat model by its name, as one method that yields text. Or none: "extractive"."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Generator, Iterator
from contextlib import aclosing, closing
from typing import TYPE_CHECKING, Any, Protocol, cast

from ragbot.cancellation import Cancelled, cancellation
from ragbot.errors import LLMError, SettingsError
from ragbot.models.deadline import pieces_until
from ragbot.models.failures import is_timeout, reason_of, refuses_the_system_role, seconds_before_retry, status_of
from ragbot.models.model_server import check_reachable, find_model_server
from ragbot.models.providers import PROVIDERS, chat_model, key_of, ollama_address, secrets_of, without_refused_option
from ragbot.models.reply import Reply, Unfinished
from ragbot.models.thoughts import TAKEN_BACK
from ragbot.settings import Settings
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


class LLM(Protocol):
    """Whatever writes text when told what to do and asked."""

    @property
    def name(self) -> str: ...

    def stream(self, system: str, user: str, spent: float = 0.0) -> Iterator[str]:
        """Yields pieces of the reply, which does not begin with space; TAKEN_BACK takes back all before it.

        `spent`: seconds that the reader has waited already; they count against its time.
        It may be a generator that returns its Usage: `Counted` keeps it. Raises LLMError, also half-way, and when there
        is no text at all. Threads may ask at the same time.
        """
        ...


def open_llm(settings: Settings) -> LLM | None:
    """The model that the settings name, or None for "extractive".

    A server at an address of the user's own, or Ollama, is asked once which models it has. A hosted provider is not
    called: an outage there must not keep the bot from starting, since the archive can be quoted meanwhile.

    Raises SettingsError when the name, the package or the key is missing or wrong, and when no server answers.
    """
    if settings.llm == "extractive":
        return None
    if settings.llm.startswith(("http://", "https://")):
        server = find_model_server("RAGBOT_LLM", _address(settings), key_of(settings))
        return _chat_model(f"openai:{server.pick()}", server.base_url, settings)
    name = _full_name(settings)
    return _chat_model(name, _checked_base_url(name, settings) if settings.llm_base_url else None, settings)


def _chat_model(name: str, base_url: str | None, settings: Settings) -> ChatModel:
    model = chat_model(name, base_url, settings)
    if name.startswith("ollama:") and not base_url and (address := ollama_address(model)):
        find_model_server("OLLAMA_HOST", address, key_of(settings)).check(name.partition(":")[2])
    return ChatModel(name, model, settings.llm_timeout, key_of(settings))


def _address(settings: Settings) -> str:
    address = settings.llm.rstrip("/")
    if settings.llm_base_url not in (None, address):
        raise SettingsError("RAGBOT_LLM is an address, and RAGBOT_LLM_BASE_URL is another: unset one of them.")
    return address


def _full_name(settings: Settings) -> str:
    """With its provider. A server at an address of the user's own is taken to speak OpenAI's protocol."""
    bare = settings.llm.partition(":")[0] not in PROVIDERS
    return f"openai:{settings.llm}" if settings.llm_base_url and bare else settings.llm


def _checked_base_url(name: str, settings: Settings) -> str:
    """As the provider wants it. Raises SettingsError when nothing answers there, or without that model."""
    setting, base_url = "RAGBOT_LLM_BASE_URL", settings.llm_base_url or ""
    provider, _, model = name.partition(":")
    if provider not in ("openai", "ollama"):
        check_reachable(setting, base_url)
        return base_url
    server = find_model_server(setting, base_url, key_of(settings))
    server.check(model)
    return server.base_url.removesuffix("/v1") if provider == "ollama" else server.base_url  # its own is not below it


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

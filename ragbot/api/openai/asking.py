"""Asking the bot on behalf of a client of OpenAI's: the text in pieces, and the answer that it is of."""

from __future__ import annotations

import time
import uuid
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, field
from typing import cast

from starlette.requests import Request
from starlette.types import Scope

from ragbot.answering.bot import Bot
from ragbot.api.openai.extension import QuestionExtension, without_names
from ragbot.api.openai.text import ClientText
from ragbot.api.request_log import blame
from ragbot.models.names import QUOTING
from ragbot.types import Answer, Citation, Delta, Event, Question, Usage

UNCOUNTED = Usage(0, 0)
"""Of an answer for which no language model was asked."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A question on its way through one of the doors."""

    bot: Bot
    question: Question
    request: Request
    text: ClientText
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    created: int = field(default_factory=lambda: int(time.time()))

    @classmethod
    def of(cls, bot: Bot, question: Question, extension: QuestionExtension, request: Request) -> Asking:
        return cls(bot, question, request, ClientText(extension.foot))

    @property
    def scope(self) -> Scope:
        return self.request.scope

    def answer(self) -> Answer:
        """Return the answer; its text is whole then."""
        answer = self._noted(self.bot.ask(self.question))
        self.text.rest(answer)
        return answer

    def pieces(self) -> Generator[str | Answer]:
        """Yield the text as it is written, and the answer when it is whole."""
        with closing(cast(Generator[Event], self.bot.stream(self.question))) as events:
            for event in events:
                if isinstance(event, Delta):
                    yield self.text.piece(event.text)
                elif isinstance(event, Answer):
                    answer = self._noted(event)
                    yield self.text.rest(answer)
                    yield answer

    def url_of(self, citation: Citation) -> str:
        """Return the publisher's address; of an article that has none, where this server gives its text."""
        here = f"{self.request.base_url}v1/articles/{citation.article_id}?version={citation.version}"
        return citation.url or here

    def _noted(self, answer: Answer) -> Answer:
        """A degraded answer is a line in the log."""
        if answer.outcome == "degraded":
            blame(self.scope, f"degraded: {answer.reason}")
        return without_names(answer)


def usage_of(answer: Answer) -> Usage | None:
    """Return the tokens spent; None when a language model spent some and did not count them."""
    return answer.usage or (UNCOUNTED if answer.backend == QUOTING else None)

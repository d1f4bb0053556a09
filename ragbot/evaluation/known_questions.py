"""Questions whose answers and articles are known, from a file."""

from __future__ import annotations

from datetime import date as day
from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from ragbot.evaluation.question_file import read_lines
from ragbot.types import LONGEST_QUESTION, Question, Turn, Window


class KnownQuestion(BaseModel):
    """A question whose answer and articles are known, as a line of a questions file has it."""

    model_config = ConfigDict(frozen=True, strict=True)

    question: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_QUESTION)]
    date: Annotated[day, Field(lt=day.max)]
    answers: tuple[str, ...] = ()
    gold_urls: tuple[str, ...] = ()
    silver_urls: tuple[str, ...] = ()
    history: tuple[Turn, ...] = ()

    @property
    def urls(self) -> tuple[str, ...]:
        """Of the articles that are right: the gold ones, else the silver ones."""
        return self.gold_urls or self.silver_urls

    def on_its_day(self) -> Question:
        """Articles dated a day later may be used: a publisher's day can be ahead of the one who asks."""
        until = (self.date + timedelta(days=1)).isoformat()
        return Question(self.question, Window(until=until), history=self.history, asked_on=self.date.isoformat())

    def on_the_day(self, asked_on: str | None) -> Question:
        return Question(self.question, history=self.history, asked_on=asked_on)


def read_questions(path: Path) -> tuple[KnownQuestion, ...]:
    """The questions of a file. Raises EvaluationError with the line's number."""
    return tuple(read_lines(path, KnownQuestion).values())

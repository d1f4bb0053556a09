"""Questions whose answers and articles are known, from a file."""

from __future__ import annotations

from datetime import date as day
from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from ragbot.errors import EvaluationError
from ragbot.types import LONGEST_QUESTION, Question, Turn, Window


class Asked(BaseModel):
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


def read_questions(path: Path) -> tuple[Asked, ...]:
    """The questions of a file, one on each line that is not blank. Raises EvaluationError with the line's number."""
    try:
        lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").splitlines()
    except OSError as error:
        raise EvaluationError(f"{path} cannot be read: {error.strerror}.") from None
    questions = tuple(_asked(line, f"{path}:{number}") for number, line in enumerate(lines, 1) if line.strip())
    if not questions:
        raise EvaluationError(f"{path} holds no question: write one on each line, as JSON.")
    return questions


def _asked(line: bytes, origin: str) -> Asked:
    try:
        return Asked.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the line"
        raise EvaluationError(f"{origin}: {where}: {first['msg']}. Mend it, or take the line out.") from None

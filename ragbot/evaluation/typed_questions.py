"""Questions as people type them, with what must and what must not stand in the answers, from a file."""

from __future__ import annotations

from datetime import date as day
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from ragbot.errors import EvaluationError
from ragbot.evaluation.question_file import read_lines
from ragbot.types import LONGEST_QUESTION, Question, Turn, Window

ANSWER = "@answer"
"""As the text of an assistant's turn: what the bot answers there."""
Expect = Literal["answer", "refuse", "digest", "smalltalk"]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def _with_words(text: str) -> str:
    if not any(character.isalnum() for character in text):
        raise ValueError(f"{text!r} has no letter and no digit, so it would stand in any text")
    return text


Phrase = Annotated[str, AfterValidator(_with_words)]
Group = Annotated[tuple[Phrase, ...], Field(min_length=1)]


class Judged(BaseModel):
    """A question, and what an answer to it is judged by."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    id: Words
    kind: Words
    """What the figures are given by."""
    question: Annotated[Words, StringConstraints(max_length=LONGEST_QUESTION)]
    asked_on: day
    expect: Expect
    history: tuple[Turn, ...] = ()
    must: tuple[Group, ...] = ()
    """Of each group one string must stand in the answer or in a text that it cites."""
    must_not: tuple[Phrase, ...] = ()
    """Of another event, of a state that has passed, or the reverse of what is true."""
    cite_any: tuple[Words, ...] = ()
    """Addresses of the right story's articles, of which one must be cited."""
    until: day | None = None
    """The last day from which articles may be used."""
    at_least: Annotated[int, Field(ge=1)] | None = None
    """Of a digest: how many groups are enough."""
    max_chars: Annotated[int, Field(ge=1)] | None = None
    """Of the answer."""
    note: str = ""

    @field_validator("must", mode="before")
    @classmethod
    def _of_groups(cls, must: object) -> object:
        if not isinstance(must, list | tuple):
            return must
        if any(isinstance(group, str) for group in must):
            raise ValueError('write groups of strings, of each of which one must be there: [["nine days", "9 days"]]')
        return tuple(tuple(group) if isinstance(group, list) else group for group in must)

    @field_validator("history")
    @classmethod
    def _of_pairs(cls, history: tuple[Turn, ...]) -> tuple[Turn, ...]:
        if [turn.role for turn in history] != ["user", "assistant"] * (len(history) // 2):
            raise ValueError(f'write a turn of the user, then one of the assistant, and so on; "{ANSWER}" asks the bot')
        return history

    @model_validator(mode="after")
    def _can_be_judged(self) -> Self:
        if self.expect in ("answer", "digest") and not self.must:
            raise ValueError(f"must: an answer is judged by it where expect is {self.expect!r}; name a string")
        if (self.expect == "digest") != (self.at_least is not None):
            raise ValueError("at_least: a digest needs it, to say how many groups are enough, and nothing else has it")
        if self.enough > len(self.must):
            raise ValueError(f"at_least: {self.at_least} is more than the {len(self.must)} groups of must")
        return self

    @property
    def enough(self) -> int:
        """Groups that have to be there."""
        return len(self.must) if self.at_least is None else self.at_least

    def on_its_day(self, text: str, history: tuple[Turn, ...]) -> Question:
        """This text, asked as the question is; an earlier turn of its history is asked so too."""
        until = self.until.isoformat() if self.until else None
        return Question(text, Window(until=until), history=history, asked_on=self.asked_on.isoformat())


def read_judged(path: Path) -> tuple[Judged, ...]:
    """The questions of a file. Raises EvaluationError with file, line and field, and what to do."""
    lines: dict[str, int] = {}
    questions = read_lines(path, Judged)
    for number, question in questions.items():
        if (first := lines.setdefault(question.id, number)) != number:
            raise EvaluationError(f"{path}:{number}: id: line {first} has {question.id!r} too. Give it another one.")
    return tuple(questions.values())

"""A request is a question on its way to an answer: as it was searched, read and worded."""

from __future__ import annotations

from dataclasses import dataclass

from ragbot.answering.answerers.several import Search
from ragbot.answering.question import QuestionReading
from ragbot.types import Question


@dataclass(frozen=True, slots=True)
class Request:
    """A question on its way to an answer."""

    question: Question
    reading: QuestionReading
    compared: str
    """The wording that sentences are compared with."""
    last_answer: str
    """The previous answer, which need not be repeated."""
    search: Search
    """Searches for one side of a comparison. It keeps its results, which are judged first and quoted afterwards."""

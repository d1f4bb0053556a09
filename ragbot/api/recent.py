"""The answers that this process gave last, so that one can be rated by its id alone."""

from __future__ import annotations

import threading

from ragbot.api.oldest import drop_oldest
from ragbot.archive.feedback import RatedAnswer
from ragbot.types import Answer

MOST = 1000
"""Some two megabytes."""


class RecentAnswers:
    """What is kept of them is what a rating needs. Threads may share one."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._known: dict[str, RatedAnswer] = {}

    def note(self, answer: Answer) -> None:
        with self._lock:
            self._known[answer.id] = RatedAnswer.of(answer)
            drop_oldest(self._known, self._most)

    def get(self, answer_id: str) -> RatedAnswer | None:
        """None for an answer that another process gave, or too long ago."""
        with self._lock:
            return self._known.get(answer_id)

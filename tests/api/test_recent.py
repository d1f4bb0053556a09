"""The last answers are remembered, so that one can be rated by its id alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from ragbot.api.recent import MOST, RecentAnswers
from ragbot.types import Answer


def answer(id_: str, question: str = "Why did the ferry sink?") -> Answer:
    return Answer(id_, question, question, "", "answered")


def test_few_answers_are_remembered() -> None:
    recent = RecentAnswers(most=2)
    for n in range(3):
        recent.note(answer(str(n)))
    assert [recent.get(str(n)) is not None for n in range(3)] == [False, True, True]


def test_what_is_kept_is_what_a_rating_needs() -> None:
    recent = RecentAnswers()
    recent.note(answer("a"))
    recent.note(replace(answer("b"), outcome="not_in_archive"))
    rated = recent.get("a")
    assert rated == recent.get("a"), "whoever changes their mind finds it again"
    assert rated
    assert recent.get("b"), "a refusal may be wrong, too"
    assert rated.question == "Why did the ferry sink?"
    assert recent.get("of another process") is None


def test_threads_may_share_one() -> None:
    recent = RecentAnswers()
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda number: recent.note(answer(str(number))), range(2 * MOST)))
    assert sum(recent.get(str(number)) is not None for number in range(2 * MOST)) == MOST

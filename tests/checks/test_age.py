"""The age of an answer's newest article on the day of the question."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import pytest

from ragbot.checks.annotations.age import with_age
from ragbot.checks.annotations.basis import Basis
from ragbot.types import Answer
from tests.evidence import version


def aged(*published: str | None, asked_on: str | None = "2026-01-09") -> Answer:
    answer = Answer("1", "What sank?", "What sank?", "It sank [1].", "answered", asked_on=asked_on)
    return with_age(
        answer, Basis("", (), [replace(version("It sank."), published=day) for day in published], cast(Any, None))
    )


@pytest.mark.parametrize(
    ("published", "newest", "age"),
    [
        (["2026-01-05"], "2026-01-05", 4),
        (["2026-01-02", "2026-01-05T09:30:00Z", None], "2026-01-05T09:30:00Z", 4),
        (["2025-12-31"], "2025-12-31", 9),
        (["2026-01-09T23:59:00Z"], "2026-01-09T23:59:00Z", 0),
        (["2026-01-12"], "2026-01-12", 0),  # of a clock that is ahead: no article is younger than today's
        ([None], None, None),
        ([], None, None),
    ],
)
def test_the_newest_article_counts(published: list[str | None], newest: str, age: int) -> None:
    answer = aged(*published)
    assert (answer.newest_evidence, answer.newest_evidence_age) == (newest, age)
    assert answer.answer == "It sank [1]."


def test_without_a_day_of_the_question_the_newest_article_is_of_today() -> None:
    assert aged("2026-01-05T08:00:00Z", asked_on=None).newest_evidence_age == 0

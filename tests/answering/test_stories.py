"""Articles about one event make one story."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ragbot.answering.retrieve import retrieve
from ragbot.answering.stories import grouped, key_of, stories
from ragbot.tracing.timings import Timings
from ragbot.types import Question, Version
from tests.conftest import add, article
from tests.evidence import version

FLOOD = "The river Orm flooded the old town of Harrow, and forty families left their houses for the school."


def of_day(day: str | None, article_id: str) -> Version:
    return replace(version("A text.", article_id), published=day)


def together(cosine: float, one: str | None, other: str | None) -> bool:
    a, b = of_day(one, "a"), of_day(other, "b")
    vectors = np.array([[1, 0], [cosine, (1 - cosine**2) ** 0.5]], np.float32)
    return len(grouped([a, b], {key_of(a): vectors[0], key_of(b): vectors[1]})) == 1


@pytest.mark.parametrize(
    ("cosine", "one", "other", "same"),
    [
        (0.8, "2026-03-01", "2026-03-02", True),
        (0.4, "2026-03-01", "2026-03-02", False),
        (0.55, "2026-03-01", "2026-03-15", False),
        (0.7, "2026-03-01", "2026-03-15", True),
        (0.95, "2026-03-01", "2022-03-01", False),
        (0.95, None, "2022-03-01", True),
        (0.6, None, None, False),
    ],
)
def test_a_story_is_near_in_time_and_alike(cosine, one, other, same):
    assert together(cosine, one, other) is same


def test_an_article_whose_embedding_is_missing_is_a_story_of_its_own():
    assert len(grouped([of_day("2026-03-01", "a"), of_day("2026-03-01", "b")], {})) == 2


def test_the_flood_of_years_ago_is_another_story(archive):
    days = {"a": "2026-03-02", "b": "2026-03-04", "old": "2019-03-03"}
    add(
        archive,
        *(
            article(FLOOD.replace("forty", count), "Harrow is flooded", f"https://daily.example/{name}", published=day)
            for (name, day), count in zip(days.items(), ["forty", "fifty", "ninety"], strict=True)
        ),
    )
    found = stories(
        archive, retrieve(archive, Question("Harrow flooded", asked_on="2026-03-05"), 8, Timings()).evidence
    )
    assert [sorted((v.published or "")[:4] for v in story.versions) for story in found] == [["2026", "2026"], ["2019"]]
    assert found[0].newest == "2026-03-04"

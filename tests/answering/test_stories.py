"""Articles about one event make one story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import cos, radians, sin

import numpy as np
import pytest

from ragbot.answering.retrieve import retrieve
from ragbot.answering.stories import Story, grouped, grouped_by_size, key_of, stories
from ragbot.tracing.timings import Timings
from ragbot.types import Question, Version
from tests.conftest import add, article
from tests.evidence import evidence, version

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
        (0.55, "2026-03-01", "2026-03-06", True),
        (0.7, "2026-03-01", "2026-03-15", True),
        (0.95, "2026-03-01", "2022-03-01", False),
        (0.95, "2026-03-01", "2026-05-01", False),
        (0.95, None, "2022-03-01", True),
        (0.6, None, None, False),
    ],
)
def test_a_story_is_near_in_time_and_alike(cosine, one, other, same):
    assert together(cosine, one, other) is same


def test_an_article_whose_embedding_is_missing_is_a_story_of_its_own():
    assert len(grouped([of_day("2026-03-01", "a"), of_day("2026-03-01", "b")], {})) == 2


def turned(**degrees: int) -> tuple[list[Version], dict[tuple[str, int], np.ndarray]]:
    """Articles of one day by name, and leads turned so far: two within 60 degrees tell of one event."""
    articles = [of_day("2026-03-01", name) for name in degrees]
    angles = map(radians, degrees.values())
    return articles, {key_of(a): np.array([cos(t), sin(t)], np.float32) for a, t in zip(articles, angles, strict=True)}


def named(groups: Sequence[Sequence[Version]]) -> list[str]:
    return [" ".join(article.article_id for article in group) for group in groups]


def test_a_story_does_not_drift_from_article_to_article_away_from_the_one_that_opens_it():
    assert named(grouped(*turned(opens=0, goes_on=50, drifts=100))) == ["opens goes_on", "drifts"]


def test_the_biggest_story_comes_first_and_opens_with_the_article_that_most_others_are_like():
    """What is far is like two articles, which are of the flood's story: it comes alone, after the two of the tram."""
    articles, leads = turned(far=100, high=50, wet=45, flood=0, low=-45, dry=-50, tram=180, line=200)
    unread = of_day("2026-03-01", "unread")
    found = named(grouped_by_size([unread, *articles], leads))
    assert found == ["flood high wet low dry", "tram line", "far", "unread"]


def test_of_no_articles_there_is_no_story():
    assert grouped_by_size([], {}) == []


def test_a_story_is_of_the_day_of_its_newest_article():
    days = {"a": "2026-03-01T08:00:00Z", "b": "2026-03-02T09:30:00Z", "c": None}
    pieces = [replace(evidence("A text.", name), version=of_day(day, name)) for name, day in days.items()]
    assert Story(tuple(pieces)).newest == "2026-03-02"
    assert Story((pieces[2],)).newest == ""


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

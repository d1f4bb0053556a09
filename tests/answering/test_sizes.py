"""The size of a story: its articles, outlets, days and round-ups; and which of its articles tells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from ragbot.answering.answerers.lines import Line
from ragbot.answering.answerers.roundups import Item
from ragbot.answering.answerers.sizes import (
    GOES_ON,
    LASTS,
    MOST_AROUND,
    MOST_COUNTED,
    NOTHING_AROUND,
    Around,
    SizedStory,
    sized,
)
from ragbot.answering.stories import Key, key_of
from ragbot.archive.archive import Archive
from ragbot.archive.openings import Opening
from ragbot.models.embeddings import Vectors
from ragbot.reading.words import stems
from tests.conftest import add
from tests.week_of_news import OPERA, digest_of, lines, news, week

EAST, NORTH = np.eye(2, dtype=np.float32)
TEXTS = [
    "The ferry Grey Linnet sank off the port of Halmere in a storm.",
    "A crane of the county raised the wreck near Ostrey at noon today.",
    "Mira Holt told the inquiry how the bow door had failed her crew.",
    "Buses replace every ferry of the line until the summer is over.",
]


def ferry(number: int, day: str | None = "2026-03-02", source: str = "Daily", title: str = "Ferry sinks") -> Opening:
    text = TEXTS[number] if number < len(TEXTS) else " ".join(f"Word{number}{i}" for i in range(30))
    return Opening(f"a{number}", 1, title, source, None, day, "en", text)


def leads_of(articles: Sequence[Opening], vector: Vectors = EAST) -> dict[Key, Vectors]:
    return {key_of(article): vector for article in articles}


def story(
    *articles: Opening,
    items: Sequence[Item] = (),
    around: Around = NOTHING_AROUND,
    leads: Mapping[Key, Vectors] | None = None,
) -> SizedStory:
    (found,) = sized(articles, leads_of(articles) if leads is None else leads, items, around)
    return found


def listed_by(number: int, *words: str) -> Item:
    return Item(frozenset(stems(" ".join(words))), Line((f"round-up {number}", 1), (0, 4), "Text", None, "Label"))


def test_copies_count_once(light_archive: Archive) -> None:
    copies = [news(OPERA.format(count="three"), f"Gala number {i}", "2026-03-06", "Daily") for i in range(4)]
    add(light_archive, *week(), *copies)
    assert "Flood" in lines(digest_of(light_archive, "what happened this week"))[0]


def test_without_articles_there_is_no_story() -> None:
    assert sized([], {}, [], NOTHING_AROUND) == []


def test_articles_that_are_not_alike_are_stories_of_their_own_the_biggest_first() -> None:
    some, other = [ferry(0), ferry(1)], ferry(2)
    found = sized([other, *some], leads_of(some) | leads_of([other], NORTH), [], NOTHING_AROUND)
    assert [{article.article_id for article in one.articles} for one in found] == [{"a0", "a1"}, {"a2"}]


@pytest.mark.parametrize(
    ("articles", "size"),
    [
        ([ferry(0)], 1),
        ([ferry(0), ferry(1)], 2),
        ([ferry(0), ferry(0, source="Daily")], 1),
        ([ferry(0), ferry(1, source="Post")], 3),
        ([ferry(0), ferry(1, "2026-03-03")], 2 + LASTS),
        ([ferry(0), ferry(1, "2026-03-05")], 2 + LASTS),
        ([ferry(0, title="Photos: the ferry")], 0),
        ([ferry(0, title="Photos: the ferry"), ferry(1)], 2),
        ([ferry(number) for number in range(4, 24)], MOST_COUNTED),
    ],
    ids=[
        "one",
        "two",
        "a copy",
        "another outlet",
        "another day",
        "two days, however far apart",
        "only pictures",
        "pictures beside it",
        "many",
    ],
)
def test_the_size_of_a_story(articles: list[Opening], size: float) -> None:
    assert story(*articles).size == pytest.approx(size)


def test_round_ups_that_list_it_add_to_its_size_up_to_two() -> None:
    alone = story(ferry(0)).size
    assert story(ferry(0), items=[listed_by(1, "ferry", "sinks")]).size == alone + 1
    assert story(ferry(0), items=[listed_by(1, "ferry"), listed_by(1, "sinks")]).size == alone + 1, "one round-up"
    assert story(ferry(0), items=[listed_by(i, "ferry") for i in range(5)]).size == alone + 2
    assert story(ferry(0), items=[listed_by(1, "ferry", "strike")]).size == alone


def test_articles_like_it_before_and_after_the_days_add_to_its_size() -> None:
    alone = story(ferry(0)).size
    assert story(ferry(0), around=Around(np.stack([EAST, NORTH]))).size == alone + GOES_ON
    assert story(ferry(0), around=Around(np.stack([EAST] * 9))).size == alone + GOES_ON * MOST_AROUND
    assert Around(np.stack([EAST])).count_like(None) == 0
    assert NOTHING_AROUND.count_like(EAST) == 0


def test_the_newest_day_of_a_story_is_its_day() -> None:
    assert story(ferry(0), ferry(1, "2026-03-04")).day == "2026-03-04"
    assert story(ferry(0, None)).day == ""
    assert story(ferry(0, None), ferry(1)).day == "2026-03-02"


@pytest.mark.parametrize(
    ("worse", "better"),
    [
        (ferry(0), ferry(1, "2026-03-05")),
        (ferry(0, title="What we know about the ferry"), ferry(1)),
        (ferry(0, title="Ferry grey linnet intl"), ferry(1)),
    ],
    ids=["an old one", "an aside", "one without a headline"],
)
def test_the_best_article_tells_a_story(worse: Opening, better: Opening) -> None:
    for articles in ((worse, better), (better, worse)):
        assert story(*articles).articles == (better, worse)


def test_what_is_in_the_middle_of_a_story_tells_it() -> None:
    articles = [ferry(0), ferry(1), ferry(2)]
    angles = {"a0": 0.0, "a1": 0.5, "a2": 0.9}
    leads = {key_of(a): np.array([np.cos(angles[a.article_id]), np.sin(angles[a.article_id])]) for a in articles}
    assert story(*articles, leads=leads).articles[0] == articles[1]


def test_an_article_without_a_vector_is_a_story_of_its_own() -> None:
    assert [one.articles for one in sized([ferry(0), ferry(1)], {}, [], NOTHING_AROUND)] == [(ferry(0),), (ferry(1),)]

"""The days that a digest tells of, the days that it has none of, and what is said of both."""

from __future__ import annotations

import pytest

from ragbot.answering.answerers.days import DigestDays, digest_days, lacks, narrowed, shifted
from ragbot.answering.question import read_question
from ragbot.archive.archive import Archive
from ragbot.archive.openings import Extent
from ragbot.archive.tables import Scope
from ragbot.timestamps import asked_on
from ragbot.types import Article, Question, Window
from tests.conftest import add
from tests.week_of_news import news, week

WEEK = Window("2026-03-02", "2026-03-06")


@pytest.fixture
def archive(light_archive: Archive) -> Archive:
    add(light_archive, *week())
    return light_archive


def days_of(archive: Archive, text: str, **limits: object) -> DigestDays:
    question = Question(text, **{"asked_on": "2026-03-07", **limits})  # type: ignore[arg-type]
    return digest_days(archive, read_question(text, asked_on(question)), question)


def crowd(day: str, count: int) -> list[Article]:
    texts = [f"Item {n} of {count} of the council of Harrow was put off." for n in range(count)]
    return [news(text, text[:-1], day) for text in texts]


def test_the_days_that_are_named_are_told(archive: Archive) -> None:
    days = days_of(archive, "what happened from 3 to 5 March 2026?")
    assert (days.scope.window, days.extent.articles) == (Window("2026-03-03", "2026-03-05"), 3)
    assert days.words == "The news of 3 to 5 March 2026:"
    assert days.allowed.window == Window(until="2026-03-07")
    assert days.asked_on == "2026-03-07"


def test_a_limit_of_the_question_cuts_the_days_that_are_named(archive: Archive) -> None:
    days = days_of(archive, "what happened this week?", window=Window("2026-03-04", "2026-03-05"), sources=("Daily",))
    assert (days.scope.window, days.extent.articles) == (Window("2026-03-04", "2026-03-05"), 1)
    assert (days.scope.sources, days.allowed.sources) == (("Daily",), ("Daily",))


@pytest.mark.parametrize(
    ("days_ago", "since"), [(0, "2026-03-06"), (2, "2026-03-04"), (6, "2026-02-28"), (20, "2026-02-05")]
)
def test_without_days_it_is_the_fewest_last_ones_with_enough_news(
    light_archive: Archive, days_ago: int, since: str
) -> None:
    """25 articles of a day, 25 of three, five of seven; else it is the month."""
    add(light_archive, *crowd("2026-03-06", 1), *crowd(shifted("2026-03-06", -days_ago), 24 if days_ago < 3 else 4))
    days = days_of(light_archive, "what's new?")
    assert days.scope.window == Window(since, "2026-03-06")
    assert days.words.endswith(", the last that the archive has:")


@pytest.mark.parametrize(("day", "count"), [("2026-03-06", 23), ("2026-03-04", 23), ("2026-02-28", 3)])
def test_one_article_less_is_not_enough(light_archive: Archive, day: str, count: int) -> None:
    add(light_archive, *crowd("2026-03-06", 1), *crowd(day, count))
    assert days_of(light_archive, "what's new?").scope.window.since in ("2026-02-28", "2026-02-05")


def test_the_last_days_end_with_that_of_the_question(archive: Archive) -> None:
    days = days_of(archive, "what's new?", asked_on="2026-03-04")
    assert (days.scope.window.until, days.extent.articles) == ("2026-03-04", 3)


def test_days_that_go_on_and_have_nothing_yet_give_way_to_as_many_before(archive: Archive) -> None:
    days = days_of(archive, "what happened this week?", asked_on="2026-03-11")
    assert days.words == (
        "The archive has nothing of 9 to 11 March 2026. The last news that it has, of 4 to 6 March 2026:"
    )
    assert days.scope.window == Window("2026-03-04", "2026-03-06")


def test_days_that_are_over_and_have_nothing_stay_empty(archive: Archive) -> None:
    days = days_of(archive, "what happened in February 2026?")
    assert days.words == ("The archive has nothing of 1 to 28 February 2026. What it has is of 2 to 6 March 2026.")
    assert days.extent.articles == 0


def test_where_nothing_is_dated_all_of_it_may_be_told(light_archive: Archive) -> None:
    add(light_archive, news("The dam of Orm was raised.", "Dam raised", None))
    days = days_of(light_archive, "what's new?")
    assert (days.scope, days.extent.articles, days.words) == (Scope(), 1, "")


def test_what_is_dated_after_the_question_is_not_taken_for_undated(archive: Archive) -> None:
    days = days_of(archive, "what's new?", asked_on="2026-03-01")
    assert (days.scope.window, days.extent.articles, days.words) == (Window(until="2026-03-01"), 0, "")


@pytest.mark.parametrize(
    ("day", "by", "shown"),
    [
        ("2026-02-28", 1, "2026-03-01"),
        ("2026-01-01", -1, "2025-12-31"),
        ("0001-01-02", -9, "0001-01-01"),
        ("9999-12-30", 9, "9999-12-31"),
    ],
)
def test_days_are_counted_as_far_as_the_calendar_goes(day: str, by: int, shown: str) -> None:
    assert shifted(day, by) == shown


@pytest.mark.parametrize(
    ("own", "window", "both"),
    [
        (Window(), WEEK, WEEK),
        (WEEK, Window(), WEEK),
        (WEEK, Window("2026-03-04", "2026-04-01"), Window("2026-03-04", "2026-03-06")),
        (WEEK, Window("2026-02-01", "2026-03-03"), Window("2026-03-02", "2026-03-03")),
    ],
)
def test_a_scope_is_narrowed_and_never_widened(own: Window, window: Window, both: Window) -> None:
    assert narrowed(Scope(own, ("Daily",)), window) == Scope(both, ("Daily",))


def told(extent: Extent, until: str | None = None) -> str:
    return lacks(DigestDays(Scope(Window(until=until)), extent, Scope(), "", "2026-03-07"))


@pytest.mark.parametrize(
    ("extent", "sentence"),
    [
        (Extent(1, 1, "2026-03-07", "2026-03-07"), "The archive has 1 article of that day, from 1 outlet."),
        (Extent(1200, 3, "2026-03-02", "2026-03-07"), "The archive has 1,200 articles of these days, from 3 outlets."),
        (Extent(2, 0, None, None), "The archive has 2 articles, all without a date."),
        (
            Extent(2, 1, "2026-03-02", "2026-03-06"),
            "The archive has 2 articles of these days, from 1 outlet; it has nothing after 6 March 2026.",
        ),
    ],
)
def test_it_is_said_how_much_there_is_of_the_days(extent: Extent, sentence: str) -> None:
    assert told(extent) == sentence


def test_of_days_that_are_over_it_is_not_said_that_nothing_came_after() -> None:
    assert "nothing after" not in told(Extent(2, 1, "2026-03-02", "2026-03-04"), until="2026-03-05")
    assert "nothing after" in told(Extent(2, 1, "2026-03-02", "2026-03-04"), until="2026-03-07")

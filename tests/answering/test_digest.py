"""Digests: the news of some days, or about something, a line for each story."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from ragbot.answering.answerers.digest import LIKE, _are_like
from ragbot.answering.answerers.lines import Line
from ragbot.answering.quotable import Quote
from ragbot.archive.archive import Archive
from ragbot.archive.tables import Scope
from ragbot.types import Window
from tests.conftest import add, stories
from tests.week_of_news import FLOOD, digest_of, lines, news, week, words


@pytest.fixture
def archive(light_archive: Archive) -> Archive:
    """Its vectors are in memory: that is all the same here, and fast."""
    return light_archive


def test_a_digest_has_a_line_for_each_story_the_biggest_first(archive: Archive) -> None:
    add(archive, *week())
    reply = digest_of(archive, "what happened this week")
    assert [line.split(" · ")[1].split(":")[0] for line in lines(reply)] == [
        "Flood in Harrow",
        "Selby tram drivers walk out again",
        "Opera of Port Anders reopens",
    ]
    assert lines(reply)[1].startswith("- 6 March 2026 · Selby tram drivers walk out again: Tram drivers in Selby")
    assert words(reply).startswith("The news of 2 to 6 March 2026:\n")
    assert words(reply).endswith(
        "The archive has 6 articles of these days, from 3 outlets; it has nothing after 6 March 2026."
    )


def test_every_line_quotes_its_article_word_for_word(archive: Archive) -> None:
    add(archive, *week())
    for text in ("what happened this week", "news about the flood", "summarize the flood in Harrow"):
        reply = digest_of(archive, text)
        quotes = [part for part in reply.parts if isinstance(part, Quote)]
        assert quotes
        for quote in quotes:
            assert reply.evidence[quote.number - 1].version.text[slice(*quote.span)] == quote.text


def test_what_is_retracted_or_beyond_the_limits_is_not_told(archive: Archive) -> None:
    given = week()
    add(archive, *given)
    archive.set_state(given[5].id, "retracted")
    assert "opera" not in words(digest_of(archive, "what happened this week")).lower()
    assert "Selby" not in words(digest_of(archive, "what happened this week", window=Window(until="2026-03-04")))
    only = words(digest_of(archive, "what happened this week", sources=("Herald",)))
    assert "fifty families" in only
    assert "Selby" not in only
    assert lines(digest_of(archive, "what happened this week", as_of="2020-01-01")) == []


def test_as_of_then_it_is_told_in_the_words_of_then(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    first, *others = week()
    monkeypatch.setattr("ragbot.archive.clock.now", lambda: "2026-03-02T12:00:00Z")
    add(archive, first)
    monkeypatch.setattr("ragbot.archive.clock.now", lambda: "2026-03-06T12:00:00Z")
    add(archive, replace(first, text=FLOOD.format(count="ninety")), *others)
    then = words(digest_of(archive, "what happened this week", as_of="2026-03-03", asked_on="2026-03-03"))
    assert "ten families" in then
    assert "1 article of that day" in then


def test_nothing_is_told_of_after_the_day_of_the_question(archive: Archive) -> None:
    add(archive, *week())
    for text in ("what's new?", "news about the trams"):
        assert "eleven" not in words(digest_of(archive, text, asked_on="2026-03-05"))


def test_without_a_time_the_last_days_are_told_and_named(archive: Archive) -> None:
    add(archive, *week(), news("An old thing happened in Selby in the year before.", "Old news", "2025-01-01"))
    reply = digest_of(archive, "what's new?", asked_on="2026-09-01")
    assert words(reply).startswith("The news of 2 to 6 March 2026, the last that the archive has:")
    assert "it has nothing after" not in words(reply) or "6 March 2026" in words(reply)
    assert "Old news" not in words(reply)


def test_of_a_day_without_news_the_last_one_before_it_is_told(archive: Archive) -> None:
    add(archive, *week())
    said = words(digest_of(archive, "what happened today", asked_on="2026-03-09"))
    assert said.startswith("The archive has nothing of 9 March 2026. The last news that it has, of 6 March 2026:")
    assert "opera" in said.lower()
    assert "flood" not in said.lower()


def test_of_a_month_without_news_only_that_is_said(archive: Archive) -> None:
    add(archive, *week())
    reply = digest_of(archive, "what happened in May 2024?")
    assert not reply.evidence
    assert words(reply).startswith("The archive has nothing of 1 ")
    assert words(reply).endswith("What it has is of 2 to 6 March 2026.")


def test_an_empty_archive_says_so(archive: Archive) -> None:
    reply = digest_of(archive, "what happened this week")
    assert not reply.evidence
    assert "nothing" in words(reply)
    assert words(digest_of(archive, "any news?")) == "The archive has no news yet."


def test_an_archive_of_one_article(archive: Archive) -> None:
    add(archive, week()[3])
    said = words(digest_of(archive, "what's new?"))
    assert "Tram drivers" in said
    assert "1 article of that day, from 1 outlet" in said


def test_undated_articles_are_told_without_a_day(archive: Archive) -> None:
    add(archive, *(news(a.text, a.title, None, a.source) for a in week()))
    reply = digest_of(archive, "what's new?")
    assert lines(reply)[0].startswith("- Flood in Harrow") or lines(reply)[0].startswith("- Harrow")
    assert words(reply).endswith("The archive has 6 articles, from 3 outlets, all without a date.")
    assert lines(digest_of(archive, "what happened this week")) == [], "an undated article is of no week"


def test_all_of_one_day_and_one_outlet(archive: Archive) -> None:
    add(archive, *(news(a.text, a.title, "2026-03-07") for a in week()))
    reply = digest_of(archive, "what happened today")
    assert len(lines(reply)) == 3
    assert words(reply).endswith("The archive has 6 articles of that day, from 1 outlet.")


def test_a_crowd_of_stories_is_cut_to_the_biggest(archive: Archive) -> None:
    add(archive, *stories(60))
    reply = digest_of(archive, "what happened in January 2026", asked_on="2026-02-03")
    assert 0 < len(lines(reply)) <= 8
    assert len(words(reply)) < 2_600


# From the store


def test_openings_are_the_newest_first_and_an_even_sample_of_many(archive: Archive) -> None:
    add(archive, *stories(28))
    found = archive.openings(Scope(Window("2026-01-01", "2026-01-31")), 100)
    assert [one.published for one in found] == [f"2026-01-{day:02d}" for day in range(28, 0, -1)]
    sample = archive.openings(Scope(), 7)
    assert len(sample) == 7
    assert {date.fromisoformat(one.published or "").day // 15 for one in sample} == {0, 1}, "not the newest alone"


def test_an_opening_is_short_and_of_the_current_version(archive: Archive) -> None:
    add(archive, news("A word. " * 2_000, "Words", "2026-01-01"))
    add(archive, news("Another word. " * 2_000, "Words", "2026-01-01"))
    (found,) = archive.openings(Scope(), 10)
    assert (found.number, len(found.text)) == (2, 1_200)
    assert found.text.startswith("Another")


def test_the_extent_of_a_scope_counts_what_can_be_seen(archive: Archive) -> None:
    given = week()
    add(archive, *given)
    archive.set_state(given[0].id, "retracted")
    extent = archive.extent_in(Scope(Window(until="2026-03-05")))
    assert (extent.articles, extent.outlets, extent.oldest, extent.newest) == (3, 3, "2026-03-03", "2026-03-05")
    assert archive.outlets_in(Scope()) == [("Daily", 2), ("Evening", 2), ("Herald", 1)]


def test_lines_are_about_the_same_affair_where_their_leads_are_alike() -> None:
    flood, strike = Line(("a", 1), (0, 1), "x", None, ""), Line(("b", 1), (0, 1), "x", None, "")
    near, far = np.array([LIKE + 0.01, 0.9], np.float32), np.array([LIKE - 0.01, 0.9], np.float32)
    lead = np.array([1, 0], np.float32)
    assert _are_like(flood, strike, {("a", 1): lead, ("b", 1): near})
    assert not _are_like(flood, strike, {("a", 1): lead, ("b", 1): far})


@pytest.mark.parametrize("known", [[], [("a", 1)], [("b", 1)]])
def test_of_a_line_without_a_lead_nobody_can_say(known: list[tuple[str, int]]) -> None:
    one, other = (Line(key, (0, 1), "x", None, "") for key in (("a", 1), ("b", 1)))
    assert not _are_like(one, other, {key: np.array([1, 0], np.float32) for key in known})

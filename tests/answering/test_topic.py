"""The news about a topic: the articles that are about it, a line for each story."""

from __future__ import annotations

import pytest

from ragbot.answering.answerers.topic import LONGEST_NAME
from ragbot.answering.reply import Reply
from ragbot.archive.archive import Archive
from tests.conftest import add
from tests.week_of_news import FLOOD, digest_of, lines, news, week, words


def test_the_news_about_a_topic_is_only_about_it_and_the_newest_first(light_archive: Archive) -> None:
    add(light_archive, *week())
    reply = digest_of(light_archive, "news about the Selby trams")
    assert [line.split(" · ")[0] for line in lines(reply)] == ["- 6 March 2026"], "the other one says the same"
    assert "Selby" in lines(reply)[0]
    assert words(reply).endswith("Found 2 articles about it, of 5 to 6 March 2026, from 2 outlets; none is newer.")


def test_nothing_about_a_topic_gives_nothing(light_archive: Archive) -> None:
    add(light_archive, *week())
    assert digest_of(light_archive, "news about volcanoes") == Reply(())


def test_a_topic_that_the_days_do_not_have_is_told_from_before(light_archive: Archive) -> None:
    add(light_archive, *week())
    said = words(digest_of(light_archive, "news about the flood in Harrow today", asked_on="2026-03-06"))
    assert said.startswith("The archive has nothing about it of 6 March 2026. What it has:\n- 4 March 2026")


def test_the_news_of_the_days_that_are_named_is_told_alone(light_archive: Archive) -> None:
    add(light_archive, *week())
    found = digest_of(light_archive, "news about the flood in Harrow on 3 March 2026")
    assert [line.split(" · ")[0] for line in lines(found)] == ["- 3 March 2026"]
    assert "1 article about it, of 3 March 2026" in words(found)


def test_a_passing_mention_is_not_about_it(light_archive: Archive) -> None:
    rain = "Rain fell on the quiet valley, and nothing more is known of it by now. " * 8
    add(light_archive, news(f"{rain}\n\nNobody spoke of the lighthouse.", "Rain in the valley", "2026-03-05"))
    assert digest_of(light_archive, "news about the lighthouse") == Reply(())
    add(
        light_archive,
        news(f"The lighthouse of Cape Ness was sold to a baker on Monday. {rain}", "Baker buys a tower", "2026-03-05"),
    )
    assert "1 article about it" in words(digest_of(light_archive, "news about the lighthouse"))


def test_a_longer_form_of_a_word_is_about_it_too(light_archive: Archive) -> None:
    text = "Ferrymen in Harrow began their strike over night shifts, said Mira Holt."
    add(light_archive, news(text, "Ferrymen walk out", "2026-03-05"))
    assert "1 article about it" in words(digest_of(light_archive, "news about the ferry strike"))


@pytest.mark.parametrize(
    ("days", "count"),
    [
        (("2026-03-06", "2026-03-01", "2025-11-01"), 2),
        (("2026-03-06", "2025-11-01", "2024-11-01"), 2),
        (("2026-03-06", "2024-11-01"), 1),
        ((None, None), 2),
    ],
    ids=["recent ones", "none recent, so one of months before", "none of months before", "undated"],
)
def test_what_is_old_beside_the_newest_is_not_told(
    light_archive: Archive, days: tuple[str | None, ...], count: int
) -> None:
    counts = ("ten", "forty", "ninety")
    some = zip(days, counts, strict=False)
    add(light_archive, *(news(FLOOD.format(count=n), f"Harrow: {n} leave", day) for day, n in some))
    assert f"Found {count} article" in words(digest_of(light_archive, "news about the flood in Harrow"))


def test_of_a_round_up_the_sentence_about_it_is_told_under_its_own_heading(light_archive: Archive) -> None:
    text = (
        "Good morning to Harrow, and welcome to another day.\n\n1. Lighthouse sale\n\n"
        "The lighthouse of Cape Ness was sold to a baker for two million crowns."
    )
    add(light_archive, news(text, "5 things to know for March 6: Harrow flood, Lighthouse sale", "2026-03-06"))
    (line,) = lines(digest_of(light_archive, "news about the lighthouse of Cape Ness"))
    assert line.startswith("- 6 March 2026 · Lighthouse sale: The lighthouse of Cape Ness was sold to a baker")


def test_a_long_topic_is_not_repeated(light_archive: Archive) -> None:
    add(light_archive, *week())
    topic = "the flood of the river Orm in the old town of Harrow and the families"
    assert len(topic) > LONGEST_NAME
    assert words(digest_of(light_archive, f"news about {topic}")).startswith("News about it, the newest first:")
    assert words(digest_of(light_archive, "news about the flood")).startswith("News about the flood, the newest first:")

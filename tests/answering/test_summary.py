"""A summary of one story: its newest state first, then what most of its articles tell, and nothing twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from ragbot.answering.answerers.lines import Line
from ragbot.answering.answerers.summary import (
    EARLY,
    EARLY_END,
    LENGTH,
    MOST_OF_ONE,
    MOST_SENTENCES,
    SHORTEST,
    TELLS,
    Topical,
    _Sentence,
    _sentences,
    _worth,
    summary_lines,
)
from ragbot.archive.archive import Archive
from ragbot.archive.openings import opening
from ragbot.types import Evidence
from tests.conftest import add
from tests.evidence import evidence, version
from tests.week_of_news import FLOOD, digest_of, lines, news

SANK = "The ferry Grey Linnet sank off the port of Halmere in a storm at night."
DOOR = "The ferry Grey Linnet sank because a bolt of its bow door had cracked."
BUSES = "The ferry Grey Linnet is replaced by buses of the county until the summer."


def about(text: str, day: str | None, article_id: str, title: str = "Grey Linnet sinks", end: int = 0) -> Topical:
    own = replace(version(text, article_id, title=title), published=day)
    found = evidence(text, article_id, span=(0, end or len(text)))
    piece = Evidence(found.passage, own, 0.5, 0.5)
    return Topical(opening(own), piece)


def summary(archive: Archive, *some: Topical, topic: str = "the ferry Grey Linnet") -> Sequence[Line]:
    return summary_lines(archive, topic, some)


def test_a_summary_begins_with_the_newest_and_goes_on_in_the_order_of_time(light_archive: Archive) -> None:
    cause = "The flood in Harrow was caused by a broken dam above the river Orm, engineers found on Tuesday."
    cost = "The flood in Harrow will cost the county ninety million crowns, its treasurer Oto Lind said."
    add(
        light_archive,
        news(FLOOD.format(count="ten"), "Harrow is flooded", "2026-03-02"),
        news(cause, "Broken dam behind the flood in Harrow", "2026-03-03", "Evening"),
        news(cost, "Flood in Harrow costs ninety million", "2026-03-05", "Herald"),
    )
    told_lines = lines(digest_of(light_archive, "summarize the flood in Harrow"))
    assert [line.split(":")[0] for line in told_lines] == ["- 5 March 2026", "- 2 March 2026", "- 3 March 2026"]
    assert "broken dam" in told_lines[2]


def test_every_line_is_a_part_of_its_article(light_archive: Archive) -> None:
    articles = [about(f"{SANK} {DOOR}", "2026-03-01", "a"), about(f"{BUSES} {SANK}", "2026-03-03", "b")]
    texts = {("a", 1): articles[0].article.text, ("b", 1): articles[1].article.text}
    found = summary(light_archive, *articles)
    assert [(line.text, line.day) for line in found] == [
        (BUSES, "2026-03-03"),
        (SANK, "2026-03-01"),
        (DOOR, "2026-03-01"),
    ]
    assert all(texts[line.key][slice(*line.span)] == line.text for line in found)


def test_what_says_the_same_comes_once(light_archive: Archive) -> None:
    found = summary(light_archive, *(about(SANK, f"2026-03-0{i}", f"a{i}") for i in range(1, 6)))
    assert [line.text for line in found] == [SANK]


def test_a_summary_is_short_and_has_few_sentences_of_one_article(light_archive: Archive) -> None:
    facts = [
        "Grey Linnet rammed the old lighthouse of Cape Ness on its way out of port.",
        "An orchestra from Selby had boarded Grey Linnet with forty violins.",
        "Divers found Grey Linnet upright in ninety metres of cold water.",
        "Insurers of Grey Linnet refused to pay Velm county for lost mail.",
        "Pilot Oto Lind guided Grey Linnet past every reef until midnight.",
        "Inspectors had twice complained about rust in Grey Linnet at Ostrey.",
        "Farlow shipyard built Grey Linnet when steel was scarce and dear.",
        "Families of passengers gathered where Grey Linnet used to moor.",
    ]
    assert len(summary(light_archive, about(" ".join(facts), "2026-03-01", "a"))) == MOST_OF_ONE
    each = [about(fact, f"2026-03-0{i}", f"a{i}") for i, fact in enumerate(facts, 1)]
    assert len(summary(light_archive, *each)) == MOST_SENTENCES


def test_short_sentences_and_those_about_something_else_are_left_out(light_archive: Archive) -> None:
    text = (
        f"{SANK} The ferry Grey Linnet was built in 1971. Trams in Selby stood still all morning over the night shifts."
    )
    assert [line.text for line in summary(light_archive, about(text, "2026-03-01", "a"))] == [SANK]


def test_of_a_round_up_only_the_passage_that_was_found_counts(light_archive: Archive) -> None:
    trams = "Trams in Selby stood still all morning over the night shifts of drivers."
    text = f"{SANK}\n\n{trams}\n\n{DOOR}"
    titled = "5 things to know for March 6: Ferry sinks, Tram strike"
    found = summary(light_archive, about(text, "2026-03-06", "a", titled, end=len(SANK)))
    assert [line.text for line in found] == [SANK]


def test_without_a_sentence_about_the_topic_there_is_no_summary(light_archive: Archive) -> None:
    assert summary(light_archive) == []
    assert summary(light_archive, about("But no. Why?", "2026-03-01", "a")) == []
    assert summary(light_archive, about(SANK, None, "a"), topic="the opera of Selby") == []


def test_undated_articles_come_after_the_newest(light_archive: Archive) -> None:
    found = summary(light_archive, about(DOOR, None, "a"), about(BUSES, "2026-03-03", "b"))
    assert [(line.text, line.day) for line in found] == [(BUSES, "2026-03-03"), (DOOR, None)]


def test_a_sentence_is_long_enough_and_stands_alone() -> None:
    small, needy = "The ferry Grey Linnet was built in 1971.", f"He said that {SANK[0].lower()}{SANK[1:]}"
    one = about(f"{SANK} {small} {needy}", "2026-03-01", "a")
    assert len(small) < SHORTEST <= len(needy)
    assert [sentence.text for sentence in _sentences(one)] == [SANK]


def test_a_sentence_is_worth_more_early_and_where_it_tells_how_many_or_why() -> None:
    def worth(text: str, start: int) -> float:
        sentence = _Sentence(("a", 1), (start, start + len(text)), None, frozenset({"ferri"}), (), text)
        return _worth(sentence, set(), {"ferri": 1.0})

    plain = "The ferry sank there."
    assert worth(plain, EARLY_END - 1) == pytest.approx(EARLY * worth(plain, EARLY_END))
    assert worth("The ferry, it sank 9.", EARLY_END) == pytest.approx(TELLS * worth(plain, EARLY_END))
    assert worth(plain, EARLY_END) == pytest.approx(len(plain) ** -LENGTH)

"""An answer comes from one story, dated, and says of which article where a sentence alone does not."""

from __future__ import annotations

from datetime import date

import pytest

from ragbot.answering.answerers.story import BESIDE, _same, _worth, from_story
from ragbot.answering.question import read_question
from ragbot.answering.quotable import Quote
from ragbot.answering.reply import Reply
from ragbot.answering.retrieve import retrieve
from ragbot.answering.stories import Story
from ragbot.archive.archive import Archive
from ragbot.tracing.timings import Timings
from ragbot.types import Article, Question
from tests.conftest import add, article
from tests.evidence import evidence, near

ASKED_ON = "2026-03-20"


@pytest.fixture
def archive(light_archive: Archive) -> Archive:
    """Its vectors are in memory: that is all the same here, and fast."""
    return light_archive


def flood(day: str, count: str, address: str, title: str = "Harrow is flooded", source: str = "Daily") -> Article:
    text = f"The river Orm flooded the old town of Harrow, and {count} families left their houses for the school."
    return article(text, title, f"https://daily.example/{address}", published=day, source=source)


def reply(archive: Archive, text: str) -> Reply:
    question = Question(text, asked_on=ASKED_ON)
    found = retrieve(archive, question, 12, Timings())
    return from_story(archive, read_question(text, date.fromisoformat(ASKED_ON)), text, found)


def cited(told: Reply) -> list[str]:
    """The addresses of what is quoted, in order."""
    return [
        (told.evidence[part.number - 1].version.url or "").rpartition("/")[2]
        for part in told.parts
        if isinstance(part, Quote)
    ]


def test_another_flood_never_enters_the_answer_and_is_named_below_it(archive: Archive) -> None:
    add(archive, flood("2026-03-18", "forty", "now"), flood("2019-03-18", "ninety", "then"))
    told = reply(archive, "How many families left their houses in Harrow?")
    assert cited(told) == ["now"]
    assert [other.published for other in told.others] == ["2019-03-18"]


def test_the_newest_comes_first_for_the_state_of_today(archive: Archive) -> None:
    add(archive, flood("2026-03-17", "forty", "old"), flood("2026-03-19", "sixty", "new"))
    assert cited(reply(archive, "how many families are still out of their houses in Harrow now"))[0] == "new"


def test_what_happened_is_told_under_the_headline_of_the_newest_article(archive: Archive) -> None:
    add(archive, flood("2026-03-17", "forty", "old"), flood("2026-03-19", "sixty", "new", "Flood in Harrow | Daily"))
    assert reply(archive, "what happened in Harrow").parts[0] == "Flood in Harrow (19 March 2026): "


def test_what_happened_is_told_by_the_article_that_has_it_in_its_headline(archive: Archive) -> None:
    add(archive, flood("2026-03-17", "forty", "own"), flood("2026-03-19", "sixty", "beside", "Selby collects blankets"))
    assert cited(reply(archive, "what happened in Harrow"))[0] == "own"


def test_what_happened_is_not_told_by_the_opening_of_a_round_up(archive: Archive) -> None:
    first = " ".join(
        f"Farlow: Tent {i} of the county fair shows the heaviest marrows of the valley." for i in range(15)
    )
    other = "Harrow: The raft race of Harrow was stopped on Sunday, as two rafts hit the old weir and came apart."
    more = "Nobody of the raft race in Harrow was hurt. The race of Harrow goes on in May, said race master Oto Lind."
    add(archive, article(f"{first}\n\n{other} {more}", "Fair opens, raft race halted: News from around the county",
                         "https://daily.example/round", published="2026-03-19"))  # fmt: skip
    quotes = [
        part.text
        for part in reply(archive, "what happened at the raft race in Harrow").parts
        if isinstance(part, Quote)
    ]
    assert quotes
    assert not any("Farlow" in text for text in quotes), quotes


def test_a_rule_decides_only_what_all_sure_sentences_of_a_story_say(archive: Archive) -> None:
    add(archive, article("Oto Lind has died, his family said.", "Oto Lind dies", "https://daily.example/lind"))
    told = reply(archive, "has Oto Lind died?")
    assert str(told.parts[0]).startswith("Yes. ")


def test_only_an_opinion_and_a_round_up_are_worth_less_than_a_report_of_the_same_day() -> None:
    titles = ("Harrow is flooded", "Opinion: Save Harrow", "Flood in Harrow, tram strike: News from around the county")
    pieces = [near("The river Orm flooded Harrow.", article_id=title, title=title) for title in titles]
    worth = _worth(Story(tuple(pieces)), read_question("what was flooded?", date.fromisoformat(ASKED_ON)))
    assert [worth(piece) - worth(pieces[0]) for piece in pieces] == [0, -BESIDE, -BESIDE]


def test_quotes_are_the_same_that_overlap_in_one_article() -> None:
    pieces = [evidence("It sank. It rained.", "a"), evidence("It sank. It rained.", "b")]
    first, longer, after, other = (
        Quote(n, span, "") for n, span in ((1, (0, 8)), (1, (4, 19)), (1, (8, 19)), (2, (0, 8)))
    )
    assert _same(first, longer, pieces)
    assert not _same(first, after, pieces)
    assert not _same(first, other, pieces)

"""An answer comes from one story, dated, and says of which article where a sentence alone does not."""

from __future__ import annotations

from datetime import date

from ragbot.answering.answerers.story import from_story
from ragbot.answering.question import read_question
from ragbot.answering.quotable import Quote
from ragbot.answering.reply import Reply
from ragbot.answering.retrieve import retrieve
from ragbot.archive.archive import Archive
from ragbot.timings import Timings
from ragbot.types import Article, Question
from tests.conftest import add, article

ASKED_ON = "2026-03-20"


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


def test_each_article_has_its_day_and_its_outlet_where_there_are_several(archive: Archive) -> None:
    more = "Forty of the families of Harrow who left their houses sleep in the school, said the mayor of Harrow."
    other = article(more, "Harrow after the flood", "https://b.example/b", published="2026-03-18", source="Post")
    add(archive, flood("2026-03-18", "forty", "a"), other)
    told = reply(archive, "How many families left their houses in Harrow?")
    heads = {part for part in told.parts if isinstance(part, str)}
    assert heads == {"Post, 18 March 2026: ", "Daily, 18 March 2026: "}


def test_an_undated_article_says_so(archive: Archive) -> None:
    text = "The river Orm flooded the old town of Harrow, and forty families left their houses for the school."
    add(archive, article(text, "Harrow is flooded"))
    assert reply(archive, "How many families left Harrow?").parts[0] == "Undated: "


def test_the_newest_comes_first_for_the_state_of_today(archive: Archive) -> None:
    add(archive, flood("2026-03-17", "forty", "old"), flood("2026-03-19", "sixty", "new"))
    assert cited(reply(archive, "how many families are still out of their houses in Harrow now"))[0] == "new"


def test_what_happened_is_told_under_the_headline_of_the_newest_article(archive: Archive) -> None:
    add(archive, flood("2026-03-17", "forty", "old"), flood("2026-03-19", "sixty", "new", "Flood in Harrow | Daily"))
    assert reply(archive, "what happened in Harrow").parts[0] == "Flood in Harrow (19 March 2026): "


def test_what_happened_is_told_by_the_article_that_has_it_in_its_headline(archive: Archive) -> None:
    add(archive, flood("2026-03-17", "forty", "own"), flood("2026-03-19", "sixty", "beside", "Selby collects blankets"))
    assert cited(reply(archive, "what happened in Harrow"))[0] == "own"


def test_the_headline_stands_with_what_may_be_answered_by_yes_or_no(archive: Archive) -> None:
    text = "The ferry line told the crew of the Grey Gull on Monday. Grey Gull had sailed as a ferry since 1921."
    add(archive, article(text, "Grey Gull is no longer a ferry", published="2026-03-19"))
    told = reply(archive, "is the Grey Gull still a ferry")
    assert told.parts[0] == "Grey Gull is no longer a ferry (Thursday, 19 March 2026): "


def test_the_headline_stands_where_its_value_is_the_one_of_now(archive: Archive) -> None:
    text = "A loaf of bread in Harrow cost $4.10 on average on Tuesday. A loaf of bread is sold each minute."
    add(archive, article(text, "Bread at $4.20 in Harrow", published="2026-03-19"))
    asked = "what is the average price of bread in Harrow"
    assert str(reply(archive, f"{asked} right now").parts[0]).startswith("Bread at $4.20 in Harrow (")
    assert not str(reply(archive, asked).parts[0]).startswith("Bread at $4.20")


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


def test_the_headline_stands_where_it_has_the_value_that_is_asked_for(archive: Archive) -> None:
    text = "The oldest ferryman of Port Anders, Oto Lind, was born in a winter that nobody remembers any more."
    add(archive, article(text, "Ferryman Oto Lind turns 90", published="2026-03-19"))
    told = reply(archive, "how old is the ferryman Oto Lind of Port Anders")
    assert told.parts[0] == "Ferryman Oto Lind turns 90 (19 March 2026): "


def test_the_weekday_stands_with_the_day_where_the_sentence_tells_one(archive: Archive) -> None:
    add(archive, article("The river Orm flooded the town of Harrow on Tuesday.", "Flood", published="2026-03-18"))
    assert reply(archive, "when did the Orm flood Harrow").parts[0] == "Wednesday, 18 March 2026: "


def test_the_headline_stands_where_the_sentences_lack_what_is_asked_about(archive: Archive) -> None:
    text = "Sixty families have moved to the school. The mayor said that they would stay there for a month."
    add(archive, article(text, "Orm floods Harrow", published="2026-03-19"))
    told = reply(archive, "How many families moved when the Orm flooded Harrow?")
    assert told.parts[0] == "Orm floods Harrow (19 March 2026): "
    assert reply(archive, "How many families moved to the school?").parts[0] == "19 March 2026: "

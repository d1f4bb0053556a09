"""An answer opens with what answers, and a further sentence adds what was asked."""

from __future__ import annotations

from datetime import date

from ragbot.answering.answerers.story import from_story
from ragbot.answering.question import read_question
from ragbot.answering.quotable import Quote, is_quotable
from ragbot.archive import Archive
from ragbot.extract import best_quotes
from ragbot.retrieve import retrieve
from ragbot.timings import Timings
from ragbot.types import Question
from tests.conftest import add, article
from tests.evidence import evidence


def quoted(archive: Archive, text: str) -> list[str]:
    found = retrieve(archive, Question(text, asked_on="2026-03-20"), 12, Timings())
    told = from_story(archive, read_question(text, date(2026, 3, 20)), text, found)
    return [part.text for part in told.parts if isinstance(part, Quote)]


COUNT = "Nine people died when the ferry Grey Linnet sank off Orm."
BESIDE = "The ferry Grey Linnet sank off Orm, where people had died on other ferries that sank."


def test_beside_the_number_that_is_asked_for_no_sentence_is_quoted_without_one(archive: Archive) -> None:
    add(archive, article(f"{COUNT} {BESIDE}", "Grey Linnet sinks", published="2026-03-18"))
    assert quoted(archive, "how many people died when the ferry Grey Linnet sank") == [COUNT]


def test_what_tells_the_number_comes_before_what_is_only_newer(archive: Archive) -> None:
    later = article(BESIDE, "Grey Linnet sank", "https://daily.example/b", published="2026-03-19")
    add(archive, article(COUNT, "Grey Linnet sank", published="2026-03-18"), later)
    assert quoted(archive, "how many people died when the ferry Grey Linnet sank")[0] == COUNT


def test_a_sentence_that_has_nothing_of_the_question_adds_nothing(archive: Archive) -> None:
    text = "The minister Oto Lind closed the harbour of Orm for lack of pilots. Tickets are 9 crowns at the quay."
    add(archive, article(text, "Harbour of Orm closed", published="2026-03-18"))
    assert quoted(archive, "why did the minister close the harbour of Orm") == [text.split(" Tickets")[0]]


def test_a_link_within_a_paragraph_is_not_quotable() -> None:
    assert not is_quotable("More on the storm:Ferry sinks off Orm")
    assert not is_quotable("FERRY UPDATES: Nine people have died")
    assert is_quotable("The minister said: The ferry sank.")
    assert is_quotable("NASA: It is a rocket.")


def test_a_sentence_that_leans_on_one_that_is_not_quoted_is_left_out() -> None:
    first = evidence("The ferry Grey Linnet sank off Orm since its bow door was open.", "a")
    leaning = "But the ferry Grey Linnet sank off Orm since nobody closed the inner door either, a sailor found."
    other = evidence(f"Orm is a town of ferries and fish.\n\n{leaning}", "b")
    question = "Why did the ferry Grey Linnet sink off Orm?"
    assert len(best_quotes(question, [first, other]).quotes) == 1
    alone = evidence(other.version.text.replace("But the ferry", "The ferry"), "b")
    assert len(best_quotes(question, [first, alone]).quotes) == 2

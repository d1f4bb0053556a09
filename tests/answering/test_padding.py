"""An answer opens with what answers, and a further sentence adds what was asked."""

from __future__ import annotations

from datetime import date

from ragbot.answering.answerers.story import from_story
from ragbot.answering.extract import best_quotes
from ragbot.answering.question import read_question
from ragbot.answering.quotable import Quote, is_quotable
from ragbot.answering.retrieve import retrieve
from ragbot.archive.archive import Archive
from ragbot.tracing.timings import Timings
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
    text = "The minister Oto Lind closed the harbour of Orm. Pilots had quit. No ship may leave. Tickets are 9 crowns."
    add(archive, article(text, "Harbour of Orm closed", published="2026-03-18"))
    assert quoted(archive, "why did the minister close the harbour of Orm") == [text.split(" Tickets")[0]]


WHY = "The minister Oto Lind closed the harbour of Orm. "
SAID = "“It is not safe. We have no pilots any more,” said the harbour master."


def test_what_goes_on_with_the_best_sentence_is_quoted_with_it() -> None:
    text = f"{WHY}It had lost its pilots.\n\nThey went to Halm, where the pay is better. Nobody else came."
    best = best_quotes("why did the minister close the harbour of Orm", [evidence(text)]).quotes[0]
    assert best.text == text.split(" Nobody")[0]


def test_no_half_of_a_statement_is_quoted_with_it() -> None:
    long = SAID.replace("any more", "any more, " + "since they went to Halm and to Orm, " * 20)
    for text, whole in ((WHY + SAID, WHY + SAID), (WHY + long, WHY.strip())):
        assert best_quotes("why did the minister close the harbour of Orm", [evidence(text)]).quotes[0].text == whole


def test_a_sentence_with_the_place_that_is_asked_for_is_enough() -> None:
    text = "The ferry Grey Linnet sank off Orm. It rained. Nobody saw it."
    assert best_quotes("Where did the ferry Grey Linnet sink?", [evidence(text)]).quotes[0].text == text[:35]
    vague = "The ferry Grey Linnet was lost in Halmland. It lies off Orm. Nobody saw it."
    assert best_quotes("Which town did the ferry Grey Linnet sink at?", [evidence(vague)]).quotes[0].text == vague


def test_what_means_the_same_answers_before_what_has_the_same_words() -> None:
    paid, other = "The crew will be paid in October.", "Each sailor was seen to get money in May."
    found = best_quotes("when does each sailor get money", [evidence(f"{other}\n\n{paid}")], most=1)
    assert found.quotes[0].text == paid


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

"""False premises: what is said where the archive has the reverse of what a question takes for granted."""

from __future__ import annotations

from datetime import date

import pytest

from ragbot.answering.bot import Bot
from ragbot.answering.premise import put_right
from ragbot.answering.question import read_question
from ragbot.answering.quotable import Quote
from ragbot.archive.archive import Archive
from ragbot.types import Question
from tests.conftest import add, article, stories
from tests.evidence import evidence

FINAL = "The Selby Rovers beat the Harrow Gulls 3-1 in the Lantern Cup final on Sunday. Fans sang until dawn."
CLEARED = "Ada Holm was sued over the ferry crash. On Friday a jury found Holm not liable for the ferry crash."
CONVICTED = "A jury found Ada Holm guilty of fraud in the ferry trial on Friday. She denies it."
STORM = "The storm hit Orm on Monday. No deaths were reported in the Orm storm, and two people were hurt."
CRASH = "A plane crashed near Orm. All 30 people on board survived the plane crash, the airline said."
HOLM = "Ada Holm was stabbed on stage at the Lantern hall. Ada Holm survived the attack, her agent said."


def told(question: str, *texts: str) -> str:
    reading = read_question(question, date(2026, 1, 14))
    reply = put_right(reading, [evidence(text, f"a{i}") for i, text in enumerate(texts)])
    return " ".join(part.text if isinstance(part, Quote) else part for part in reply.parts) if reply else ""


@pytest.mark.parametrize(
    ("question", "text", "opens", "quotes"),
    [
        ("why did the gulls win the lantern cup final", FINAL, "no such win by the Gulls; it has", "Rovers beat"),
        ("How did the Rovers lose the Lantern Cup final?", FINAL, "no such defeat of", "Rovers beat"),
        ("how did the gulls celebrate winning the lantern cup", FINAL, "no such win by", "Rovers beat"),
        ("when did ada holm die", HOLM, "no death of Ada Holm", "Ada Holm survived"),
        ("Who killed Ada Holm?", HOLM, "no death of Ada Holm", "Ada Holm survived"),
        (
            "why did ada holm lose the ferry crash trial",
            CLEARED,
            "no such verdict against Holm",
            "found Holm not liable",
        ),
        ("why was ada holm found liable for the ferry crash", CLEARED, "no such verdict against", "not liable"),
        ("how did ada holm win the ferry trial", CONVICTED, "no such verdict for Ada Holm", "guilty of fraud"),
        ("why was ada holm acquitted in the ferry trial", CONVICTED, "no such verdict for", "guilty of fraud"),
        ("how many people were killed by the storm in orm", STORM, "no deaths there", "No deaths were reported"),
        ("how many died in the plane crash", CRASH, "no deaths there", "All 30 people"),
    ],
)
def test_what_the_archive_has_instead_is_told(question: str, text: str, opens: str, quotes: str) -> None:
    said = told(question, text)
    assert opens in said
    assert quotes in said


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("how did the rovers win the lantern cup final", FINAL),  # true
        ("why did the gulls lose the lantern cup final", FINAL),
        ("why did the gulls win the marble cup", FINAL),  # another cup
        ("why did the gulls win the lantern cup final 2019", FINAL + " It was in 2026."),
        ("why did the gulls win game 7 of the lantern cup", FINAL),
        ("why did the gulls win the lantern cup", "The Rovers would beat the Gulls in the Lantern Cup, fans hoped."),
        ("when did she die", HOLM),
        ("why did ada holm lose the ferry trial", CONVICTED),  # true
        ("why was ada holm acquitted in the ferry trial", CLEARED + " Ada Holm was acquitted in the ferry trial."),
        ("how many died in the orm storm", STORM + " The Orm storm killed 4 in Halm."),
        ("how many died in the halm flood", STORM),  # another event
        ("how many were hurt in the orm storm", STORM),
        ("why did ada holm lose weight", "Ada Holm won the open. Ada Holm lost weight."),
        ("when did ada holm die", HOLM + " The death of Ada Holm was announced on Friday."),
    ],
)
def test_nothing_is_put_right_where_that_is_not_sure(question: str, text: str) -> None:
    assert told(question, text) == ""


def test_an_article_of_then_that_has_it_so_speaks_against_it() -> None:
    other = "The Gulls won the Lantern Cup final after all, the league ruled, as the Rovers had an unlisted keeper."
    assert told("why did the gulls win the lantern cup final", FINAL, other) == ""


def test_an_answer_opens_with_it_and_cites_what_it_has(archive: Archive) -> None:
    final = article(FINAL, "Rovers take Lantern Cup", "https://daily.example/final", published="2026-01-11")
    add(archive, final, *stories(6))
    answer = Bot(archive).ask(Question("why did the gulls win the lantern cup final", asked_on="2026-01-14"))
    assert answer.outcome == "answered"
    assert answer.answer.startswith("The archive has no such win by the Gulls; it has this:")
    assert [citation.cited_text for citation in answer.citations] == [FINAL.split(" Fans")[0]]

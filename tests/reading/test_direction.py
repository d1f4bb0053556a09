"""Yes or no is said only where a sentence says or denies all that is asked of the very subject."""

from __future__ import annotations

import pytest

from ragbot.answering.bot import Bot
from ragbot.archive.archive import Archive
from ragbot.reading.direction import direction
from ragbot.types import Question
from tests.conftest import add, article


@pytest.mark.parametrize(
    ("question", "sentence", "way"),
    [
        ("did Halmere join the customs union?", "Halmere formally joined the customs union on Tuesday.", "Yes"),
        ("is oto lind dead", "Oto Lind, who played the captain in “Harbour Lights,” has died at 82.", "Yes"),
        ("was Mira Holt expelled from the council", "Embattled Rep. Mira Holt was expelled from the council.", "Yes"),
        ("did the rovers win the cup", "PORT ANDERS — The Orm Rovers on Sunday beat Quenby 3-1 in the cup.", "Yes"),
        ("did mira holt plead guilty", "Councillor Mira Holt pleaded not guilty to nine charges.", "No"),
        ("did the house pass the ferry act", "The House did not pass the Ferry Act on Monday.", "No"),
        ("will the mayor veto the bill", "The mayor won't veto the bill.", "No"),
    ],
)
def test_a_sentence_decides(question: str, sentence: str, way: str) -> None:
    assert direction(question, sentence) == way


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("did quenby win the cup", "The Orm Rovers beat Quenby 3-1, winning the cup."),
        ("did quenby win the cup", "Quenby said it was average after the cup, behind winner Orm Rovers."),
        ("did the house pass the ferry act", "The House could pass the Ferry Act on Monday."),
        ("did the house pass the ferry act", "The House will pass the Ferry Act on Monday."),
        ("did the house pass the ferry act", "The House passed the Tram Act on Monday."),
        ("did the house pass the ferry act", "The House passed the Ferry Act, if the clerk counted right."),
        ("did mira holt resign", "Mira Holt reportedly resigned."),
        ("did mira holt resign", "Oto Lind said Mira Holt resigned."),
        ("is the harbour still closed", "The harbour was closed on Monday."),
        ("did holt win more votes than lind", "Holt won more votes than Lind."),
        ("why did holt resign", "Holt resigned."),
        ("", ""),
    ],
)
def test_a_sentence_decides_nothing(question: str, sentence: str) -> None:
    assert direction(question, sentence) is None


def test_the_answer_opens_with_it_and_quotes_what_decides(archive: Archive) -> None:
    text = "Halmere joined the customs union on Tuesday. Halmere had asked to join the customs union a year before."
    add(archive, article(text, "Halmere joins customs union", published="2026-03-18"))
    answer = Bot(archive).ask(Question("did Halmere join the customs union?", asked_on="2026-03-20"))
    assert answer.answer == "Yes. Wednesday, 18 March 2026: Halmere joined the customs union on Tuesday. [1]"


def test_an_opinion_decides_nothing(archive: Archive) -> None:
    text = "Halmere joined the customs union on Tuesday and nobody was asked, which is how Halmere does such things."
    add(archive, article(text, "Opinion: Halmere joins customs union", published="2026-03-18"))
    answer = Bot(archive).ask(Question("did Halmere join the customs union?", asked_on="2026-03-20"))
    assert answer.answer.startswith("Opinion, Wednesday, 18 March 2026: ")

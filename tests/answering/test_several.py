"""Lists and comparisons have a line for each thing."""

from __future__ import annotations

from datetime import date

import pytest

from ragbot.answering.answerers.several import compared, listed_of, sides
from ragbot.answering.question import read_question
from ragbot.answering.quotable import Quote
from ragbot.answering.reply import Reply
from ragbot.answering.retrieve import retrieve
from ragbot.archive.archive import Archive
from ragbot.tracing.timings import Timings
from ragbot.types import Question, SearchResult
from tests.conftest import add, article

DAY = "2026-03-20"


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("which is taller, the bridge or the tower?", ("how much which is the bridge", "how much which is the tower")),
        ("who is richer, Berg or Lind?", ("how much who is Berg", "how much who is Lind")),
        ("what is the difference between the old ferry and the new one?", None),
        ("Is it true?", ()),
        ("why did the ferry sink or burn", ()),
    ],
)
def test_a_comparison_has_two_sides(question, asked):
    if asked is None:
        asked = ("what is the difference the old ferry", "what is the difference the new one")
    assert tuple(sides(question)) == asked


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("who is richer, Berg or Lind?", "how much richer is Lind"),
        ("who has more gold medals, Berg or Lind?", "how much who has gold medals Lind"),
        ("which river is longer, the Orm or the Lind?", "how much which is the Lind"),
    ],
)
def test_of_each_side_its_own_measure_is_asked(question: str, asked: str) -> None:
    assert list(sides(question).values())[1] == asked


def found(archive: Archive, text: str) -> SearchResult:
    return retrieve(archive, Question(text, asked_on=DAY), 12, Timings())


def quoted(reply: Reply | None) -> list[str]:
    return [part.text for part in reply.parts if isinstance(part, Quote)] if reply else []


def tall(archive: Archive) -> None:
    for name, metres, day in (("bridge", 90, "2026-03-01"), ("tower", 120, "2026-01-01")):
        text = f"The Harrow {name} is {metres} metres tall. The council of Harrow paid for the {name}."
        add(archive, article(text, f"The {name} of Harrow", f"https://daily.example/{name}", published=day))


def test_each_side_of_a_comparison_is_told_by_its_own_article(archive):
    tall(archive)
    question = "which is taller, the Harrow bridge or the Harrow tower?"
    reply = compared(archive, read_question(question, date.fromisoformat(DAY)), lambda text: found(archive, text))
    assert quoted(reply) == ["The Harrow bridge is 90 metres tall.", "The Harrow tower is 120 metres tall."]
    assert reply
    cited = [
        (part.number, reply.evidence[part.number - 1].version.title) for part in reply.parts if isinstance(part, Quote)
    ]
    assert cited == [(1, "The bridge of Harrow"), (2, "The tower of Harrow")]


def test_a_side_that_nothing_tells_of_makes_no_comparison(archive):
    question = "which is taller, the Harrow bridge or the Harrow tower?"
    assert (
        compared(archive, read_question(question, date.fromisoformat(DAY)), lambda text: found(archive, text)) is None
    )


def test_a_list_of_all_draws_on_several_stories(archive):
    sank = {
        "2026-03-01": "The ferry Grey Gull sank off Port Anders in a storm, and all of its passengers were saved.",
        "2024-03-01": "Nine people died when the Grey Swan, one of the older ferries, sank off Port Anders at night.",
        "2022-03-01": "Off Port Anders, rescuers found the ferries' oldest ship, the Grey Heron, which sank in a fog.",
    }
    for day, text in sank.items():
        add(archive, article(text, "A ferry sinks", f"https://daily.example/{day}", published=day))
    several, one = "list all ferries that sank off Port Anders", "which ferries sank off Port Anders"
    told = [
        quoted(listed_of(archive, read_question(text, date.fromisoformat(DAY)), text, found(archive, text)))
        for text in (several, one)
    ]
    assert (len(told[0]), len(told[1])) == (3, 1)

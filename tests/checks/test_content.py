"""The content of a passage: its numbers, dates, names and words, in the forms that checks compare."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragbot.checks.content import all_quantities, figures_in, told_by, told_by_text
from ragbot.reading.proper_names import has_name
from ragbot.types import AlsoIn
from tests.evidence import evidence

PASSAGE = "Nine people died on 12 March. The ferry cost 4.5 million crowns, and 1,200 saw “the Grey Gull”."


@pytest.mark.parametrize(
    "claim",
    [
        "9 people died",
        "nine died",
        "it cost 4,500,000 crowns",
        "1 200 people saw it",
        "It was on March 12",
        "It was on 12 March 2026",
        "",
        "the F-16 of the G20 with COVID-19",
        "The third piece says that nine died",
    ],
)
def test_a_passage_proves_a_figure_however_it_is_spelled(claim: str) -> None:
    content = told_by_text(PASSAGE, "2026-03-14")
    assert all(content.proves(figure) for figure in figures_in(claim))


@pytest.mark.parametrize(
    "claim",
    [
        "8 people died",
        "it cost 4.5 crowns",
        "1,201 saw it",
        "It was on March 13",
        "It was in April",
        "in 2024",
        "40 ferries sank",
    ],
)
def test_a_figure_that_the_passage_lacks_is_not_proven(claim: str) -> None:
    figures = figures_in(claim)
    assert figures
    assert not any(told_by_text(PASSAGE, "2026-03-14").proves(figure) for figure in figures)


def test_a_year_may_stand_as_a_date_or_as_a_number() -> None:
    (year,) = figures_in("in 2022")
    assert told_by_text("It sank in May 2022.").proves(year)
    assert told_by_text("It cost 2022 crowns.").proves(year)
    assert not told_by_text("It sank in May.").proves(year)
    (number,) = figures_in("2,022 people died")
    assert not told_by_text("It sank in May 2023.").proves(number)


def test_a_number_in_a_name_or_of_a_piece_is_no_figure() -> None:
    assert figures_in("The second article says that the F-16 left the G20") == []
    assert len(figures_in("The 40 ferries left the G20")) == 1
    assert figures_in("") == []


@given(st.integers(2, 10**6))
def test_a_number_proves_itself(number: int) -> None:
    (figure,) = figures_in(f"It was seen by {number:,} people")
    assert told_by_text(f"They were {number} people").proves(figure)
    assert not told_by_text("They were many people").proves(figure)


def test_of_a_piece_title_outlets_authors_and_question_are_known_too() -> None:
    piece = evidence(PASSAGE)
    version = replace(piece.version, title="Ferry of Orm sinks", source="Sund Courier", authors=("Mira Holt",))
    copy = AlsoIn("b", "A title", "Halm Daily", None, None)
    content = told_by(replace(piece, version=version, also_in=(copy,)), "Did Oto Lind know?")
    for name in (["orm"], ["sund", "courier"], ["mira", "holt"], ["halm", "daily"], ["oto", "lind"]):
        assert has_name(content.words, name)
    assert not has_name(content.words, ["anna"])
    assert [version.text[a:b] for a, b in content.spans] == [
        "Nine people died on 12 March.",
        "The ferry cost 4.5 million crowns, and 1,200 saw “the Grey Gull”.",
    ]


def test_only_the_sentences_of_the_passage_count() -> None:
    text = "It rained. Nine people died. It snowed."
    piece = evidence(text, span=(11, 28))
    assert [text[a:b] for a, b in told_by(piece).spans] == ["Nine people died."]


def test_a_digit_in_another_shape_is_one_outside_a_word() -> None:
    assert figures_in("They saw ⑨ ferries") == figures_in("They saw 9 ferries") != []
    assert len(figures_in("They saw 9 km² of it")) == 1


def test_a_text_alone_has_no_spans() -> None:
    assert told_by_text("Nine people died.").spans == ()
    assert told_by_text("").quantities == ()


def test_a_number_with_a_space_is_one_and_two() -> None:
    values = {value for quantity in all_quantities("They saw 12 300 ferries") for value in quantity.values}
    assert {12300, 12, 300} <= values


def test_a_year_of_a_date_is_a_number_too_and_its_day_is_none() -> None:
    values = {value for quantity in all_quantities("It sank on 12 March 2022") for value in quantity.values}
    assert 2022 in values
    assert 12 not in values

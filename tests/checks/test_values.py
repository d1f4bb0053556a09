"""The values that a question asks for, as sentences have them, and whether two of them differ."""

from __future__ import annotations

from datetime import date

import pytest

from ragbot.checks.values import asked_kind, asked_label, differ, topic_of, values_in, words_of
from ragbot.reading.words import stem

DAY = "2026-03-11"  # a Wednesday


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When did the ferry sink?", "date"),
        ("How long ago was that?", "date"),
        ("How many people died?", "number"),
        ("What was the final death toll?", "number"),
        ("Who won the cup?", "name"),
        ("Why did it sink?", None),
        ("Who won? Why did they win?", None),  # the last sentence asks
        ("", None),
    ],
)
def test_a_question_asks_for_one_kind_of_value(question: str, kind: str | None) -> None:
    assert asked_kind(question) == kind


@pytest.mark.parametrize(
    ("sentence", "texts"),
    [
        ("Nine people died and 40 were rescued.", ["Nine", "40"]),
        ("The toll rose by 4 on Monday.", []),  # a part
        ("It is on page 4.", []),
        ("Of those 72 deaths, 40 were by drowning.", []),
        ("It sank on March 10, 2026.", []),  # a date is no number
        ("5 of them were children.", []),
        ("Dozens died.", []),
        ("", []),
    ],
)
def test_numbers_that_count_only_a_part_are_no_values(sentence: str, texts: list[str]) -> None:
    assert [value.text for value in values_in(sentence, "number", DAY)] == texts


@pytest.mark.parametrize(
    ("sentence", "counted"),
    [
        ("14 people were killed.", asked_label("How many were killed?")),
        ("The death toll rose to 14.", asked_label("How many died?")),
        ("Floods left 30 dead across 11 US states.", asked_label("How many dead?")),
        ("14 bridges.", stem("bridges")),
    ],
)
def test_a_number_has_the_label_of_what_it_counts(sentence: str, counted: str) -> None:
    assert values_in(sentence, "number", DAY)[0].counted == {counted}


def test_a_number_of_places_counts_no_people() -> None:
    values = values_in("Floods left 30 dead across 11 US states.", "number", DAY)
    assert [value.counted for value in values][1] == {"elsewhere"}


@pytest.mark.parametrize(
    ("sentence", "days"),
    [
        ("It sank on March 10.", {date(2025, 3, 10), date(2026, 3, 10), date(2027, 3, 10)}),
        ("It sank on 10 March 2026.", {date(2026, 3, 10)}),
        ("It sank on Tuesday.", {date(2026, 3, 10), date(2026, 3, 17)}),
        ("It sank on Tuesday, March 10, 2026.", {date(2026, 3, 10)}),  # the weekday adds nothing
        ("Officials said on March 10, 2026 that it sank.", set()),
    ],
)
def test_a_date_has_each_day_that_it_can_mean(sentence: str, days: set[date]) -> None:
    assert {day for value in values_in(sentence, "date", DAY) for day in value.days} == days


def test_a_day_without_a_year_is_unknown_in_an_undated_article() -> None:
    assert values_in("It sank on March 10.", "date", None) == []
    assert values_in("It sank on 29 February 2026.", "date", DAY) == []


def test_a_name_is_no_acronym_no_day_and_no_possessive() -> None:
    values = values_in("At the UN, on Monday, Mira Holt's ferry left Orm.", "name", DAY)
    assert [value.text for value in values] == ["Mira Holt", "Orm"]


def test_a_value_has_its_place_in_the_sentence() -> None:
    sentence = "On board were 140 people, said Mira Holt’s office."
    values = [value for kind in ("number", "name") for value in values_in(sentence, kind, DAY)]
    assert values
    assert all(sentence[slice(*value.span)] == value.text for value in values)


@pytest.mark.parametrize(
    ("one", "other", "is_so"),
    [
        ("9,104 died.", "9,104 died.", False),
        ("9,104 died.", "About 9,000 died.", False),
        ("1,215,000 fled.", "1.2 million fled.", False),
        ("It cost 5.61 dollars.", "It cost 5.6 dollars.", False),
        ("9,104 died.", "About 8,000 died.", True),
        ("14 died.", "18 died.", True),
        ("14 died.", "10 died.", True),  # below 100 nobody rounds
    ],
)
def test_two_numbers_differ_unless_one_rounds_the_other(one: str, other: str, is_so: bool) -> None:
    a, b = (values_in(sentence, "number", DAY)[0] for sentence in (one, other))
    assert (differ(a, b), differ(b, a)) == (is_so, is_so)


def test_two_dates_differ_unless_they_may_be_the_same_day() -> None:
    tuesday, day, other = (
        values_in(f"It sank {when}.", "date", DAY)[0] for when in ("on Tuesday", "on March 10", "on March 9")
    )
    assert not differ(tuesday, day)
    assert differ(day, other)


def test_two_names_differ_unless_they_share_a_word_or_most_letters() -> None:
    names = ("Mira Holt", "Holt", "Myra Hollt", "Carl Lind")
    first, *others = (values_in(f"It was {name}.", "name", DAY)[0] for name in names)
    assert [differ(first, other) for other in others] == [False, False, True]


def test_words_that_count_the_same_have_one_label() -> None:
    label = asked_label("How many people died?")
    assert label
    assert "died" in words_of(label)
    assert topic_of("Nine died") & topic_of("Nine are dead") >= {label}
    assert asked_label("How many ferries ran?") is None

"""Numbers in texts, and whether one proves another."""

from __future__ import annotations

import pytest

from ragbot.reading.quantities import proves, quantities_in


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("9,104 people", 9104, ""),
        ("1.2 million people", 1_200_000, ""),
        ("$5bn", 5e9, "$"),
        ("twenty-one days", 21, "day"),
        ("two hundred euros", 200, "€"),
        ("4.5 per cent", 4.5, "%"),
        ("12 300 people", 12_300, ""),
    ],
)
def test_a_number_is_read_however_spelled(text: str, value: float, unit: str) -> None:
    (found,) = quantities_in(text)
    assert value in found.values
    assert unit in found.units


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("half a million people", 500_000, ""),
        ("a half-million dollars", 500_000, "$"),
        ("a quarter of a million", 250_000, ""),
        ("three quarters of a million euros", 750_000, "€"),
        ("half a dozen", 6, ""),
        ("two and a half billion dollars", 2.5e9, "$"),
        ("six-and-a-half hours", 6.5, "hour"),
        ("a million and a half", 1_500_000, ""),
        ("2½ million people", 2_500_000, ""),
        ("2 1/2 million people", 2_500_000, ""),
        ("5 1/4 percent", 5.25, "%"),
        ("half of the people", 50, "%"),
    ],
)
def test_a_fraction_is_of_the_number_after_it(text: str, value: float, unit: str) -> None:
    (found,) = quantities_in(text)
    assert found.values == {value}
    assert found.units == {unit}


@pytest.mark.parametrize(
    ("text", "hedge"), [("about 9,000", "about"), ("more than 9,000", "over"), ("nearly 9,000", "under"), ("9,000", "")]
)
def test_a_number_has_its_hedge(text: str, hedge: str) -> None:
    assert quantities_in(text)[0].hedge == hedge


@pytest.mark.parametrize("text", ["", "no number here", "one of them"])
def test_a_text_without_numbers_has_none(text: str) -> None:
    assert quantities_in(text) == []


def test_numbers_come_in_order_with_their_places() -> None:
    text = "Nine died, 40 were saved and $3m was paid."
    found = quantities_in(text)
    assert [max(each.values) for each in found] == [9, 40, 3e6]
    assert [each.span for each in found] == sorted(each.span for each in found)
    assert text[slice(*found[1].span)].strip() == "40"


def test_the_first_of_a_range_has_the_scale_and_unit_of_the_second() -> None:
    low, high = quantities_in("$5-6 million")
    assert 5e6 in low.values
    assert "$" in high.units
    ten, _ = quantities_in("10 to 12%")
    assert ten.units >= {"", "%"}


def test_the_second_year_of_a_range_has_its_century() -> None:
    assert 2022 in quantities_in("2021-22")[1].values


@pytest.mark.parametrize(
    ("source", "claim", "is_so"),
    [
        ("9,104 people", "9104", True),
        ("9,104 people", "about 9,000", True),
        ("9,104 people", "more than 9,000", True),
        ("9,104 people", "nearly 9,000", False),  # it is more
        ("8,950 people", "nearly 9,000", True),
        ("9,104 people", "9,000", False),  # no hedge
        ("about 9,000", "9,104", False),  # a rough figure proves no exact one
        ("9,104 people", "about 8,000", False),
        ("5 per cent", "5 euros", False),
        ("5 euros", "5 euros", True),
    ],
)
def test_a_source_proves_its_own_number_and_what_rounds_it(source: str, claim: str, is_so: bool) -> None:
    assert proves(quantities_in(source)[0], quantities_in(claim)[0]) == is_so

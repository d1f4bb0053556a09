"""Whether a source states what a claim says, denies it, or only expects it."""

from __future__ import annotations

import pytest

from ragbot.checks.polarity import Finding, agreed, is_opposed
from ragbot.reading.modality import Modality
from ragbot.reading.reading import reading

STATED = Modality()
DENIED = Modality(is_denied=True)
EXPECTED = Modality(is_expected=True)
PLANNED = Modality(is_expected=True, is_planned=True)


@pytest.mark.parametrize(
    ("claim", "source", "is_present", "finding"),
    [
        (STATED, STATED, False, "stated"),
        (STATED, DENIED, False, "denied"),
        (STATED, EXPECTED, False, "denied"),
        (STATED, EXPECTED, True, "denied"),
        (STATED, PLANNED, False, "denied"),
        (STATED, PLANNED, True, "stated"),  # it closes on Monday
        (EXPECTED, EXPECTED, False, "stated"),
        (EXPECTED, STATED, False, "stated"),
        (EXPECTED, DENIED, False, "missing"),
        (DENIED, DENIED, False, "stated"),
        (DENIED, STATED, False, "missing"),
        (DENIED, EXPECTED, False, "stated"),
    ],
)
def test_a_claim_agrees_with_what_its_source_says(
    claim: Modality, source: Modality, is_present: bool, finding: Finding
) -> None:
    assert agreed(claim, source, False, is_present) == finding


@pytest.mark.parametrize("source", [STATED, DENIED, EXPECTED, PLANNED])
def test_where_subject_and_object_are_swapped_the_source_denies_it(source: Modality) -> None:
    assert agreed(STATED, source, True, False) == "denied"
    assert agreed(DENIED, source, True, False) == "stated"


EVENT = frozenset({"won"})
OPPOSED = {"won": next(iter(reading("ferry").meanings[0]))}


@pytest.mark.parametrize(
    ("source", "opposed"),
    [
        ("Mira Holt ferry", True),
        ("Holt ferry", False),  # the whole name
        ("Oto Lind ferry", False),
        ("Mira Holt did not ferry", False),
        ("Mira Holt will ferry", False),
        ("Mira Holt left; Oto Lind ferry", False),
        ("Mira Holt sank", False),
        ("", False),
    ],
)
def test_an_opposite_counts_where_it_is_stated_of_the_same_subject(source: str, opposed: bool) -> None:
    assert is_opposed(EVENT, ["mira", "holt"], [reading(source)], OPPOSED) is opposed


def test_without_sources_or_an_opposite_nothing_is_opposed() -> None:
    assert not is_opposed(EVENT, ["mira", "holt"], [], OPPOSED)
    assert not is_opposed(EVENT, ["mira", "holt"], [reading("Mira Holt ferry")], {})


def test_the_table_of_opposites_is_used_where_no_other_is_given() -> None:
    event = reading("won").meanings[0]
    assert is_opposed(event, ["orm"], [reading("Orm lost to Sund")])
    assert not is_opposed(event, ["sund"], [reading("Orm lost to Sund")])

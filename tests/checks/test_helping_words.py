"""Helping words between two others say whether the second is so."""

from __future__ import annotations

import pytest

from ragbot.checks.helping_words import between_words
from ragbot.checks.polarity import Finding
from ragbot.reading.reading import reading


def finding(claim: str, *sources: str) -> Finding:
    return between_words(reading(claim), [reading(source) for source in sources])


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The harbour has been closed", "The harbour was closed on Monday"),
        ("The harbour could be closed", "The harbour could be closed"),
        ("The harbour could be closed", "The harbour was closed"),
        ("The harbour was not closed", "The harbour was never closed"),
        ("No beer is sold", "No beer was sold"),
        ("The harbour closes", "The harbour will close"),  # the present may speak of the future
        ("The harbour was closed", "The ferry could be sunk"),  # no pair of the claim
        ("", "The harbour was closed"),
    ],
)
def test_helping_words_that_say_the_same_state_it(claim: str, source: str) -> None:
    assert finding(claim, source) == "stated"


@pytest.mark.parametrize(
    ("claim", "source", "expected"),
    [
        ("The harbour has been closed", "The harbour could be closed", "denied"),
        ("The harbour has been closed", "The harbour will be closed", "denied"),
        ("The harbour has been closed", "The harbour has not been closed", "denied"),
        ("The harbour has been closed", "The harbour hasn't been closed", "denied"),
        ("The harbour has not been closed", "The harbour has been closed", "missing"),
        ("The harbour could be closed", "The harbour was not closed", "missing"),
        ("The beer is sold", "No beer is sold", "denied"),
    ],
)
def test_helping_words_that_say_something_else_do_not(claim: str, source: str, expected: Finding) -> None:
    assert finding(claim, source) == expected


def test_without_sources_nothing_is_denied() -> None:
    assert finding("The harbour has been closed") == "stated"


def test_one_source_that_states_it_is_enough() -> None:
    both = ("The harbour could be closed", "The harbour was closed")
    assert finding("The harbour has been closed", *both) == "stated"


def test_another_sentence_may_say_the_second_word_as_the_claim_does() -> None:
    both = ("The harbour could be closed", "It was closed on Monday")
    assert finding("The harbour has been closed", *both) == "stated"


def test_a_claim_that_says_it_in_two_ways_is_left_alone() -> None:
    claim = "The harbour was closed, the harbour could be closed"
    assert finding(claim, "The harbour was not closed") == "stated"

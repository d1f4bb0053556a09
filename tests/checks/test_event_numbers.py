"""Numbers of events: to how many something happened."""

from __future__ import annotations

import pytest

from ragbot.checks.event_numbers import is_of_another_number
from ragbot.reading.reading import reading


def is_another(claim: str, verb: str, *sources: str) -> bool:
    own = reading(claim)
    return is_of_another_number(own, own.tokens.index(verb), [reading(source) for source in sources])


@pytest.mark.parametrize(
    "sources",
    [
        ("The storm came, and 150 were injured",),
        ("9 died and 150 were injured", "Some 150 people were arrested"),
    ],
)
def test_a_number_that_stands_only_before_another_event_is_of_another(sources: tuple[str, ...]) -> None:
    assert is_another("150 people died", "died", *sources)


@pytest.mark.parametrize(
    "sources",
    [
        ("150 people were killed",),  # the same event
        ("150 were injured", "150 died"),
        ("150 ferries",),  # no verb
        ("150, and 9 were injured",),  # in another clause
        ("150 of the very old tired people who saw it then were injured",),  # far away
        ("151 were injured",),
        (),
    ],
)
def test_a_number_of_the_same_event_or_of_none_is_not(sources: tuple[str, ...]) -> None:
    assert not is_another("150 people died", "died", *sources)


def test_a_claim_without_a_number_near_its_event_has_no_other() -> None:
    assert not is_another("People died", "died", "150 were injured")
    assert not is_another("150 of the old and tired people died", "died", "150 were injured")


def test_the_number_nearest_to_the_event_counts() -> None:
    assert not is_another("Of 150 people 9 died", "died", "150 were injured, 9 died")
    assert is_another("Of 9 people 150 died", "died", "150 were injured, 9 died")

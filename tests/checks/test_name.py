"""The check of names: every name of a claim stands in what it cites, its headline or its outlet."""

from __future__ import annotations

import pytest

from ragbot.checks.check import Outcome
from ragbot.checks.name import NAME
from tests.comparison import comparison

SHIP, INQUIRY = "The Grey Linnet sank off Halmere.", "Captain Mira Holt told the inquiry that the bow door failed."


@pytest.mark.parametrize(
    ("claim", "outcome"),
    [
        ("The ferry Grey Linnet sank", "passed"),
        ("Then Mira Holt spoke", "passed"),
        ("Then Holt left the Grey Linnet", "passed"),  # one piece has the one, one the other
        ("As the Daily says, Holt spoke", "passed"),  # the outlet of the evidence
        ("Then Oto Lind spoke", "failed"),
        ("Then Mira Holt met Oto Lind", "failed"),
        ("Then Mira Lind spoke", "failed"),
        ("It sank", None),
        ("", None),
    ],
)
def test_every_name_stands_in_some_piece(claim: str, outcome: Outcome | None) -> None:
    assert NAME.judge(comparison(claim, SHIP, INQUIRY)) == outcome


def test_what_is_cited_beside_the_claim_has_no_name_of_it() -> None:
    assert NAME.judge(comparison("Then Mira Holt spoke", SHIP, beside=(INQUIRY,))) == "failed"


def test_a_name_that_some_piece_lacks_is_marked_and_not_left_out() -> None:
    assert not NAME.needs_some_evidence
    assert NAME.judge(comparison("Then Mira Holt spoke")) == "failed"

"""The check of figures: every number and date of a claim stands in what it cites."""

from __future__ import annotations

import pytest

from ragbot.checks.check import Outcome
from ragbot.checks.figure import FIGURE
from tests.comparison import comparison

TOLL, COST = "Nine people died on 12 March.", "The Grey Linnet cost 4.5 million crowns."


@pytest.mark.parametrize(
    ("claim", "outcome"),
    [
        ("9 people died", "passed"),
        ("Nine people died on March 12", "passed"),
        ("It cost 4,500,000 crowns", "passed"),
        ("Nine people died in a ferry of 4.5 million crowns", "passed"),  # one piece has the one, one the other
        ("Ten people died", "failed"),
        ("Nine people died on 13 March", "failed"),
        ("Nine people died, and 40 swam", "failed"),
        ("People died", None),
        ("The third piece says that people died", None),
        ("", None),
    ],
)
def test_every_figure_stands_in_some_piece(claim: str, outcome: Outcome | None) -> None:
    assert FIGURE.judge(comparison(claim, TOLL, COST)) == outcome


def test_what_is_cited_beside_the_claim_proves_no_figure_of_it() -> None:
    assert FIGURE.judge(comparison("It cost 4.5 million crowns", TOLL, beside=(COST,))) == "failed"


def test_without_evidence_a_figure_fails_and_is_taken_for_invented() -> None:
    assert FIGURE.judge(comparison("Nine people died")) == "failed"
    assert FIGURE.needs_some_evidence

"""The check of quotations: words in quotation marks stand in what is cited."""

from __future__ import annotations

import pytest

from ragbot.checks.check import Outcome
from ragbot.checks.quote import QUOTE
from tests.comparison import comparison

HOLT, LIND = "“We had no warning – none,” Mira Holt said.", "Oto Lind called it “a dark day for Halmere”."


@pytest.mark.parametrize(
    ("claim", "outcome"),
    [
        ("She said “we had no warning”", "passed"),
        ('She said "We had no warning - none"', "passed"),
        ("She said “we had no warning”, he “a dark day for Halmere”", "passed"),
        ("She said “we had fair warning”", "failed"),
        ("She said “we had no warning”, he “a bright day for Halmere”", "failed"),
        ("She said that they had no warning", None),
        ("", None),
    ],
)
def test_every_quotation_stands_in_some_piece(claim: str, outcome: Outcome | None) -> None:
    assert QUOTE.judge(comparison(claim, HOLT, LIND)) == outcome


def test_a_piece_with_none_of_the_quotations_neither_passes_nor_fails_while_another_has_them() -> None:
    assert QUOTE.judge(comparison("She said “we had no warning”", LIND, beside=(HOLT,))) is None
    assert (
        QUOTE.judge(comparison("She said “we had no warning”, he “a dark day for Halmere”", LIND, beside=(HOLT,)))
        == "passed"
    )


@pytest.mark.parametrize(
    ("claim", "outcome"),
    [
        ("“We had no warning,” Mira Holt said.", "passed"),
        ("“We had no warning,” said Captain Holt.", "passed"),
        ("“We had no warning,” said Oto Lind.", "failed"),
        ("Oto Lind said: “We had no warning.”", "failed"),
        ("“We had no warning,” she said.", "passed"),  # no name
        ("“We had no warning,” officials said.", "passed"),
        ("It was “a dark day for Halmere”, Lind said.", "passed"),
        ("It was “a dark day for Halmere”, Holt said.", "failed"),
    ],
)
def test_a_quotation_is_put_to_nobody_else_than_in_the_piece(claim: str, outcome: Outcome) -> None:
    assert QUOTE.judge(comparison(claim, HOLT, LIND)) == outcome


def test_without_evidence_a_quotation_fails_and_is_taken_for_invented() -> None:
    assert QUOTE.judge(comparison("She said “we had no warning”")) == "failed"
    assert QUOTE.needs_some_evidence

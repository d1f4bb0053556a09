"""The check of entailment: a model for inference is sure that what is cited says so."""

from __future__ import annotations

from ragbot.checks.entailment import ENTAILMENT
from ragbot.models.entail import ENTAILS
from tests.comparison import comparison


def test_a_claim_passes_from_the_least_probability_on() -> None:
    assert ENTAILMENT.judge(comparison("It sank", "It sank.", entailment=ENTAILS)) == "passed"
    assert ENTAILMENT.judge(comparison("It sank", "It sank.", entailment=ENTAILS - 1e-4)) == "failed"
    assert ENTAILMENT.judge(comparison("It sank", "It sank.", entailment=0.0)) == "failed"


def test_without_a_model_nothing_is_judged() -> None:
    assert ENTAILMENT.judge(comparison("It sank", "It rained.")) is None


def test_each_piece_is_judged_alone() -> None:
    assert ENTAILMENT.is_of_each

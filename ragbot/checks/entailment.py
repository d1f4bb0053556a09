"""The cited passage entails the claim, by a model for natural language inference, where the settings name one."""

from __future__ import annotations

from ragbot.checks.check import Check, Comparison, Outcome
from ragbot.models.entail import ENTAILS


def _judge(comparison: Comparison) -> Outcome | None:
    if comparison.entailment is None:
        return None
    return "passed" if comparison.entailment >= ENTAILS else "failed"


ENTAILMENT = Check("entailment", _judge, is_of_each=True)

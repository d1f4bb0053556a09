"""A claim means what the nearest one or two sentences of the cited passage mean."""

from __future__ import annotations

from ragbot.checks.check import Check, Comparison, Outcome

LEAST = 0.4
"""The least cosine of a claim and the best one or two sentences of the passage that it cites: below, they tell
different things. On real news (all-MiniLM-L6-v2, 150 articles) it refuses 3 % of headlines against their own article,
no light paraphrase (all are above 0.9), and 65 % of sentences that cite another article on the same topic; 0.5 would
refuse 9 and 83 %, 0.3 would refuse 3 and 50 %."""


def _judge(comparison: Comparison) -> Outcome:
    return "passed" if comparison.similarity is None or comparison.similarity >= LEAST else "failed"


MEANING = Check("meaning", _judge, is_of_each=True)

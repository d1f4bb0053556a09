"""The check of meaning: a claim is near to the sentences that it cites."""

from __future__ import annotations

from ragbot.checks.meaning import LEAST, MEANING
from tests.comparison import comparison


def test_a_claim_passes_from_the_least_cosine_on() -> None:
    assert MEANING.judge(comparison("It sank", "It sank.", similarity=LEAST)) == "passed"
    assert MEANING.judge(comparison("It sank", "It sank.", similarity=1.0)) == "passed"
    assert MEANING.judge(comparison("It sank", "It sank.", similarity=LEAST - 1e-4)) == "failed"
    assert MEANING.judge(comparison("It sank", "It sank.", similarity=-1.0)) == "failed"


def test_what_is_cited_word_for_word_passes_unmeasured() -> None:
    assert MEANING.judge(comparison("It sank", "It sank.")) == "passed"


def test_each_piece_is_judged_alone() -> None:
    assert MEANING.is_of_each

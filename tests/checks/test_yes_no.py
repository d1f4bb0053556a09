"""A claim that answers with "Yes" or "No" is decided by what tells the state it is asked of."""

from __future__ import annotations

import pytest

from ragbot.checks.predicate import compared

STATES = [
    ("Yes, Ann Moe has Covid.", "does ann moe have covid?", "Ann Moe tested positive for Covid-19 on Monday.", True),
    ("No, Ann Moe does not have Covid.", "does ann moe have covid?", "Ann Moe tested positive for Covid-19.", False),
    ("Yes, Ann Moe has Covid.", "does ann moe have covid?", "Ann Moe spoke of Covid-19 on Monday.", False),
    ("No, Ann Moe is not still in prison.", "is ann moe in prison?", "Ann Moe has been released from a jail.", True),
    ("No, Ann Moe is not in prison.", "is ann moe in prison?", "Ann Moe could be released from a jail.", False),
    ("No, Ann Moe is not in prison.", "is ann moe in prison?", "Ann Moe wrote a letter to the prison.", False),
    ("No. Ann Moe is taking Sulvane.", "is ann moe taking any medicine?", "Ann Moe is taking Sulvane.", False),
    ("Yes. Ann Moe is taking Sulvane.", "is ann moe taking any medicine?", "Ann Moe is taking Sulvane.", True),
    ("No, Carl Lind won.", "did ann moe win?", "Carl Lind won the race.", True),
    ("No one won.", "did anyone win?", "No one won the race.", True),
    ("No, no one won the race.", "did anyone win the race?", "No one won the race.", True),
    ("Yes, Orm lowered the rating of Halm.", "did orm lower the rating of halm", "Orm lowers outlook of Halm.", False),
    ("Yes, Halm has power again.", "does halm have power again", "Much of Halm would have power by Friday.", False),
    ("Yes, Orm is in the Union now.", "is orm in the union now", "Orm was made a candidate of the Union.", False),
]


@pytest.mark.parametrize(("claim", "question", "source", "is_stated"), STATES)
def test_an_answer_of_a_state_is_decided_by_what_tells_it(
    claim: str, question: str, source: str, is_stated: bool
) -> None:
    assert (compared(claim, [source], question) == "stated") is is_stated

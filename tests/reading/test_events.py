"""Which words tell one event."""

from __future__ import annotations

import pytest

from ragbot.reading.events import alike, meanings, root


@pytest.mark.parametrize("form", ["close", "closes", "closed", "closing", "closure"])
def test_forms_of_a_word_share_its_root(form: str) -> None:
    assert root(form) == "clos"


@pytest.mark.parametrize(
    ("one", "other"), [("won", "victory"), ("died", "killed"), ("went", "attend"), ("bought", "buy")]
)
def test_words_of_one_event_are_alike(one: str, other: str) -> None:
    assert meanings(one) & meanings(other)


def test_words_that_questions_bring_do_not_pile_up() -> None:
    for i in range(2_000):
        assert alike(f"word{i}") == frozenset()
    assert alike.cache_info().currsize <= 1_000

"""What is kept has a bound."""

from __future__ import annotations

from collections import OrderedDict

import pytest

from ragbot.api.oldest import drop_oldest


@pytest.mark.parametrize(("most", "left"), [(0, ""), (1, "c"), (2, "bc"), (3, "abc"), (9, "abc")])
def test_what_came_first_goes_first(most: int, left: str) -> None:
    kept = dict.fromkeys("abc", 1)
    drop_oldest(kept, most)
    assert "".join(kept) == left


def test_what_was_used_again_is_not_the_oldest() -> None:
    kept = OrderedDict.fromkeys("abc", 1)
    kept.move_to_end("a")
    drop_oldest(kept, 1)
    assert list(kept) == ["a"]

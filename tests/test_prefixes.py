"""A setting is a word as a whole, or what stands behind a colon or a slash is free."""

from __future__ import annotations

import pytest

from ragbot.prefixes import chooses


@pytest.mark.parametrize(
    ("setting", "is_chosen"),
    [
        ("embedded", True),
        ("embedded2", False),
        ("embedded:", False),
        ("memory:", True),
        ("memory:a:b", True),
        ("memory", False),
        ("memory2:a", False),
        ("https://a", True),
        ("https:/a", False),
        (" embedded", False),
        ("", False),
    ],
)
def test_a_word_is_whole_and_a_prefix_is_followed_by_anything(setting: str, is_chosen: bool) -> None:
    assert chooses(setting, ("embedded", "memory:", "https://")) == is_chosen


def test_nothing_is_chosen_by_no_beginnings() -> None:
    assert not chooses("embedded", ())

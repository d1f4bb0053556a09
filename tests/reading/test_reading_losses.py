"""Whether a later text of an article has lost most of the one before."""

from __future__ import annotations

import pytest

from ragbot.reading.losses import FEWEST, FULLER, loss, shares

WHOLE = " ".join(f"Line {n} of the ferry's log tells of the wind, the passengers and the lamps." for n in range(20))
OTHER = " ".join(f"Entry {n}: subscribe now, and read whatever you like on any device you own." for n in range(12))


@pytest.mark.parametrize(
    ("after", "kind"),
    [
        (WHOLE, None),
        (WHOLE.upper().replace(" ", "\n"), None),  # the letters are the same
        (WHOLE[: len(WHOLE) // 2], None),
        (WHOLE[: len(WHOLE) // 10], "cut"),
        (OTHER, "rewritten"),
        ("Log in.", "rewritten"),
        ("", "rewritten"),
        (OTHER * int(FULLER * 2), None),  # much fuller: the article of a stub
    ],
)
def test_what_is_left_of_a_text_tells_how_it_was_lost(after: str, kind: str | None) -> None:
    assert loss(WHOLE, after) == kind


def test_of_a_short_text_nothing_is_lost() -> None:
    short = WHOLE[: FEWEST // 2]
    assert loss(short, "Log in.") is None
    assert loss("", "") is None


@pytest.mark.parametrize(
    ("one", "other", "does"),
    [(WHOLE, WHOLE[300:700], True), (WHOLE, OTHER, False), ("Short.", WHOLE, True), ("", "", True)],
)
def test_texts_share_what_the_shorter_one_has(one: str, other: str, does: bool) -> None:
    assert shares(one, other) is shares(other, one) is does

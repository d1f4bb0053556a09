"""Who did it to whom: the other way round is denied."""

from __future__ import annotations

import pytest

from ragbot.checks.predicate import compared


@pytest.mark.parametrize(
    ("claim", "source", "finding"),
    [
        ("Norland won the final.", "Norland was defeated in the final on Sunday.", "denied"),
        ("Norland beat Ostrey.", "Norland was beaten in the final by Ostrey.", "denied"),
        (
            "Norland knocked out Ostrey in the round of 16.",
            "Norland was defeated 3-1 by Ostrey and knocked out of the cup in the round of 16.",
            "denied",
        ),
        ("Norland eliminated Ostrey.", "Norland was eliminated after a loss to Ostrey.", "denied"),
        ("Norland eliminated Ostrey.", "Norland eliminated Ostrey on penalties.", "stated"),
        ("Ostrey knocked Norland out of the cup.", "Norland was knocked out of the cup by Ostrey.", "stated"),
        ("Holt attacked Lind.", "Holt was attacked at home, and Lind was arrested.", "denied"),
        ("Holt was arrested.", "Holt was attacked and arrested at home, said Lind.", "stated"),
        ("Nine people were killed.", "Nine people died.", "stated"),
        ("The cup was won by Norland.", "Norland won the cup.", "stated"),
        ("Norland won the cup.", "The first cup of Norland was won by Norland itself.", "stated"),
    ],
)
def test_what_was_done_to_somebody_is_not_what_they_did(claim: str, source: str, finding: str) -> None:
    assert compared(claim, [source]) == finding

"""A wire story is known again after small edits, and an update with another number is not taken for it."""

from __future__ import annotations

import pytest

from ragbot.reading.near_duplicates import fingerprint


def is_copy(one: str, other: str) -> bool:
    unrelated = fingerprint("Nothing of this kind was ever told.")
    return fingerprint(one).first_copy([unrelated, fingerprint(other)]) == 1


WIRE = (
    "PORT ANDERS (Wire) - The ferry Grey Gull sank off Port Anders on Monday evening with 61 people on board. Nine of "
    "them died, the coast guard said. Captain Mira Holt told reporters on the pier that the bow door had failed "
    "without any warning. The minister for transport, Oto Lind, ordered every other ferry of the line to stay in port "
    "until its doors have been examined. Divers will go down to the wreck as soon as the sea is calm, he said."
)


@pytest.mark.parametrize(
    "edited",
    [
        WIRE.upper(),
        WIRE.replace(",", " –").replace(".", "!"),
        WIRE.replace("PORT ANDERS (Wire) - ", ""),
        WIRE.rpartition(" Divers")[0],
        WIRE.replace("on the pier ", "").replace("evening ", ""),
        WIRE.replace("The minister for transport, Oto Lind, ordered", "Transport minister Lind has told"),
    ],
)
def test_a_small_edit_leaves_a_copy(edited: str) -> None:
    assert is_copy(WIRE, edited)
    assert is_copy(edited, WIRE)


@pytest.mark.parametrize(
    "other",
    [
        WIRE.replace("61 people", "64 people"),
        WIRE.replace("Nine of", "Ten of"),
        "The ferry Grey Gull sank off Port Anders on Monday. Nine people died, the coast guard said.",
        "Bread costs more again, and bakers blame the price of wheat, which has doubled since the spring.",
        "",
        "😀",
    ],
)
def test_an_update_and_another_story_are_no_copies(other: str) -> None:
    assert not is_copy(WIRE, other)


def test_texts_without_words_are_copies_of_their_like_only() -> None:
    assert is_copy("— — —", "— — —")
    assert not is_copy("— — —", "!!!")


def test_an_update_of_an_amount_in_any_currency_is_no_copy() -> None:
    for one, other in (("£900m", "£100m"), ("€9", "€7"), ("¥5,000", "¥6,000")):
        assert not is_copy(f"{WIRE} It will cost {one}.", f"{WIRE} It will cost {other}.")


def test_quotation_marks_do_not_matter() -> None:
    quoted = WIRE.replace("bow door", "“bow door”").replace("Monday", "‘Monday’ –")
    assert is_copy(quoted, quoted.translate(str.maketrans("“”‘’–", "\"\"''-")))


def test_there_is_no_copy_among_none() -> None:
    assert fingerprint(WIRE).first_copy([]) is None

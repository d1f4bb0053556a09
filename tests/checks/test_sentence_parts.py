"""A model's sentence is cut after its markers into the words and the evidence that each part cites."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ragbot.checks.citations import MARKER
from ragbot.checks.claims import Checker
from ragbot.checks.sentence_parts import parts_of
from tests.evidence import evidence
from tests.fakes import WordEmbeddings

SHIP, RAIN = "The Grey Linnet sank off Halmere. Nine people died.", "It rained in Sund for a week."
CHECKER = Checker([evidence(SHIP, "ship"), evidence(RAIN, "rain"), evidence(SHIP, "again")], "", WordEmbeddings())


def parts(text: str, pieces: int = 3) -> list[tuple[str, tuple[int, ...]]]:
    return [(part.text, part.numbers) for part in parts_of(text, pieces, CHECKER)[0]]


def dropped(text: str, pieces: int = 3) -> int:
    return parts_of(text, pieces, CHECKER)[1]


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("", []),
        (" \n", []),
        ("It sank.", [("It sank.", ())]),
        ("It sank [1].", [("It sank ", (1,)), (".", ())]),
        ("It sank [1] and it rained [2].", [("It sank ", (1,)), (" and it rained ", (2,)), (".", ())]),
        ("It sank [1, 3].", [("It sank ", (1, 3)), (".", ())]),
        ("It sank [1][2] [1].", [("It sank ", (1, 2)), (".", ())]),
        ("[2] It rained.", [("It rained. ", (2,))]),
        ("[1] [2]", [("", (1, 2))]),
        ("It\n\nsank  off\tHalmere", [("It sank off Halmere", ())]),
        ("It sank , they said .", [("It sank, they said.", ())]),
    ],
)
def test_a_sentence_is_cut_after_its_markers(text: str, cut: list[tuple[str, tuple[int, ...]]]) -> None:
    assert parts(text) == cut
    assert dropped(text) == 0


@pytest.mark.parametrize(
    "text",
    [
        "The piece [1] says that nine people died.",
        "[1] says that nine people died.",
        "According to piece [1], nine people died.",
        "According to [1], nine people died.",
        "The article [1] reported that nine people died.",
    ],
)
def test_a_citation_that_is_the_subject_of_its_sentence_follows_what_it_tells(text: str) -> None:
    assert parts(text) == [("Nine people died. ", (1,))]


@pytest.mark.parametrize("text", ["The piece says that [1] is wrong.", "Holt [1] says that nine people died."])
def test_a_citation_within_a_sentence_stays_there(text: str) -> None:
    assert parts(text)[0][0].startswith(("The piece says that", "Holt"))


@pytest.mark.parametrize(
    ("text", "cut", "lost"),
    [
        ("It sank [9].", [("It sank.", ())], 1),
        ("It sank [0, 1].", [("It sank ", (1,)), (".", ())], 1),
        ("It sank [4] [5] [6].", [("It sank.", ())], 3),
        ("It sank [99999999999].", [("It sank.", ())], 1),
    ],
)
def test_a_number_that_points_at_nothing_is_dropped_and_counted(
    text: str, cut: list[tuple[str, tuple[int, ...]]], lost: int
) -> None:
    assert parts(text) == cut
    assert dropped(text) == lost


def test_without_evidence_every_number_is_dropped() -> None:
    assert parts("It sank [1].", 0) == [("It sank.", ())]
    assert dropped("It sank [1].", 0) == 1


def test_of_a_range_only_those_that_say_so_are_cited() -> None:
    assert parts("Nine people died [1-3].") == [("Nine people died ", (1, 3)), (".", ())]
    assert dropped("Nine people died [1-3].") == 0


def test_a_range_of_which_none_says_so_cites_all() -> None:
    assert parts("Oto Lind resigned [1–2].")[0] == ("Oto Lind resigned ", (1, 2))


@pytest.mark.parametrize("span", ["[3-1]", "[0-2]", "[1-4]", "[2-99]"])
def test_a_range_that_is_none_or_leads_beyond_the_evidence_is_dropped_as_one(span: str) -> None:
    assert parts(f"It sank {span}.") == [("It sank.", ())]
    assert dropped(f"It sank {span}.") == 1


def test_a_range_of_more_pieces_than_it_may_mean_is_dropped() -> None:
    many = Checker([evidence(SHIP, str(i)) for i in range(9)], "", WordEmbeddings())
    assert parts_of("Nine people died [1-4].", 9, many)[0][0].numbers == (1, 2, 3, 4)
    assert parts_of("Nine people died [1-5].", 9, many)[1] == 1


def test_what_dropped_markers_leave_behind_makes_no_new_one() -> None:
    for text in ("It sank [[0]1].", "It sank [9[0]1] [[8]2]", "It sank [[[1]2]3]."):
        assert not any(MARKER.search(words) for words, _ in parts(text))


@settings(max_examples=30)
@given(
    st.lists(st.sampled_from(["It sank", " ", "\n", "[1]", "[2, 9]", "[0]", "[1-2]", "[", "]", ".", ","]), max_size=12)
)
def test_no_word_is_lost_no_marker_stays_and_all_is_in_one_line(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = parts(text)
    assert [c for words, _ in found for c in words if c.isalpha()] == [c for c in text if c.isalpha()]
    assert not any(MARKER.search(words) or "\n" in words or "  " in words for words, _ in found)
    assert all(1 <= number <= 3 for _, numbers in found for number in numbers)

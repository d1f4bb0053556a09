"""A claim that repeats a sentence with the name or the number of another one."""

from __future__ import annotations

import pytest

from ragbot.checks.exchanged import has_exchanged_name, has_exchanged_number

SOURCE = (
    "The Grey Linnet last called at Orm in 2017.",
    "In 2020 the line sold 12 ferries to Halm Shipping for 5.1 million crowns.",
    "The World Health Organization praised the crew, said Mira Holt.",
    "Nine of the 40 passengers were from Port Anders on Monday.",
)


@pytest.mark.parametrize(
    ("claim", "is_exchanged"),
    [
        ("The Grey Linnet last called at Orm in 2020.", True),
        ("The Grey Linnet last called at Orm in 2017.", False),
        ("In 2017 the line sold 12 ferries to Halm Shipping for 5.1 million crowns.", True),
        ("In 2020 the line sold 40 ferries to Halm Shipping for 5.1 million crowns.", True),
        ("In 2020 the line sold twelve ferries to Halm Shipping for 5,100,000 crowns.", False),  # spelled otherwise
        ("9 of the 40 passengers were from Port Anders on Monday.", False),
        ("Nine of the 40 passengers were from Port Anders on 5 January.", False),  # a day in other words
        ("The line sold ferries in 2017.", False),  # no repetition, which other checks compare
        ("In 2020 the line sold many ferries to Halm Shipping for 5.1 million crowns.", False),
        ("", False),
    ],
)
def test_a_number_of_another_sentence_is_seen_in_a_repeated_one(claim: str, is_exchanged: bool) -> None:
    assert has_exchanged_number(claim, SOURCE) is is_exchanged


@pytest.mark.parametrize(
    ("claim", "is_exchanged"),
    [
        ("The Grey Linnet last called at Halm in 2017.", True),
        ("In 2020 the line sold 12 ferries to Port Anders for 5.1 million crowns.", True),
        ("The World Health Organization praised the crew, said Carl Lind.", True),
        ("The World Health Organization praised the crew, said Holt.", False),  # part of the name
        ("The WHO praised the crew, said Mira Holt.", False),  # its initials
        ("The World Health Organization praised the crew, said the mayor.", False),  # no name
        ("The World Health Organization praised the crew, said Mira Holt on Friday.", False),
        ("Nine of the 40 passengers were from Port Anders on Tuesday.", False),  # days are for the calendar
        ("Passengers praised the crew.", False),
    ],
)
def test_a_name_of_another_sentence_is_seen_in_a_repeated_one(claim: str, is_exchanged: bool) -> None:
    assert has_exchanged_name(claim, SOURCE) is is_exchanged


def test_the_beginning_of_a_sentence_is_no_name() -> None:
    assert not has_exchanged_name("Officials said the ferry sank off Orm.", ["Police said the ferry sank off Orm."])


def test_a_sentence_that_says_just_that_is_the_nearest() -> None:
    sources = ["Deaths rose to 14 in Orm on Monday.", "Deaths rose to 17 in Halm on Tuesday."]
    assert not has_exchanged_number(sources[1], sources)
    assert not has_exchanged_name(sources[1], sources)
    assert has_exchanged_number("Deaths rose to 17 in Orm on Monday.", sources)


def test_nothing_is_exchanged_without_a_source() -> None:
    assert not has_exchanged_number("Nine died.", [])
    assert not has_exchanged_name("Mira Holt died.", [])

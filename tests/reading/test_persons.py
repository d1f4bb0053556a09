"""Names by their capital letters, and which of them are likely to be a person's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragbot.reading.persons import is_person, names, persons


def named(text: str) -> list[str]:
    return [text[a:b] for a, b in names(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("nine people died", []),
        ("The governor of the Bank of England met Anna Berg.", ["Bank of England", "Anna Berg"]),
        ("Ludwig van Beethoven of Bonn", ["Ludwig van Beethoven of Bonn"]),
        ("Anna Berg, Oto Lind and Mira Holt", ["Anna Berg", "Oto Lind", "Mira Holt"]),
        ("Anna  Berg", ["Anna", "Berg"]),  # two spaces
        ("Anna Berg's ferry and Oto Lind’s", ["Anna Berg", "Oto Lind"]),
        ("On Monday I saw Mr Holt in May", ["Holt"]),
        ("Did Anna sink? Who is Oto?", ["Anna", "Oto"]),
        ("Summarise the news of Orm", ["Orm"]),
        ("Ferries sank", ["Ferries"]),  # may be a name
        ("Šakalienė met O’Neill of B&B Steel", ["Šakalienė", "O’Neill of B&B Steel"]),
        ("渡轮 sank", []),
        ("2026 Olympics", ["Olympics"]),
    ],
)
def test_names_are_words_in_a_row_that_begin_with_a_capital(text: str, expected: list[str]) -> None:
    assert named(text) == expected


@pytest.mark.parametrize("opening", ["What", "The", "Please", "“Who", "(When", "¿Why"])
def test_a_word_that_questions_begin_with_is_no_name(opening: str) -> None:
    assert named(f"{opening} Oto") == ["Oto"]
    assert named(f"It sank. {opening} Oto") == ["Oto"]


@given(st.text(alphabet="Aa éŠ of.?’'s-\n", max_size=60))
def test_names_stand_apart_in_order_and_begin_with_a_capital(text: str) -> None:
    end = 0
    for start, stop in names(text):
        assert end <= start < stop
        assert text[start].isupper()
        end = stop


@pytest.mark.parametrize("name", ["Anna Berg", "Ludwig van Beethoven", "Anna Maria de Berg", "J. K. Rowling", "Ed Wu"])
def test_two_to_four_words_may_be_a_person(name: str) -> None:
    assert is_person(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Anna",
        "The Berg",
        "Orm Airport",
        "Halmere Harbour",
        "Anna Maria of Old Orm",
        "World Cup",
        "NATO Berg",
        "Apollo 13",
    ],
)
def test_a_place_a_body_or_an_event_is_no_person(name: str) -> None:
    assert not is_person(name)


def test_persons_are_named_once_and_not_after_a_preposition_of_place() -> None:
    text = "Anna Berg met Oto Lind in New Halmere. Oto Lind left from Port Anders (Mira Holt) before Oto Lind."
    assert persons(text) == ["Anna Berg", "Oto Lind"]
    assert persons("") == []

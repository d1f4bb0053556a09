"""The words of which names are made, and those beside them."""

from __future__ import annotations

import pytest

from ragbot.reading.labels import LONGEST_ACRONYM, MOST_WORDS, bare_name, is_body, is_topic_name, takes_the


@pytest.mark.parametrize(
    ("words", "bare"),
    [
        ("Prime Minister Oto Lind", "Oto Lind"),
        ("Oto Lind", "Oto Lind"),
        ("Prince Harry", "Prince Harry"),
        ("Lt. Gov. Anna Berg", "Anna Berg"),
        ("Halmere’s Oto Lind", "Oto Lind"),
        ("Oto Lind's", "Oto Lind"),
        ("Oto Lind’s", "Oto Lind"),
        ("Orm Daily economist Anna Berg", "Anna Berg"),
        ("Captain", ""),
        ("Speaker of Parliament Oto Lind", ""),
        ("", ""),
    ],
)
def test_a_bare_name_has_no_title_before_it(words: str, bare: str) -> None:
    assert bare_name(words) == bare


@pytest.mark.parametrize("name", ["Anna Berg", "Orm", "NATO", "Grey Linnet", "Port Authority of Orm", "2026 Games"])
def test_a_name_can_be_asked_about(name: str) -> None:
    assert is_topic_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Or",
        "Øy",
        "French",
        "Colombians",
        "Ruritanian",
        "North",
        "Captain",
        "Anna Berg President",
        "Getty Images",
        "Here Now",
        "HARBOUR",
        "UK Health",
        "Holt Inc",
        "“Orm",
        " ".join(["Orm"] * (MOST_WORDS + 1)),
        "ORM" * LONGEST_ACRONYM,
    ],
)
def test_a_people_a_title_half_a_name_or_furniture_cannot(name: str) -> None:
    assert not is_topic_name(name)


@pytest.mark.parametrize(
    ("name", "takes"),
    [
        ("Port Authority", False),
        ("Ferry Association", True),
        ("Department of Fish", True),
        ("Department Fish", False),
        ("Duke of Harrow", True),
        ("Duke Harrow", False),
        ("Council", False),
        ("Orm", False),
    ],
)
def test_some_names_of_bodies_take_the(name: str, takes: bool) -> None:
    assert takes_the(name) is takes


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("Coast Guard", True),
        ("Bank of Orm", True),
        ("Orm Council", False),  # half of its name
        ("US", False),
        ("Orm Journal", False),
        ("Associated Press", False),
        ("SUVs", False),
    ],
)
def test_a_body_that_speaks_has_its_whole_name_and_is_no_outlet(name: str, body: bool) -> None:
    assert is_body(name) is body

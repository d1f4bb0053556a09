"""The subject of a sentence: the name before its verb, or another term for the same person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ragbot.checks.subject import has_role, is_some_person, name_after, name_before, role_of
from ragbot.reading.events import tokens_of


def place(text: str, verb: str) -> tuple[list[str], int]:
    tokens = list(tokens_of(text))
    return tokens, tokens.index(verb)


@pytest.mark.parametrize(
    ("text", "verb", "name"),
    [
        ("Mira Holt resigned", "resigned", ["mira", "holt"]),
        ("Mira Holt, the mayor of Halm, has resigned", "resigned", ["mira", "holt"]),
        ("The mayor of Halm, who is old, resigned", "resigned", ["halm"]),
        ("Oto Lind said that Mira Holt resigned", "resigned", ["mira", "holt"]),
        ("Oto Lind said that she resigned", "resigned", []),
        ("Oto Lind left; the mayor resigned", "resigned", []),
        ("On Monday the mayor resigned", "resigned", []),
        ("the US resigned", "resigned", ["us"]),
        ("Šakalienė resigned", "resigned", ["sakaliene"]),
        ("resigned", "resigned", []),
    ],
)
def test_the_name_before_a_verb_is_its_subject(text: str, verb: str, name: list[str]) -> None:
    assert name_before(*place(text, verb)) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("It sued Mira Holt", ["mira", "holt"]),
        ("It sued the mayor of Halm", ["halm"]),
        ("It sued; Mira Holt left", []),
        ("It sued", []),
    ],
)
def test_the_name_after_a_verb_is_in_its_clause(text: str, name: list[str]) -> None:
    assert name_after(*place(text, "sued")) == name


@given(st.lists(st.sampled_from(["Mira", "Holt", "she", "mayor", ",", ";", "the", "has", "of", "Monday"]), max_size=12))
def test_a_name_is_made_of_the_words_before_it(tokens: list[str]) -> None:
    lower = [token.casefold() for token in tokens]
    name = name_before(tokens, len(tokens))
    assert not name or any(lower[i : i + len(name)] == name for i in range(len(lower)))
    assert not {"she", "mayor", "monday", ","} & set(name)


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("A 22-year-old Orman woman has died", True),
        ("An Orman Pilot has died", False),  # a name of two words
        ("The Orman mayor has died", False),
        ("Orman has died", False),
    ],
)
def test_some_person_is_only_described(text: str, person: bool) -> None:
    tokens, at = place(text, "died")
    assert is_some_person(tokens, at, name_before(tokens, at)) is person


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("The governor of Orm began", "governor"),
        ("The owners of Orm began", "owner"),
        ("The head of Orm began", "head"),
        ("The governors of Orm began", "governor"),
        ("The Secretaries of Orm began", "secretary"),
        ("The chairwomen of Orm began", "chairwoman"),
        ("The bosses of Orm began", "boss"),
        ("The princes of Orm began", "prince"),
        ("The princesses of Orm began", "princess"),
        ("The ferry of Orm began", None),
        ("Orm began", None),
        ("The governor Orm began", None),
    ],
)
def test_a_role_names_the_subject_that_it_is_of(text: str, role: str | None) -> None:
    tokens, at = place(text, "began")
    assert role_of(tokens, at, name_before(tokens, at)) == role


NO_ROLES = """
presidency government governance governing mayoralty ministry ministerial premiership chancellery kingdom queenly
princely papacy popery chiefly heading headline bossy chair directorate direction directory coaching coachman
management managing captaincy ownership owned foundation founded leadership leading lead speech speaking secretariat
secret embassy commission commissioned chance
"""


@pytest.mark.parametrize("word", NO_ROLES.split())
def test_what_has_the_root_of_a_role_is_none(word: str) -> None:
    tokens, at = place(f"The {word} of Orm began", "began")
    assert role_of(tokens, at, ["orm"]) is None


@pytest.mark.parametrize(
    ("sentences", "has"),
    [
        (["Governor Mira Holt began"], True),
        (["Mira Holt, the governor, began"], True),
        (["Mira Holt began", "the governor of Orm began"], True),
        (["Governor Carl Lind began"], False),
        (["Governor Mira Holt began", "Governor Carl Lind left"], False),
        (["Mira Holt met the old governor and then Carl Lind"], True),
        (["Mira Holt, the governor's friend, began"], True),
        (["Mira Holt began"], False),
        (["Mira Holt began", "the government of Orm began"], False),
        (["Mira Holt", "governance and governing in Orm"], False),
        ([], False),
    ],
)
def test_a_role_is_held_only_where_no_other_name_stands_beside_it(sentences: list[str], has: bool) -> None:
    tokens = [list(tokens_of(sentence)) for sentence in sentences]
    assert has_role(tokens, "governor", ["mira", "holt"], ["orm"]) is has

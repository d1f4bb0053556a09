"""The words of bylines beside names: what is a role, a school, an agency, and what is no name at all."""

from __future__ import annotations

import pytest

from ingest.formats.pages.roles import AGENCY, NO_NAME, ROLE, SCHOOL


@pytest.mark.parametrize(
    "role",
    [
        "Senior Political Reporter", "staff writer", "Editor-in-Chief", "Business and Technology Editor", "Web Desk",
        "writer at the Courier", "correspondent in Tolvik", "columnist at large", "Chefredakteurin", "envoyé spécial",
        "Redactora", "giornalista", "Repórter", "toimittaja", "корреспондент", "Associate Professor", "Volontär",
    ],
)  # fmt: skip
def test_a_role_is_known_as_a_whole(role: str) -> None:
    assert ROLE.fullmatch(role)


@pytest.mark.parametrize("words", ["Mira Holt", "Editorial", "Teamster", "Deskins", "Stafford Holt", "Penwriters"])
def test_a_name_has_no_role_in_it(words: str) -> None:
    assert ROLE.search(words) is None


def test_a_role_beside_a_name_leaves_the_name() -> None:
    assert ROLE.sub("", "Political Editor Mira Holt").strip() == "Mira Holt"
    assert ROLE.sub("", "Mira Holt, reporter at the Orm Courier, Tolvik") == "Mira Holt, "


@pytest.mark.parametrize(
    "words",
    [
        "username", "Super User", "wpadmin", "Webmaster", "Editorial Board", "Lesedauer: 3 Min",
        "View profile", "@miraholt", "https://orm.example", "orm.com", "La rédaction", "Redaktion", "編集部", "Staff",
        "5 minutes", "Read more", "{{author}}", "the editors", "n/a",
    ],
)  # fmt: skip
def test_words_of_a_sites_own_making_are_no_name(words: str) -> None:
    assert NO_NAME.search(words)


@pytest.mark.parametrize("name", ["Mira Holt", "Stan Holt", "Moreno", "Bio Kim Lee Holt Varga", "Guestrin", "Reuters"])
def test_a_name_is_one(name: str) -> None:
    assert NO_NAME.search(name) is None


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        *((name, True) for name in ("AFP", "dpa", "Reuters", "the Associated Press", "Agence France-Presse", "TASS")),
        *((name, False) for name in ("Afp", "dpa-news", "Reuters Staff", "A", "ABCDEFG", "Mira Holt", "")),
    ],
)
def test_an_agency_is_known_by_its_name_or_its_letters(name: str, is_one: bool) -> None:
    assert bool(AGENCY.fullmatch(name)) is is_one


@pytest.mark.parametrize(
    ("words", "is_one"),
    [
        ("University of Orm", True),
        ("Universität Orm", True),
        ("Orm Institute", True),
        ("Schooley", False),
        ("Orm", False),
    ],
)
def test_a_school_employs_a_guest(words: str, is_one: bool) -> None:
    assert bool(SCHOOL.search(words)) is is_one

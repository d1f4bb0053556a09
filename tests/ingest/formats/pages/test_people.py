"""Bylines as publishers write them: which names they hold, and that roles, desks and dates are none."""

from __future__ import annotations

import pytest

from ingest.formats.pages.people import LONGEST, is_full, outlet_in, people_in

OUTLETS = ("Orm Courier", "ormcourier.example")


@pytest.mark.parametrize(
    "byline",
    [
        "By Mira Holt, Special to the Courier",
        "Mira Holt, Staff Writer",
        "By Mira Holt Senior Political Reporter",
        "Political Editor Mira Holt",
        "Mira Holt | Deputy Business Editor",
        "Mira Holt, AP National Writer",
        "Mira Holt, Editor-in-Chief",
        "Mira Holt, Associate Professor of History, University of Orm",
        "By Mira Holt, Orm Courier",
        "Mira Holt - Orm Courier",
        "Mira Holt for the Orm Courier",
        "Mira Holt in Tolvik",
        "Von Mira Holt, Tolvik",
        "Mira Holt, Washington, D.C.",
        "Mira Holt March 25, 2026",
        "By Mira Holt Published: 12:00",
        "Mira Holt 10.03.2026",
        "By Mira Holt Edited by Joe Lind",
        "Text: Mira Holt, Foto: Joe Lind",
        "mholt@orm.example (Mira Holt)",
        "Mira Holt @miraholt",
        "Mira Holt covers the county",
        "More by Mira Holt",
        "View all posts by Mira Holt",
        "Por Mira Holt",
        "Par Mira Holt",
        "Propos recueillis par Mira Holt",
        "Ein Kommentar von Mira Holt",
        "Di Mira Holt",
        "Door Mira Holt",
        "Tekst: Mira Holt",
        "Автор: Mira Holt",
        "作者：Mira Holt",
    ],
)
def test_a_byline_is_its_person_alone(byline: str) -> None:
    assert people_in([byline], OUTLETS) == ["Mira Holt"]


@pytest.mark.parametrize(
    "byline",
    [
        "By Mira Holt, Joe Lind and Ann Ray",
        "Mira Holt, Joe Lind, & Ann Ray",
        "Por Mira Holt, Joe Lind y Ann Ray",
        "Mira Holt, Chief Reporter, Joe Lind, Editor, and Ann Ray in Tolvik",
        "Mira Holt (with Joe Lind) · Ann Ray",
        "Von Mira Holt, Joe Lind und Ann Ray",
        "Holt, Mira; Lind, Joe; Ray, Ann",
    ],
)
def test_each_of_several_is_a_person(byline: str) -> None:
    assert people_in([byline], OUTLETS) == ["Mira Holt", "Joe Lind", "Ann Ray"]


@pytest.mark.parametrize(
    "byline",
    [
        *("Staff", "Orm Courier Staff", "Courier Reporter", "Staff Reporter", "News Desk", "Our Correspondent"),
        *("Redaktion", "OC-Redaktion", "La rédaction", "Redacción", "Editorial Board", "Newsroom", "Agencies"),
        *("Super User", "wpadmin", "Submitted", "https://orm.example/authors/mira-holt", "m@orm.example", "10 March"),
        *("Courier", "Orm"),
    ],
)  # fmt: skip
def test_what_names_no_person_is_no_author(byline: str) -> None:
    assert people_in([byline], OUTLETS) == []


@pytest.mark.parametrize(
    "name",
    [
        *("Lars von Trier", "Von Trier", "Di Stefano", "Mira van der Holt", "Richard (R.J.) Holt", "Harry S Holt"),
        *("Mira E Holt", "bell holt", "Mira Holt, MD", "Dr. Mira Holt", "O'Brien Holt", "AFP", "dpa", "Reuters"),
        *("Northern Press Agency", "Centre for Cities", "Nina \"Tania\" Holt", "森美", "Мира Хольт", "Mira Holt Jr."),
    ],
)  # fmt: skip
def test_a_name_stays_as_it_is(name: str) -> None:
    assert people_in([name], OUTLETS) == [name]


@pytest.mark.parametrize(
    ("byline", "people"),
    [("Mira Holt, Reuters", ["Mira Holt", "Reuters"]), ("Mira Holt, Tolvik", ["Mira Holt"]), ("AFP Staff", ["AFP"])],
)
def test_an_agency_is_an_author_and_a_town_or_a_desk_is_none(byline: str, people: list[str]) -> None:
    assert people_in([byline], OUTLETS) == people


def test_a_month_whose_day_was_cut_off_is_no_name() -> None:
    assert people_in(["MIRA HOLT March", "Joe Lind Sept.", "Ann Marchart", "Eva Lena Marchart"]) == [
        *("MIRA HOLT", "Joe Lind", "Ann Marchart", "Eva Lena Marchart")
    ]


def test_of_two_spellings_the_one_with_small_letters_stays() -> None:
    assert people_in(["MIRA HOLT", "Mira Holt", "mira holt"]) == ["Mira Holt"]


@pytest.mark.parametrize(
    ("names", "outlet"),
    [
        (["By Orm Courier", "ORM COURIER"], ["Orm Courier"]),
        (["Mira Holt", "ormcourier.example"], ["ormcourier.example"]),
        (["Mira Holt", "Sund Courier", ""], []),
        ([], []),
    ],
)
def test_the_outlet_that_signs_is_one_of_its_own_names(names: list[str], outlet: list[str]) -> None:
    assert outlet_in(names, OUTLETS) == outlet
    assert outlet_in(names, ("", "")) == []


@pytest.mark.parametrize(
    ("name", "is_whole"),
    [("Mira Holt", True), ("O'Brien", True), ("森美", True), ("Sport", False), ("", True), ("R.J.", True)],
)
def test_a_name_of_one_word_may_be_a_section(name: str, is_whole: bool) -> None:
    assert is_full(name) is is_whole


@pytest.mark.parametrize("name", ["x", "Mira " * 7, "M" * LONGEST + " Holt", "12", "—", "Mira: Holt"])
def test_what_is_too_short_or_too_long_or_has_no_letters_is_no_name(name: str) -> None:
    assert people_in([name]) == []


def test_nobody_wrote_what_has_no_byline() -> None:
    assert people_in([]) == people_in(["", " ", ","]) == []

"""Bylines as publishers write them: which names they hold, and that roles, desks and dates are none."""

from __future__ import annotations

import pytest

from ingest.formats.html import parsed
from ingest.formats.pages.people import people_in

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


def test_a_month_whose_day_was_cut_off_is_no_name() -> None:
    assert people_in(["MIRA HOLT March", "Joe Lind Sept.", "Ann Marchart", "Eva Lena Marchart"]) == [
        *("MIRA HOLT", "Joe Lind", "Ann Marchart", "Eva Lena Marchart")
    ]


def test_of_two_spellings_the_one_with_small_letters_stays() -> None:
    assert people_in(["MIRA HOLT", "Mira Holt", "mira holt"]) == ["Mira Holt"]


BELOW = """<html><head><title>Dam to be raised</title></head><body><article><h1>Dam to be raised</h1>{}<p>The dam above
    Tolvik is to be raised by three metres, the water board decided on Tuesday after a long hearing in Orm.</p>
    <p>The work costs 96 million crowns.</p></article></body></html>"""


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("<p>By Mira Holt, in <a href='/n'>News</a>, <a href='/t'>Travel</a> · 10 March 2026</p>", ["Mira Holt"]),
        ("<div>By <a href='/mira'>Mira Holt</a> and <a href='/joe'>Joe Lind</a></div>", ["Mira Holt", "Joe Lind"]),
        ("<p>Von Mira Holt</p>", ["Mira Holt"]),
        ("<p>By AFP</p>", ["AFP"]),
        ("<p>By Tuesday the water had fallen</p>", []),
        ("<p>By Mira Holt the dam was called a danger to all who live below it.</p>", []),
        ("<p>Von Tolvik nach Orm</p>", []),
        ("<figure><img src='a.jpg'><div>By Joe Lind</div></figure>", []),
        ("<p>Bystander Mira Holt</p>", []),
    ],
)  # fmt: skip
def test_a_line_below_the_headline_that_begins_with_by_names_the_authors(line: str, people: list[str]) -> None:
    assert parsed(BELOW.format(line).encode())["authors"] == people


def test_a_section_beside_the_day_is_no_author() -> None:
    page = """<html><head><title>Dam to be raised</title></head><body><h1>Dam to be raised</h1>
        <div class="article-author-row"><span>{}</span></div><p>The dam above Tolvik is to be raised by three metres,
        the water board decided on Tuesday after a long hearing.</p><p>The work costs 96 million crowns.</p></body>"""
    assert parsed(page.format("Sport").encode())["authors"] == []
    assert parsed(page.format("Mira Holt").encode())["authors"] == ["Mira Holt"]

"""The headline of a page: what its titles agree on, without the site, its sections and the cut of a short one."""

from __future__ import annotations

import pytest

from ingest.formats.pages.head import Head
from ingest.formats.pages.headline import SEPARATOR, headline_of

NAMES = ("Orm Courier",)
AT = ("https://www.ormcourier.example/dam",)


def headline(title: str = "", og: str = "", *headings: str, declared: str = "", below: tuple[str, ...] = ()) -> str:
    head = Head(title, (og,) if og else (), headings, below, addresses=AT)
    return headline_of(head, declared, NAMES)


@pytest.mark.parametrize(
    "title",
    [
        "Dam to be raised | Orm Courier",
        "Dam to be raised – Orm Courier",
        "Dam to be raised -- The Orm Courier Online",
        "Dam to be raised (Orm Courier)",
        "Dam to be raised [ormcourier.example]",
        "Orm Courier: Dam to be raised",
        "Orm Courier | Dam to be raised",
        "Dam to be raised | Local News | Orm Courier",
        "Dam to be raised « ormcourier",
        "Dam to be raised |Orm Courier",
        "Dam to be raised",
    ],
)
def test_a_title_alone_loses_the_name_of_its_site(title: str) -> None:
    assert headline(title) == "Dam to be raised"
    assert headline("", title) == "Dam to be raised"


@pytest.mark.parametrize(
    "title",
    [
        "BUDGET | Dam raised",
        "Ban – then a dam",
        "Dam-to-be raised",
        "What the Orm Courier said about the dam",
        "Dam: what to know",
        "Dam (again)",
        "森美ダム",
    ],
)
def test_a_title_that_names_no_site_stays(title: str) -> None:
    assert headline(title) == title
    assert headline(title, title, title) == title


def test_in_wide_scripts_a_mark_needs_no_blanks() -> None:
    assert headline_of(Head("ダムかさ上げへ-森美新聞"), "", ["森美新聞"]) == "ダムかさ上げへ"
    assert headline_of(Head("大坝将加高_森美网"), "", ["森美网"]) == "大坝将加高"


@pytest.mark.parametrize(
    ("title", "og", "heading", "expected"),
    [
        (
            "Dam to be raised - Orm - Orm Courier",
            "Dam to be raised - Orm Courier",
            "Dam to be raised",
            "Dam to be raised",
        ),
        ("A dam above Tolvik", "Orm Courier: all the news", "A dam above Tolvik", "A dam above Tolvik"),
        ("A dam above Tolvik", "", "Water and health", "A dam above Tolvik"),
        ("", "Dam above Tolvik to…", "Dam above Tolvik to be raised", "Dam above Tolvik to be raised"),
        ("", "Dam abo...", "Dam about", "Dam abo..."),
        ("", "DAM TO BE RAISED", "Dam to be raised", "Dam to be raised"),
        ("Choir sings", "Water: Dam to be raised", "Dam to be raised", "Dam to be raised"),
        ("", "", "Dam to be raised", "Dam to be raised"),
        ("Orm Courier", "", "Dam to be raised", "Dam to be raised"),
        ("Orm Courier", "", "Orm Courier", "Orm Courier"),
        ("", "", "", ""),
    ],
)
def test_titles_agree_with_the_heading_on_the_page(title: str, og: str, heading: str, expected: str) -> None:
    assert headline(title, og, *filter(None, [heading])) == expected


def test_what_is_declared_counts_where_the_page_shows_it() -> None:
    assert headline("Higher dam", "Higher dam", "Dam to be raised", declared="Dam to be raised") == "Dam to be raised"
    assert headline("", "", declared="Dam to be raised | Orm Courier") == "Dam to be raised"


def test_the_topic_in_a_heading_is_no_part_of_it() -> None:
    assert headline("", "", "Water Dam to be raised", "Dam to be raised") == "Dam to be raised"


def test_a_title_may_repeat_a_heading_below() -> None:
    assert headline("Orm: Dam to be raised | Local", "", below=("Dam to be raised",)) == "Dam to be raised"


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("a | b", ["a", "b"]),
        ("a -- b", ["a", "b"]),
        ("a：b", ["a", "b"]),
        ("a b |c", ["a b", "c"]),
        ("a-b", ["a-b"]),
        ("a: b", ["a: b"]),
        ("森-美", ["森", "美"]),
        ("", [""]),
    ],
)
def test_a_separator_stands_between_a_headline_and_the_words_around_it(title: str, parts: list[str]) -> None:
    assert SEPARATOR.split(title) == parts

"""The site of a page: its name in the address, and the words that name it in a title."""

from __future__ import annotations

import pytest

from ingest.formats.pages.site import label_of, letters_of, names_site


@pytest.mark.parametrize(
    ("addresses", "label"),
    [
        (["https://www.ormcourier.example/dam"], "ormcourier"),
        (["https://news.orm.co.uk/dam"], "orm"),
        (["https://amp.m.orm-courier.com"], "orm-courier"),
        (["", "/dam", "https://orm.example/"], "orm"),
        (["https://orm.example", "https://other.example"], "orm"),
        (["https://www.news.com"], ""),
        (["https://localhost/a"], ""),
        (["https://[::1"], ""),
        ([], ""),
    ],
)
def test_the_label_is_the_longest_name_in_the_host(addresses: list[str], label: str) -> None:
    assert label_of(addresses) == label


@pytest.mark.parametrize(
    ("words", "is_name"),
    [
        *((words, True) for words in ("Orm Courier", "ORM COURIER", "The Orm Courier Online", "orm-courier")),
        *((words, True) for words in ("ormcourier.example", "www.ormcourier.example", "The OrmCourier")),
        *((words, False) for words in ("", "–", "Courier", "Orm", "News", "Dam to be raised")),
        ("The Orm Courier asks what the dam costs", False),
        ("All the news of the Orm Courier", False),
        ("All news of the Orm Courier", True),
    ],
)  # fmt: skip
def test_words_name_a_site_if_they_are_a_name_with_few_others(words: str, is_name: bool) -> None:
    assert names_site(words, ["Orm Courier"], "ormcourier") is is_name


def test_a_name_of_two_letters_is_none_within_other_words() -> None:
    assert names_site("OC", ["OC"], "")
    assert not names_site("Locals", ["OC"], "")


def test_by_the_address_only_the_name_alone() -> None:
    assert names_site("Orm Courier", [], "ormcourier")
    assert names_site("OrmCourierCom", [], "ormcourier")
    assert names_site("Orm Courier", [], "theormcourier")
    assert not names_site("Orm Courier Online", [], "ormcourier")
    assert not names_site("ormcourieronline", [], "ormcourier")
    assert not names_site("Orm Courier vs. Sund Post", [], "ormcourier")
    assert not names_site("Orm Courier", [], "")


@pytest.mark.parametrize(
    ("text", "letters"),
    [("Dam: “raised”!", "damraised"), ("ÅRE 2026", "åre2026"), ("a_b", "a_b"), ("森美", "森美"), ("", "")],
)
def test_letters_are_equal_for_different_spellings(text: str, letters: str) -> None:
    assert letters_of(text) == letters

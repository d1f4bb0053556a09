"""Plain text of what a language model writes."""

from __future__ import annotations

import pytest

from ragbot.reading.plain import names_like_hosts, plain, visible, without_line_mark


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("The ferry sank. [1]", "The ferry sank. [1]"),
        ("The [ferry](https://a.example/1) sank.", "The ferry sank."),
        ("[1](https://a.example/1)", "[1]"),
        ("It ![a picture](https://a.example/p.png)sank.", "It sank."),
        ("<script>alert(1)</script>It sank.", "It sank."),
        ("<!-- no -->It sank.<|im_end|>", "It sank."),
        ("**It** `sank` __twice__.", "It sank twice."),
        ("It sank &amp; burned.", "It sank & burned."),
        ("2 < 3 and snake_case_name", "2 < 3 and snake_case_name"),
        ("", ""),
    ],
)
def test_markup_goes_and_words_stay(text: str, result: str) -> None:
    assert plain(text).strip() == result


@pytest.mark.parametrize(
    "text",
    [
        "ht<b></b>tps://evil.example/a",
        "javascript:alert(1)",
        "&#104;ttps://evil.example/a",
        "mail a@evil.example",
        "see www.evil.example",
        "http://10.0.0.1/a",
        "ht\u200btps://evil.example/a",
    ],
)
def test_no_address_is_left(text: str) -> None:
    found = plain(text)
    assert "evil.example" not in found
    assert "10.0.0.1" not in found
    assert "javascript:" not in found


def test_an_attack_that_never_settles_loses_its_marks() -> None:
    text = "&" + "amp;" * 30 + "lt;b&" + "amp;" * 30 + "gt;"
    assert not set("<>[]()/@:`") & set(plain(text))


def test_a_name_that_looks_like_a_host_stays_when_it_is_known() -> None:
    text = "The company monday.com grows."
    assert names_like_hosts(text) == {"monday.com"}
    assert plain(text, names_like_hosts(text)) == text
    assert "monday.com" not in plain(text)


@pytest.mark.parametrize("text", ["www.monday.com", "a@monday.com", "monday.com/a", "https://monday.com"])
def test_an_address_is_no_name(text: str) -> None:
    assert names_like_hosts(text) == frozenset()


def test_characters_that_nobody_sees_go() -> None:
    assert visible("a\u200bb\u202ec\x00d\te\u2028f\ng") == "abcd e\nf\ng"


@pytest.mark.parametrize(
    ("line", "result"),
    [
        ("## Orm", "Orm"),
        ("- It sank", "It sank"),
        ("1. Orm", "Orm"),
        ("> - It sank", "It sank"),
        ("1. 5 people died", "1. 5 people died"),  # may be a number
        ("-5 degrees", "-5 degrees"),
        ("", ""),
    ],
)
def test_the_mark_of_a_line_goes(line: str, result: str) -> None:
    assert without_line_mark(line) == result

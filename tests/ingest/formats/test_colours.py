"""Colours by an element's attributes: known as people write them, and alike where nobody sees a word."""

from __future__ import annotations

import pytest

from ingest.formats.colours import ALIKE, GLASS, LONGEST_STYLE, UNKNOWN, Colours, colours_of

WHITE, BLACK, NAVY = (255, 255, 255), (0, 0, 0), (0, 0, 128)


@pytest.mark.parametrize(
    ("value", "colour"),
    [
        *(("#fff", WHITE), ("#FFFFFF", WHITE), ("#000080", NAVY), ("#000080ff", NAVY), ("#fff0", GLASS)),
        *(("#ffffff00", GLASS), ("white", WHITE), ("Black", BLACK), ("navy", "navy"), ("transparent", GLASS)),
        *(("rgb(0, 0, 128)", NAVY), ("rgba(0,0,128,.5)", NAVY), ("rgba(0, 0, 0, 0)", GLASS)),
        *(("var(--ink)", "var(--ink)"), ("#fff !important", WHITE)),
        *(("hsl(0, 0%, 100%)", "hsl(0, 0%, 100%)"), ("hsl(0 0% 100% / 0)", GLASS), ("oklch(1 0 0)", "oklch(1 0 0)")),
        *(("rgb(var(--ink))", "rgb(var(--ink))"), ("rgb(100% 100% 100%)", "rgb(100% 100% 100%)")),
        *(("color-mix(in srgb, var(--a), red)", "color-mix(in srgb, var(--a), red)"),),
        *(("inherit", None), ("initial", None), ("currentColor", None), ("", None), ("7", None)),
    ],
    ids=str,
)
def test_a_colour_is_known_as_people_write_it(value: str, colour: object) -> None:
    assert colours_of({"style": f"COLOR: {value}"}, UNKNOWN).letters == colour
    assert colours_of({"color": value}, UNKNOWN).letters == colour


@pytest.mark.parametrize("digits", ["#ff", "#fffff", "#fffffff", "#", "#ggg"])
def test_digits_that_are_no_colour_tell_none(digits: str) -> None:
    assert not isinstance(colours_of({"style": f"color:{digits}"}, UNKNOWN).letters, tuple)


WORDS_OF_BACKGROUNDS = ("no-repeat", "repeat-x", "fixed", "center / cover", "0 0 scroll", "border-box", "left top")


@pytest.mark.parametrize("words", WORDS_OF_BACKGROUNDS)
def test_the_other_words_of_a_background_are_no_colours(words: str) -> None:
    for value in (f"{words} #fff", f"#fff {words}", f"{words} white"):
        assert colours_of({"style": f"background:{value}"}, UNKNOWN).behind == WHITE
    assert colours_of({"style": f"background:{words}"}, UNKNOWN) == UNKNOWN


def test_two_colours_that_are_calls_of_one_name_are_not_alike() -> None:
    style = "color: hsl(0, 0%, 0%); background: hsl(0, 0%, 100%)"
    assert not colours_of({"style": style}, UNKNOWN).are_alike
    assert not colours_of({"style": "color:#fff;background:rgb(var(--sea))"}, UNKNOWN).are_alike
    assert colours_of({"style": style.replace("100%", "0%")}, UNKNOWN).are_alike


@pytest.mark.parametrize("style", ["background:#fff", "background-color: white", "margin:0;background : #fff"])
def test_the_colour_behind_is_that_of_the_background(style: str) -> None:
    assert colours_of({"style": style}, UNKNOWN).behind == WHITE
    assert colours_of({"bgcolor": "#FFF"}, UNKNOWN).behind == WHITE


@pytest.mark.parametrize(
    ("attributes", "colours"),
    [
        ({}, Colours(BLACK, WHITE)),
        ({"href": "/a"}, Colours(BLACK, WHITE)),
        ({"style": "color:navy"}, Colours("navy", WHITE)),
        ({"style": "background:navy"}, Colours(BLACK, "navy")),
        ({"style": "background:transparent"}, Colours(BLACK, WHITE)),
        ({"style": "background: url(sea.jpg) white"}, Colours(BLACK, None)),
        ({"style": "background-image: linear-gradient(red, blue); color: white"}, Colours(WHITE, None)),
        ({"style": "color:transparent;text-shadow:1px 1px red"}, Colours(None, WHITE)),
        ({"class": "dark"}, UNKNOWN),
        ({"id": "top", "style": "color:white"}, Colours(WHITE, None)),
        ({"color": "navy", "style": "color:white"}, Colours(WHITE, WHITE)),
    ],
    ids=str,
)
def test_an_element_has_its_own_colours_else_those_around_it(attributes: dict[str, str], colours: Colours) -> None:
    assert colours_of(attributes, Colours(BLACK, WHITE)) == colours


@pytest.mark.parametrize(
    ("letters", "behind", "is_alike"),
    [
        (WHITE, WHITE, True),
        (WHITE, (255 - ALIKE, 255, 255), True),
        (WHITE, (254 - ALIKE, 255, 255), False),
        ("navy", "navy", True),
        ("navy", NAVY, False),
        (GLASS, None, True),
        (GLASS, WHITE, True),
        (WHITE, None, False),
        (None, None, False),
        (None, WHITE, False),
    ],
    ids=str,
)
def test_words_in_the_colour_behind_them_are_seen_by_nobody(letters: object, behind: object, is_alike: bool) -> None:
    assert Colours(letters, behind).are_alike is is_alike  # type: ignore[arg-type]


def test_a_style_without_end_is_read_only_at_its_beginning() -> None:
    padding = "margin:0;" * LONGEST_STYLE
    assert colours_of({"style": f"{padding}color:white"}, UNKNOWN) == UNKNOWN

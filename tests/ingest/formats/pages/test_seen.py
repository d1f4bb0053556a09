"""What a reader sees: hidden elements and words in the colour behind them go, and what stands apart stays apart."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import html

from ingest.formats.pages.seen import part, without_unseen

STORY = "<p>The dam above Tolvik is to be raised by three metres, the water board decided on Tuesday.</p>"


def tree(body: str) -> Any:
    return html.fromstring(f"<html><body>{STORY}{body}</body></html>")


def seen(body: str) -> str:
    page = tree(body)
    without_unseen(page)
    return str(page.text_content()).removeprefix(str(html.fromstring(STORY).text_content()))


def parted(body: str) -> str:
    page = tree(body)
    part(page)
    return str(page.text_content()).removeprefix(str(html.fromstring(STORY).text_content()))


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p hidden>x</p>After", "After"),
        ("<template><p>x</p></template>After", "After"),
        ("<div style='display:none'><p>x<b>y</b></p></div>After", "After"),
        ("<p>It <span class='sr-only'>x</span>sank.</p>", "It sank."),
        ("<div aria-hidden='true'>x</div>", ""),
        ("<p aria-hidden='true'>It sank.</p>", "It sank."),
        ("<p aria-hidden='true' hidden>x</p>", ""),
        ("<p>Seen</p>", "Seen"),
        ("", ""),
    ],
)
def test_what_is_hidden_goes_and_what_follows_stays(body: str, text: str) -> None:
    assert seen(body) == text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p style='color:#fff;background:#fff'>x<b class='y'>so</b>x</p>", "so"),
        ("<div style='background:white'><p style='color:white'>x</p>seen</div>", "seen"),
        ("<div style='background:white'><p><b style='color:white'>x</b>seen</p></div>", "seen"),
        ("<p style='color:#fff'>seen</p>", "seen"),
    ],
)
def test_words_in_the_colour_behind_them_go(body: str, text: str) -> None:
    assert seen(body) == text


@pytest.mark.parametrize(
    "style", ["display:none", "color:#fff;background:#fff", "opacity:0"], ids=["hidden", "coloured", "opaque"]
)
def test_most_of_a_page_is_not_hidden(style: str) -> None:
    page = html.fromstring(f"<html><body><div style='{style}'>{STORY}</div>Menu</body></html>")
    without_unseen(page)
    assert "Tolvik" in page.text_content()
    page = html.fromstring(f"<html style='display:none'><body style='display:none'>{STORY}</body></html>")
    without_unseen(page)
    assert "Tolvik" in page.text_content()


def test_a_page_without_a_body_is_left_alone() -> None:
    without_unseen(html.fromstring("<div hidden><b>x</b></div>"))


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>10<sup>3</sup> steps</p>", "10³ steps"),
        ("<p>CO<sub>2</sub> and 10<sub>2</sub></p>", "CO2 and 10₂"),
        ("<p>It sank<sup><a href='#n1'>1</a></sup> in May.</p>", "It sank in May."),
        ("<p>It sank<sup>[1]</sup>.</p>", "It sank."),
        ("<p>the 1<sup>st</sup> of <b>May</b><sup>2</sup></p>", "the 1st of May²"),
        ("<sup></sup><sub> </sub>", ""),
        ("<span>Yes</span><span>11</span>", "Yes 11"),
        ("<b>420</b><i>17</i>", "420 17"),
        ("<a>Orm</a><a>Tolvik</a>", "Orm Tolvik"),
        ("<b>T</b><span>olvik</span>", "Tolvik"),
        ("<b>har</b><b>bour</b>", "harbour"),
        ("<b>B</b><b>2</b>", "B2"),
        ("<b>4</b><i>17</i>", "4 17"),
        ("<b>12</b><b>km</b>", "12 km"),
        ("<b>O</b><b>RM</b>", "ORM"),
        ("<b>42</b><b>,</b><b>5</b>", "42,5"),
        ("<b>It</b> <b>sank</b>", "It sank"),
        ("<b>Orm</b><p>Tolvik</p>", "OrmTolvik"),
    ],
)
def test_exponents_footnotes_and_words_are_as_a_reader_sees_them(body: str, text: str) -> None:
    assert parted(body) == text

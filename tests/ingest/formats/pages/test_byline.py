"""The byline of a page: by its class, by its place below the headline; never a reader's or a photographer's."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import html

from ingest.formats.html import parsed
from ingest.formats.pages.byline import MOST_BELOW, byline_people, people_below_headline

OUTLETS = ("Orm Courier",)


def tree(body: str) -> Any:
    return html.fromstring(f"<html><body><h1>Dam to be raised</h1>{body}<p>The dam is to be raised.</p></body></html>")


@pytest.mark.parametrize(
    ("body", "people"),
    [
        ('<a rel="author">Mira</a>', ["Mira"]),
        ('<span itemprop="author">Mira Holt</span>', ["Mira Holt"]),
        ('<span class="author-name">Mira Holt</span>', ["Mira Holt"]),
        ('<div id="byline">By Mira Holt</div>', ["Mira Holt"]),
        ('<div class="byline">Sport</div>', []),
        ('<div class="byline">By Orm Courier</div>', []),
        ('<p class="byline">By Joe Lind</p><a rel="author">Mira Holt</a>', ["Mira Holt"]),
        ('<p><a rel="author">Mira Holt</a> <a rel="author">Joe Lind</a></p>', ["Mira Holt", "Joe Lind"]),
        ('<p><a rel="author">Mira Holt</a></p><ul><li><div><a rel="author">Ann Ray</a></div></li></ul>', ["Mira Holt"]),
        ('<p class="comment-author">Ivar Lund</p>', []),
        ('<p class="author-bio">Mira Holt</p><img class="author-photo">', []),
        (f'<p class="byline">Mira Holt {"writes on water " * 9}</p>', []),
        ('<main class="byline">Mira Holt</main>', []),
        ("", []),
    ],
)  # fmt: skip
def test_the_most_certain_mark_names_the_people(body: str, people: list[str]) -> None:
    assert byline_people(tree(body), OUTLETS) == people


@pytest.mark.parametrize(
    ("body", "people"),
    [
        ("<p>By Mira Holt</p>", ["Mira Holt"]),
        ("<p>Reported by Mira Holt</p>", ["Mira Holt"]),
        ("<p>Par Mira Holt</p>", ["Mira Holt"]),
        ("<p>By Reuters</p>", ["Reuters"]),
        ("<p>By Orm Courier</p><p>By Mira Holt</p>", ["Mira Holt"]),
        ("<p>By Mira</p>", []),
        ("<p>By Mira Holt.</p>", []),
        ("<aside><p>By Mira Holt</p></aside>", []),
        ("<blockquote>By Mira Holt</blockquote>", []),
        ('<p class="photo">By Mira Holt</p>', []),
        (f"<p>By Mira Holt {'and Joe Lind ' * 10}</p>", []),
        ("<br>" * (MOST_BELOW + 1) + "<p>By Mira Holt</p>", []),
        ("", []),
    ],
)
def test_a_line_that_begins_with_by_below_the_headline_is_a_byline(body: str, people: list[str]) -> None:
    assert people_below_headline(tree(body), OUTLETS) == people


def test_without_a_headline_nothing_is_below_it() -> None:
    assert people_below_headline(html.fromstring("<body><p>By Mira Holt</p></body>"), OUTLETS) == []


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

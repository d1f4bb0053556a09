"""Headlines as pages give them: in the title, to machines and to readers, with a site's name and without."""

from __future__ import annotations

import json

import pytest

from ingest.formats.html import parsed

HEADLINE = "Dam above Tolvik to be raised"
SITE = '<meta property="og:site_name" content="Orm Courier">'
HOST = '<link rel="canonical" href="https://www.ormcourier.example/dam">'
SHOWN = f"<h1>{HEADLINE}</h1>"


def headline(head: str, shown: str = "") -> object:
    told = "The dam above Tolvik is to be raised by three metres, the water board decided on Tuesday after a hearing."
    cost = "The work costs 96 million crowns and begins in April 2027, said its engineer; the road stays open."
    body = f"{shown}<article><p>{told}</p><p>{cost}</p></article>"
    return parsed(f"<html><head>{head}</head><body>{body}</body></html>".encode())["title"]


def title(text: str) -> str:
    return f"<title>{text}</title>"


def og(text: str) -> str:
    return f'<meta property="og:title" content="{text}">'


def ld(text: str) -> str:
    thing = {"@type": "NewsArticle", "headline": text, "publisher": {"name": "Orm Courier"}}
    return f'<script type="application/ld+json">{json.dumps(thing)}</script>'


@pytest.mark.parametrize(
    ("head", "shown"),
    [
        (og(f"{HEADLINE} - Orm Courier") + SITE + ld(f"{HEADLINE} - Orm Courier"), SHOWN),
        (title(f"{HEADLINE} — Orm Courier") + SITE, ""),
    ],
)
def test_a_headline_is_without_what_stands_around_it(head: str, shown: str) -> None:
    assert headline(head, shown) == HEADLINE


@pytest.mark.parametrize(
    ("head", "shown"),
    [
        (title("大坝将加高三米，水务局决定_奥姆日报"), "<h1>大坝将加高三米，水务局决定</h1>"),
        (
            title("大坝将加高三米，水务局决定-奥姆日报") + '<meta property="og:site_name" content="奥姆日报">',
            "",
        ),
    ],
)
def test_scripts_without_spaces_part_a_sites_name_without_them(head: str, shown: str) -> None:
    assert headline(head, shown) == "大坝将加高三米，水务局决定"


def test_a_topic_that_the_code_has_before_a_headline_stays() -> None:
    head = title("Orm: Dam to be raised, Courier") + og("Orm: Dam to be raised") + ld("Orm: Dam to be raised")
    assert headline(head, "<h1>Dam to be raised</h1>") == "Orm: Dam to be raised"

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
        (title(f"{HEADLINE} (Orm Courier)") + SITE, ""),
        (title(f"{HEADLINE} [Orm Courier]") + SITE, SHOWN),
        (title(f"{HEADLINE}, Orm Courier, 10 March 2026") + SITE, SHOWN),
        (title(f"{HEADLINE} | News | Orm Courier") + SITE, ""),
        (title(f"{HEADLINE} » Local News » Orm Courier") + SITE, ""),
        (title(f"Orm Courier: {HEADLINE}") + SITE, ""),
        (title(f"Orm Courier | Local | {HEADLINE}") + SITE, SHOWN),
        (title(f"{HEADLINE} - ormcourier.example") + HOST, ""),
        (title(f"{HEADLINE} | The Orm Courier") + HOST, ""),
        (title(f"{HEADLINE} - Orm Courier"), f"<h1>Orm Courier</h1><h2>{HEADLINE}</h2>"),
        (title("Orm Courier") + SITE, SHOWN),
        (title("Orm Courier") + HOST, SHOWN),
        (title("Orm Courier - News of Orm") + og("Orm Courier - News of Orm") + SITE, SHOWN),
        (title(f"&lt;em&gt;Dam&lt;/em&gt; {HEADLINE[4:]}"), ""),
        (og(f"&lt;b class='x'&gt;Dam&lt;/b&gt; {HEADLINE[4:]}"), ""),
        (title(f"{HEADLINE.upper()} | Orm Courier") + og(HEADLINE.upper()), SHOWN),
        (title("Dam above Tolvik… | Orm Courier") + og("Dam above Tolvik…"), SHOWN),
        (title("Dam above Tolvik ...") + ld("Dam above Tolvik ..."), SHOWN),
        ("", f'<h1><span class="article-kicker">Water</span> {HEADLINE}</h1>'),
        ("", f'<h1><div class="eyebrow"><b>Water</b></div><span>{HEADLINE}</span></h1>'),
        ("", f'<h1>{HEADLINE}<small class="subtitle">The water board wants three metres more</small></h1>'),
        ("", f'<h1><span class="visually-hidden">Article: </span>{HEADLINE}</h1>'),
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


@pytest.mark.parametrize(
    ("head", "shown", "right"),
    [
        (title("Dam & lake: why they build <em>up</em>"), "", "Dam & lake: why they build up"),
        (title("Why a < b matters to the dam"), "", "Why a < b matters to the dam"),
        (title("Ban | then a dam | Orm Courier") + SITE, "", "Ban | then a dam"),
        (og("Water: Dam raised"), '<h1><span class="kicker">Water</span>: Dam raised</h1>', "Water: Dam raised"),
        (title("The Orm Courier is 100"), "<h1>The Orm Courier is 100</h1>", "The Orm Courier is 100"),
        (title("DAM") + SITE, "", "DAM"),
    ],
)  # fmt: skip
def test_what_is_of_a_headline_stays(head: str, shown: str, right: str) -> None:
    assert headline(head, shown) == right

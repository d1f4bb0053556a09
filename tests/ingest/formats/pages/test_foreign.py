"""Foreign parts of an article's page go by name, heading, links or form; a part of the article that looks so stays."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import html

from ingest.formats.pages.foreign import LONGEST_CARD, LONGEST_HEADING, keep_fact_boxes, without_foreign

STORY = "The dam above Tolvik is to be raised by three metres, the water board decided on Tuesday after a hearing. "
CHOIR = "The choir of Orm has dismissed its conductor after a quarrel about a requiem, the board said."
LINKS = "".join(f'<li><a href="/{n}">Choir of Orm dismisses its conductor</a></li>' for n in range(3))
CARD = f'<div><h3><a href="/a">Choir dismisses its conductor</a></h3><p>{CHOIR}</p></div>'


def tree(body: str) -> Any:
    return html.fromstring(f"<html><body><article><p>{STORY * 9}</p>{body}<p>{STORY}</p></article></body></html>")


def left(body: str) -> str:
    page = tree(body)
    without_foreign(page)
    text = str(page.text_content())
    assert text.count(STORY) == 10
    return text.replace(STORY, "")


@pytest.mark.parametrize(
    "name",
    [
        "related", "article__related", "recommendations", "newsletter-signup", "sharing-buttons", "most-read",
        "more-from", "author__bio", "donation", "outbrain", "subscribe", "read-also", "ai-summary",
    ],
)  # fmt: skip
def test_a_box_goes_by_its_name(name: str) -> None:
    assert left(f'<div class="{name}"><p>{CHOIR}</p></div>') == ""
    assert left(f'<section id="{name}"><p>{CHOIR}</p></section>') == ""


@pytest.mark.parametrize("name", ["unrelated", "relatedness", "shareholders", "text", "biographical"])
def test_a_box_of_another_name_stays(name: str) -> None:
    assert left(f'<div class="{name}"><p>{CHOIR}</p></div>') == CHOIR


def test_a_box_that_is_most_of_the_page_or_has_its_headline_is_the_articles_own() -> None:
    assert left(f'<div class="related"><p>{CHOIR * 9}</p></div>') == CHOIR * 9
    assert left(f'<div class="related"><h1>Choir</h1><p>{CHOIR}</p></div>') == f"Choir{CHOIR}"


def test_a_pointing_name_counts_only_with_links() -> None:
    assert left(f'<div class="teaser"><a href="/a">Choir</a> <p>{CHOIR}</p></div>') == ""
    assert left(f'<div class="teaser"><p>{CHOIR}</p></div>') == CHOIR
    assert left(f'<div class="more"><a href="#top">Up</a><p>{CHOIR}</p></div>') == f"Up{CHOIR}"


@pytest.mark.parametrize(
    "heading",
    [
        "Related stories",
        "More from Orm",
        "READ MORE",
        "Mehr zum Thema",
        "Lire aussi",
        "関連記事",
        "Newsletter:",
        "» Most read",
    ],
)
def test_a_box_goes_by_its_heading(heading: str) -> None:
    assert left(f"<aside><h3>{heading}</h3><p>{CHOIR}</p></aside>") == ""
    assert left(f"<h3>{heading}</h3><ul>{LINKS}</ul><p><a href='/x'>All news of the choir</a></p>") == ""
    assert left(f"<h3>{heading}</h3><p>{CHOIR}</p>") == CHOIR


@pytest.mark.parametrize("heading", ["More trouble for the choir", "Related to whom?", "w" * (LONGEST_HEADING + 1)])
def test_a_heading_of_the_article_stays(heading: str) -> None:
    assert left(f"<aside><h3>{heading}</h3><p>{CHOIR}</p></aside>") == f"{heading}{CHOIR}"


def test_a_list_of_headlines_goes_and_one_of_the_articles_words_stays() -> None:
    assert left(f"<ul>{LINKS}</ul>") == ""
    words = "".join(f'<li><a href="/{word}">{word}</a></li>' for word in ("Salt", "Rust", "Silt"))
    assert left(f"<ul>{words}</ul>") == "SaltRustSilt"
    assert left(f'<ul><li><a href="/a">Choir of Orm dismisses</a></li></ul>{""}') == "Choir of Orm dismisses"
    told = f'<ul><li>{CHOIR} <a href="/a">Here</a></li><li>{CHOIR}</li></ul>'
    assert CHOIR in left(told)


@pytest.mark.parametrize(
    "name", ["twitter-tweet", "instagram-media wide", "fb-post", "reddit-embed-bq", "bluesky-embed"]
)
def test_a_post_of_other_people_goes(name: str) -> None:
    assert left(f'<blockquote class="{name}"><p>{CHOIR}</p></blockquote>') == ""
    assert left('<blockquote class="tweets"><p>It is old.</p></blockquote>') == "It is old."


def test_teasers_side_by_side_go() -> None:
    assert left(f"<div>{CARD * 3}</div>") == ""
    assert CHOIR in left(f"<div>{CARD * 2}</div>")
    long = CARD.replace(CHOIR, CHOIR * (LONGEST_CARD // len(CHOIR) + 1))
    assert left(f"<div>{long}{CARD * 3}</div>").count(CHOIR) == long.count(CHOIR)


def test_headlines_that_lead_on_are_counted() -> None:
    assert without_foreign(tree(f"<div>{CARD * 3}</div>")) == 3
    assert without_foreign(tree('<h2>What it said</h2><h3><a href="#a">The organ</a></h3>')) == 0
    assert without_foreign(tree("")) == 0
    assert without_foreign(html.fromstring("<div><h2><a href='/a'>Choir dismisses</a></h2></div>")) == 0


@pytest.mark.parametrize("name", ["factbox", "article__fact-file", "faktaruta", "infokasten"])
def test_fact_boxes_become_sections_that_stay(name: str) -> None:
    page = tree(f'<aside class="{name} related" id="x"><p>{CHOIR}</p></aside><aside class="quote">x</aside>')
    keep_fact_boxes(page)
    [box] = page.iter("section")
    assert dict(box.attrib) == {}
    without_foreign(page)
    assert CHOIR in page.text_content()
    assert len(list(page.iter("aside"))) == 1


@pytest.mark.parametrize(("elements", "goes"), [(0, True), (3, True), (4, False)])
def test_a_heading_may_have_three_elements_in_it(elements: int, goes: bool) -> None:
    heading = f"<h3>Related stories{'<i></i>' * elements}</h3>"
    assert (left(f"<aside>{heading}<p>{CHOIR}</p></aside>") == "") is goes

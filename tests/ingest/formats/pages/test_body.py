"""The body of a page's article: its paragraphs with the lead first, whole or cut by an offer, or JSON-LD's text."""

from __future__ import annotations

import pytest
from lxml import html

from ingest.formats.pages.body import SHORT, Body, body_of

DAM = "The dam above Tolvik is to be raised by three metres, the water board decided on Tuesday after a long hearing."
COST = (
    "The work costs 96 million crowns and begins in April 2027, said its engineer; the road along the lake stays open."
)
FARMERS = "Farmers below the dam fear for their meadows, and the county has promised to pay for hay in wet years."
TITLE = "Dam to be raised"


def body(inner: str, description: str = "", declared: str = "") -> Body:
    page = html.document_fromstring(f"<html><body><h1>{TITLE}</h1>{inner}</body></html>")
    return body_of(page, TITLE, description, declared)


def told(*paragraphs: str) -> str:
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def test_paragraphs_are_apart_and_the_headline_is_none_of_them() -> None:
    assert body(f"<article>{told(TITLE, DAM, COST, FARMERS)}</article>") == Body(
        f"{DAM}\n\n{COST}\n\n{FARMERS}", False, 0
    )


def test_what_nobody_sees_and_what_is_foreign_is_left_out_and_headlines_are_counted() -> None:
    beside = f'<p hidden>x</p><div class="related"><h3><a href="/c">Choir on strike</a></h3>{told(DAM)}</div>'
    found = body(f"<article>{told(DAM, COST, FARMERS)}{beside}</article>")
    assert found == Body(f"{DAM}\n\n{COST}\n\n{FARMERS}", False, 1)


def test_the_lead_comes_first_and_once() -> None:
    lead = "Three metres more are to keep the valley dry, and farmers fear for their meadows."
    found = body(f'<header><p class="standfirst">{lead}</p></header><article>{told(DAM, COST, FARMERS)}</article>')
    assert found.text == f"{lead}\n\n{DAM}\n\n{COST}\n\n{FARMERS}"
    assert body(f"<article>{told(lead, DAM, COST, FARMERS)}</article>", lead).text.count(lead) == 1


def test_an_offer_of_the_rest_cuts_it() -> None:
    found = body(f"<article>{told(DAM, COST, FARMERS, 'Subscribe to continue reading', 'All offers')}</article>")
    assert (found.text, found.is_cut) == (f"{DAM}\n\n{COST}\n\n{FARMERS}", True)


@pytest.mark.parametrize("tag", ["article", "main", "div"])
def test_a_short_article_is_its_paragraphs_without_the_menu(tag: str) -> None:
    said = "A quake shook Orm at three in the morning."
    assert len(said) < SHORT
    menu = "<nav><p>Home Sport Log in here please, dear reader.</p></nav>"
    assert body(f"{menu}<{tag}>{told(said, 'Nobody was hurt.')}</{tag}>").text == f"{said}\n\nNobody was hurt."


@pytest.mark.parametrize("inner", ["", "<p></p>", "<p>Home</p><p>Sport</p>"])
def test_where_nothing_tells_anything_there_is_no_text(inner: str) -> None:
    assert body(inner).text == ""


@pytest.mark.parametrize(
    "declared",
    [f"{DAM}\n\n{COST}\n\n{FARMERS}", f"<p>{DAM}</p><p>{COST}</p><p>{FARMERS}</p>"],
    ids=["plain", "marked up"],
)
def test_a_text_that_comes_by_script_is_that_of_json_ld(declared: str) -> None:
    assert body("<p>Home</p>", declared=declared).text == f"{DAM}\n\n{COST}\n\n{FARMERS}"


def test_of_two_of_like_length_that_on_the_page_counts() -> None:
    shown = f"<article>{told(DAM, COST, FARMERS)}</article>"
    assert body(shown, declared=f"{DAM} Not shown. " * 5).text == f"{DAM}\n\n{COST}\n\n{FARMERS}"
    assert body(shown, declared=f"<p>{'<br>' * 9_000}{DAM}</p>").text == f"{DAM}\n\n{COST}\n\n{FARMERS}"


def test_what_readers_say_below_it_is_not_its_text() -> None:
    comments = f'<div id="comments" class="comments"><div class="comment-body">{told(f"Mira: {DAM}", COST)}</div></div>'
    found = body(f"<article>{told(DAM, COST, FARMERS)}</article>{comments}")
    assert found.text == f"{DAM}\n\n{COST}\n\n{FARMERS}"

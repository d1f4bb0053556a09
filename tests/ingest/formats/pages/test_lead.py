"""The lead between headline and text: by its class or as the page's description; no caption, no offer, no link."""

from __future__ import annotations

import pytest
from lxml import html

from ingest.formats.pages.lead import LONGEST, MOST_BETWEEN, SHORTEST, lead_of

LEAD = "Three metres more are to keep the valley dry, and farmers fear for their meadows."
STORY = "The dam above Tolvik is to be raised by three metres, the water board decided on Tuesday."


def lead(between: str, description: str = "", text: str = STORY, above: str = "<h1>Dam to be raised</h1>") -> str:
    page = f"<html><body>{above}{between}<p>{STORY}</p><p class='lead'>{LEAD}</p></body></html>"
    return lead_of(html.fromstring(page), text, description)


@pytest.mark.parametrize(
    "name", ["lead", "article__standfirst", "sub-title", "deck", "dek", "chapo", "lead-text", "intro", "vorspann"]
)
@pytest.mark.parametrize("tag", ["p", "div", "h2", "span", "strong"])
def test_a_lead_is_known_by_its_class(name: str, tag: str) -> None:
    assert lead(f'<{tag} class="{name}">{LEAD.replace("and", "<b>and</b> ")}</{tag}>') == LEAD


@pytest.mark.parametrize("name", ["leader", "decker", "spotlight", "text", ""])
def test_another_class_makes_none_but_the_pages_description_does(name: str) -> None:
    between = f'<p class="{name}">{LEAD}</p>'
    assert lead(between) == ""
    assert lead(between, LEAD.upper()) == LEAD


@pytest.mark.parametrize(
    "between",
    [
        f'<figure><p class="lead">{LEAD}</p></figure>',
        f'<p class="lead-image__caption">{LEAD}</p>',
        f'<div class="paywall"><div><p class="lead">{LEAD}</p></div></div>',
        f'<p class="lead"><a href="/a">{LEAD}</a></p>',
        f'<p class="lead">{LEAD[: SHORTEST - 1]}</p>',
        f'<p class="lead">{"Three metres. " * LONGEST}</p>',
        f'<div class="lead"><ul><li>{LEAD}</li></ul></div>',
        f'<p class="lead">{STORY}</p>',
        f'<li class="lead">{LEAD}</li>',
        f'{"<br>" * MOST_BETWEEN}<p class="lead">{LEAD}</p>',
        "",
    ],
    ids=["figure", "caption", "offer", "link", "short", "long", "list", "of the text", "item", "far below", "nothing"],
)
def test_what_is_no_lead_is_left(between: str) -> None:
    assert lead(between) == ""


@pytest.mark.parametrize("length", [SHORTEST, LONGEST])
def test_the_shortest_and_the_longest_lead_are_one(length: int) -> None:
    assert lead(f'<p class="lead">{"w" * length}</p>') == "w" * length


def test_without_a_headline_or_a_text_there_is_none() -> None:
    assert lead(f'<p class="lead">{LEAD}</p>', above="") == ""
    assert lead(f'<p class="lead">{LEAD}</p>', text="") == ""

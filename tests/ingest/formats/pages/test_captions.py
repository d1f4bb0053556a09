"""Captions and credits beside pictures go; a paragraph of such a class without a picture stays."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import html

from ingest.formats.pages.captions import LONGEST, without_captions

CAPTION = "Gulls above the wall of the dam."
STORY = "The dam above Tolvik is to be raised by three metres, the water board decided on Tuesday. " * 3


def text_without(body: str) -> str:
    tree: Any = html.fromstring(f"<html><body><article><p>{STORY}</p>{body}<p>It is old.</p></article></body></html>")
    without_captions(tree)
    return str(tree.text_content())


@pytest.mark.parametrize(
    "name",
    [
        "caption",
        "media__caption",
        "imageCaption",
        "photo-credit",
        "bildunterschrift",
        "pie-de-foto",
        "credits",
        "legend",
    ],
)
def test_a_caption_beside_a_picture_goes_by_its_class(name: str) -> None:
    found = text_without(f'<div><img src="a.jpg"><p class="{name}">{CAPTION}</p></div>')
    assert CAPTION not in found
    assert (STORY in found, "It is old." in found) == (True, True)


@pytest.mark.parametrize("name", ["creditor", "accredited", "text", "legendary", ""])
def test_a_paragraph_of_another_class_stays(name: str) -> None:
    assert CAPTION in text_without(f'<div><img src="a.jpg"><p class="{name}">{CAPTION}</p></div>')


@pytest.mark.parametrize(
    "body",
    [
        f'<p class="caption"><img src="a.jpg">{CAPTION}</p>',
        f'<img src="a.jpg"><p class="caption">{CAPTION}</p>',
        f'<figure><img></figure><div><div><span class="caption">{CAPTION}</span></div></div>',
        f'<div><video></video><div><div><p class="caption">{CAPTION}</p></div></div></div>',
        f'<p><amp-img></amp-img>Open in a gallery</p><p class="caption">{CAPTION}</p>',
        f'<div><iframe></iframe><p class="caption">{CAPTION}<small class="credit">Orm Port</small></p></div>',
    ],
)
def test_its_picture_is_in_it_before_it_or_in_a_box_around_both(body: str) -> None:
    assert CAPTION not in text_without(body)


@pytest.mark.parametrize(
    "body",
    [
        f'<p class="caption">{CAPTION}</p>',
        f'<p class="caption">{CAPTION}</p><img src="a.jpg">',
        f'<div><p><img>{STORY}</p><p class="caption">{CAPTION}</p></div>',
        f'<div><img><div><div><div><p class="caption">{CAPTION}</p></div></div></div>{STORY}</div>',
        f'<div><img><p class="caption">{CAPTION}{"w" * LONGEST}</p></div>',
    ],
    ids=["no picture", "a picture behind", "a picture of a paragraph", "far", "long"],
)
def test_without_a_picture_of_its_own_it_is_a_paragraph(body: str) -> None:
    assert CAPTION in text_without(body)


def test_a_short_article_is_no_box_of_a_picture_and_its_caption() -> None:
    tree: Any = html.fromstring(f'<html><body><article><p class="caption">{CAPTION}</p><img></article></body></html>')
    without_captions(tree)
    assert CAPTION in tree.text_content()


def test_the_longest_caption_goes() -> None:
    assert "www" not in text_without(f'<img><p class="caption">{"w" * LONGEST}</p>')

"""Articles of the BBC: trees of blocks, flat ones before 2021; each paragraph once, and nothing of other stories."""

from __future__ import annotations

from typing import Any

import pytest

from ingest.formats.services import bbc

FIRST, SECOND = "The dam above Tolvik is to be raised.", "The work costs 96 million crowns."


def block(kind: str, *inner: object, text: str | None = None) -> dict[str, Any]:
    return {"type": kind, "model": {"blocks": list(inner), **({"text": text} if text is not None else {})}}


def paragraph(text: str) -> dict[str, Any]:
    return block("text", block("paragraph", block("fragment", text=text), text=text))


def article(*blocks: object, **more: object) -> dict[str, object]:
    return {"content": {"model": {"blocks": list(blocks)}}, **more}


def flat(*blocks: object, **more: object) -> dict[str, object]:
    return {"content": {"blocks": [{"markupType": "plain_text", **each} for each in blocks]}, **more}  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("record", "is_one"),
    [
        (article(paragraph(FIRST)), True),
        ({"model": {"blocks": [paragraph(FIRST)]}}, True),
        (flat({"type": "paragraph", "text": FIRST}), True),
        ({"content": {"blocks": [{"text": FIRST}]}}, False),
        (article(), False),
        ({"content": {"model": {"blocks": 7}}}, False),
        ({"content": "text"}, False),
        ({}, False),
    ],
    ids=["blocks", "without content", "flat", "no markup", "empty", "no list", "a text", "nothing"],
)
def test_a_record_of_blocks_is_one(record: dict[str, object], is_one: bool) -> None:
    assert bbc.is_one(record) is is_one


def test_paragraphs_are_the_text_and_headline_and_byline_are_none() -> None:
    name = block("contributor", block("name", paragraph("Mira Holt")), block("role", paragraph("Reporter")))
    found = bbc.record(
        article(
            block("headline", paragraph("Dam to be raised")),
            block("byline", name),
            block("image", block("caption", text="A dam")),
            paragraph(FIRST),
            block("subheadline", paragraph("The cost")),
            paragraph(f"{SECOND}\n\nSo."),
            block("relatedContent", paragraph("Choir")),
            "no block",
        )
    )
    assert (found["title"], found["authors"], found["source"]) == ("Dam to be raised", ["Mira Holt"], "BBC")
    assert found["text"] == f"{FIRST}\n\nThe cost\n\n{SECOND}\n\nSo."
    assert "content" not in found


def test_flat_blocks_too_without_links_to_other_stories() -> None:
    items = [{"text": "Three metres"}, {"text": "Choir", "meta": {"url": "/c"}}, {"text": ""}, 7]
    found = bbc.record(
        flat(
            {"type": "introduction", "text": f"<b>{FIRST}</b>"},
            {"type": "list", "items": items},
            {"type": "paragraph", "text": SECOND},
            {"type": "image", "text": "A dam"},
            metadata={"locators": {"assetUri": "/news/dam"}},
            promo={"headlines": {"headline": "Dam to be raised"}, "byline": {"name": "By Mira Holt"}},
        )
    )
    assert found["text"] == f"{FIRST}\n\n- Three metres\n\n{SECOND}"
    assert (found["title"], found["authors"]) == ("Dam to be raised", "By Mira Holt")
    assert found["url"] == "https://www.bbc.com/news/dam"


def test_what_it_says_of_itself_is_read_wherever_it_stands() -> None:
    metadata = {
        "locators": {"canonicalUrl": "https://bbc.example/dam", "optimoUrn": "urn:1"},
        "firstPublished": 1,
        "lastUpdated": 2,
        "passport": {"language": "en-gb"},
    }
    found = bbc.record(article(paragraph(FIRST), metadata=metadata, promo={"summary": "Three metres"}))
    names = ("url", "id", "published", "modified", "language", "teaser")
    assert [found[name] for name in names] == ["https://bbc.example/dam", "urn:1", 1, 2, "en-gb", "Three metres"]
    assert bbc.record(article(paragraph(FIRST), metadata={"locators": {"assetUri": "news"}}))["url"] == ""


@pytest.mark.parametrize(
    ("fields", "name", "value"),
    [
        ({"promo": {"headlines": {"seoHeadline": "Dam"}}}, "title", "Dam"),
        ({"promo": {"headlines": {"seoDescription": "Three metres"}}}, "teaser", "Three metres"),
        ({"metadata": {"canonicalUrl": "https://bbc.example/dam"}}, "url", "https://bbc.example/dam"),
        ({"url": "https://bbc.example/dam"}, "url", "https://bbc.example/dam"),
        ({"metadata": {"id": "urn:2"}}, "id", "urn:2"),
        ({"locator": "urn:3"}, "id", "urn:3"),
        ({"firstPublished": 1}, "published", 1),
        ({"metadata": {"lastPublished": 2}}, "modified", 2),
        ({"lastPublished": 2}, "modified", 2),
        ({"passport": {"language": "cy"}}, "language", "cy"),
    ],
    ids=str,
)
def test_each_place_of_a_field_counts(fields: dict[str, object], name: str, value: object) -> None:
    assert bbc.record(article(paragraph(FIRST), **fields))[name] == value


@pytest.mark.parametrize("kind", ["introduction", "crosshead", "subheading", "heading"])
def test_flat_blocks_of_each_kind_are_the_text(kind: str) -> None:
    assert bbc.record(flat({"type": kind, "text": FIRST}))["text"] == FIRST


def test_an_introduction_is_of_the_text_and_the_blocks_are_no_field() -> None:
    found = bbc.record({"model": {"blocks": [block("intro", paragraph(FIRST))]}})
    assert found["text"] == FIRST
    assert "model" not in found


def test_blocks_in_blocks_end_somewhere() -> None:
    deep = paragraph(FIRST)
    for _ in range(100):
        deep = block("text", deep)
    assert bbc.record(article(deep, block("byline", deep)))["text"] == ""

"""A JSON Feed: known by its version, an item by its content; what a feed says holds for each of them."""

from __future__ import annotations

import pytest

from ingest.formats.services.json_feed import JSON_FEED, is_feed, of_feed

VERSION = "https://jsonfeed.org/version/1.1"


@pytest.mark.parametrize(
    ("value", "is_one"),
    [
        ({"version": VERSION, "items": []}, True),
        ({"version": "https://jsonfeed.org/version/1", "items": [{}]}, True),
        ({"version": VERSION, "items": {}}, False),
        ({"version": VERSION}, False),
        ({"version": "2.0", "items": []}, False),
        ({"items": []}, False),
    ],
    ids=str,
)
def test_a_whole_feed_has_its_version_and_items(value: dict[str, object], is_one: bool) -> None:
    assert is_feed(value) is is_one


@pytest.mark.parametrize(
    ("item", "is_one"),
    [({"content_html": ""}, True), ({"content_text": "It sank."}, True), ({"text": "It sank."}, False), ({}, False)],
    ids=str,
)
def test_an_item_is_known_by_its_content(item: dict[str, object], is_one: bool) -> None:
    assert JSON_FEED.is_one(item) is is_one


def test_an_item_has_the_usual_names() -> None:
    item = {
        "content_html": "<p>It sank.</p>", "content_text": "It sank.", "summary": "A ferry", "external_url": "https://a",
        "date_published": "2026", "date_modified": "2027", "author": {"name": "Mira Holt"},
    }  # fmt: skip
    usual = {
        "text": "<p>It sank.</p>",
        "teaser": "A ferry",
        "url": "https://a",
        "published": "2026",
        "modified": "2027",
    }
    assert JSON_FEED.record(item) == {**item, **usual, "authors": {"name": "Mira Holt"}}


def test_what_a_feed_says_holds_for_an_item_that_does_not() -> None:
    feed = {"title": "Orm Post", "language": "en", "authors": [{"name": "Mira Holt"}], "icon": "i.png"}
    named = {"source": "Orm Post", "language": "en", "authors": [{"name": "Mira Holt"}]}
    assert of_feed({"id": "1"}, feed) == {**named, "id": "1"}
    assert of_feed({"authors": [], "language": "sv"}, feed) == {**named, "language": "sv"}
    assert of_feed({"id": "1"}, {}) == {"id": "1"}

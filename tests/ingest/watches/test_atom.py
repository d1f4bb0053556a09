"""The updates of a standing question as Atom: sound XML of any text, and ids that stay."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as xml

import pytest

from ingest.watches.atom import LONGEST_TITLE, NAMESPACE, feed
from ragbot.archive.watch import CitedSentence, Watch, WatchUpdate

SERVER = "https://desk.example"
WATCH = Watch("b" * 32, "Does the ferry sail?", "2026-03-09T00:00:00Z", "")
SAID = CitedSentence(
    "It sails.",
    "It sails.",
    "a" * 32,
    3,
    0,
    9,
    "Ferry sails",
    "The Daily",
    "https://daily.example/1",
    "2026-03-10T08:00:00Z",
)
UPDATE = WatchUpdate(WATCH.id, 2, "2026-03-10T09:30:00Z", "answered", "It sails. [1]", (), (SAID,))


def parsed(watch: Watch = WATCH, *updates: WatchUpdate, address: str = SERVER) -> Any:
    return xml.fromstring(feed(watch, updates, address))


def text(element: Any, name: str) -> str:
    return str(element.findtext(f"{{{NAMESPACE}}}{name}"))


def entry(**fields: Any) -> Any:
    return parsed(WATCH, replace(UPDATE, **fields)).find(f"{{{NAMESPACE}}}entry")


def links(element: Any) -> dict[str, str]:
    return {link.get("rel"): link.get("href") for link in element.findall(f"{{{NAMESPACE}}}link")}


def test_a_feed_without_updates_is_of_the_day_on_which_it_was_made() -> None:
    root = parsed()
    assert (text(root, "title"), text(root, "updated")) == ("Does the ferry sail?", "2026-03-09T00:00:00Z")
    assert text(root, "id") == "urn:uuid:bbbbbbbb-bbbb-bbbb-bbbb-bbbbbbbbbbbb"
    assert links(root) == {
        "self": f"{SERVER}/v1/watches/{'b' * 32}/feed.atom",
        "alternate": f"{SERVER}/#q=Does+the+ferry+sail%3F",
    }
    assert root.findall(f"{{{NAMESPACE}}}entry") == []


def test_the_link_to_the_page_has_the_limits_of_the_question() -> None:
    watch = replace(WATCH, since="2026-03-01", sources=("The Daily", "A&B"))
    assert links(parsed(watch))["alternate"].endswith("&since=2026-03-01&source=The+Daily&source=A%26B")


def test_an_update_has_what_is_new_and_what_went_with_its_sources() -> None:
    one = entry(old=(replace(SAID, text="It <rests>.", url=None),))
    content = text(one, "content")
    assert content.startswith('<p>New:</p><ul><li><ins>It sails.</ins> (<a href="https://daily.example/1">')
    assert "The Daily, Ferry sails, 2026-03-10</a>)" in content
    assert "<p>No longer:</p><ul><li><del>It &lt;rests&gt;.</del>" in content
    assert f'href="{SERVER}/v1/articles/{"a" * 32}?version=3"' in content
    assert content.endswith("<p>It sails. [1]</p>")
    assert (text(one, "title"), text(one, "updated")) == ("It sails.", "2026-03-10T09:30:00Z")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", ""])
def test_only_addresses_of_the_web_are_links(url: str) -> None:
    assert f'href="{SERVER}/v1/articles/' in text(entry(new=(replace(SAID, url=url),)), "content")


@pytest.mark.parametrize(
    ("fields", "title"),
    [
        ({"new": (replace(SAID, text=""),)}, "It sails."),
        ({"new": (), "old": (SAID,)}, "No longer in the answer: 1 cited sentence"),
        ({"new": (), "old": (SAID, SAID)}, "No longer in the answer: 2 cited sentences"),
        ({"new": (replace(SAID, text="x" * LONGEST_TITLE),)}, "x" * LONGEST_TITLE),
    ],
)
def test_a_title_is_the_first_new_sentence_or_what_went(fields: dict[str, Any], title: str) -> None:
    assert text(entry(**fields), "title") == title


def test_a_long_title_ends_after_a_word() -> None:
    title = text(entry(new=(replace(SAID, text="The ferry sails again. " * 20),)), "title")
    assert title.endswith(" …")
    assert len(title) <= LONGEST_TITLE + 2
    assert title[:-2].split()[-1] in {"The", "ferry", "sails", "again."}


def test_ids_stay_at_another_address_and_the_bytes_until_something_changes() -> None:
    here, there = parsed(WATCH, UPDATE), parsed(WATCH, UPDATE, address="https://other.example")
    path = f"{{{NAMESPACE}}}entry/{{{NAMESPACE}}}id"
    assert here.findtext(path) == there.findtext(path) != parsed(WATCH, replace(UPDATE, number=3)).findtext(path)
    assert feed(WATCH, [UPDATE], SERVER) == feed(WATCH, [UPDATE], SERVER)


@pytest.mark.parametrize("odd", ["\x00", "\x1b[31m", "\ud83d", "\ufffe", "\uffff"])
def test_no_character_breaks_the_feed(odd: str) -> None:
    said = replace(SAID, text=f"It {odd}sails.", title=odd, source=odd)
    root = parsed(WATCH, replace(UPDATE, new=(said,)))
    assert text(root.find(f"{{{NAMESPACE}}}entry"), "title").startswith("It ")

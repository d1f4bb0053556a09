"""Feeds as they are out there: what they name, and what they are not."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest

from ingest.formats.feeds import feed_in, followed_in
from ingest.formats.newest import MOST
from ingest.records.articles import article_from
from ingest.records.record import SourceError
from tests.formats import read

AT = "https://courier.example/news/feed"


def rss(items: str, more: str = "") -> bytes:
    return f'<rss version="2.0"><channel><title>The Courier</title>{more}{items}</channel></rss>'.encode()


def item(*, guid: str = "", link: str = "", title: str = "Dam to be raised", more: str = "") -> str:
    parts = {"guid": guid, "link": link, "title": title}
    return f"<item>{''.join(f'<{name}>{text}</{name}>' for name, text in parts.items() if text)}{more}</item>"


def test_rss_gives_records_with_the_publishers_words() -> None:
    said = (
        "<pubDate>Tue, 10 Mar 2026 09:12:00 -0500</pubDate><author>ilse@courier.example (Ilse Varga)</author>"
        "<description>&lt;p&gt;The council &amp;amp; the province voted.&lt;/p&gt;</description>"
    )
    feed = feed_in(rss(item(guid="g1", link="/dam", more=said)), AT)
    assert feed.title == "The Courier"
    [one] = feed.items
    assert one.url == "https://courier.example/dam"
    assert one.record["title"] == "Dam to be raised"
    assert one.record["published"] == "Tue, 10 Mar 2026 09:12:00 -0500"
    assert one.record["authors"] == ["Ilse Varga"]
    assert one.record["text"] == "The council & the province voted."
    assert not one.is_whole


def test_atom_its_updated_is_not_its_published() -> None:
    atom = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>The Courier</title><entry><id>tag:1</id>
    <title>Dam</title><link rel="alternate" href="https://courier.example/dam"/><updated>2026-03-11T08:00:00Z</updated>
    <author><name>Ilse Varga</name></author><content type="html">&lt;p&gt;Voted.&lt;/p&gt;</content></entry></feed>"""
    [one] = feed_in(atom, AT).items
    assert one.record["modified"] == "2026-03-11T08:00:00Z"
    assert "published" not in one.record


def test_rdf_and_its_period() -> None:
    rdf = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
    <channel><title>The Courier</title><sy:updatePeriod>hourly</sy:updatePeriod>
    <sy:updateFrequency>2</sy:updateFrequency></channel><item><title>Dam</title><link>https://courier.example/dam</link><dc:date>2026-03-10</dc:date>
    <dc:creator>Ilse Varga</dc:creator></item></rdf:RDF>"""
    feed = feed_in(rdf, AT)
    assert feed.ttl == 1800
    assert feed.items[0].record["authors"] == ["Ilse Varga"]


def test_a_json_feed() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The Courier",
        "language": "en",
        "items": [
            {
                "id": 7,
                "url": "https://courier.example/dam",
                "content_html": "<p>Voted.</p>",
                "authors": [{"name": "Ilse"}],
            },
            "no object",
        ],
    }
    [one] = feed_in(json.dumps(feed).encode(), AT).items
    assert (one.record["text"], one.record["authors"], one.record["language"]) == ("Voted.", ["Ilse"], "en")


def test_hours_and_days_are_those_of_the_channel() -> None:
    hours = "<skipHours><hour>0</hour><hour>24</hour><hour>3</hour></skipHours>"
    more = f"<ttl>60</ttl>{hours}<skipDays><day>Sunday</day></skipDays>"
    feed = feed_in(rss(item(guid="1", more="<hour>9</hour>"), more), AT)
    assert (feed.ttl, feed.skip_hours, feed.skip_days) == (3600, frozenset({0, 3}), frozenset({6}))


@pytest.mark.parametrize(
    ("text", "is_whole"),
    [
        ("The council voted. " * 60, True),
        ("The council voted. " * 20, False),
        ("The council voted. " * 60 + "Read more", False),
        ("The council voted. " * 60 + "[…]", False),
        ("The council voted. " * 60 + "The post Dam appeared first on The Courier.", True),
        ("The council voted for more. " * 60, True),
    ],
)
def test_a_long_content_that_does_not_break_off_is_all_of_the_text(text: str, is_whole: bool) -> None:
    content = f'<content:encoded xmlns:content="http://purl.org/rss/1.0/modules/content/">{text}</content:encoded>'
    [one] = feed_in(rss(item(guid="1", more=content)), AT).items
    assert one.is_whole is is_whole


def test_one_guid_for_all_tells_nothing_and_a_repeated_item_is_one() -> None:
    same = [item(guid="https://courier.example/", link=f"https://courier.example/{n}") for n in range(3)]
    feed = feed_in(rss("".join([*same, same[0]])), AT)
    assert [one.url for one in feed.items] == [f"https://courier.example/{n}" for n in range(3)]
    assert len({one.key for one in feed.items}) == 3


def test_without_guid_and_link_the_words_tell_items_apart() -> None:
    feed = feed_in(rss(item(title="One") + item(title="Two")), AT)
    assert len({one.key for one in feed.items}) == 2
    again = feed_in(rss(item(title="Two") + item(title="One")), AT)
    assert {one.key for one in feed.items} == {one.key for one in again.items}


def test_an_edited_item_has_another_digest_and_the_same_key() -> None:
    before, after = (feed_in(rss(item(guid="1", title=title)), AT).items[0] for title in ("Dam", "Dam, corrected"))
    assert before.key == after.key
    assert before.digest != after.digest


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"<!doctype html><html><body><h1>Error</h1></body></html>", "no feed"),
        (b"", "no feed"),
        (b"{}", "no feed"),
        (b"[1]", "no feed"),
        (b'{"version": 1, "items": 3}', "no feed"),
        (b"{" * 100_000, "no feed"),
        (b"\0" * 1000, "no feed"),
    ],
)
def test_what_is_no_feed_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(SourceError, match=why):
        feed_in(content, AT)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_a_feed_in_another_encoding(encoding: str) -> None:
    declared = "utf-8" if encoding == "utf-8-sig" else encoding
    text = f'<?xml version="1.0" encoding="{declared}"?>' + rss(item(guid="1", title="Brücke gesperrt")).decode()
    assert feed_in(text.encode(encoding), AT).items[0].record["title"] == "Brücke gesperrt"


def test_a_feed_that_breaks_off_gives_what_came() -> None:
    whole = rss("".join(item(guid=str(n)) for n in range(5)))
    assert len(feed_in(whole[: len(whole) // 2], AT).items) >= 1


def test_entities_that_grow_and_files_of_ours_are_never_read() -> None:
    bomb = '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    evil = bomb.encode() + rss(item(guid="1", title="&b;&f;"))
    title = str(feed_in(evil, AT).items[0].record.get("title", ""))
    assert "root:" not in title


def test_script_addresses_are_no_addresses() -> None:
    [one] = feed_in(rss(item(guid="1", link="javascript:alert(1)")), AT).items
    assert one.url is None


def _long_feed(numbers: Iterable[int]) -> bytes:
    first = datetime(2026, 1, 1, tzinfo=UTC)
    items = "".join(
        f"<item><title>Dam {n}</title><link>https://courier.example/{n}</link>"
        f"<pubDate>{first + timedelta(hours=n):%a, %d %b %Y %H:%M:%S +0000}</pubDate></item>"
        for n in numbers
    )
    head = "<title>The Courier &#233;</title><skipHours><hour>3</hour></skipHours>"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


@pytest.mark.parametrize("is_newest_first", [True, False])
def test_of_a_feed_of_thousands_the_newest_are_followed(is_newest_first: bool) -> None:
    numbers = range(MOST + 300)
    feed = followed_in(_long_feed(reversed(numbers) if is_newest_first else numbers))
    assert (len(feed.items), feed.left_out, feed.title, *feed.skip_hours) == (MOST, 300, "The Courier é", 3)
    assert {item.url for item in feed.items} == {f"https://courier.example/{n}" for n in numbers[300:]}
    saved = feed_in(_long_feed(numbers))
    assert (len(saved.items), saved.left_out) == (MOST + 300, 0), "a saved one is taken in whole"
    usual = _long_feed(range(20))
    assert followed_in(usual) == feed_in(usual)


def test_of_a_long_json_feed_too() -> None:
    items = [
        {"id": str(n), "content_text": f"Dam {n}", "date_published": f"{1600 + n // 10}-03-10"} for n in range(2_100)
    ]
    feed = followed_in(json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode())
    assert (len(feed.items), feed.left_out) == (MOST, 100)
    assert feed.items[-1].record["text"] == "Dam 2099"


# Files


SAVED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Ferry Post</title>
<item><title>Pier closed</title><link>https://post.example/pier</link>
<description>&lt;p&gt;The pier is shut.&lt;/p&gt;</description></item>
<item><title>Bare</title><guid isPermaLink="false">77</guid>
<description>No address here.</description></item></channel></rss>"""


@pytest.mark.parametrize("name", ["a.rss", "a.xml", "", "a.txt"])
def test_a_feed_that_was_saved_gives_its_items(name: str) -> None:
    pier, bare = (article_from(raw.record or {}, raw.origin)[0] for raw in read(SAVED, name))
    assert (pier.title, pier.text, pier.url) == ("Pier closed", "The pier is shut.", "https://post.example/pier")
    assert pier.source == "post.example"
    assert (bare.source, bare.title) == ("Ferry Post", "Bare")
    assert bare.address.startswith("id:Ferry Post|")

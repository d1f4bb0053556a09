"""An article at another address stays the same one, however its feed tells of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from xml.sax.saxutils import escape

import pytest

from ragbot.archive.archive import Archive
from tests.conftest import add, article
from tests.ingest.sources.test_following import TEXT, World
from tests.newsroom import Page, newsroom

CONTENT = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
WHOLE = " ".join(f"Sentence {n} of the report on the dam says what the council heard." for n in range(40))


@pytest.fixture
def followed(archive: Archive) -> Iterator[World]:
    """A feed with one article, which was checked once."""
    with newsroom() as room:
        world = World(room, archive)
        world.publish(1)
        feed(world, "4711", "/story-1")
        world.follow()
        assert world.check().added == 1
        yield world


def feed(world: World, guid: str, link: str, text: str = "") -> None:
    content = f"<content:encoded>{escape(text)}</content:encoded>" if text else ""
    item = (
        f"<item><title>Ostvale raises dam 1</title><link>{world.room.address}{link}</link>"
        f'<guid isPermaLink="false">{guid}</guid>{content}</item>'
    )
    channel = f"<channel><title>The Courier</title>{item}</channel>"
    world.room.pages["/feed"] = Page(f'<rss version="2.0" {CONTENT}>{channel}</rss>', "application/rss+xml")


def move(world: World, old: str, new: str, cost: int = 40) -> None:
    world.room.article(new, "Ostvale raises dam 1", TEXT.format(n=1, cost=cost))
    world.room.pages[old] = Page("", status=301, location=new, has_etag=False)


def test_what_moved_is_known_when_its_feed_lists_it_anew_under_its_new_address(followed: World) -> None:
    move(followed, "/story-1", "/archive/1")
    followed.check(hours=2)
    feed(followed, "another", "/archive/1")
    found = followed.check(minutes=5)
    assert (found.added, found.updated) == (0, 0)
    assert followed.room.take_requests() == [("/feed", 200), ("/archive/1", 304)]
    [one] = followed.archive.articles().articles
    assert one.url == f"{followed.room.address}/archive/1"
    assert len(followed.archive.followed.items(followed.source.id)) == 1


def test_what_moved_is_asked_for_at_its_new_address_from_then_on(followed: World) -> None:
    move(followed, "/story-1", "/archive/1")
    followed.check(hours=2)
    followed.check(hours=6)
    assert followed.room.take_requests() == [("/feed", 304), ("/archive/1", 304)]


def test_an_item_that_is_listed_at_its_new_address_before_anybody_looked_is_the_same_article(followed: World) -> None:
    move(followed, "/story-1", "/archive/1", cost=70)
    feed(followed, "4711", "/archive/1")
    found = followed.check(minutes=5)
    assert (found.added, found.updated) == (0, 1)
    [one] = followed.archive.articles().articles
    assert (one.version, one.url) == (2, f"{followed.room.address}/archive/1")


def test_a_number_that_is_used_again_for_another_article_makes_another_one(followed: World) -> None:
    followed.publish(2)
    feed(followed, "4711", "/story-2")
    assert followed.check(minutes=5).added == 1
    assert followed.titles == ["Ostvale raises dam 1", "Ostvale raises dam 2"]


def test_what_moved_twice_and_is_gone_then_is_removed(followed: World) -> None:
    move(followed, "/story-1", "/archive/1")
    followed.check(hours=2)
    move(followed, "/archive/1", "/2026/1", cost=70)
    assert followed.check(hours=6).updated == 1
    followed.room.pages["/2026/1"] = Page("", status=410)
    assert [followed.check(hours=25).removed for _ in range(3)] == [0, 0, 1]
    assert followed.titles == []


def test_a_whole_text_that_moved_is_the_same_article(followed: World) -> None:
    feed(followed, "4711", "/story-1", f"<p>{WHOLE}</p><p>The end.</p>")
    assert followed.check(minutes=5).updated == 1
    move(followed, "/story-1", "/archive/1")
    feed(followed, "4711", "/archive/1", f"<p>{WHOLE}</p><p>The end.</p>")
    found = followed.check(minutes=5)
    assert found.added == 0
    [one] = followed.archive.articles().articles
    assert one.url == f"{followed.room.address}/archive/1"


def test_a_silent_edit_in_a_feed_with_whole_texts_is_a_new_version(followed: World) -> None:
    feed(followed, "4711", "/story-1", f"<p>{WHOLE}</p><p>It costs 40 million crowns.</p>")
    followed.check(minutes=5)
    feed(followed, "4711", "/story-1", f"<p>{WHOLE}</p><p>It costs 65 million crowns.</p>")
    found = followed.check(minutes=5)
    assert (found.updated, found.embedded > 0) == (1, True)
    assert followed.room.take_requests() == [("/feed", 200)]
    [one] = followed.archive.articles().articles
    version = followed.archive.version(one.id, one.version)
    assert version
    assert "65 million" in version.text
    assert "40 million" not in version.text


def test_whoever_brings_the_new_address_brings_the_same_article(archive: Archive) -> None:
    first = article("The toll is nine.", address="https://daily.example/a")
    add(archive, first)
    add(archive, replace(first, url="https://daily.example/2026/a"))
    by_hand = article("The toll is ten.", address="https://daily.example/2026/a")
    assert add(archive, by_hand).results == ("updated",)
    assert len(archive.articles().articles) == 1


def test_a_retraction_reaches_what_is_at_each_address_that_an_article_moved_to(archive: Archive) -> None:
    first = article("The toll is nine.", address="https://daily.example/a")
    there = [article(f"The toll, told {n}.", address=f"https://daily.example/{n}/a") for n in (2025, 2026)]
    add(archive, first, *there)
    for each in there:
        add(archive, replace(first, url=each.url))
    archive.set_state(first.id, "retracted", "It is wrong.")
    notices = [archive.notice(each.id) for each in (first, *there)]
    assert [notice and notice.state for notice in notices] == ["retracted"] * 3


def test_a_post_of_a_live_page_makes_its_page_no_other_name_of_it(archive: Archive) -> None:
    page = "https://daily.example/live"
    post = replace(article("Post one: the dam holds.", address=f"{page}#post-1"), url="https://daily.example/old-live")
    add(archive, post)
    add(archive, replace(post, text="Post one: the dam still holds.", url=page))
    assert add(archive, article("All of the page, told at length.", address=page)).results == ("added",)

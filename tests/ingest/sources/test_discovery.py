"""What can be followed at an address is found, and what cannot says why."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path

import pytest

from ingest.fetch.fetcher import Fetcher
from ingest.formats.parsers import shared_parsers
from ingest.records.record import SourceError
from ingest.sources.discovery import discover
from tests.newsroom import Newsroom, Page, newsroom

FETCHER = Fetcher(networks=[ip_network("127.0.0.0/8")], pause=0)


@pytest.fixture
def room() -> Iterator[Newsroom]:
    with newsroom() as opened:
        yield opened


def test_a_feed_is_itself(room: Newsroom) -> None:
    room.feed([("/dam", "Dam to be raised")])
    [found] = discover(f"{room.address}/feed", FETCHER, shared_parsers())
    assert (found.kind, found.title, found.items, found.newest) == ("feed", "The Courier", 1, "Dam to be raised")


def test_the_feeds_of_a_site_are_those_that_its_page_names_comments_last(room: Newsroom) -> None:
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" title="{title}" href="{path}">'
        for title, path in (("All comments", "/comments/feed"), ("Sport", "sport.xml"), ("Nothing", "/none"))
    )
    room.pages["/"] = Page(f"<html><head><title>The Courier</title>{links}</head><body>News</body></html>")
    room.feed([("/a", "A")], "/comments/feed")
    room.feed([("/b", "B"), ("/c", "C")], "/sport.xml")
    found = discover(f"{room.address}/", FETCHER, shared_parsers())
    assert [(each.kind, each.address.removeprefix(room.address)) for each in found] == [
        ("feed", "/sport.xml"),
        ("feed", "/comments/feed"),
        ("page", "/"),
    ]


def test_links_that_lead_nowhere_are_passed_over(room: Newsroom) -> None:
    hrefs = ("http://[x/feed", "http://news.example:feeds/", "javascript:alert(1)", "http://", "/sport.xml")
    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="{href}">' for href in hrefs)
    room.pages["/"] = Page(f"<html><head><title>The Courier</title>{links}</head><body>News</body></html>")
    room.feed([("/b", "B")], "/sport.xml")
    found = discover(f"{room.address}/", FETCHER, shared_parsers())
    assert [each.address.removeprefix(room.address) for each in found] == ["/sport.xml", "/"]


def test_without_a_link_the_usual_paths_are_tried(room: Newsroom) -> None:
    room.pages["/"] = Page("<html><head><title>The Courier</title></head><body>News</body></html>")
    room.feed([("/a", "A")], "/rss.xml")
    assert [each.kind for each in discover(f"{room.address}/", FETCHER, shared_parsers())] == ["feed", "page"]


def test_a_page_alone_can_be_followed(room: Newsroom) -> None:
    room.article("/dam", "Dam to be raised", "The council voted.")
    [page] = discover(f"{room.address}/dam", FETCHER, shared_parsers())
    assert (page.kind, page.title) == ("page", "Dam to be raised | The Courier")


def test_a_sitemap_is_known_by_what_it_is(room: Newsroom) -> None:
    room.pages["/map"] = Page("<urlset><url><loc>https://courier.example/a</loc></url></urlset>", "text/xml")
    [found] = discover(f"{room.address}/map", FETCHER, shared_parsers())
    assert (found.kind, found.items) == ("sitemap", 1)


def test_a_feed_that_moved_for_good_is_followed_where_it_is(room: Newsroom) -> None:
    room.feed([], "/new")
    room.pages["/feed"] = Page("", status=301, location="/new")
    assert discover(f"{room.address}/feed", FETCHER, shared_parsers())[0].address == f"{room.address}/new"


def test_a_folder_is_a_source(tmp_path: Path) -> None:
    [found] = discover(str(tmp_path), FETCHER, shared_parsers())
    assert (found.kind, found.address) == ("folder", str(tmp_path))


@pytest.mark.parametrize(
    ("address", "why"),
    [("courier", "neither an http"), ("", "neither an http"), ("ftp://courier.example", "neither an http")],
)
def test_what_is_no_address_says_so(address: str, why: str) -> None:
    with pytest.raises(SourceError, match=why):
        discover(address or "/no/such/folder", FETCHER, shared_parsers())


@pytest.mark.parametrize(
    ("body", "media", "label"),
    [
        ("%PDF-1.7\n", "application/pdf", "a PDF file"),
        ("%PDF-1.7\n", "application/octet-stream", "a PDF file"),
        ('{"title": "Dam"}', "application/json", "JSON.*"),
        ("The council voted.", "text/plain", "plain text"),
    ],
)
def test_a_lone_file_is_taken_in_once_and_not_followed(room: Newsroom, body: str, media: str, label: str) -> None:
    room.pages["/report"] = Page(body, media)
    with pytest.raises(SourceError, match=rf"it is {label}; 'ragbot-ingest {room.address}/report' takes it in once"):
        discover(f"{room.address}/report", FETCHER, shared_parsers())


def test_a_file_of_this_machine_is_taken_in_once_too(tmp_path: Path) -> None:
    (tmp_path / "dam.docx").write_bytes(b"PK")
    with pytest.raises(SourceError, match=r"is a file.*'ragbot-ingest .*dam\.docx' takes it in once"):
        discover(str(tmp_path / "dam.docx"), FETCHER, shared_parsers())


@pytest.mark.parametrize(
    ("page", "why"),
    [
        (Page("", status=404), "404"),
        (Page("GIF89a", "image/gif"), "image/gif"),
        (Page("{}", "application/json"), "neither a feed nor a page"),
    ],
)
def test_what_cannot_be_followed_says_so(room: Newsroom, page: Page, why: str) -> None:
    room.pages["/x"] = page
    with pytest.raises(SourceError, match=why):
        discover(f"{room.address}/x", FETCHER, shared_parsers())

"""What publishers say against the use of a page."""

from __future__ import annotations

import pytest

from ingest.fetch.opt_outs import HEAD_BYTES, opt_outs_in, opt_outs_of
from ingest.fetch.request import Response

PAGE = ("content-type", "text/html; charset=utf-8")
FEED = ("content-type", "application/rss+xml")


def of(*headers: tuple[str, str], data: bytes = b"", status: int = 200) -> tuple[str, ...]:
    return opt_outs_of(Response(status, headers, data))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("noai", ("noai",)),
        ("NoAI, noai, index", ("noai",)),
        ("max-snippet: 0", ("max-snippet:0",)),
        ("max-snippet: 50", ()),
        ("noimageai, nofollow, noarchive", ()),
        ("ragbot: noai", ("noai",)),
        ("googlebot: noai, noindex", ()),  # said to another
        ("noml, googlebot: noai, ragbot: nosnippet", ("noml", "nosnippet")),
        ("googlebot: noai, *: noindex", ("noindex",)),
        ("", ()),
    ],
)
def test_words_to_all_robots_and_to_ragbot_count(value: str, words: tuple[str, ...]) -> None:
    assert of(PAGE, ("x-robots-tag", value)) == words


def test_each_header_counts() -> None:
    assert of(PAGE, ("x-robots-tag", "googlebot: none"), ("x-robots-tag", "noai")) == ("noai",)


def test_a_feed_that_is_no_hit_may_be_read() -> None:
    assert of(FEED, ("x-robots-tag", "noindex")) == ()
    assert of(FEED, ("x-robots-tag", "noindex, noai")) == ("noai",)


def test_the_reservation_of_tdmrep_counts_when_it_is_1() -> None:
    assert of(FEED, ("tdm-reservation", " 1 ")) == ("tdm-reservation",)
    assert of(FEED, ("tdm-reservation", "0")) == ()


@pytest.mark.parametrize(
    ("status", "words"), [(200, ("noindex",)), (304, ("noindex",)), (404, ()), (503, ()), (301, ())]
)
def test_an_error_page_speaks_of_itself_only(status: int, words: tuple[str, ...]) -> None:
    assert of(PAGE, ("x-robots-tag", "noindex"), status=status) == words


def test_header_and_page_count_together_once() -> None:
    page = b"<head><meta name='robots' content='noai, noindex'></head>"
    assert of(PAGE, ("x-robots-tag", "noai"), data=page) == ("noai", "noindex")
    assert of(FEED, data=page) == ()


def test_only_the_head_of_a_long_page_is_read() -> None:
    assert of(PAGE, data=b"<p>" + b"a" * HEAD_BYTES + b"</p><meta name=robots content=noai>") == ()


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ('<meta NAME="ROBOTS" content="NOAI">', ("noai",)),
        ('<meta name="ragbot" content="none">', ("none",)),
        ('<meta name="googlebot" content="noai">', ()),
        ('<meta name="tdm-reservation" content="1">', ("tdm-reservation",)),
        ('<meta name="robots">', ()),
        ("<!-- <meta name='robots' content='noai'> -->", ()),
        ("", ()),
        ("\udcff <", ()),
    ],
)
def test_meta_tags_are_read(head: str, words: tuple[str, ...]) -> None:
    assert opt_outs_in(head) == words

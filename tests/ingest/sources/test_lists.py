"""Lists of sources come in and go out, and a TOML file makes the followed sources its own."""

from __future__ import annotations

import pytest

from ingest.records.record import SourceError
from ingest.sources.lists import Listed, opml_in, opml_of, toml_in, toml_of
from ingest.sources.subscriptions import source_at

OPML = b"""<?xml version="1.0"?><opml version="1.0"><head/><body><outline text="News"><outline type="rss"
text="The Courier" xmlUrl="https://courier.example/feed"/><outline title="Harbour &amp; Sea" xmlURL="http://h.example/f"/>
<outline xmlUrl="https://courier.example/feed"/><outline xmlUrl="javascript:alert(1)"/>
<outline xmlUrl="http://[feeds/news"/><outline xmlUrl="https://news.example:feeds/"/><outline xmlUrl="https://"/>
<outline xmlUrl="https://news.example/our feed"/></outline></body></opml>"""
TOML = """
[[source]]
url = "https://courier.example/feed"
title = "The Courier"
every = "30m"

[[source]]
url = "/news/folder"
kind = "folder"
paused = true
"""


def test_opml_names_each_feed_once_in_whatever_folder() -> None:
    assert opml_in(OPML) == [
        Listed("https://courier.example/feed", "The Courier"),
        Listed("http://h.example/f", "Harbour & Sea"),
    ]


def test_what_goes_out_as_opml_or_toml_comes_in_again() -> None:
    listed = [Listed('https://a.example/"f"?a=1&b=2', 'The "Courier" & <Co>', every=1800, is_paused=True)]
    sources = [source_at(each, is_listed=True) for each in listed]
    assert toml_in(toml_of(sources).encode()) == listed
    assert [(each.address, each.title) for each in opml_in(opml_of(sources).encode())] == [
        (listed[0].address, listed[0].title)
    ]


def test_a_title_that_nobody_chose_goes_out_as_a_comment() -> None:
    text = toml_of([source_at(Listed("https://courier.example/feed", "The Courier"))])
    assert '# title = "The Courier"' in text
    assert toml_in(text.encode()) == [Listed("https://courier.example/feed")]


def test_a_toml_file_is_read() -> None:
    one, other = toml_in(TOML.encode())
    assert one == Listed("https://courier.example/feed", "The Courier", every=1800)
    assert other == Listed("/news/folder", kind="folder", is_paused=True)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "names no sources"),
        ("x = ", "no TOML"),
        ("[[source]]\ntitle = 'a'", 'source 1 has no url = "…"'),
        ("[[source]]\nurl = 'https://a.example'\nevry = '3m'", "source 1 has evry"),
        ("[[source]]\nurl = 'https://a.example'\nevery = '3 minutes'", "every = '3 minutes'"),
        ("[[source]]\nurl = 'https://a.example'\nkind = 'tv'", "the kind 'tv'"),
        ("[[source]]\nurl = 3", "source 1 has no url"),
        ("[[source]]\nurl = 'wires'", "'wires', which is no http"),
        ("[[source]]\nurl = 'http://[feeds/news'", "which cannot be read; check"),
        ("[[source]]\nurl = 'https://news.example:feeds/'", "which cannot be read; check"),
        ("[[source]]\nurl = 'https://news.example/our feed'", "write a blank as %20"),
        ("[[source]]\nurl = 'https://a.example'\n[[source]]\nurl = 'https://a.example'", "source 2 has the url of"),
        ("[[sources]]\nurl = 'https://a.example'", "names no sources"),
    ],
)
def test_a_toml_file_that_is_wrong_says_where(text: str, why: str) -> None:
    with pytest.raises(SourceError, match=why):
        toml_in(text.encode())


def test_a_folder_of_a_list_is_beside_it() -> None:
    text = b'[[source]]\nurl = "wires"\nkind = "folder"\n[[source]]\nurl = "/news"\nkind = "folder"\n'
    assert [each.address for each in toml_in(text, "/srv/lists")] == ["/srv/lists/wires", "/news"]


@pytest.mark.parametrize("content", [b"", b"<html/>", b"no xml", b"\xff\xfe"])
def test_what_is_no_opml_is_refused(content: bytes) -> None:
    with pytest.raises(SourceError, match="no OPML"):
        opml_in(content)


HALF = '<opml><body><outline text="a&#xD800;b{}c" xmlUrl="https://courier.example/feed"/></body></opml>'


@pytest.mark.parametrize("half", ["&#55296;", "&#x000DFFF;", "&#XDABC;"])
def test_half_a_character_is_none(half: str) -> None:
    [listed] = opml_in(HALF.format(half).encode())
    assert listed.address == "https://courier.example/feed"
    assert listed.title.startswith("a\ufffdb")


def test_half_a_character_of_another_encoding_is_told() -> None:
    with pytest.raises(SourceError, match="broken characters"):
        opml_in(HALF.format("").encode("utf-16"))

"""Addresses of articles: which can be asked, the one spelling of each, and the headline in it."""

from __future__ import annotations

import pytest
from hypothesis import given

from ingest.records.addresses import MAX_TITLE, MAX_URL, canonical_url, flaw_in, one_line, page_of, title_in
from tests.ingest.records.test_cleaning import any_text, unhurried


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/feed",
        "HTTP://news.example:8080/feed?a=b#c",
        "https://[2001:db8::1]/feed",
        "https://müller.example/",
        "https://news.example/our%20feed",
        "https://mira:pass@news.example/feed",
    ],
)
def test_an_address_to_which_a_request_can_go_has_no_flaw(url: str) -> None:
    assert flaw_in(url) is None


@pytest.mark.parametrize(
    ("url", "flaw"),
    [
        ("", "is no http(s) address, such as https://news.example/feed"),
        ("feed:x", "is no http(s) address"),
        ("www.news.example", "is no http(s) address"),
        (" https://news.example/", "is no http(s) address"),
        ("https://news.example/our feed", "write a blank as %20"),
        ("https://news.example/fe\ned", "a control character"),
        ("https://news.example/\x85", "a control character"),
        ("https://", "names no server"),
        ("https:///feed", "names no server"),
        ("https://:8080/", "names no server"),
        ("http://[feeds/news", "cannot be read; check the name of its server, its port and its brackets"),
        ("https://news.example:feeds/", "cannot be read"),
        ("https://news.example:99999/", "cannot be read"),
        ("https://news.example:0/", "cannot be read"),
        (f"https://{'a' * 64}.example/", "cannot be read"),
        ("https://news..example/", "cannot be read"),
    ],
)
def test_a_flaw_is_named_with_the_way_out(url: str, flaw: str) -> None:
    assert flaw in (flaw_in(url) or "")


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        (
            "HTTPS://WWW.Daily.Example:443/A/b/?b=2&a=1&utm_source=x&fbclid=y#top",
            "https://www.daily.example/A/b?a=1&b=2",
        ),
        ("http://daily.example", "http://daily.example/"),
        ("http://daily.example:8080/", "http://daily.example:8080/"),
        ("https://user:secret@daily.example/a", "https://daily.example/a"),
        ("https://daily.example/a b/ü?q=é", "https://daily.example/a%20b/%C3%BC?q=%C3%A9"),
        ("https://daily.example/?id=7&gclid=1", "https://daily.example/?id=7"),
        ("https://[::1]/a", "https://[::1]/a"),
    ],
)
def test_an_address_has_one_spelling(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical


@unhurried
@given(any_text)
def test_a_canonical_address_is_canonical(text: str) -> None:
    url = canonical_url(f"https://a.example/{text}")
    assert url is None or (canonical_url(url) == url and url.isascii())


@pytest.mark.parametrize(
    "url",
    ["", "javascript:alert(1)", "www.daily.example/a", "http://", "http://[", "http://a b/", "http://a.example:99999/"],
)
def test_what_is_no_web_address_has_no_spelling(url: str) -> None:
    assert canonical_url(url) is None


def test_an_address_has_a_longest_length() -> None:
    longest = "https://daily.example/".ljust(MAX_URL, "x")
    assert canonical_url(longest) == longest
    assert canonical_url(f"{longest}x") is None


@pytest.mark.parametrize(
    ("fragment", "kept"),
    [
        ("p2", "#p2"),
        ("!/article/1", "#!/article/1"),
        ("/article/1", "#/article/1"),
        ("comments", ""),
        ("comment-77", ""),
        ("xtor=RSS-1", ""),
        (":~:text=ferry", ""),
        ("top", ""),
        ("h2", ""),
        ("!", ""),
        ("", ""),
    ],
)
def test_of_fragments_only_what_may_tell_a_post_stays(fragment: str, kept: str) -> None:
    assert canonical_url(f"https://daily.example/live#{fragment}") == f"https://daily.example/live{kept}"


def test_a_page_is_its_address_without_the_fragment() -> None:
    assert page_of("https://daily.example/live?a=1#p2#p3") == "https://daily.example/live?a=1"
    assert page_of("https://daily.example/live") == "https://daily.example/live"


@pytest.mark.parametrize(
    ("url", "title"),
    [
        ("https://news.example/2026/06/12/grey-linnet-sails-again", "Grey linnet sails again"),
        ("https://news.example/story/grey-linnet-sails/7698122001/", "Grey linnet sails"),
        ("https://news.example/grey-linnet.shtml?id=1#p2", "Grey linnet"),
        ("https://news.example/halmere-votes-1234567", ""),  # `uk-politics-61795026` is a section
        ("https://news.example/halmere-votes-again-1234567", "Halmere votes again"),
        ("https://news.example/uk-news/1234567", ""),
        ("https://news.example/linnet", ""),
        ("https://news.example/grey-linnet-sails/photos", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_the_words_of_an_address_are_its_headline(url: str | None, title: str) -> None:
    assert title_in(url) == title


def test_a_headline_in_an_address_has_a_longest_length() -> None:
    assert len(title_in("https://news.example/" + "linnet-" * 200)) <= MAX_TITLE


def test_an_address_on_several_lines_becomes_one_line_and_keeps_its_blanks() -> None:
    assert one_line(" https://news.example/our  feed\u200b\n2 ") == "https://news.example/our  feed 2"

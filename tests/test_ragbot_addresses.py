"""Each spelling of an article's address is the same plain one, and what may tell two articles apart stays."""

from __future__ import annotations

import pytest

from ragbot.addresses import is_home, outlet_of, plain, plainer, says_whence

STORY = "https://www.velm.example/news/tram-tax"


def test_capitals_make_no_other_article_where_a_headline_is_in_the_address() -> None:
    one, other = "https://a.example/News/Mayor-Of-Velm-Resigns", "https://a.example/news/mayor-of-velm-resigns"
    assert plain(one) == plain(other)
    assert plain("https://a.example/Mayor-12") != plain("https://a.example/mayor-12")


def test_what_is_no_web_address_is_its_own_spelling() -> None:
    for address in ("file:/news/M.txt", "id:The Daily|7", "title:The Daily|M|2026-03-14", "text:00ff", "http://[", ""):
        assert plain(address) == address
    assert outlet_of("https://m.velm.example/x") == "velm.example"
    assert outlet_of("http://[") == ""


@pytest.mark.parametrize(
    ("address", "spelling"),
    [
        (STORY, "velm.example/news/tram-tax"),
        ("http://m.velm.example/news/tram-tax/amp/", "velm.example/news/tram-tax"),
        ("https://amp-news.velm.example/tram", "news.velm.example/tram"),
        ("https://velm.example/tram.amp.html", "velm.example/tram.html"),
        ("https://velm.example", "velm.example/"),
        ("https://velm.example:443/a", "velm.example/a"),
        ("https://velm.example:8080/a", "velm.example:8080/a"),
        ("https://[::1]:8080/a", "[::1]:8080/a"),
        ("https://velm.example/%7emira/%c3%a9", "velm.example/~mira/%C3%A9"),
        ("https://velm.example/a?b=2&a=1&utm_source=x", "velm.example/a?a=1&b=2"),
        ("https://velm.example/article.php?sid=55", "velm.example/article.php?sid=55"),
        ("https://velm.example/live#p7", "velm.example/live#p7"),
        ("https://bing-amp.com/c/s/velm.example/tram", "velm.example/tram"),
        ("https://www.google.com/amp/s/velm.example", "velm.example/"),
        ("https://www.google.com/search?q=tram", "google.com/search?q=tram"),
        ("https://velm.example:99999/a", "https://velm.example:99999/a"),
        ("ftp://velm.example/a", "ftp://velm.example/a"),
    ],
    ids=str,
)
def test_the_plain_spelling_has_no_face_and_nothing_of_whence_the_reader_comes(address: str, spelling: str) -> None:
    assert plain(address) == spelling


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (STORY, "http://www.velm.example/news/tram-tax"),
        (STORY, "https://m.velm.example/news/tram-tax"),
        (STORY, f"{STORY}?utm_source=letter"),
        ("https://velm.example/a", "https://velm.example/a/"),
    ],
    ids=str,
)
def test_of_two_spellings_the_better_one_is_opened_whichever_comes_first(one: str, other: str) -> None:
    assert plainer(one, other) == plainer(other, one) == one


def test_another_articles_address_and_none_are_no_spelling_to_choose() -> None:
    longer = f"{STORY}/its-second-part"
    assert plainer(longer, STORY) == longer
    assert plainer(longer, None) == longer


@pytest.mark.parametrize(
    ("address", "outlet"),
    [
        ("https://m.velm.example/x", "velm.example"),
        ("https://WWW.Velm.Example.:443/x", "velm.example"),
        ("https://www.google.com/amp/s/amp.velm.example/x", "velm.example"),
        ("https://m.co.uk/x", "m.co.uk"),
        ("https://velm.example:8080/", "velm.example"),
        ("file:/news/a.txt", ""),
        ("", ""),
        ("http://[", ""),
    ],
    ids=str,
)
def test_the_outlet_is_the_host_of_the_desks_address(address: str, outlet: str) -> None:
    assert outlet_of(address) == outlet


@pytest.mark.parametrize(
    ("name", "says_so"),
    [("utm_campaign", True), ("XTOR", True), ("fbclid", True), ("id", False), ("ref", False), ("", False)],
)
def test_a_parameter_says_whence_by_its_whole_name(name: str, says_so: bool) -> None:
    assert says_whence(name) is says_so


@pytest.mark.parametrize(
    ("address", "home"),
    [
        ("https://velm.example/", True),
        ("https://velm.example/de", True),
        ("https://velm.example/index.html?ref=top", True),
        ("https://velm.example/?sid=55", False),
        ("https://velm.example/?p=1", False),
        ("https://velm.example/news", False),
        ("https://velm.example/#!/article/1", False),
    ],
    ids=str,
)
def test_a_home_page_tells_no_article(address: str, home: bool) -> None:
    assert is_home(address) is home


@pytest.mark.parametrize("long", ["a-" * 900, "?" + "sid=1&" * 300, "%7e" * 900, "/" * 900 + "a"], ids=lambda s: s[:5])
def test_the_plain_spelling_of_a_plain_spelling_is_itself_however_long(long: str) -> None:
    once = plain(f"https://a.example/{long}")
    assert plain(f"https://{once}") == once
    assert len(once) <= len(f"a.example/{long}")

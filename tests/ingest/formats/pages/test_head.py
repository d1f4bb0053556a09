"""The head of a page: title, meta tags, addresses, and headings without the topic that stands in them."""

from __future__ import annotations

import pytest
from lxml import html

from ingest.formats.pages.head import AUTHORS, LONGEST, MOST_HEADINGS, Head, head_of


def head(inner: str = "", body: str = "", language: str = "") -> Head:
    lang = f' lang="{language}"' if language else ""
    return head_of(
        html.fromstring(f"<html{lang}><head>{inner}<meta charset='utf-8'></head><body>{body}<p>x</p></body></html>")
    )


def test_a_page_may_say_nothing_of_itself() -> None:
    assert head() == Head()
    assert head().titles == ()


@pytest.mark.parametrize(
    ("meta", "field", "value"),
    [
        ('<meta property="og:title" content="Dam">', "og_titles", ("Dam",)),
        ('<meta name="twitter:title" content="Dam">', "og_titles", ("Dam",)),
        ('<meta name="twitter:title" content="x"><meta property="og:title" content="Dam">', "og_titles", ("Dam",)),
        ('<meta property=" OG:Site_Name " content=" Orm  Courier ">', "site_names", ("Orm Courier",)),
        ('<meta property="article:published_time" content="2026">', "published", "2026"),
        ('<meta property="og:article:published_time" content="2026">', "published", "2026"),
        ('<meta property="article:modified_time" content="2026">', "modified", "2026"),
        ('<meta property="og:article:modified_time" content="2026">', "modified", "2026"),
        ('<meta property="og:updated_time" content="2026">', "modified", "2026"),
        ('<meta property="og:type" content="Article">', "kind", "article"),
        ('<meta property="og:locale" content="sv_SE">', "language", "sv_SE"),
        ('<meta name="description" content="x"><meta property="og:description" content="Dam">', "description", "Dam"),
        ('<meta name="description" content="Dam &lt;b&gt;raised&lt;/b&gt;">', "description", "Dam raised"),
        ('<meta name="description" content="3 &lt; 4 &gt; 2">', "description", "3 < 4 > 2"),
        ('<meta itemprop="description" content="Dam">', "description", "Dam"),
        ('<meta itemprop="description" content=""><meta name="description" content="Dam">', "description", "Dam"),
        (
            '<meta property="og:url" content="https://a"><link rel="canonical" href="/b">',
            "addresses",
            ("https://a", "/b"),
        ),
        ('<link rel="Canonical" href="https://b">', "addresses", ("https://b",)),
        ("<title>Dam\n to be raised</title>", "title", "Dam to be raised"),
        (f"<title>{'w' * 2 * LONGEST}</title>", "title", "w" * LONGEST),
    ],
)
def test_a_tag_gives_its_field(meta: str, field: str, value: object) -> None:
    assert getattr(head(meta), field) == value


def test_of_two_of_one_name_the_first_counts() -> None:
    twice = '<meta property="og:type" content="article"><meta property="og:type" content="website">'
    assert head(twice).kind == "article"


@pytest.mark.parametrize("name", AUTHORS)
def test_all_authors_count(name: str) -> None:
    metas = f'<meta name="{name}" content="Mira Holt"><meta property="{name}" content="Joe Lind">'
    assert head(metas).authors == ("Mira Holt", "Joe Lind")


def test_the_language_of_the_page_counts_more_than_the_tags() -> None:
    assert head('<meta property="og:locale" content="sv">', language="en").language == "en"


@pytest.mark.parametrize(
    ("heading", "headings"),
    [
        ("<h1>Dam to be <em>raised</em></h1>", ("Dam to be raised",)),
        ('<h1><span class="kicker">Water</span> Dam raised</h1>', ("Water Dam raised", "Dam raised")),
        (
            '<h1>Dam raised<small class="subtitle"><b>By three metres</b></small></h1>',
            ("Dam raised By three metres", "Dam raised"),
        ),
        ("<h1>Dam <span hidden>x</span> raised</h1>", ("Dam x raised", "Dam raised")),
        ("<h1></h1><h1> </h1><h1>Dam</h1><h1>Dam</h1>", ("Dam",)),
        ('<h1><span class="label">Live</span></h1>', ("Live",)),
    ],
)
def test_a_heading_is_read_with_and_without_what_stands_beside_the_headline(
    heading: str, headings: tuple[str, ...]
) -> None:
    assert head(body=heading).headings == headings


def test_only_so_many_headings_are_read_and_those_below_apart() -> None:
    many = "".join(f"<h2>Part {number}</h2><h3>More {number}</h3>" for number in range(MOST_HEADINGS))
    found = head(body=f"<h1>Dam</h1>{many}")
    assert found.headings == ("Dam",)
    assert found.subheadings == tuple(f"{word} {n}" for n in range(MOST_HEADINGS // 2) for word in ("Part", "More"))


def test_titles_are_all_that_may_be_the_headline() -> None:
    found = head('<title>Dam | Orm</title><meta property="og:title" content="Dam">', "<h1>The dam</h1><h2>x</h2>")
    assert found.titles == ("Dam", "Dam | Orm", "The dam")

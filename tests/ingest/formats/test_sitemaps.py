"""Sitemaps: the pages that a site names, in one of news with their headlines; an index leads to others."""

from __future__ import annotations

import pytest

from ingest.formats import sitemaps
from ingest.formats.sitemaps import SITEMAP, Sitemap, sitemap_in
from ingest.records.record import SourceError
from tests.formats import read

NEWS = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
xmlns:i="http://www.google.com/schemas/sitemap-image/1.1" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://courier.example/dam</loc><i:image><i:title>A dam from above</i:title></i:image><news:news>
<news:publication><news:name>The Courier</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2026-03-10</news:publication_date><news:title>Dam to be raised</news:title></news:news></url>
<url><loc>ftp://courier.example</loc></url></urlset>"""


def test_a_sitemap_of_news_has_headlines() -> None:
    [page] = sitemap_in(NEWS.encode()).pages
    assert page.url == "https://courier.example/dam"
    assert page.record["title"] == "Dam to be raised"
    assert (page.record["published"], page.record["source"], page.record["language"]) == (
        "2026-03-10",
        "The Courier",
        "en",
    )


def test_an_index_leads_to_others() -> None:
    index = b"<sitemapindex><sitemap><loc>https://a.example/1.xml</loc><lastmod>2026-03-10</lastmod></sitemap></sitemapindex>"
    assert sitemap_in(index).maps == (("https://a.example/1.xml", "2026-03-10"),)


@pytest.mark.parametrize("content", [b"<html/>", b"", b"plain", b"<urlset", b"<rss/>"])
def test_what_is_no_sitemap_is_refused(content: bytes) -> None:
    if content == b"<urlset":
        assert sitemap_in(content).pages == ()
        return
    with pytest.raises(SourceError, match="no sitemap"):
        sitemap_in(content)


def test_a_sitemap_that_was_saved_is_to_be_followed() -> None:
    (raw,) = read(b'<?xml version="1.0"?><urlset><url><loc>https://post.example/a</loc></url></urlset>', "a.xml")
    assert raw.failure
    assert "is a sitemap, which holds addresses only" in raw.failure
    assert "ragbot-ingest follow" in raw.failure


def pages(*addresses: str) -> bytes:
    return f"<urlset>{''.join(f'<url><loc>{address}</loc></url>' for address in addresses)}</urlset>".encode()


@pytest.mark.parametrize("address", ["javascript:alert(1)", "httpx://orm.example/a", "//orm.example/a", "/a", "", "  "])
def test_only_a_whole_address_of_the_web_is_a_page(address: str) -> None:
    assert sitemap_in(pages(address)) == Sitemap((), ())
    assert [page.url for page in sitemap_in(pages(address, "https://orm.example/a")).pages] == ["https://orm.example/a"]


def test_a_page_that_is_named_twice_is_one_and_has_a_key_of_its_own() -> None:
    found = sitemap_in(pages("https://orm.example/a", "http://orm.example/b", "https://orm.example/a")).pages
    assert [page.url for page in found] == ["https://orm.example/a", "http://orm.example/b"]
    assert len({page.key for page in found}) == 2
    assert found[0].key == sitemap_in(pages("https://orm.example/a")).pages[0].key


def test_a_page_has_its_last_change_and_no_empty_fields() -> None:
    [page] = sitemap_in(
        b"<urlset><url><loc> https://orm.example/a\n</loc><lastmod>2026-03-10</lastmod></url></urlset>"
    ).pages
    assert page.record == {"url": "https://orm.example/a", "modified": "2026-03-10"}
    [page] = sitemap_in(pages("https://orm.example/a")).pages
    assert page.record == {"url": "https://orm.example/a"}


def test_of_too_many_pages_and_maps_the_first_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MOST_PAGES", 2)
    monkeypatch.setattr(sitemaps, "MOST_MAPS", 1)
    assert len(sitemap_in(pages(*(f"https://orm.example/{n}" for n in range(5)))).pages) == 2
    maps = "".join(f"<sitemap><loc>https://orm.example/{n}.xml</loc></sitemap>" for n in range(3))
    assert sitemap_in(f"<sitemapindex>{maps}</sitemapindex>".encode()).maps == (("https://orm.example/0.xml", ""),)


def test_a_map_without_an_address_is_none() -> None:
    index = b"<sitemapindex><sitemap><lastmod>2026-03-10</lastmod></sitemap></sitemapindex>"
    assert sitemap_in(index).maps == ()


@pytest.mark.parametrize("head", [b"<urlset>", b"<?xml version='1.0'?><s:sitemapindex xmlns:s='a'>"])
def test_it_is_known_by_its_first_element_and_is_not_read_as_a_file(head: bytes) -> None:
    assert SITEMAP.is_surely(head)
    assert not SITEMAP.is_surely(b"<rss>")
    assert not SITEMAP.is_read

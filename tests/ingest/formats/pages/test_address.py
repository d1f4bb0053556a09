"""A page's own address: that which it claims on its own site, else that by which it came."""

from __future__ import annotations

import pytest

from ingest.formats.pages.address import with_own_address

AT = "https://www.orm.example/news/dam"


@pytest.mark.parametrize(
    ("claimed", "url"),
    [
        ("https://www.orm.example/dam", "https://www.orm.example/dam"),
        ("https://m.orm.example/dam/", "https://m.orm.example/dam"),
        ("http://orm.example/dam?utm_source=feed", "http://orm.example/dam"),
        ("https://www.orm.example/", AT),
        ("https://www.orm.example/en", AT),
        ("/news/dam", AT),
        ("", AT),
        (None, AT),
        (7, AT),
    ],
)
def test_a_claim_on_its_own_site_counts_unless_it_is_the_home_page(claimed: object, url: str) -> None:
    record = {"url": claimed, "source": "Orm Courier", "title": "Dam"}
    assert with_own_address(record, AT) == {**record, "url": url}


@pytest.mark.parametrize("claimed", ["https://daily.example/dam", "https://orm.example.evil.example/dam"])
def test_a_claim_to_be_on_another_site_costs_address_and_outlet(claimed: str) -> None:
    record = {"url": claimed, "source": "The Daily", "publisher": {"name": "The Daily"}, "title": "Dam"}
    assert with_own_address(record, AT) == {"url": AT, "title": "Dam"}


def test_an_edition_is_no_other_site() -> None:
    found = with_own_address({"url": "https://edition.orm.example/dam"}, AT)
    assert found["url"] == "https://edition.orm.example/dam"


@pytest.mark.parametrize(
    ("came_from", "claimed", "url"),
    [
        (f"{AT}#comments", None, AT),
        ("https://orm.example/#!/article/1", None, "https://orm.example/#!/article/1"),
        ("https://orm.example/app#/dam", "https://orm.example/app", "https://orm.example/app#/dam"),
        ("https://orm.example/app#/dam", "https://orm.example/dam", "https://orm.example/dam"),
        (f"{AT}#comments", AT, AT),
    ],
)
def test_a_fragment_stays_only_where_it_tells_articles_apart(came_from: str, claimed: str | None, url: str) -> None:
    assert with_own_address({"url": claimed}, came_from)["url"] == url

"""JSON-LD about a page's article: the object with its address or its headline, and what that says of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from lxml import html

from ingest.formats.pages.declared import Declared, declared_in, share

AT = ["https://www.orm.example/dam"]
TITLES = ["Dam to be raised"]
OWN = {"@type": "NewsArticle", "headline": "Dam to be raised"}
OTHER = {"@type": "NewsArticle", "headline": "Choir dismisses its conductor"}


def declared(*objects: object, addresses: list[str] = AT, titles: list[str] = TITLES) -> Declared:
    tree: Any = html.fromstring("<html><head></head><body></body></html>")
    script = html.Element("script", type="application/ld+json")
    script.text = json.dumps(objects)
    tree.find("head").append(script)
    return declared_in(tree, addresses, titles)


@pytest.mark.parametrize(
    "own",
    [
        OWN,
        {**OWN, "@type": "https://schema.org/ReportageNewsArticle"},
        {**OWN, "@type": ["Report"]},
        *({**OWN, "@type": kind} for kind in ("LiveBlogPosting", "BlogPosting", "SocialMediaPosting", "CriticReview")),
        {**OWN, "headline": "Higher wall above Tolvik", "url": "http://m.orm.example/Dam/"},
        {**OWN, "headline": "Higher wall above Tolvik", "mainEntityOfPage": {"@id": "https://orm.example/dam"}},
        {**OWN, "headline": "Higher wall above Tolvik", "mainEntityOfPage": {"url": "https://orm.example/dam"}},
        {**OWN, "headline": "Higher wall above Tolvik", "@id": "https://orm.example/dam"},
        {**OWN, "headline": "", "name": "DAM TO BE RAISED"},
        {"@type": "NewsArticle"},
    ],
    ids=str,
)
def test_the_object_for_the_page_is_its_article(own: dict[str, object]) -> None:
    assert declared({**own, "datePublished": "2026"}, {"@type": "VideoObject"}) == Declared(
        headline=str(own.get("headline", "")), published="2026", is_known=True
    )


@pytest.mark.parametrize(
    "other",
    [OTHER, {**OTHER, "url": "https://orm.example/choir"}, {"@type": "WebPage", "headline": "Dam to be raised"}],
)
def test_an_object_of_something_else_is_not(other: object) -> None:
    assert declared(other) == Declared()
    assert declared(other, {**OWN, "datePublished": "2026"}).published == "2026"


def test_of_two_without_a_sign_none_is_the_pages() -> None:
    assert (
        declared({"@type": "Article", "datePublished": "1"}, {"@type": "Article", "datePublished": "2"}) == Declared()
    )


def test_an_address_counts_more_than_a_headline_and_of_two_the_fuller_one_speaks() -> None:
    live = {**OWN, "url": "https://orm.example/live", "author": "Joe Lind"}
    own = {**OWN, "headline": "Higher wall above Tolvik", "url": AT[0], "author": "Mira Holt"}
    assert declared(live, own).authors == ("Mira Holt",)
    assert declared(OWN, {**OWN, "author": "Mira Holt"}).authors == ("Mira Holt",)
    fuller = {**OTHER, "url": AT[0], "author": "Joe Lind", "dateModified": "2026"}
    assert declared({**OWN, "url": AT[0], "author": "Mira Holt"}, fuller).authors == ("Mira Holt",)


@pytest.mark.parametrize(
    ("address", "is_own"),
    [("https://orm.example/a?id=7", True), ("https://orm.example/a?id=8", False), ("https://[", False)],
)
def test_a_parameter_may_tell_the_page(address: str, is_own: bool) -> None:
    found = declared({**OTHER, "url": address}, addresses=["https://orm.example/a?id=7"])
    assert found.is_known is is_own


@pytest.mark.parametrize(
    "kind", ["CollectionPage", "ProfilePage", "ContactPage", "CheckoutPage", ["WebPage", "SearchResultsPage"]]
)
def test_a_page_may_say_that_it_is_a_list(kind: object) -> None:
    assert declared({"@type": kind}) == Declared(is_list=True)
    assert not declared({"@type": kind}, OWN).is_list
    assert not declared({"@type": "WebPage"}).is_list
    assert declared() == Declared()


@pytest.mark.parametrize(
    ("author", "authors", "organisations"),
    [
        ("Mira Holt", ("Mira Holt",), ()),
        (["Mira Holt", {"name": "Joe Lind"}, "Mira Holt"], ("Mira Holt", "Joe Lind"), ()),
        ({"name": ["Mira Holt", "Joe Lind"]}, ("Mira Holt", "Joe Lind"), ()),
        ({"givenName": "Mira", "familyName": "Holt"}, ("Mira Holt",), ()),
        ({"@id": "#mira"}, ("Mira Holt",), ()),
        ({"@id": "#mira", "name": "Ann Ray"}, ("Ann Ray",), ()),
        ({"@id": "#nobody"}, (), ()),
        ({"@type": "NewsMediaOrganization", "name": "Orm Courier"}, (), ("Orm Courier",)),
        ({"@type": "Corporation", "name": "<b>Orm</b> Media"}, (), ("Orm Media",)),
        ([7, None, {}, {"name": {"name": "Ann Ray"}}, [["x"]]], ("Ann Ray",), ()),
        (None, (), ()),
    ],
    ids=str,
)
def test_authors_are_names_of_persons_and_organisations_apart(
    author: object, authors: tuple[str, ...], organisations: tuple[str, ...]
) -> None:
    found = declared({**OWN, "author": author}, {"@type": "Person", "@id": "#mira", "name": "Mira Holt"})
    assert (found.authors, found.organisations) == (authors, organisations)
    assert declared({**OWN, "author": "Ivar Lund", "creator": "Joe Lind"}).authors == ("Ivar Lund", "Joe Lind")


@pytest.mark.parametrize(
    ("value", "is_free"),
    [(True, True), ("true", True), ("yes", True), (False, False), ("False ", False), (0, False), ("0", False),
     ("no", False), (None, None),
     ("http://schema.org/False", False)],
)  # fmt: skip
def test_an_article_may_be_free_or_not_or_not_say(value: object, is_free: bool | None) -> None:
    assert declared({**OWN, "isAccessibleForFree": value}).is_free is is_free


@pytest.mark.parametrize(
    "empty", [None, "", [], {}, {"@type": "CorrectionComment", "text": " "}, [{"description": ""}]]
)
def test_a_correction_that_nobody_filled_in_is_none(empty: object) -> None:
    assert declared({**OWN, "correction": empty}).correction is None
    told = {"description": "It is three metres."}
    assert declared({**OWN, "correction": [told, {"text": ""}]}).correction == [told]


def test_all_else_is_as_it_is_written() -> None:
    publisher = {"@type": "Organization", "@id": "#org", "name": "Orm Courier"}
    fields = {"dateModified": 7, "inLanguage": ["en"], "creativeWorkStatus": "Retracted", "articleBody": "It is old."}
    found = declared({**OWN, **fields, "publisher": {"@id": "#org"}}, publisher)
    assert (found.modified, found.language, found.status) == (7, ["en"], "Retracted")
    assert (found.body, found.publisher) == ("It is old.", "Orm Courier")
    assert declared({**OWN, "articleBody": ["x"]}).body == ""


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Dam to be raised", "DAM TO BE RAISED", 1.0),
        ("Dam above Tolvik to be raised", "Dam above Sund falls", 0.5),
        ("Dam to be raised", "Dam to be raised by three metres", 1.0),
        ("Dam", "Dam to be raised", 0.0),
        ("ダムのかさ上げ工事は春に", "ダムのかさ上げ工事は来春に始まる", 1.0),
        ("", "", 0.0),
        ("", "Dam to be raised", 0.0),
        ("Choir sings requiem", "Dam to be raised", 0.0),
    ],
)  # fmt: skip
def test_the_share_of_words_is_that_of_the_shorter_headline(one: str, other: str, expected: float) -> None:
    assert share(one, other) == share(other, one) == expected

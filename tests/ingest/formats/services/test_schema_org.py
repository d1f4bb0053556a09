"""schema.org's graph: the articles in it, each with the persons and the publisher that it points at."""

from __future__ import annotations

import pytest

from ingest.formats.services.schema_org import articles_of, is_article

MIRA = {"@type": "Person", "@id": "#mira", "name": "Mira Holt"}


@pytest.mark.parametrize(
    ("kind", "is_one"),
    [
        *((kind, True) for kind in ("NewsArticle", "https://schema.org/ReportageNewsArticle", "BlogPosting", "Report")),
        *((kind, False) for kind in ("WebPage", "Person", "newsarticle", "ArticleList", "", None, 7)),
        (["WebPage", "NewsArticle"], True),
        ([], False),
    ],
    ids=str,
)
def test_an_article_is_known_by_its_type(kind: object, is_one: bool) -> None:
    assert is_article({"@type": kind}) is is_one


def test_an_article_has_those_at_whom_it_points() -> None:
    own = {
        "@type": "Article",
        "author": [{"@id": "#mira"}, "Joe Lind"],
        "publisher": {"@id": "#org"},
        "about": {"@id": "#mira"},
    }
    org = {"@type": "Organization", "@id": "#org", "name": "Orm Post"}
    assert articles_of([org, own, MIRA]) == [{**own, "author": [MIRA, "Joe Lind"], "publisher": org}]


@pytest.mark.parametrize("name", ["author", "creator", "publisher", "mainEntityOfPage", "isPartOf"])
def test_each_field_that_may_point_is_followed(name: str) -> None:
    assert articles_of([{"@type": "Article", name: {"@id": "#mira"}}, MIRA]) == [{"@type": "Article", name: MIRA}]


@pytest.mark.parametrize(
    "author",
    [{"@id": "#nobody"}, {"@id": "#mira", "name": "M. Holt"}, "Mira Holt", None, []],
    ids=["nobody", "named", "a string", "none", "empty"],
)
def test_what_points_at_nothing_stays(author: object) -> None:
    assert articles_of([MIRA, {"@type": "Article", "author": author}]) == [{"@type": "Article", "author": author}]


def test_lists_in_lists_and_circles_end() -> None:
    own = {"@type": "Article", "@id": "#own", "author": [[{"@id": "#mira"}], *({"@id": "#own"},) * 200]}
    [found] = articles_of([own])
    assert found["author"] == [own] * 99


@pytest.mark.parametrize("graph", [[], [1, None, "a"], [MIRA]])
def test_a_graph_may_have_no_article(graph: list[object]) -> None:
    assert articles_of(graph) == []

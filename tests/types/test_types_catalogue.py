"""What lists show of an archive: the names that programs read, and nothing that nobody counted."""

from __future__ import annotations

from dataclasses import asdict, fields

import pytest
from pydantic import TypeAdapter

from ragbot.types import (
    ArticlePage,
    ArticleSummary,
    DayCount,
    Days,
    Excerpt,
    Facts,
    ListedArticle,
    Place,
    SourceCount,
    VersionSummary,
    catalogue,
)
from tests.frozen import assert_frozen, kinds_of

SUMMARY = ArticleSummary(
    *("ship", "https://daily.example/ship", "Daily", "corrected", "2026-03-10T09:00:00Z", 2, "Ferry sinks"),
    *("2026-03-10", None, ("Mira Holt",), "en"),
    partial=True,
)


@pytest.mark.parametrize("kind", kinds_of(catalogue), ids=lambda kind: kind.__name__)
def test_no_list_is_changed_once_it_is_made(kind: type) -> None:
    assert_frozen(kind)


def test_an_article_in_a_list_is_its_summary_with_its_hits() -> None:
    listed = ListedArticle(**asdict(SUMMARY), title_hits=(Place(0, 5),))
    assert isinstance(listed, ArticleSummary)
    assert {field.name: getattr(listed, field.name) for field in fields(SUMMARY)} == asdict(SUMMARY)
    bare = ListedArticle(**asdict(SUMMARY))
    assert (bare.title_hits, bare.excerpts) == ((), ())


def test_a_whole_article_is_not_called_partial() -> None:
    whole = asdict(SUMMARY)
    del whole["partial"]
    assert not ArticleSummary(**whole).partial
    assert not VersionSummary(1, "Ferry sinks", None, None, "2026-03-10T09:00:00Z").partial


def test_a_page_of_articles_has_a_form_in_json_from_which_it_can_be_made_again() -> None:
    hit = Excerpt(10, 24, "the ferry sank", (Place(14, 19),))
    page = ArticlePage((ListedArticle(**asdict(SUMMARY), excerpts=(hit,)),), "next")
    form = TypeAdapter(ArticlePage)
    told = form.dump_python(page, mode="json")
    assert told["articles"][0]["excerpts"] == [
        {"start": 10, "end": 24, "text": "the ferry sank", "hits": [{"start": 14, "end": 19}]}
    ]
    assert list(told["articles"][0]) == [
        *("id", "url", "source", "state", "first_seen", "version", "title", "published", "modified", "authors"),
        *("language", "partial", "title_hits", "excerpts"),
    ]
    assert form.validate_python(told) == page


def test_of_days_the_dated_and_the_undated_are_told_apart() -> None:
    told = TypeAdapter(Days).dump_python(Days((DayCount("2026-03-10", 2),), undated=3, total=5), mode="json")
    assert told == {"days": [{"day": "2026-03-10", "articles": 2}], "undated": 3, "total": 5}


def test_an_archive_tells_of_no_lateness_and_of_nothing_invented_unless_there_is_some() -> None:
    facts = Facts(0, 0, 0, (SourceCount("Daily", 0),), None, None, None, "words@1")
    assert (facts.languages, facts.late, facts.invented) == ((), (), 0)
    assert (facts.sources[0].newest, facts.sources[0].seen) == (None, None)

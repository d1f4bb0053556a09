"""What makes an article the same one, and a version a new one; which of two times is the earlier."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ragbot.types import ArticleRef, Opinion, Passage, articles, is_before, is_day, reference_to, sha256
from tests.conftest import article
from tests.evidence import version
from tests.frozen import assert_frozen, kinds_of

STORY = article("The ferry sank.", "Ferry lost", "https://daily.example/ferry")
LONG = "w" * articles.EMBEDDED_TITLE


@pytest.mark.parametrize("kind", kinds_of(articles), ids=lambda kind: kind.__name__)
def test_no_article_is_changed_on_its_way(kind: type) -> None:
    assert_frozen(kind)


def test_an_article_is_the_same_under_each_spelling_of_its_address() -> None:
    amp = replace(STORY, address="https://amp.daily.example/ferry?utm_source=mail", url="https://amp.daily.example/f")
    assert amp.id == STORY.id == STORY.address_id == sha256("daily.example/ferry")[:32]
    assert replace(STORY, address="https://daily.example/ferries").id != STORY.id


def test_the_id_that_an_archive_knows_it_by_goes_before_that_of_its_address() -> None:
    known = replace(STORY, known_as="0" * 32)
    assert (known.id, known.address_id) == ("0" * 32, STORY.id)


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("https://daily.example/live#post-7", "https://daily.example/live"),
        ("https://daily.example/live", None),
        ("file:/news/a.txt#7", None),  # in a file, "#7" is the place of a record
    ],
)
def test_a_post_belongs_to_the_page_before_its_fragment(address: str, page: str | None) -> None:
    assert replace(STORY, address=address).page_id == (page and replace(STORY, address=page).id)


def test_only_title_and_text_make_a_new_version() -> None:
    assert replace(STORY, source="Tide", published="2026-01-05", state="corrected").digest == STORY.digest
    assert STORY.digest == sha256("Ferry lost\n\nThe ferry sank.")
    assert len({replace(STORY, title="Ferry").digest, replace(STORY, text="It sank.").digest, STORY.digest}) == 3


def test_of_what_an_article_does_not_say_nothing_is_assumed() -> None:
    bare = articles.Article("Ferry lost", "The ferry sank.", "https://daily.example/ferry")
    assert (bare.url, bare.published, bare.modified, bare.language, bare.state, bare.note) == (None,) * 6
    assert (bare.source, bare.authors, bare.partial, bare.file) == ("", (), False, "")


def test_a_recipe_does_not_tell_where_the_file_of_an_article_was() -> None:
    assert repr(replace(STORY, file="file:/news/a.txt")) == repr(STORY)


@pytest.mark.parametrize(
    ("one", "other", "is_earlier"),
    [
        ("2026-01-05", "2026-01-06", True),
        ("2026-01-06", "2026-01-06", False),
        ("2026-01-06", "2026-01-06T23:00:00Z", False),  # a day says no hour
        ("2026-01-06T23:00:00Z", "2026-01-07", True),
        ("2026-01-06T08:00:00Z", "2026-01-06T08:00:01Z", True),
        ("2026-01-06T08:00:00Z", "2026-01-06T08:00:00Z", False),
        ("2026-01-06T23:00:00-05:00", "2026-01-07T03:00:00Z", False),
        ("2026-01-07T02:00:00+02:00", "2026-01-07T01:00:00Z", True),
        ("", "2026-01-06", False),
        ("2026-01-06", "", False),
    ],
)
def test_which_of_two_times_is_the_earlier(one: str, other: str, is_earlier: bool) -> None:
    assert is_before(one, other) is is_earlier


@pytest.mark.parametrize("text", ["20220612", "2022-06-31", "2022-06-12T08:00:00Z", "2022-W24-7", "today", ""])
def test_a_day_is_written_in_one_way(text: str) -> None:
    assert is_day("2022-06-12")
    assert not is_day(text)


def test_a_passage_of_a_version_is_a_span_of_its_text() -> None:
    found = version("It rained. The ferry sank.", "ship", 2, "Ferry lost").passage(11, 26)
    assert found == Passage("ship", 2, 11, 26, "The ferry sank.", "Ferry lost")


def test_a_passage_is_embedded_under_its_headline() -> None:
    passage = Passage("ship", 1, 0, 8, "It sank.", "Ferry lost")
    assert passage.embedded_text == "Ferry lost\nIt sank."
    assert replace(passage, title="").embedded_text == "It sank."
    assert replace(passage, title=f"{LONG} and more").embedded_text == f"{LONG}\nIt sank."


def test_what_is_embedded_as_the_same_has_one_key() -> None:
    passage = Passage("ship", 1, 0, 8, "It sank.", LONG)
    assert passage.key == replace(passage, article_id="copy", version=2, start=5, end=13, title=f"{LONG}w").key
    assert len({passage.key, replace(passage, title="w").key, replace(passage, text="It sank").key}) == 3
    assert len(passage.key) == 32


def test_a_reference_names_the_version_of_whatever_it_is_made_from() -> None:
    made = reference_to(version("It sank.", "ship", 2, "Ferry lost"))
    assert made == {
        "article_id": "ship",
        "version": 2,
        "title": "Ferry lost",
        "url": "https://daily.example/ship",
        "source": "Daily",
        "published": "2026-01-05",
    }
    assert reference_to(ArticleRef(**made)) == made


def test_an_opinion_names_its_author_where_the_article_does() -> None:
    assert (Opinion("opinion", "Mira Holt").words, Opinion("letter", "").words) == ("Opinion by Mira Holt", "Letter")

"""What people see of the archive: what is in it, its articles page by page, and each one's history."""

from __future__ import annotations

import base64

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from ragbot.archive.archive import Archive, open_archive
from ragbot.archive.listing import Filter
from ragbot.errors import QuestionError
from ragbot.models.embeddings import Vectors
from ragbot.settings import Settings, load_settings
from ragbot.types import Article, ArticleSummary, State, Window
from tests.conftest import STORY, add, article, stories
from tests.fakes import WordEmbeddings


def named(name: str, **more: object) -> Article:
    return article(f"It is told of {name}. That is all.", title=name, address=f"https://daily.example/{name}", **more)


def walked(archive: Archive, limit: int) -> list[ArticleSummary]:
    """All pages, one after the other."""
    found: list[ArticleSummary] = []
    cursor = None
    while True:
        page = archive.articles(cursor=cursor, limit=limit)
        assert 0 < len(page.articles) <= limit
        found += page.articles
        if page.next is None:
            return found
        assert page.next != cursor
        cursor = page.next


def test_an_empty_archive_has_facts_too(archive: Archive) -> None:
    facts = archive.facts()
    assert (facts.articles, facts.versions, facts.passages, facts.sources) == (0, 0, 0, ())
    assert (facts.oldest, facts.newest, facts.as_of) == (None, None, None)
    assert facts.embedding_model == "words@1"
    assert archive.articles().articles == ()
    assert archive.articles().next is None


def test_facts_count_articles_and_passages_that_can_be_seen_and_every_version(archive: Archive) -> None:
    add(archive, named("a", source="X"), named("b", source="Y"), named("c", source="X"), named("d"))
    add(archive, article("It is told otherwise. That is all.", title="a", address="https://daily.example/a"))
    archive.set_state(named("d").id, "retracted")
    facts = archive.facts()
    assert (facts.articles, facts.versions, facts.passages) == (3, 5, 3)
    assert [(s.source, s.articles) for s in facts.sources] == [("X", 2), ("Y", 1)], "the biggest first"


def test_undated_articles_do_not_make_the_archive_older_or_newer(archive: Archive) -> None:
    add(archive, named("a"), named("b", published="2026-01-02"), named("c", published="2026-01-01T08:00:00Z"))
    assert (archive.facts().oldest, archive.facts().newest) == ("2026-01-01T08:00:00Z", "2026-01-02")


def test_the_archive_is_as_of_its_last_version(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    times = ["2026-03-01T00:00:00Z"]
    monkeypatch.setattr("ragbot.archive.clock.now", lambda: times[-1])
    add(archive, named("a", published="2030-01-01"))
    assert archive.as_of() == archive.facts().as_of == "2026-03-01T00:00:00Z"
    times.append("2026-03-02T00:00:00Z")
    add(archive, named("a", published="2030-01-01"))
    assert archive.as_of() == "2026-03-01T00:00:00Z", "nothing came in"
    add(archive, named("b"))
    assert archive.as_of() == "2026-03-02T00:00:00Z"


def test_the_newest_comes_first_and_the_undated_last(archive: Archive) -> None:
    dates = {"a": None, "b": "2026-01-02", "c": "2026-01-03T08:00:00Z", "d": "2026-01-03", "e": "2025-12-31"}
    add(archive, *(named(name, published=published) for name, published in dates.items()))
    assert [a.title for a in archive.articles().articles] == ["c", "d", "b", "e", "a"]


@hypothesis_settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.lists(st.sampled_from([None, "2026-01-01", "2026-01-02", "2026-01-01T10:00:00Z"]), max_size=12))
def test_pages_of_any_size_show_every_article_once_in_one_order(
    tmp_path_factory: pytest.TempPathFactory, days: list[str | None]
) -> None:
    settings = load_settings(archive=tmp_path_factory.mktemp("pages"))
    with open_archive(settings, WordEmbeddings(), create=True) as archive:
        add(archive, *(named(f"n{i}", published=day) for i, day in enumerate(days)))
        whole = list(archive.articles(limit=100).articles)
        assert len(whole) == len(days)
        for limit in range(1, len(days) + 1):
            assert walked(archive, limit) == whole


def test_pages_go_on_when_an_article_comes_in_meanwhile(archive: Archive) -> None:
    add(archive, *stories(6))
    first = archive.articles(limit=3)
    add(archive, named("new", published="2027-01-01"))
    rest = archive.articles(cursor=first.next, limit=100)
    assert len({a.id for a in (*first.articles, *rest.articles)}) == 6


def test_limits_hold_on_every_page(archive: Archive) -> None:
    add(archive, *stories(28), named("undated", source="Paper 1"))
    wanted = Filter(sources=("Paper 1",), window=Window("2026-01-05", "2026-01-20"))
    found, cursor = [], None
    for _ in range(20):
        page = archive.articles(wanted, cursor=cursor, limit=3)
        found += [(a.source, a.published) for a in page.articles]
        if not (cursor := page.next):
            break
    assert found == [("Paper 1", f"2026-01-{day:02d}") for day in range(20, 4, -2)]


@pytest.mark.parametrize("cursor", ["nonsense", "/v1/articles?cursor=x", "A"])
def test_a_cursor_that_cannot_be_read_is_refused(archive: Archive, cursor: str) -> None:
    add(archive, *stories(2))
    with pytest.raises(QuestionError, match="cursor"):
        archive.articles(cursor=cursor)


@pytest.mark.parametrize("text", ["", "abc", "2026-01-01", "2026-01-01 short", "soon " + "0" * 32])
def test_a_cursor_that_reads_well_and_means_nothing_is_refused(archive: Archive, text: str) -> None:
    add(archive, *stories(2))
    with pytest.raises(QuestionError, match="cursor"):
        archive.articles(cursor=base64.urlsafe_b64encode(text.encode()).decode() or "====")


def test_an_article_that_nobody_has_is_none(archive: Archive) -> None:
    assert archive.article("0" * 32) is None
    assert archive.version("0" * 32, 1) is None
    assert archive.versions([]) == {}


def test_the_history_of_an_article_is_oldest_first_and_every_version_can_be_read(archive: Archive) -> None:
    for number, text in enumerate(["Nine crowns, they say.", "Ten crowns, they say.", "It is free, they say."], 1):
        add(archive, article(text, title=f"Title {number}", published=f"2026-01-0{number}", authors=("Ann Lee",)))
    summary, versions = archive.article(article("").id) or pytest.fail("it is there")
    assert (summary.version, summary.title, summary.published) == (3, "Title 3", "2026-01-03")
    assert summary.authors == ("Ann Lee",)
    assert [(v.number, v.title, v.published) for v in versions] == [
        (n, f"Title {n}", f"2026-01-0{n}") for n in (1, 2, 3)
    ]
    found = archive.versions([(summary.id, 1), (summary.id, 3), (summary.id, 4), ("0" * 32, 1)])
    assert {number: version.text for (_, number), version in found.items()} == {
        1: "Nine crowns, they say.",
        3: "It is free, they say.",
    }
    assert archive.version(summary.id, 0) is None


def test_any_number_of_versions_is_read_at_once(archive: Archive) -> None:
    first, last = named("first"), named("last")
    add(archive, first, last)
    missing = [(first.id, number) for number in range(2, 1201)]
    found = archive.versions([(first.id, 1), *missing, (last.id, 1)])
    assert sorted(found) == sorted([(first.id, 1), (last.id, 1)])
    assert archive.versions([]) == {}


@pytest.mark.parametrize(("state", "is_listed"), [("corrected", True), ("retracted", False)])
def test_an_article_that_is_no_longer_listed_still_says_what_became_of_it(
    archive: Archive, state: State, is_listed: bool
) -> None:
    add(archive, article(STORY))
    archive.set_state(article(STORY).id, state)
    assert len(archive.articles().articles) == is_listed
    summary, versions = archive.article(article(STORY).id) or pytest.fail("it is there")
    assert (summary.state, len(versions)) == (state, 1)
    kept = archive.version(summary.id, 1)
    assert kept
    assert (kept.state, kept.text) == (state, STORY)


def test_of_a_removed_article_nothing_can_be_read(archive: Archive) -> None:
    add(archive, article(STORY))
    archive.set_state(article(STORY).id, "removed")
    assert archive.article(article(STORY).id) is None
    assert archive.version(article(STORY).id, 1) is None
    assert archive.articles().articles == ()


class Interrupted(WordEmbeddings):
    def encode(self, texts: list[str]) -> Vectors:
        if any("otherwise" in text for text in texts):
            raise KeyboardInterrupt
        return super().encode(texts)


def test_a_version_that_is_not_whole_yet_is_in_no_list(settings: Settings) -> None:
    with open_archive(settings, Interrupted(), create=True) as archive:
        add(archive, article(STORY))
        with pytest.raises(KeyboardInterrupt):
            add(archive, article(f"{STORY} It is told otherwise now."), named("other"))
        summary, versions = archive.article(article("").id) or pytest.fail("the first version is there")
        assert (summary.version, len(versions)) == (1, 1)
        assert archive.version(summary.id, 2) is None
        assert archive.versions([(summary.id, 2), (named("other").id, 1)]) == {}
        assert [a.id for a in archive.articles().articles] == [summary.id]

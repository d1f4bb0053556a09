"""Lists of articles: searched in full text with where the words are, filtered, sorted, counted by day."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from ragbot.archive.archive import Archive, open_archive
from ragbot.archive.fulltext import CLOSE, OPEN
from ragbot.archive.listing import BEFORE, EXCERPT, EXCERPTS, Filter, Sort
from ragbot.errors import QuestionError
from ragbot.settings import load_settings
from ragbot.types import Article, ListedArticle, Window
from tests.conftest import STORY, add, article, stories
from tests.fakes import WordEmbeddings

SORTS: tuple[Sort, ...] = ("date", "relevance")


def named(name: str, text: str = "", **more: object) -> Article:
    return article(
        text or f"It is told of {name}. That is all.", title=name, address=f"https://daily.example/{name}", **more
    )


def titles(archive: Archive, words: str, sort: Sort = "date") -> list[str]:
    return [each.title for each in archive.articles(Filter(words), sort=sort).articles]


def marked(archive: Archive, listed: ListedArticle) -> list[str]:
    """The words of the excerpts that are marked, which must be where they are said to be."""
    version = archive.version(listed.id, listed.version)
    assert version
    for excerpt in listed.excerpts:
        assert excerpt.text == version.text[excerpt.start : excerpt.end]
        assert len(excerpt.text) <= EXCERPT
        assert all(excerpt.start <= hit.start < hit.end <= excerpt.end for hit in excerpt.hits)
    return [version.text[hit.start : hit.end] for excerpt in listed.excerpts for hit in excerpt.hits]


def only(archive: Archive, words: str) -> ListedArticle:
    (found,) = archive.articles(Filter(words)).articles
    return found


def test_a_search_finds_what_has_every_word_and_marks_each(archive: Archive) -> None:
    add(archive, article(STORY, title="Ferries stay in port"), *stories(3))
    found = only(archive, "ferry captain")
    assert marked(archive, found) == ["ferry", "Captain", "ferry"]
    assert [found.title[hit.start : hit.end] for hit in found.title_hits] == ["Ferries"], "stems count"
    assert titles(archive, "ferry Town1") == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ('"grey gull"', ["a"]),
        ('"gull grey"', []),
        ("gull -captain", ["b"]),
        ("gull", ["a", "b"]),
        ("CAFÉ", ["c"]),
        ("cafe", ["c"]),
        ("U.S.", ["d"]),
        ("gull OR cafe", []),
        ("gull* NEAR(x)", []),
        ("title:a", []),
        ("-gull café", ["c"]),
    ],
)
def test_words_phrases_and_minuses_are_all_that_means_something(archive: Archive, words: str, found: list[str]) -> None:
    add(
        archive,
        named("a", "The captain of the Grey Gull spoke."),
        named("b", "A grey day, and the gull flew on."),
        named("c", "The café is open."),
        named("d", "The U.S. said so."),
    )
    assert sorted(titles(archive, words)) == found


@pytest.mark.parametrize("words", ["-gull", '""', "…", "- -", '"', "-", "\0"])
def test_a_search_without_a_word_is_refused(archive: Archive, words: str) -> None:
    add(archive, *stories(2))
    with pytest.raises(QuestionError, match="no word to look for"):
        archive.articles(Filter(words))
    with pytest.raises(QuestionError, match="no word to look for"):
        archive.days(Filter(words))


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with open_archive(load_settings(archive=tmp_path_factory.mktemp("kept")), WordEmbeddings(), create=True) as archive:
        add(archive, *stories(3), named("a", "a b and or not a𝕍 é"))
        yield archive


@hypothesis_settings(max_examples=150)
@given(words=st.text(st.sampled_from('ab "-*:^(){}ANDORT\0\n\u202e…é𝕍'), min_size=1, max_size=24))
def test_whatever_is_typed_is_a_search_or_refused(kept: Archive, words: str) -> None:
    for sort in SORTS if words.strip() else ():
        with suppress(QuestionError):
            for listed in kept.articles(Filter(words), sort=sort).articles:
                marked(kept, listed)


def test_what_is_retracted_is_not_found(archive: Archive) -> None:
    add(archive, article(STORY))
    archive.set_state(article(STORY).id, "retracted")
    assert titles(archive, "ferry") == []
    assert archive.articles(Filter("ferry", states=("retracted",))).articles == ()


def test_an_older_version_is_not_found(archive: Archive) -> None:
    add(archive, article("The zeppelin landed in the morning, they say."))
    add(archive, article("The balloon landed in the morning, they say."))
    assert (titles(archive, "zeppelin"), len(titles(archive, "balloon"))) == ([], 1)


def test_the_most_relevant_comes_first_when_asked_for(archive: Archive) -> None:
    add(
        archive,
        named("once", "The bridge and much else was talked about in the long council today.", published="2026-01-03"),
        named("bridge", "The bridge is the bridge.", published="2026-01-01"),
        named("other", "Nothing of the kind.", published="2026-01-02"),
    )
    assert titles(archive, "bridge", "relevance") == ["bridge", "once"]
    assert titles(archive, "bridge", "date") == ["once", "bridge"]
    with pytest.raises(QuestionError, match="sorted by relevance"):
        archive.articles(sort="relevance")


def test_articles_of_a_day_stand_in_the_order_of_their_instants(archive: Archive) -> None:
    add(
        archive,
        named("day", published="2026-03-10"),
        named("tokyo", published="2026-03-10T13:00:00+09:00"),
        named("london", published="2026-03-10T05:00:00Z"),
        named("boston", published="2026-03-10T03:30:00-05:00"),
        named("next", published="2026-03-11T01:00:00+09:00"),
        named("same", published="2026-03-10T08:30:00Z"),
        named("undated"),
    )
    found, cursor = [], None
    while True:
        page = archive.articles(cursor=cursor, limit=1)
        found += [each.title for each in page.articles]
        if not (cursor := page.next):
            break
    assert found == [each.title for each in archive.articles(limit=50).articles]
    assert sorted(found[1:3]) == ["boston", "same"]
    assert [found[0], *found[3:]] == ["next", "london", "tokyo", "day", "undated"]


@pytest.mark.parametrize("sort", SORTS)
def test_every_page_of_a_search_goes_on_where_the_last_one_ended(archive: Archive, sort: Sort) -> None:
    add(archive, *stories(11), named("z"))
    found, cursor = [], None
    while True:
        page = archive.articles(Filter("bridge"), sort=sort, cursor=cursor, limit=3)
        found += [each.title for each in page.articles]
        if not (cursor := page.next):
            break
    assert found == [each.title for each in archive.articles(Filter("bridge"), sort=sort, limit=50).articles]
    assert len(found) == 11


@pytest.mark.parametrize("text", ["2026-01-01 " + "0" * 32, "rank x", "rank 12345678901"])
def test_a_cursor_of_the_other_order_is_refused(archive: Archive, text: str) -> None:
    add(archive, *stories(2))
    with pytest.raises(QuestionError, match="cursor"):
        archive.articles(Filter("bridge"), sort="relevance", cursor=base64.urlsafe_b64encode(text.encode()).decode())


def test_excerpts_are_the_pieces_with_the_most_hits_in_the_order_of_the_text(archive: Archive) -> None:
    filler = "Nothing much was told of it for quite some time by anybody. " * 12
    add(archive, named("a", f"One gull. {filler}Gull by gull and gull. {filler}{filler}A gull saw a gull. {filler}"))
    found = only(archive, "gull")
    assert len(found.excerpts) == EXCERPTS
    assert [len(excerpt.hits) for excerpt in found.excerpts] == [3, 2]
    assert all(not excerpt.text[0].isspace() for excerpt in found.excerpts)


@pytest.mark.parametrize(
    "text", ["gull", "x" * 900 + " gull " + "x" * 900, "gull" + "z" * 10 + " " + "y" * 500 + " gull"]
)
def test_an_excerpt_of_a_text_without_spaces_still_has_its_hit(archive: Archive, text: str) -> None:
    add(archive, named("a", text))
    assert "gull" in marked(archive, only(archive, "gull"))


def test_marks_of_ours_in_an_article_mark_nothing(archive: Archive) -> None:
    add(archive, named("a", f"{OPEN} Not {CLOSE} a gull {CLOSE} here {OPEN}."))
    assert marked(archive, only(archive, "gull")) == ["gull"]


def test_a_hit_far_into_a_monstrous_article_lists_it_without_an_excerpt(archive: Archive) -> None:
    add(archive, named("a", "Much was said of it. " * 12_000 + "At last a gull."))
    assert only(archive, "gull").excerpts == ()


def test_an_article_of_nothing_but_hits_is_listed_soon(archive: Archive) -> None:
    """In one piece its marks took a second, and grew with their square."""
    add(archive, named("a", "gull " * 30_000), named("b", f"{'x' * 25_000} gull {'gull ' * 3}"))
    first, second = archive.articles(Filter("gull -zeppelin gull")).articles
    assert {len(marked(archive, first)), len(marked(archive, second))} == {96, 4}


def test_offsets_are_code_points(archive: Archive) -> None:
    add(archive, named("a", "🚢🚢 𝕍elm: the gull 🌊 sails again, and 𝕒 gull."))
    assert marked(archive, only(archive, "gull")) == ["gull", "gull"]
    (excerpt,) = only(archive, "gull").excerpts
    assert excerpt.hits[0].start - excerpt.start < BEFORE


def test_languages_and_outlets_limit_the_list(archive: Archive) -> None:
    add(archive, named("a", language="en", source="X"), named("b", language="es"), named("c", language=None))
    assert [each.title for each in archive.articles(Filter(languages=("es", "de"))).articles] == ["b"]
    assert [each.title for each in archive.articles(Filter(languages=("en",), sources=("X",))).articles] == ["a"]
    facts = archive.facts()
    assert sorted((each.language or "", each.articles) for each in facts.languages) == [("", 1), ("en", 1), ("es", 1)]


def test_an_outlet_tells_its_newest_article_and_when_it_last_came_in(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = ["2026-03-01T00:00:00Z"]
    monkeypatch.setattr("ragbot.archive.clock.now", lambda: times[-1])
    add(archive, named("a", source="X", published="2026-02-01"), named("b", source="Y"))
    times.append("2026-03-02T00:00:00Z")
    add(archive, named("c", source="X", published="2026-01-01"))
    told = {each.source: (each.newest, each.seen) for each in archive.facts().sources}
    assert told == {"X": ("2026-02-01", "2026-03-02T00:00:00Z"), "Y": (None, "2026-03-01T00:00:00Z")}


def test_articles_are_counted_by_the_day_of_their_publication(archive: Archive) -> None:
    dates = {"a": "2026-01-02", "b": "2026-01-02T23:59:00Z", "c": "2026-01-01T08:00:00Z", "d": None, "e": "2026-01-05"}
    add(archive, *(named(name, published=published) for name, published in dates.items()))
    archive.set_state(named("e").id, "removed")
    found = archive.days()
    assert [(each.day, each.articles) for each in found.days] == [("2026-01-01", 1), ("2026-01-02", 2)]
    assert (found.undated, found.total) == (1, 4)
    limited = archive.days(Filter("told", window=Window("2026-01-02", None)))
    assert ([(each.day, each.articles) for each in limited.days], limited.total) == ([("2026-01-02", 2)], 2)
    assert archive.days(Filter("zeppelin")).total == 0

"""How the ranked passages of a trace differ from those of another."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from ragbot.operations.differences import Difference, Moved, difference_of, lines_of, pairs_of, places_of
from ragbot.types import RankedPassage, Trace, TracedSearch, Window

NOTHING = cast(Any, None)
TRACE = Trace("ragbot-trace/1", "1", "", NOTHING, None, 0, NOTHING)


def ranked(article_id: str, score: float = 0.5, title: str | None = "Ferry sinks") -> RankedPassage:
    return RankedPassage(article_id, 1, 0, 20, "Daily", None, score, NOTHING, title)


def search(*passages: RankedPassage, text: str = "What sank?", limit: int = 12) -> TracedSearch:
    return TracedSearch(text, text, (), Window(), (), limit, False, 9, passages, ())


SHIP, RAIN, LAW = ranked("ship"), ranked("rain"), ranked("law")


def test_the_same_ranking_differs_in_nothing() -> None:
    same = difference_of(search(SHIP, RAIN), search(SHIP, RAIN), {})
    assert same == Difference("What sank?", "What sank?", ())
    assert difference_of(search(), search(), {}).moved == ()


def test_a_passage_moves_comes_or_goes_and_who_keeps_its_place_is_left_out() -> None:
    moved = difference_of(search(SHIP, RAIN, LAW), search(SHIP, LAW, ranked("new", 0.25)), {}).moved
    assert [(each.article_id, each.before, each.after) for each in moved] == [
        ("rain", 2, None),
        ("law", 3, 2),
        ("new", None, 3),
    ]
    assert [(each.score_before, each.score_after) for each in moved] == [(0.5, None), (0.5, 0.5), (None, 0.25)]


def test_what_became_of_an_article_is_said_of_what_is_gone_alone() -> None:
    fates = {("rain", 1): "its article is retracted", ("law", 1): "its article is retracted"}
    moved = difference_of(search(SHIP, RAIN, LAW), search(LAW, SHIP), fates).moved
    assert [(each.article_id, each.why) for each in moved] == [
        ("ship", ""),
        ("rain", "its article is retracted"),
        ("law", ""),
    ]


def test_other_scores_in_the_same_places_are_no_difference() -> None:
    assert difference_of(search(SHIP), search(replace(SHIP, score=0.1)), {}).moved == ()


def test_searches_of_the_same_words_and_the_bases_of_the_answers_are_pairs() -> None:
    first, basis = search(SHIP, text="ferry"), search(RAIN)
    again, other = search(LAW, text="ferry"), search(SHIP, text="the ferry then")
    one = replace(TRACE, searches=(first, basis), drawn_on=1)
    assert pairs_of(one, replace(TRACE, searches=(other, again), drawn_on=0)) == [(first, again), (basis, other)]


def test_where_nothing_is_searched_now_the_basis_has_no_passages() -> None:
    one = replace(TRACE, searches=(search(SHIP, text="ferry"), search(RAIN)), drawn_on=1)
    assert pairs_of(one, TRACE) == [(search(RAIN), search())]


def test_a_search_with_another_limit_is_another_and_each_is_taken_once() -> None:
    one = replace(TRACE, searches=(search(SHIP), search(SHIP)))
    assert pairs_of(one, replace(TRACE, searches=(search(SHIP, limit=3),))) == []
    assert len(pairs_of(one, replace(TRACE, searches=(search(RAIN),)))) == 1


def test_places_are_those_of_the_passages_in_order() -> None:
    assert places_of(search(SHIP, RAIN)) == [("ship", 1, 0, 20), ("rain", 1, 0, 20)]
    assert places_of(search()) == []


def test_a_difference_is_told_in_a_line_for_each_passage() -> None:
    gone = Moved("ship", 1, 548, 1232, "Ferry sinks", 3, None, 0.65, None, "its article is retracted")
    untitled = Moved("rain", 2, 0, 9, None, None, 10, None, 0.123456)
    assert list(lines_of(Difference("What sank?", "What sank", (gone, untitled)))) == [
        "The ranked passages differ for 'What sank?':",
        "  it is searched as 'What sank' now",
        "  3 → –     0.6500 → –        Ferry sinks, version 1, 548–1232: its article is retracted",
        "  – → 10    – → 0.1235        rain, version 2, 0–9",
    ]
    assert len(list(lines_of(Difference("What sank?", "What sank?", ())))) == 1

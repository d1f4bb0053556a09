"""What a short question leaves out, filled in from the question before."""

from __future__ import annotations

import pytest

from ragbot.reading.ellipsis import completed, of_another, with_the_place


@pytest.mark.parametrize(
    ("earlier", "question", "whole"),
    [
        ("did the ferry sink", "why?", "why did the ferry sink?"),
        ("when did the ferry sink?", "And why", "why did the ferry sink"),
        ("is it true that oto lind got sacked", "why", "why oto lind got sacked"),
        ("how many sailors did orm free in march", "why?", "why did orm free sailors in march?"),
        ("how many sailors did orm free", "when exactly?", "when did orm free sailors?"),
        ("did the mayor survive the vote", "by how much?", "by how much did the mayor survive the vote?"),
        ("who did orm lose to", "by how much?", "by how much did orm lose?"),
        ("why is orm closing its port", "when is halm doing it?", "when is halm closing its port?"),
        ("why are the pilots striking", "are the sailors doing the same", "are the sailors striking"),
    ],
)
def test_a_question_about_the_same_is_completed(earlier: str, question: str, whole: str) -> None:
    assert completed(earlier, question) == whole


@pytest.mark.parametrize(
    ("earlier", "question", "whole"),
    [
        ("who won the mens final", "and the women's?", "who won the women's final"),
        ("who won best actor at the gala", "what about best actress", "who won best actress at the gala"),
        ("who won best picture at the gala", "and best director?", "who won best director at the gala"),
        ("who won game 5", "and game 6?", "who won game 6"),
        ("who won the orm open", "and the halm open?", "who won the halm open"),
        ("who won the first debate", "and the second one?", "who won the second debate"),
        ("when is the first flight", "and the last?", "when is the last flight"),
        ("who won the vote in halm", "and in orm?", "who won the vote in orm"),
        ("how many died in the flood in halm?", "and in orm?", "how many died in the flood in orm?"),
        ("did the rovers win against the gulls", "and against the terns?", "did the rovers win against the terns"),
        ("how much is the fine for speeding", "what about for parking?", "how much is the fine for parking"),
    ],
)
def test_a_question_about_another_is_the_earlier_one_about_it(earlier: str, question: str, whole: str) -> None:
    assert of_another(earlier, question) == whole


@pytest.mark.parametrize(
    ("earlier", "question"),
    [
        ("who won the cup", "when?"),
        ("what happened to the ferry", "why?"),
        ("who won the cup", "and the league?"),
        ("who won the vote in halm", "in the end?"),
        ("who won the vote in halm", "and in 2021?"),
        ("who won the cup final", "how many goals?"),
        ("did the ferry sink", "how many died"),
        ("when did the ferry sink", "and the ferry captain?"),
        ("is it raining in the spring", "what is he doing it for"),
    ],
)
def test_what_no_rule_is_sure_of_is_left(earlier: str, question: str) -> None:
    assert completed(earlier, question) is None
    assert of_another(earlier, question) is None


def test_a_place_is_added_where_the_earlier_question_has_none() -> None:
    assert with_the_place("who won the vote?", "and in orm?") == "who won the vote in orm?"
    assert with_the_place("who won the vote", "in the end") is None
    assert with_the_place("who won the vote in halm", "and in orm") is None
    assert with_the_place("who won the vote", "and on monday") is None


def test_who_did_it_is_the_suspect_of_a_crime() -> None:
    assert completed("what happened to Ada Holm", "who did it?", ["Police look for a suspect."]) == (
        "who is suspected of it?"
    )
    assert completed("what happened to the song", "who did it?", ["It was sung by a choir."]) is None

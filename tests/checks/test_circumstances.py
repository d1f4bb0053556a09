"""Who, when and where a sentence speaks of: sentences that differ in them do not disagree."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from ragbot.checks.circumstances import is_of_another_time, is_old, nation_of, same_circumstances
from ragbot.checks.values import Kind, Value

QUESTION = "How many people died in the storm?"


@dataclass(frozen=True)
class Statement:
    """A sentence whose value is its first number, or the words that are given."""

    text: str
    title: str = "Storm hits"
    words: str = ""
    kind: Kind = "number"

    @property
    def value(self) -> Value:
        words = self.words or next(word for word in self.text.split() if word.isdigit())
        start = self.text.index(words)
        return Value(self.kind, (start, start + len(words)), words, frozenset())


def same(one: str, other: str, question: str = QUESTION) -> bool:
    both = same_circumstances(Statement(one), Statement(other), question)
    assert same_circumstances(Statement(other), Statement(one), question) is both
    return both


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("It killed 9 people.", "It killed 12 people."),
        ("It killed 9 people on Monday.", "It killed 12 people."),  # only one names a day
        ("It killed 9 people on May 3.", "It killed 12 people on May 3."),
        ("The Coast Guard said 9 people died.", "It killed 12 people, according to Orm police."),
        ("It killed 9 people on Tuesday, officials said on Friday.", "It killed 12 people on Tuesday."),
        ("It killed 9 people, and fled to Orm.", "It killed 12 people."),  # in another part of the sentence
        ("It killed 9 people in the storm.", "It killed 12 people in the storm."),
    ],
)
def test_sentences_of_the_same_time_place_and_group_share_their_circumstances(one: str, other: str) -> None:
    assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("It killed 9 people on May 3.", "It killed 12 people on May 4."),
        ("It killed 9 people on Monday.", "It killed 12 people on Tuesday."),
        ("It killed 9 people in 2024.", "It killed 12 people in 2025."),
        ("It killed 9 people in Orm.", "It killed 12 people."),
        ("In northern Orm it killed 9 people.", "It killed 12 people."),
        ("• Orm: it killed 9 people.", "It killed 12 people."),
        ("It killed 9 people across the state.", "It killed 12 people."),
        ("It killed 9 children.", "It killed 12 people."),
        ("It killed 9 school children.", "It killed 12 soldiers."),
        ("The Halmish storm killed 9 people.", "It killed 12 people."),
        ("It killed 9 Americans.", "It killed 12 people."),
        ("It killed 9 people a day.", "It killed 12 people."),
        ("It killed 9 people last week.", "It killed 12 people this week."),
        ("It may have killed 9 people.", "It killed 12 people."),
        ("Worldwide, it killed 9 people.", "It killed 12 people."),
        ("It killed 9 people on average.", "It killed 12 people."),
        ("The record was 9 people.", "The toll was 12 people."),
    ],
)
def test_sentences_that_differ_in_one_do_not_share_them(one: str, other: str) -> None:
    assert not same(one, other)


def test_a_place_or_a_name_of_the_question_needs_no_second_mention() -> None:
    one, other = "It killed 9 people in Orm.", "It killed 12 people."
    assert same(one, other, "How many people died in Orm?")
    assert same("The 9 Ormish dead were old.", "The 12 Ormish dead were old.")


def test_a_name_of_a_body_is_no_scope() -> None:
    assert same("It killed 9 people, the National Weather Service said.", "It killed 12 people.")


def test_dates_and_names_may_stand_beside_other_names() -> None:
    for kind in ("date", "name"):
        one = Statement("Anna Berg and 9 left", words="9", kind=kind)
        other = Statement("Oto Lind and 12 left", words="12", kind=kind)
        assert same_circumstances(one, other, QUESTION)


def test_two_dates_are_not_apart_in_time_for_being_two() -> None:
    one = Statement("It sank on May 3.", words="May 3", kind="date")
    other = Statement("It sank on May 4.", words="May 4", kind="date")
    assert same_circumstances(one, other, "When did it sink?")


@pytest.mark.parametrize(
    ("published", "old"),
    [
        (None, False),
        ("2026-03-18", False),
        ("2025-03-18", False),  # 365 days
        ("2025-03-17T23:59:00Z", True),
        ("2027-01-01", False),
    ],
)
def test_an_article_is_old_after_a_year(published: str | None, old: bool) -> None:
    assert is_old(published, "2026-03-18T08:00:00Z") is old


@pytest.mark.parametrize(
    ("text", "question", "published", "another"),
    [
        ("Hurricane Andrew in 1992 killed 43 people.", "How many died?", "2026-03-18", True),
        ("Hurricane Andrew in 1992 killed 43 people.", "How many died in 1992?", "2026-03-18", False),
        ("It killed 43 people in 2026.", "How many died?", "2026-03-18", False),
        ("It killed 43 people in 2026.", "How many died?", None, True),
        ("In the past ten years 43 people died.", "How many died?", "2026-03-18", True),
        ("It is the worst ever recorded.", "How many died?", "2026-03-18", True),
        ("It killed 2,022 and 2022.5 people.", "How many died?", "2026-03-18", False),
        ("It killed 43 people.", "How many died?", None, False),
    ],
)
def test_a_text_that_names_another_year_looks_back(
    text: str, question: str, published: str | None, another: bool
) -> None:
    assert is_of_another_time(text, question, published) is another


@pytest.mark.parametrize(
    ("text", "nation"),
    [
        ("It killed 27 Americans.", "ameri"),
        ("The Indonesian death toll rose to 27", "indon"),
        ("The Indonesian toll fell and the American toll rose to 27", "ameri"),
        ("It killed 27 people.", ""),
        ("The Ok toll is 27", ""),
    ],
)
def test_a_people_is_known_after_or_before_its_number(text: str, nation: str) -> None:
    assert nation_of(text, Statement(text, words="27").value) == nation

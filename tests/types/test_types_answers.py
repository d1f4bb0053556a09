"""An answer says only what it is given: everything else about it is empty, and nothing of it can be changed."""

from __future__ import annotations

from dataclasses import fields
from typing import get_args

import pytest

from ragbot.types import Answer, Citation, Event, Statement, answers
from ragbot.types.articles import ArticleRef
from tests.frozen import assert_frozen, kinds_of


def test_an_answer_that_is_only_a_text_asserts_nothing_beside_it() -> None:
    bare = Answer("1", "Why?", "Why?", "", "not_in_archive")
    empty = {field.name for field in fields(Answer) if not getattr(bare, field.name)}
    assert {field.name for field in fields(Answer)} - empty == {
        *("id", "question", "standalone_question", "outcome", "window", "about", "backend")
    }
    assert bare.window == bare.about
    assert (bare.window.since, bare.window.until, bare.backend) == (None, None, "extractive")


def test_no_two_answers_share_their_timings() -> None:
    one, other = (Answer(id_, "Why?", "Why?", "", "answered") for id_ in "ab")
    one.timings["rank"] = 1.0
    assert other.timings == {}


@pytest.mark.parametrize("kind", kinds_of(answers), ids=lambda kind: kind.__name__)
def test_nothing_of_an_answer_can_be_changed_once_it_is_checked(kind: type) -> None:
    assert_frozen(kind)


@pytest.mark.parametrize("kind", [Citation, Statement, answers.Source])
def test_whatever_shows_an_article_refers_to_its_version_in_the_same_fields(kind: type) -> None:
    assert issubclass(kind, ArticleRef)
    assert [field.name for field in fields(kind)][:6] == [field.name for field in fields(ArticleRef)]


def test_a_stream_has_four_kinds_of_events_and_the_answer_is_one() -> None:
    assert {kind.__name__ for kind in get_args(Event)} == {"Sources", "Delta", "Citation", "Answer"}

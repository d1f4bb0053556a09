"""Repeats within one run: what came before changes nothing, unless a later date or a fuller text comes."""

from __future__ import annotations

from typing import Any

import pytest

from ingest.pipeline.repeats import Seen, is_repeated
from ingest.pipeline.tally import Entry, Tally
from tests.conftest import article

OLD, NEW = "The ferry Grey Linnet sails on Monday.", "The ferry Grey Linnet sails on Tuesday."


class Run:
    """The repeats of one run."""

    def __init__(self) -> None:
        self.seen: dict[str, Seen] = {}
        self.tally = Tally(outcomes={})

    def repeats(self, text: str = OLD, **fields: Any) -> bool:
        place = self.tally.read
        self.tally.read += 1
        return is_repeated(Entry(place, f"news.jsonl:{place}", article(text, **fields)), self.seen, self.tally)


@pytest.fixture
def run() -> Run:
    return Run()


def test_the_first_is_none_and_the_same_again_is_unchanged(run: Run) -> None:
    assert not run.repeats()
    assert run.repeats()
    assert run.tally.outcomes == {1: "unchanged"}


def test_articles_of_two_addresses_are_no_repeats(run: Run) -> None:
    assert not run.repeats(address="https://daily.example/a")
    assert not run.repeats(address="https://daily.example/b")


@pytest.mark.parametrize(
    ("before", "after", "counts"),
    [
        ("2026-03-10", "2026-03-11", True),
        ("2026-03-10T08:00:00Z", "2026-03-10T08:00:01Z", True),
        ("2026-03-11", "2026-03-10", False),
        ("2026-03-10", "2026-03-10", False),
        ("2026-03-10", "2026-03-10T09:00:00Z", False),
        (None, "2026-03-10", False),
        ("2026-03-10", None, False),
        (None, None, False),
    ],
)
@pytest.mark.parametrize("field", ["published", "modified"])
def test_another_text_counts_with_a_later_date_only(
    run: Run, field: str, before: str | None, after: str | None, counts: bool
) -> None:
    assert not run.repeats(OLD, **{field: before})
    assert run.repeats(NEW, **{field: after}) != counts
    if not counts:
        (problem,) = run.tally.report().failed
        assert problem.origin == "news.jsonl:1"
        assert problem.reason == (
            "https://daily.example/a came before in this run, with other text and no earlier date; kept the first"
        )


def test_a_date_of_modification_goes_before_that_of_publication(run: Run) -> None:
    assert not run.repeats(OLD, published="2026-03-10", modified="2026-03-12")
    assert run.repeats(NEW, published="2026-03-11")
    assert not run.repeats(NEW, published="2026-03-11", modified="2026-03-13")


def test_an_edit_that_was_superseded_in_this_run_is_unchanged(run: Run) -> None:
    run.repeats(OLD, published="2026-03-10")
    run.repeats(NEW, published="2026-03-11")
    assert run.repeats(OLD, published="2026-03-12") is False, "it was taken back"
    assert run.repeats(NEW, published="2026-03-11")
    assert run.tally.outcomes == {3: "unchanged"}


def test_a_whole_text_takes_the_place_of_a_part_and_never_the_other_way_round(run: Run) -> None:
    assert not run.repeats(OLD, partial=True)
    assert not run.repeats(f"{OLD} It has 90 cabins.")
    assert run.repeats(OLD[:20], partial=True)
    assert run.tally.counts == {"unchanged": 1}
    (warning,) = run.tally.report().warnings
    assert warning.reason.startswith("kept the fuller text that is there")


def test_a_whole_text_of_an_earlier_day_does_not_complete_a_part(run: Run) -> None:
    assert not run.repeats(OLD, partial=True, published="2026-03-10")
    assert run.repeats(NEW, published="2026-03-09")


@pytest.mark.parametrize("state", ["retracted", "removed"])
def test_a_retraction_counts_once_whatever_its_date(run: Run, state: str) -> None:
    assert not run.repeats()
    assert not run.repeats(state=state)
    assert run.repeats(state=state)
    assert run.repeats(state="corrected")


def test_the_text_of_a_page_is_no_second_article_under_a_fragment(run: Run) -> None:
    assert not run.repeats(address="https://daily.example/live")
    assert run.repeats(address="https://daily.example/live#p2")
    assert not run.repeats(NEW, address="https://daily.example/live#p2")

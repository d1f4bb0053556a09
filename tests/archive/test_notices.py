"""What a publisher or an operator says of an article reaches its copies and the full text."""

from __future__ import annotations

import pytest

from ragbot.archive import fulltext, notices, spellings, states
from ragbot.archive.archive import Archive
from ragbot.archive.drafts import Draft
from ragbot.archive.states import PublisherNotice
from ragbot.types import State
from tests.conftest import add, article

SHIP = article("The Grey Linnet sank off Halmere.", source="Daily")
COPY = article("The Grey Linnet sank off Halmere.", address="https://daily.example/copy", source="Daily")
OTHER = article("It rained in Sund.", address="https://daily.example/rain", source="Daily")


@pytest.fixture
def filled(light_archive: Archive) -> Archive:
    add(light_archive, SHIP)
    add(light_archive, COPY)
    add(light_archive, OTHER)
    return light_archive


def state_of(archive: Archive, article_id: str) -> State:
    notice = archive.notice(article_id)
    assert notice
    return notice.state


def found(archive: Archive) -> int:
    with archive._ledger.reading() as connection:
        return len(fulltext.holding(connection, "halmere"))


def say(archive: Archive, state: State, note: str | None, number: int = 1) -> bool:
    with archive._ledger.writing() as connection:
        return notices.say(connection, SHIP.id, number, PublisherNotice(state, note))


def copies(archive: Archive) -> int:
    with archive._ledger.reading() as connection:
        return len(spellings.of_one(connection, SHIP.id))


def test_what_hides_an_article_hides_its_copies_and_what_brings_it_back_both(filled: Archive) -> None:
    assert (copies(filled), found(filled)) == (2, 2)
    assert say(filled, "retracted", "invented")
    assert (state_of(filled, SHIP.id), state_of(filled, COPY.id)) == ("retracted", "retracted")
    assert (state_of(filled, OTHER.id), found(filled)) == ("live", 0)
    assert say(filled, "live", None)
    assert (state_of(filled, COPY.id), found(filled)) == ("live", 2)


def test_a_correction_is_one_articles_alone(filled: Archive) -> None:
    assert say(filled, "corrected", "nine, not ten")
    assert (state_of(filled, SHIP.id), state_of(filled, COPY.id)) == ("corrected", "live")
    assert filled.set_state(SHIP.id, "corrected") == "changed"
    assert state_of(filled, COPY.id) == "live"


def test_the_same_is_no_news_and_nothing_known_is_replaced_by_nothing(filled: Archive) -> None:
    assert say(filled, "corrected", "nine, not ten")
    assert not say(filled, "corrected", "nine, not ten")
    assert not say(filled, "corrected", None)
    assert filled.notes(SHIP.id) == {1: "nine, not ten"}


def test_what_is_said_with_a_version_that_nobody_sees_waits_for_it(filled: Archive) -> None:
    later = article("The Grey Linnet was raised.", source="Daily")
    assert filled._ledger.begin([Draft(later, [(0, 9)])]) == [2]
    assert say(filled, "retracted", "invented", number=2)
    assert (state_of(filled, SHIP.id), found(filled)) == ("live", 2)


def test_of_an_unknown_article_nothing_is_kept(filled: Archive) -> None:
    with filled._ledger.writing() as connection:
        assert not notices.say_of_current(connection, "0" * 32, PublisherNotice("retracted", None))
        assert notices.decide(connection, "0" * 32, "retracted", None) is None
        assert states.said_in(connection, "0" * 32, 1) is None


def test_an_operators_word_reaches_the_copies(filled: Archive) -> None:
    assert filled.set_state(SHIP.id, "removed", "by law") == "changed"
    assert (state_of(filled, COPY.id), found(filled)) == ("removed", 0)
    assert filled.set_state(SHIP.id, "removed", "by law") == "unchanged"

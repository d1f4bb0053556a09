"""What the ledger keeps of standing questions: bounded, whole, and across restarts and older archives."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import Any

import pytest

from ragbot.archive.archive import Archive, ledger_path, open_archive
from ragbot.archive.source import ASKED
from ragbot.archive.watch import KEPT_UPDATES, CitedSentence, Watch, WatchUpdate
from ragbot.errors import QuestionError
from ragbot.settings import Settings
from tests.conftest import add, article, stories
from tests.fakes import WordEmbeddings

NOW = "2026-03-10T12:00:00Z"
SENTENCE = CitedSentence("Nine died.", "Nine died.", "a" * 32, 1, 0, 10, "A title", "The Daily", None, NOW)
WATCH = Watch("a" * 32, "How many died?", NOW, NOW, since="2026-03-01", sources=("The Daily",), sentences=(SENTENCE,))

LOOKED: dict[str, Any] = {"last_check": NOW, "next_check": "2026-03-10T12:01:00Z"}


def update(number: int) -> WatchUpdate:
    return WatchUpdate(WATCH.id, number, NOW, "answered", "Nine died. [1]", (), (SENTENCE,), "waiting")


def finish(archive: Archive, number: int, **values: Any) -> bool:
    """Whether the update of a look is kept that brought it."""
    return archive.watches.finish(WATCH, {"last_check": NOW, **values}, update=update(number))


def test_a_watch_with_its_updates_is_there_after_a_restart(settings: Settings, embeddings: WordEmbeddings) -> None:
    with open_archive(settings, embeddings, create=True) as archive:
        assert archive.watches.add(WATCH, 5)
        assert finish(archive, 1, sentences=(SENTENCE,), outcome="answered")
    with open_archive(settings, embeddings) as archive:
        assert archive.watches.all() == [replace(WATCH, **LOOKED, updates=1, outcome="answered")]
        assert archive.watches.updates(WATCH.id) == [update(1)] == archive.watches.waiting(WATCH.id)
        assert archive.watches.cited_articles() == {"a" * 32}


def test_the_same_one_is_kept_once_and_no_more_than_are_allowed(archive: Archive) -> None:
    assert [archive.watches.add(WATCH, 1), archive.watches.add(WATCH, 1)] == [True, False]
    with pytest.raises(QuestionError, match=r"There are 1 standing questions.*RAGBOT_WATCHES"):
        archive.watches.add(replace(WATCH, id="b" * 32), 1)


def test_the_newest_updates_are_kept(archive: Archive) -> None:
    archive.watches.add(WATCH, 5)
    for number in range(1, KEPT_UPDATES + 4):
        assert finish(archive, number)
    numbers = [each.number for each in archive.watches.updates(WATCH.id)]
    assert numbers == list(range(KEPT_UPDATES + 3, 3, -1))


def test_an_update_of_a_watch_that_was_deleted_meanwhile_is_not_kept(archive: Archive) -> None:
    archive.watches.add(WATCH, 5)
    assert finish(archive, 1)
    archive.watches.forget(WATCH.id)
    assert not finish(archive, 2)
    assert (archive.watches.all(), archive.watches.updates(WATCH.id)) == ([], [])


@pytest.mark.parametrize(
    ("fields", "is_due"),
    [
        ({}, True),
        ({"marker": "as now"}, False),
        ({"marker": "as now", "every": 60}, True),
        ({"marker": "as now", "next_check": ASKED}, True),
        ({"next_check": "2026-03-10T12:00:01Z"}, False),
        ({"next_check": "2027-03-10T12:00:00Z"}, True),  # planned by a clock that was a year ahead
        ({"state": "paused"}, False),
        ({"state": "paused", "next_check": ASKED}, True),
        ({"claimed": "2026-03-10T12:00:01Z"}, False),
        ({"claimed": "2027-03-10T12:00:00Z"}, True),
        ({"claimed": "2026-03-10T11:59:00Z"}, True),  # its process was killed
    ],
)
def test_what_is_due(archive: Archive, fields: dict, is_due: bool) -> None:
    archive.watches.add(replace(WATCH, **fields), 5)
    assert bool(archive.watches.due(NOW, "as now")) == is_due


def test_an_update_that_waits_makes_its_watch_due_unless_the_webhook_is_dead(archive: Archive) -> None:
    quiet = replace(WATCH, marker="as now", webhook="https://desk.example/", webhook_state="active")
    archive.watches.add(quiet, 5)
    assert archive.watches.due(NOW, "as now") == []
    assert finish(archive, 1)
    assert [each.id for each in archive.watches.due(NOW, "as now")] == [WATCH.id]
    archive.watches.set(WATCH.id, next_delivery="2026-03-10T12:01:00Z")
    assert archive.watches.due(NOW, "as now") == []
    archive.watches.set(WATCH.id, next_delivery="", webhook_state="dead")
    assert archive.watches.due(NOW, "as now") == []


def test_a_claim_is_renewed_and_finished_by_whoever_has_it(archive: Archive) -> None:
    archive.watches.add(WATCH, 5)
    claim = archive.watches.claim(WATCH.id, NOW, "as now")
    assert claim
    renewed = archive.watches.renew(claim.watch, "2026-03-10T12:05:00Z")
    assert renewed
    assert renewed.claimed == "2026-03-10T12:15:00Z"
    assert archive.watches.renew(claim.watch, "2026-03-10T12:05:00Z") is None
    assert not archive.watches.finish(claim.watch, LOOKED, update=update(1))
    assert archive.watches.finish(renewed, LOOKED, update=update(1))
    assert [each.number for each in archive.watches.updates(WATCH.id)] == [1]


def test_only_one_process_claims_it(archive: Archive) -> None:
    archive.watches.add(WATCH, 5)
    claim = archive.watches.claim(WATCH.id, NOW, "as now")
    assert claim
    assert (claim.watch.question, claim.is_to_ask, claim.may_send) == (WATCH.question, True, False)
    assert archive.watches.claim(WATCH.id, NOW, "as now") is None


def test_only_the_process_that_claimed_it_releases_it(archive: Archive) -> None:
    archive.watches.add(WATCH, 5)
    slow = archive.watches.claim(WATCH.id, NOW, "as now")
    other = archive.watches.claim(WATCH.id, "2026-03-10T12:10:00Z", "as now")
    assert slow
    assert other
    archive.watches.release(slow.watch)
    assert archive.watches.all()[0].claimed == other.watch.claimed
    archive.watches.release(other.watch)
    assert archive.watches.all()[0].claimed == ""


def test_the_marker_moves_with_each_version_and_each_state_and_with_nothing_else(archive: Archive) -> None:
    markers = [archive.watches.marker()]
    for change in (
        lambda: add(archive, *stories(2)),
        lambda: add(archive, article("Another text.", address="https://paper0.example/0")),
        lambda: archive.set_state(stories(1)[0].id, "retracted", "Invented."),
        lambda: archive.set_state(stories(1)[0].id, "live"),
    ):
        change()
        markers.append(archive.watches.marker())
        assert add(archive, *stories(2)[1:]).results == ("unchanged",)
        assert archive.watches.marker() == markers[-1]
    assert len(set(markers)) == len(markers)


def test_an_archive_from_before_standing_questions_gets_their_tables(
    settings: Settings, embeddings: WordEmbeddings
) -> None:
    with open_archive(settings, embeddings, create=True) as archive:
        add(archive, *stories(2))
    with sqlite3.connect(ledger_path(settings.archive)) as connection:
        connection.executescript(
            "DROP TABLE watch_updates; DROP TABLE watches; UPDATE meta SET value = '5' WHERE name = 'schema';"
        )
    connection.close()
    with open_archive(settings, embeddings) as archive:
        assert archive.watches.add(WATCH, 5)
        assert archive.facts().articles == 2

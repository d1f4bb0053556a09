"""The standing questions of an archive: their turns, and the claim on one while a process works on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest

from ingest.http.watches import values_of
from ingest.sources.follower import follow
from ingest.watches.making import kept, made
from ingest.watches.standing import Hold, StandingQuestions
from ingest.watches.webhook import Poster
from ragbot.answering.bot import Bot
from ragbot.archive.archive import Archive, open_archive
from ragbot.archive.ledger import Ledger
from ragbot.archive.source import ASKED, moment
from ragbot.archive.watch import CLAIMED_SECONDS, Watch
from ragbot.archive.watches import Watches
from ragbot.settings import Settings, load_settings
from ragbot.types import Question
from tests.conftest import add
from tests.fakes import WordEmbeddings
from tests.ingest.sources.test_following import Clock
from tests.ingest.watches.desk import (
    QUESTION,
    TEN,
    Desk,
    Hook,
    desk,
    failing,
    ferry,
    hook,
    texts,
    until,
    while_asked,
)

__all__ = ["desk", "hook"]

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)


@dataclass
class Claims:
    """A standing question that is claimed, and the time."""

    watches: Watches
    now: datetime = NOW

    def claim(self) -> Hold | None:
        claim = self.watches.claim("b" * 32, moment(self.now), "")
        return Hold(self.watches, claim.watch, lambda: self.now) if claim else None


@pytest.fixture
def claims(tmp_path: Path) -> Iterator[Claims]:
    ledger = Ledger(tmp_path / "ledger.sqlite3")
    watches = Watches(ledger)
    watches.add(Watch("b" * 32, "Does the ferry sail?", moment(NOW), ASKED), 9)
    yield Claims(watches)
    ledger.close()


def test_a_claim_is_renewed_when_half_of_its_time_is_over(claims: Claims) -> None:
    hold = claims.claim()
    assert hold
    until = hold.watch.claimed
    claims.now += timedelta(seconds=CLAIMED_SECONDS / 2 - 1)
    assert hold.lasts()
    assert hold.watch.claimed == until
    claims.now += timedelta(seconds=2)
    assert hold.lasts()
    assert hold.watch.claimed == moment(claims.now + timedelta(seconds=CLAIMED_SECONDS)) > until
    assert claims.claim() is None, "nobody else has it meanwhile"


def test_a_claim_that_another_process_took_over_does_not_last(claims: Claims) -> None:
    hold = claims.claim()
    assert hold
    claims.now += timedelta(seconds=CLAIMED_SECONDS + 1)
    other = claims.claim()
    assert other
    assert not hold.renew()
    assert not hold.lasts()
    assert other.lasts()


def test_a_question_that_was_deleted_is_nobodys(claims: Claims) -> None:
    hold = claims.claim()
    assert hold
    claims.watches.forget("b" * 32)
    assert not hold.renew()


def test_it_is_looked_at_once_a_minute_at_the_most(desk: Desk) -> None:
    desk.watch()
    add(desk.archive, ferry("ten"))
    assert not desk.turn(seconds=59)
    assert desk.turn(seconds=1)


def test_a_schedule_asks_then_and_not_before(desk: Desk) -> None:
    desk.watch(every=3600)
    add(desk.archive, ferry("ten"))
    assert not desk.turn(minutes=59)
    assert desk.turn(minutes=1)
    assert desk.one.updates == 2
    assert desk.turn(hours=1)
    assert desk.asked == 2, "neither articles nor the day changed"
    assert desk.turn(days=1)
    assert desk.asked == 3, "another day may be another answer"


def test_a_paused_one_is_left_alone(desk: Desk) -> None:
    watch = desk.watch()
    desk.archive.watches.set(watch.id, state="paused")
    add(desk.archive, ferry("ten"))
    assert not desk.turn(hours=2)


def test_what_came_in_while_nothing_ran_is_told_after_the_restart(
    settings: Settings, embeddings: WordEmbeddings
) -> None:
    clock = Clock()
    with open_archive(settings, embeddings, create=True) as archive:
        add(archive, ferry())
        Desk(archive, clock=clock).watch()
        add(archive, ferry("ten"))
    with open_archive(settings, embeddings) as archive:
        desk = Desk(archive, clock=clock)
        assert desk.turn(minutes=2)
        assert texts(desk.updates[0].new) == [TEN]


def test_the_follower_of_a_server_gives_it_its_turns_beside_the_sources(archive: Archive) -> None:
    add(archive, ferry())
    kept(archive.watches, made(Question(QUESTION), None, "", "", Poster.of(load_settings())), 10)
    is_over = Event()
    follower = Thread(target=follow, args=(archive, load_settings(), is_over.is_set))
    follower.start()
    try:
        until(lambda: archive.watches.all()[0].updates == 1)
        add(archive, ferry("ten"))
        archive.watches.set(archive.watches.all()[0].id, next_check=ASKED)
        until(lambda: archive.watches.all()[0].updates == 2)
    finally:
        is_over.set()
        follower.join(10)
    assert not follower.is_alive()


def test_what_another_process_asked_meanwhile_is_not_asked_again(desk: Desk) -> None:
    desk.watch()
    stale = desk.one
    add(desk.archive, ferry("ten"))
    assert desk.turn(minutes=2)
    assert desk.questions.check(stale) is None
    assert (desk.asked, desk.one.updates, desk.one.error) == (2, 2, None)
    add(desk.archive, ferry("eleven"))
    desk.clock.forward(minutes=2)
    update = desk.questions.check(stale)
    assert update, "due again, and compared with the newest answer"
    assert (update.number, texts(update.old)) == (3, [TEN])


@pytest.mark.parametrize(("before", "after", "pause"), [(86_400, 1800, 1800), (1800, 86_400, 86_400), (1800, None, 60)])
def test_a_schedule_that_is_changed_while_it_is_asked_holds_after_that(
    desk: Desk, before: int, after: int | None, pause: int
) -> None:
    desk.watch(every=before)
    add(desk.archive, ferry("ten"))
    while_asked(desk, lambda: desk.archive.watches.set(desk.one.id, **values_of(desk.one, {"every": after})))
    assert desk.turn(seconds=before)
    assert (desk.one.updates, desk.one.every) == (2, after)
    assert desk.one.next_check == moment(desk.clock.now + timedelta(seconds=pause))


def test_a_question_that_is_wanted_now_while_it_is_asked_is_asked_again(desk: Desk) -> None:
    desk.watch(every=3600)
    add(desk.archive, ferry("ten"))
    while_asked(desk, lambda: desk.archive.watches.set(desk.one.id, **values_of(desk.one, {"check": "now"})))
    assert desk.turn(hours=1)
    assert (desk.one.updates, desk.one.next_check) == (2, ASKED)


def test_what_is_asked_for_longer_than_a_claim_is_asked_by_nobody_else(
    desk: Desk, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.watch(webhook=hook.address)
    add(desk.archive, ferry("ten"))
    monkeypatch.setattr("ingest.watches.standing.LOOK_SECONDS", 0.01)
    other = StandingQuestions(desk.archive, desk.settings, Bot(desk.archive), desk.clock)

    def wait() -> None:
        for _ in range(3):
            desk.clock.forward(minutes=9)
            until(lambda: desk.one.claimed > moment(desk.clock.now))
            assert other.next_due(set()) is None
            assert other.check(desk.one) is None

    while_asked(desk, wait)
    assert desk.turn(minutes=2)
    assert (desk.one.updates, desk.one.claimed, len(hook.posts)) == (2, "", 1)


def test_who_lost_the_claim_keeps_and_sends_nothing(desk: Desk, hook: Hook) -> None:
    desk.watch(webhook=hook.address)
    add(desk.archive, ferry("ten"))
    other = StandingQuestions(desk.archive, desk.settings, Bot(desk.archive), desk.clock)

    def sleep() -> None:  # for longer than the claim, as a suspended machine does
        desk.clock.forward(seconds=1)
        desk.archive.watches.set(desk.one.id, claimed="")
        assert other.check(desk.one)

    while_asked(desk, sleep)
    assert desk.turn(minutes=2)
    assert (desk.one.updates, len(desk.updates), desk.one.claimed, len(hook.posts)) == (2, 2, "", 1)
    assert desk.one.failures == 0, "it is no failure of the question"


def test_an_unexpected_error_puts_the_question_off_and_starves_no_other(desk: Desk) -> None:
    desk.watch()
    bot = Bot(desk.archive)
    bot.on_answer = failing
    desk.questions = StandingQuestions(desk.archive, desk.settings, bot, desk.clock)
    add(desk.archive, ferry("ten"))
    assert desk.turn(minutes=2)
    assert (desk.one.failures, desk.one.claimed) == (1, "")
    assert desk.one.error == "It failed unexpectedly (ZeroDivisionError): the server's log has more."
    assert not desk.turn(), "others have their turns"
    assert desk.turn(minutes=2)
    assert desk.one.next_check == moment(desk.clock.now + timedelta(minutes=4))


def test_a_clock_that_was_a_year_ahead_leaves_neither_the_question_nor_its_webhook_asleep(
    desk: Desk, hook: Hook
) -> None:
    ahead = moment(desk.clock.now + timedelta(days=365))
    watch = desk.watch(webhook=hook.address)
    hook.statuses = ["500"]
    add(desk.archive, ferry("ten"))
    desk.archive.watches.set(watch.id, next_check=ahead)
    assert desk.turn()
    assert (desk.one.updates, len(hook.posts)) == (2, 1)
    desk.archive.watches.set(watch.id, next_delivery=ahead)
    assert desk.turn()
    assert (len(hook.posts), desk.archive.watches.waiting(watch.id)) == (2, [])
    assert not desk.turn(), "it is planned by the clock as it is now"


def test_while_one_is_asked_no_other_has_its_turn(desk: Desk) -> None:
    first = desk.watch()
    add(desk.archive, ferry("ten"))
    desk.clock.forward(minutes=2)
    due = desk.questions.next_due(set())
    assert due
    assert due.id == first.id
    assert desk.questions.next_due({first.id}) is None
    assert desk.questions.next_due({"another"}) == due


def test_all_that_is_due_is_asked_once_with_its_update_or_none(desk: Desk) -> None:
    desk.watch()
    kept(desk.archive.watches, made(Question("When does the opera of Lund open?"), None, "", "", poster()), 10)
    add(desk.archive, ferry("ten"))
    desk.clock.forward(minutes=2)
    found = {watch.question: update for watch, update in desk.questions.due_now()}
    assert len(found) == 2
    assert found[QUESTION]
    assert list(desk.questions.due_now()) == []


def poster() -> Poster:
    return Poster.of(load_settings())


def test_the_state_of_the_archive_is_looked_up_when_it_changed_here_or_long_ago(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[str] = []
    marker = Watches.marker

    def counted(watches: Watches) -> str:
        looks.append(marker(watches))
        return looks[-1]

    monkeypatch.setattr(Watches, "marker", counted)
    for _ in range(3):
        desk.questions.next_due(set())
    assert len(looks) == 1
    add(desk.archive, ferry("ten"))
    desk.questions.next_due(set())
    assert len(looks) == 2
    monkeypatch.setattr("ingest.watches.standing.MARKER_SECONDS", -1.0)
    desk.questions.next_due(set())
    assert len(looks) == 3


def test_what_is_over_before_its_answer_is_asked_again_and_no_failure(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.watches.standing.LOOK_SECONDS", 0.01)
    before = desk.watch()
    add(desk.archive, ferry("ten"))
    is_over = Event()

    def hang() -> None:
        is_over.set()
        until(lambda: bool(left))

    left: list[int] = []
    while_asked(desk, hang)
    desk.clock.forward(minutes=2)
    assert desk.questions.check(before, is_over.is_set) is None
    left.append(1)
    assert (desk.one.updates, desk.one.failures, desk.one.claimed) == (1, 0, "")
    desk.questions = Desk(desk.archive, clock=desk.clock).questions
    assert desk.turn()
    assert desk.one.updates == 2

"""Delivery of updates: in their order, again after ever longer pauses, until the webhook is dead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from ingest.watches.delivery import PAUSES, Courier
from ingest.watches.webhook import Poster, WebhookError
from ragbot.archive.ledger import Ledger
from ragbot.archive.source import ASKED, moment
from ragbot.archive.watch import Watch, WatchUpdate
from ragbot.archive.watches import Watches

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
WATCH = Watch("b" * 32, "Does the ferry sail?", moment(NOW), ASKED, webhook="https://x.example", webhook_state="active")


class FakePoster:
    """Takes updates, or raises the next error."""

    def __init__(self) -> None:
        self.errors: list[Exception | None] = []
        self.taken: list[tuple[int, int]] = []

    def post(self, watch: Watch, update: WatchUpdate, timestamp: int) -> None:
        error = self.errors.pop(0) if self.errors else None
        if error:
            raise error
        self.taken.append((update.number, timestamp))


class Desk:
    """A standing question with waiting updates, over a real ledger."""

    def __init__(self, watches: Watches) -> None:
        self.watches, self.poster = watches, FakePoster()
        watches.add(WATCH, 9)

    def add(self, *numbers: int, delivery: Any = "waiting") -> None:
        for n in numbers:
            update = WatchUpdate(WATCH.id, n, moment(NOW), "answered", "Yes.", (), (), delivery)
            claim = self.watches.claim(WATCH.id, moment(NOW), "")
            assert claim
            self.watches.finish(claim.watch, {"last_check": moment(NOW)}, None, update)
            self.watches.release(claim.watch)

    @property
    def watch(self) -> Watch:
        return self.watches.all()[0]

    def deliver(self, **more: Any) -> int:
        return Courier(self.watches, cast(Poster, self.poster), lambda: NOW).deliver(self.watch, **more)

    def numbers(self) -> list[int]:
        return [number for number, _ in self.poster.taken]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    ledger = Ledger(tmp_path / "ledger.sqlite3")
    yield Desk(Watches(ledger))
    ledger.close()


def test_waiting_updates_go_out_once_the_oldest_first(desk: Desk) -> None:
    desk.add(1, delivery="none")
    desk.add(2, 3)
    assert desk.deliver() == 2
    assert desk.poster.taken == [(2, int(NOW.timestamp())), (3, int(NOW.timestamp()))]
    assert desk.deliver() == 0
    assert [update.delivery for update in desk.watches.updates(WATCH.id)] == ["sent", "sent", "none"]


def test_after_one_that_is_not_taken_the_others_wait_in_their_order(desk: Desk) -> None:
    desk.add(1, 2)
    desk.poster.errors = [WebhookError("answered with 500")]
    assert desk.deliver() == 0
    assert (desk.watch.webhook_failures, desk.watch.webhook_error) == (1, "answered with 500")
    assert desk.watch.next_delivery == moment(NOW + timedelta(seconds=PAUSES[0]))
    assert desk.deliver() == 2
    assert desk.numbers() == [1, 2]
    assert (desk.watch.webhook_failures, desk.watch.webhook_error, desk.watch.next_delivery) == (0, None, "")


def test_failures_count_in_a_row_only(desk: Desk) -> None:
    desk.add(1, 2)
    desk.watches.set(WATCH.id, webhook_failures=5)
    desk.poster.errors = [None, WebhookError("answered with 500")]
    assert desk.deliver() == 1
    assert desk.watch.webhook_failures == 1


def test_pauses_grow_until_the_webhook_is_dead_and_nothing_is_lost(desk: Desk) -> None:
    desk.add(1)
    waits = []
    for _ in range(len(PAUSES) + 1):
        desk.poster.errors = [WebhookError("answered with 500")]
        desk.deliver()
        waits.append(desk.watch.next_delivery)
    assert waits == [moment(NOW + timedelta(seconds=pause)) for pause in (*PAUSES, 0)]
    assert desk.watch.webhook_state == "dead"
    assert len(desk.watches.waiting(WATCH.id)) == 1


def test_who_wants_no_more_is_dead_at_once(desk: Desk) -> None:
    desk.add(1)
    desk.poster.errors = [WebhookError("answered with 410", is_over=True)]
    desk.deliver()
    assert (desk.watch.webhook_state, desk.watch.webhook_failures) == ("dead", 1)


@pytest.mark.parametrize(("seconds", "pause"), [(10.0, 60), (600.0, 600), (10.0**9, PAUSES[-1]), (None, 60)])
def test_who_wants_more_time_gets_it_up_to_a_day(desk: Desk, seconds: float | None, pause: int) -> None:
    desk.add(1)
    desk.poster.errors = [WebhookError("answered with 429", seconds=seconds)]
    desk.deliver()
    assert desk.watch.next_delivery == moment(NOW + timedelta(seconds=pause))


def test_a_fault_that_nobody_foresaw_is_a_failure_without_its_words(desk: Desk) -> None:
    desk.add(1)
    desk.poster.errors = [ZeroDivisionError("secret")]
    assert desk.deliver() == 0
    assert desk.watch.webhook_error == "could not be posted to (ZeroDivisionError)"


def test_an_endless_error_is_cut(desk: Desk) -> None:
    desk.add(1)
    desk.poster.errors = [WebhookError("x" * 999)]
    desk.deliver()
    assert desk.watch.webhook_error == "x" * 300


def test_when_it_is_over_the_rest_waits(desk: Desk) -> None:
    desk.add(1, 2, 3)
    assert desk.deliver(is_over=lambda: len(desk.poster.taken) == 2) == 2
    assert [update.number for update in desk.watches.waiting(WATCH.id)] == [3]

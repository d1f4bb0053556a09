"""The claim on a standing question, for as long as one process works on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.watches.standing import Hold
from ragbot.archive.ledger import Ledger
from ragbot.archive.source import ASKED, moment
from ragbot.archive.watch import CLAIMED_SECONDS, Watch
from ragbot.archive.watches import Watches

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)


@dataclass
class Desk:
    """A standing question that is claimed, and the time."""

    watches: Watches
    now: datetime = NOW

    def claim(self) -> Hold | None:
        claim = self.watches.claim("b" * 32, moment(self.now), "")
        return Hold(self.watches, claim.watch, lambda: self.now) if claim else None


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    ledger = Ledger(tmp_path / "ledger.sqlite3")
    watches = Watches(ledger)
    watches.add(Watch("b" * 32, "Does the ferry sail?", moment(NOW), ASKED), 9)
    yield Desk(watches)
    ledger.close()


def test_a_claim_is_renewed_when_half_of_its_time_is_over(desk: Desk) -> None:
    hold = desk.claim()
    assert hold
    until = hold.watch.claimed
    desk.now += timedelta(seconds=CLAIMED_SECONDS / 2 - 1)
    assert hold.lasts()
    assert hold.watch.claimed == until
    desk.now += timedelta(seconds=2)
    assert hold.lasts()
    assert hold.watch.claimed == moment(desk.now + timedelta(seconds=CLAIMED_SECONDS)) > until
    assert desk.claim() is None, "nobody else has it meanwhile"


def test_a_claim_that_another_process_took_over_does_not_last(desk: Desk) -> None:
    hold = desk.claim()
    assert hold
    desk.now += timedelta(seconds=CLAIMED_SECONDS + 1)
    other = desk.claim()
    assert other
    assert not hold.renew()
    assert not hold.lasts()
    assert other.lasts()


def test_a_question_that_was_deleted_is_nobodys(desk: Desk) -> None:
    hold = desk.claim()
    assert hold
    desk.watches.forget("b" * 32)
    assert not hold.renew()

"""Readiness is looked at seldom, by one thread, and never waited for long."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from ragbot.api import readiness
from ragbot.api.readiness import Readiness
from ragbot.errors import ArchiveError
from ragbot.types import LateSource
from tests.coroutines import result_of

LATE = LateSource("1", "Grey Linnet", "Daily", "silent", "2026-03-01", "is silent")


class Look:
    """Counts how often it is looked; it fails or waits where it is told to."""

    def __init__(self, error: Exception | None = None, until: threading.Event | None = None) -> None:
        self.looks, self.error, self.until = 0, error, until

    def __call__(self) -> Sequence[LateSource]:
        self.looks += 1
        if self.until:
            self.until.wait(10)
        if self.error:
            raise self.error
        return [LATE]


def test_however_many_ask_at_once_one_look_serves_them() -> None:
    look = Look()

    async def ask() -> list[Sequence[LateSource]]:
        one = Readiness(look)
        return [*await asyncio.gather(*(one.check() for _ in range(20))), await one.check()]

    assert result_of(ask()) == [[LATE]] * 21
    assert look.looks == 1


def test_whoever_asks_in_the_image_is_told_before_it_gives_up() -> None:
    """Else docker would say that there was no answer, and not why."""
    check = (Path(__file__).parents[2] / "Dockerfile").read_text().partition("/readyz', timeout=")[2]
    assert float(check.partition(")")[0]) > readiness.PATIENCE


def test_an_old_look_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "KEPT_SECONDS", -1.0)
    look = Look()

    async def ask() -> None:
        one = Readiness(look)
        for _ in range(3):
            await one.check()

    result_of(ask())
    assert look.looks == 3


def test_what_the_look_raises_is_told_to_all_who_ask() -> None:
    look = Look(ArchiveError("The ledger is locked."))

    async def ask() -> list[object]:
        one = Readiness(look)
        return list(await asyncio.gather(one.check(), one.check(), return_exceptions=True))

    errors = result_of(ask())
    assert [str(error) for error in errors] == ["The ledger is locked."] * 2
    assert look.looks == 1


def test_a_look_that_hangs_is_waited_for_only_so_long_and_not_begun_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "PATIENCE", 0.02)
    until = threading.Event()
    look = Look(until=until)

    async def ask() -> Sequence[LateSource]:
        one = Readiness(look)
        for _ in range(2):
            with pytest.raises(ArchiveError, match=r"did not say within 0\.02 s whether it is ready"):
                await one.check()
        until.set()
        monkeypatch.setattr(readiness, "PATIENCE", 5.0)
        return await one.check()

    assert result_of(ask()) == [LATE]
    assert look.looks == 1

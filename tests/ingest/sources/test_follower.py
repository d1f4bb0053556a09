"""Following: which source is checked when, several at a time, and what an archive that fails does to it."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime
from threading import Barrier, Event
from types import SimpleNamespace
from typing import Any, cast

import pytest

from ingest.pipeline.report import Problem
from ingest.records.record import IsOver, never
from ingest.sources import follower
from ingest.sources.bookkeeping import CheckResult
from ingest.sources.follower import AT_ONCE, check_all, sync, watch
from ingest.watches.standing import StandingQuestions
from ragbot.archive.source import Source
from ragbot.archive.watch import Watch
from ragbot.errors import ArchiveError

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
COURIER = Source("1", "https://courier.example/1", "feed", "The Courier", "2026-03-09T00:00:00Z", "")


def sources(count: int) -> list[Source]:
    return [replace(COURIER, id=f"{n}", address=f"https://courier.example/{n}") for n in range(1, count + 1)]


class FakeChecker:
    """Checks sources that are due, and notes which."""

    def __init__(self, due: list[Source]) -> None:
        self.due, self.by_hand = due, list[Source]()
        self.checked: list[str] = []
        self.errors: dict[str, Exception] = {}
        self.books = SimpleNamespace(now=lambda: NOW)
        self.archive = SimpleNamespace(followed=Followed(self))

    def check(self, source: Source, is_over: IsOver = never) -> CheckResult | None:
        self.checked.append(source.id)
        if source.id in self.errors:
            raise self.errors.pop(source.id)
        self.due = [each for each in self.due if each.id != source.id]
        self.by_hand = [each for each in self.by_hand if each.id != source.id]
        return CheckResult(source) if source.id != "of another process" else None

    check_due = check


class Followed:
    """The sources of a fake checker."""

    def __init__(self, checker: FakeChecker) -> None:
        self.checker = checker

    def due(self, now: str) -> list[Source]:
        assert now == "2026-03-10T09:30:00Z"
        return self.checker.due

    def due_by_hand(self) -> list[Source]:
        return self.checker.by_hand


def checker_of(*due: Source) -> Any:
    return FakeChecker(list(due))


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOOK_SECONDS", "LOOK_EVERY", "A_MINUTE"):
        monkeypatch.setattr(follower, name, 0.002)


def test_each_source_is_checked_once() -> None:
    checker = checker_of()
    found = list(check_all(checker, sources(9)))
    assert sorted(checker.checked) == sorted(result.source.id for result in found) == [f"{n}" for n in range(1, 10)]
    assert list(check_all(checker, [])) == []


def test_what_another_process_checks_brings_no_result() -> None:
    assert list(check_all(checker_of(), [replace(COURIER, id="of another process")])) == []


def test_some_are_checked_at_a_time() -> None:
    together = Barrier(AT_ONCE)
    checker = checker_of()
    checker.check = lambda source, is_over: together.wait(5) and None
    list(check_all(checker, sources(AT_ONCE)))
    assert not together.broken


def test_the_due_sources_are_checked_once() -> None:
    checker = checker_of(*sources(3))
    assert len(list(sync(checker))) == 3
    assert checker.due == []


def test_when_it_is_over_none_is_begun_and_those_that_run_are_waited_for() -> None:
    over, checker = Event(), checker_of()

    def check(source: Source, is_over: IsOver) -> CheckResult:
        over.set()
        return CheckResult(source)

    checker.check = check
    assert 1 <= len(list(check_all(checker, sources(50), over.is_set))) <= AT_ONCE


def test_an_archive_that_fails_is_raised_after_the_running_checks() -> None:
    checker = checker_of()
    checker.errors["1"] = ArchiveError("The disk is full.")
    with pytest.raises(ArchiveError, match="The disk is full"):
        list(check_all(checker, sources(2)))


def test_a_server_goes_on_after_a_failure_of_the_archive(caplog: pytest.LogCaptureFixture) -> None:
    checker = checker_of(*sources(1))
    checker.errors["1"] = ArchiveError("The disk is full.")
    results = watch(checker, lambda: not checker.due)
    assert [result.source.id for result in results] == ["1"]
    assert checker.checked == ["1", "1"]
    assert "Following goes on in a minute: The disk is full." in caplog.text


def test_by_request_only_what_somebody_asks_for_is_checked() -> None:
    checker = checker_of(*sources(2))
    checker.by_hand = [checker.due[1]]
    results = list(watch(checker, lambda: not checker.by_hand, asked_only=True))
    assert [result.source.id for result in results] == ["2"]


class FakeQuestions:
    """Standing questions of which one is due."""

    def __init__(self) -> None:
        self.due: list[Watch] = [Watch("f" * 32, "Does the ferry sail?", "", "")]
        self.checked: list[str] = []

    def next_due(self, busy: set[str]) -> Watch | None:
        return next((each for each in self.due if each.id not in busy), None)

    def check(self, one: Watch, is_over: IsOver) -> Any:
        self.checked.append(one.id)
        self.due = []
        return SimpleNamespace(new=(1,), old=())


def test_standing_questions_take_their_turns_among_the_sources(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    checker, questions = checker_of(*sources(1)), FakeQuestions()
    found = watch(checker, lambda: not (checker.due or questions.due), questions=cast(StandingQuestions, questions))
    assert [result.source.id for result in found] == ["1"]
    assert questions.checked == ["f" * 32]
    assert "standing question ffffffff: 1 new, 0 gone" in caplog.text


@pytest.mark.parametrize(
    ("result", "lines"),
    [
        (CheckResult(COURIER), []),
        (
            CheckResult(COURIER, added=2, removed=1),
            ["https://courier.example/1: 2 added, 0 updated, 1 removed, 0 failed"],
        ),
        (
            CheckResult(replace(COURIER, next_check="2026-03-10T10:00:00Z"), error="is answered with 500"),
            ["https://courier.example/1 is answered with 500; it is tried again at 2026-03-10T10:00:00Z"],
        ),
        (CheckResult(COURIER, problems=[Problem("a", "is answered with 404")]), ["a: is answered with 404"]),
    ],
)
def test_the_log_has_what_a_check_brought(
    result: CheckResult, lines: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    follower._tell(result)
    assert caplog.messages == lines

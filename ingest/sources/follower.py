"""Following: it checks the sources that are due, several at a time, once or for as long as the server runs."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import closing
from functools import partial
from typing import Any

from ingest.fetch.fetcher import Fetcher
from ingest.formats.parsers import shared_parsers
from ingest.records.record import LOOK_SECONDS, IsOver, never
from ingest.records.threads import started
from ingest.sources.bookkeeping import Bookkeeper, CheckResult, Rules
from ingest.sources.checker import Checker
from ingest.sources.taking import Taker
from ingest.watches.standing import StandingQuestions
from ragbot.archive.archive import Archive
from ragbot.archive.source import Source, moment
from ragbot.archive.watch import Watch
from ragbot.errors import RagbotError
from ragbot.settings import Settings

log = logging.getLogger(__name__)

AT_ONCE = 4
"""The most sources that are checked at a time; one host gets one request at a time all the same."""
A_MINUTE = 60.0
LOOK_EVERY = 1.0
"""Seconds between two looks for due sources: 0.5 ms each with 500 sources of 40 items, none of them due."""

Next = Callable[[set[str]], Source | Watch | None]
"""Returns the next one to check, which has none of these ids: those are being checked. None when nothing is due."""

Check = Callable[[Any, IsOver], CheckResult | None]


def checker_of(archive: Archive, settings: Settings) -> Checker:
    """Return a checker with the operator's rules."""
    return Checker(archive, Taker(Fetcher.of(settings), shared_parsers()), Bookkeeper(archive, Rules.of(settings)))


def check_all(checker: Checker, sources: Sequence[Source], is_over: IsOver = never) -> Generator[CheckResult]:
    """Yield each result when it is there. Raises ArchiveError when the archive fails, after the running checks."""
    waiting = list(sources)
    yield from _checked(checker.check, lambda busy: waiting.pop(0) if waiting else None, is_over, lambda: bool(waiting))


def sync(checker: Checker, is_over: IsOver = never) -> Generator[CheckResult]:
    """Check the due sources once."""
    yield from check_all(checker, checker.archive.followed.due(moment(checker.books.now())), is_over)


def watch(
    checker: Checker, is_over: IsOver, asked_only: bool = False, questions: StandingQuestions | None = None
) -> Generator[CheckResult]:
    """Check each source when it is due, until `is_over`; after a failure of the archive it goes on in a minute.

    Standing questions take their turns among the sources, one at a time.
    """
    sources = checker.archive.followed

    def next_one(busy: set[str]) -> Source | Watch | None:
        if questions and (question := questions.next_due(busy)):
            return question
        wanted = sources.due_by_hand() if asked_only else sources.due(moment(checker.books.now()))
        return next((source for source in wanted if source.id not in busy), None)

    def check(one: Source | Watch, is_over: IsOver) -> CheckResult | None:
        if isinstance(one, Source):
            return checker.check_due(one, is_over)
        if questions and (update := questions.check(one, is_over)):
            log.info("standing question %s: %d new, %d gone", one.id[:8], len(update.new), len(update.old))
        return None

    while not is_over():
        try:
            yield from _checked(check, next_one, is_over, lambda: True)
        except RagbotError as error:
            log.warning("Following goes on in a minute: %s", error)
            _pause(A_MINUTE, is_over)


def _checked(check: Check, next_one: Next, is_over: IsOver, goes_on: Callable[[], bool]) -> Generator[CheckResult]:
    """Yield the results of some checks at a time, as long as it goes on and is not over."""
    running: dict[Future[CheckResult | None], str] = {}
    try:
        while running or (goes_on() and not is_over()):
            one = next_one(set(running.values())) if len(running) < AT_ONCE and not is_over() else None
            if one:
                running[started(partial(check, one, is_over), "follow")] = one.id
                continue
            _pause(0 if running else LOOK_EVERY, is_over)
            for done in wait(running, LOOK_EVERY, return_when=FIRST_COMPLETED).done:
                del running[done]
                if found := done.result():
                    yield found
    finally:
        wait(running)


def _pause(seconds: float, is_over: IsOver) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and not is_over():
        time.sleep(LOOK_SECONDS)


def follow(archive: Archive, settings: Settings, is_over: IsOver) -> None:
    """Follow for a server, in a thread of its own, until `is_over`; without `RAGBOT_FOLLOW` only checks by request.

    Standing questions are asked either way.
    """
    checker, questions = checker_of(archive, settings), StandingQuestions(archive, settings)
    with closing(watch(checker, is_over, not settings.follow, questions)) as found:
        for one in found:
            _tell(one)


def _tell(result: CheckResult) -> None:
    source = result.source
    if result.error:
        log.warning("%s %s; it is tried again at %s", source.address, result.error, source.next_check)
    elif result.is_news:
        counts = (result.added, result.updated, result.removed, result.failed)
        log.info("%s: %d added, %d updated, %d removed, %d failed", source.address, *counts)
    for problem in result.problems:
        log.info("%s: %s", problem.origin, problem.reason)

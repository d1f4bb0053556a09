"""ragbot-ingest check, sync and watch: by the server that owns the archive, when one runs; else in this process."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from threading import Event
from typing import TYPE_CHECKING

from ingest.commands.sources import named, show_source, sources_of
from ragbot.operations.cli import print_json, settings_of
from ragbot.operations.interrupt import interrupted_by_sigterm
from ragbot.operations.terminal import tell, visible

if TYPE_CHECKING:
    from ingest.records.record import IsOver
    from ingest.sources.bookkeeping import CheckResult
    from ingest.sources.checker import Checker
    from ragbot.archive.source import Source
    from ragbot.archive.sources import Sources
    from ragbot.settings import Settings

LONGEST_WAIT = 600.0
"""The most seconds for a running server to check a source."""


def check(arguments: argparse.Namespace) -> int:
    """Check the named sources now, or all active ones; return the exit status."""
    from ingest.sources.follower import check_all

    with sources_of(arguments, create=False) as sources:
        wanted, wrong = named(sources, arguments.sources) if arguments.sources else (_active(sources), 0)
    if wrong and not wanted:
        return wrong
    return max(wrong, _checked(arguments, wanted, lambda checker, is_over: check_all(checker, wanted, is_over)))


def _active(sources: Sources) -> list[Source]:
    return [source for source in sources.all() if source.state == "active"]


def sync(arguments: argparse.Namespace) -> int:
    """Check once what is due; return the exit status."""
    from ingest.sources.follower import sync
    from ragbot.archive.source import moment

    with sources_of(arguments) as sources:
        due = sources.due(moment(datetime.now(UTC)))
    return _checked(arguments, due, sync)


def watch(arguments: argparse.Namespace) -> int:
    """Check each source when it is due, until Ctrl-C; return the exit status."""
    from ingest.sources.follower import watch

    with sources_of(arguments) as sources:
        count = len(sources.all())
    tell(f"Following {count} sources until Ctrl-C.")
    return _checked(arguments, None, watch)


def _checked(
    arguments: argparse.Namespace,
    sources: Sequence[Source] | None,
    check: Callable[[Checker, IsOver], Generator[CheckResult]],
) -> int:
    """Check by the server that owns the archive, when one runs; else here. Return the exit status."""
    from ragbot.client import find_server

    settings = settings_of(arguments)
    if sources == []:
        tell("Nothing is due.")
        return 0
    if server := find_server(settings):
        tell(visible(f"The server at {server.address} follows the sources of this archive; it is asked to."))
        return _ask_server(arguments, sources or [])
    is_over = Event()
    # after a plain kill a source would stay claimed for minutes, and go unchecked
    with interrupted_by_sigterm(), _checker(settings) as checker, closing(check(checker, is_over.is_set)) as founds:
        try:
            return _show_all(founds, arguments.json)
        finally:
            is_over.set()  # otherwise Ctrl-C would wait until each running check has fetched all that it wants


@contextmanager
def _checker(settings: Settings) -> Iterator[Checker]:
    from ingest.sources.follower import checker_of
    from ragbot.archive.archive import open_archive

    with open_archive(settings, create=True) as archive:
        yield checker_of(archive, settings)


def _show_all(founds: Iterator[CheckResult], as_json: bool) -> int:
    wrong = 0
    for found in founds:
        wrong |= bool(found.error)
        if as_json:
            print_json(found)
        else:
            _show(found)
    return wrong


def _show(result: CheckResult) -> None:
    from ingest.sources.lines import failure_of, report_of

    if result.error:
        tell(visible(failure_of(result)))
    else:
        print(visible(report_of(result)), flush=True)
    for problem in result.problems:
        tell(visible(f"  {problem.origin}: {problem.reason}"))


def _ask_server(arguments: argparse.Namespace, chosen: Sequence[Source]) -> int:
    """Put the sources first, and wait until the server has checked them; return the exit status."""
    from ragbot.archive.source import ASKED

    with sources_of(arguments) as sources:
        waiting, wrong = {source.id for source in chosen}, 0
        for id_ in waiting:
            sources.set(id_, next_check=ASKED)
        until = time.monotonic() + LONGEST_WAIT
        while waiting and time.monotonic() < until:
            for source in [each for each in sources.all() if each.id in waiting and each.next_check != ASKED]:
                waiting.remove(source.id)
                wrong |= bool(source.error)
                show_source(source, datetime.now(UTC))
            time.sleep(0.5)
    return wrong | bool(waiting)

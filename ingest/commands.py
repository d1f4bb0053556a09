"""Following from the command line: ragbot-ingest follow, list, check, pause, resume, forget, sync and watch."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from ragbot.cli import Parser, add_common_options, print_json, run_command, settings_of
from ragbot.errors import RagbotError
from ragbot.terminal import tell, visible

if TYPE_CHECKING:
    from ingest.raw import IsOver
    from ingest.sources.bookkeeping import Found
    from ingest.sources.checker import Checker
    from ingest.sources.discovery import Candidate
    from ingest.sources.subscriptions import Changes
    from ragbot.settings import Settings
    from ragbot.store.sources import Source, Sources

HELP = {
    "follow": "follow a feed, a news sitemap, a site, a page or a folder, or the sources of an .opml or .toml file",
    "list": "the sources with their state; as --opml or --toml, for other programs",
    "check": "check sources now, or all of them",
    "pause": "check sources no more, until resume",
    "resume": "check paused sources again, and ended ones",
    "forget": "follow sources no more; their articles stay",
    "sync": "check once what is due, for cron or a timer",
    "watch": "check what becomes due, until Ctrl-C, without a server",
}
NAMED = ("check", "pause", "resume", "forget")
LONGEST_WAIT = 600.0
"""Seconds for a running server to check a source."""


def is_command(argv: Sequence[str]) -> bool:
    """Whether it is about sources; a file of such a name is given as `./follow`."""
    return bool(argv) and argv[0] in HELP


def run(argv: Sequence[str]) -> int:
    """The exit status: 1 when something could not be read, or is not there."""
    arguments = _parser().parse_args(argv)
    return run_command(lambda: COMMANDS[arguments.command](arguments))


def _parser() -> argparse.ArgumentParser:
    parser = Parser("ragbot-ingest", description="Follow sources of news.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, said in HELP.items():
        command = commands.add_parser(name, help=said, description=f"{said[0].upper()}{said[1:]}.")
        add_common_options(command)
        if name == "follow":
            command.add_argument("sources", nargs="+", metavar="URL", help="an address, a folder, an .opml or .toml")
            command.add_argument("--yes", action="store_true", help="follow what is discovered without asking")
            command.add_argument(
                "--page", action="store_true", help="follow the page itself, not the feed that it names"
            )
        elif name == "list":
            command.add_argument("--opml", action="store_true", help="the feeds, as feed readers take them")
            command.add_argument("--toml", action="store_true", help="all of them, as 'follow FILE.toml' takes them")
        elif name in NAMED:
            several = "*" if name == "check" else "+"
            command.add_argument("sources", nargs=several, metavar="SOURCE", help="its address, title or id")
    return parser


# -- which sources there are ---------------------------------------------------------------------------------------


def _follow(arguments: argparse.Namespace) -> int:
    wrong = 0
    with _sources(arguments, create=True) as sources:
        for named in arguments.sources:
            try:
                wrong |= not _follow_one(named, sources, arguments)
            except RagbotError as error:
                tell(visible(f"{named}: {error}"))
                wrong = 1
    return wrong


def _follow_one(named: str, sources: Sources, arguments: argparse.Namespace) -> bool:
    """Whether it is followed now."""
    from ingest.sources.lists import opml_in, toml_in
    from ingest.sources.subscriptions import add_all, synchronise

    suffix = Path(named).suffix.lower()
    if suffix == ".opml" and not named.startswith("http"):
        _show_changes(add_all(sources, opml_in(_content(named))))
    elif suffix == ".toml" and not named.startswith("http"):
        _show_changes(synchronise(sources, toml_in(_content(named), os.path.dirname(os.path.abspath(named)))))
    else:
        return _discover(named, sources, arguments)
    return True


def _content(path: str) -> bytes:
    from ingest.raw import SourceError

    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}") from None


def _discover(named: str, sources: Sources, arguments: argparse.Namespace) -> bool:
    from ingest.fetch.fetcher import Fetcher
    from ingest.formats.parsers import shared_parsers
    from ingest.sources.discovery import discover
    from ingest.sources.subscriptions import add

    found = discover(named, Fetcher.of(settings_of(arguments)), shared_parsers())
    chosen = found[-1] if arguments.page else found[0]
    if len(found) > 1 and not arguments.page:
        _show_found(found)
        if not (arguments.yes or _is_wanted(chosen)):
            tell("Nothing was added. Follow a feed by its address, the first one with --yes, the page with --page.")
            return False
    source = add(sources, chosen)
    state = "follows" if source else "follows already:"
    print(visible(f"ragbot {state} the {chosen.kind} {chosen.address} ({chosen.title}). {_when(arguments)}"))
    return True


def _show_found(found: Sequence[Candidate]) -> None:
    from ingest.sources.lines import line_of

    for each in found:
        print(visible(line_of(each)))


def _is_wanted(chosen: Candidate) -> bool:
    if not sys.stdin.isatty():
        return False
    return input(visible(f"Follow {chosen.address}? [y/N] ")).strip().lower() in ("y", "yes")


def _when(arguments: argparse.Namespace) -> str:
    from ragbot.client import find_server

    if find_server(settings_of(arguments)):
        return "The server checks it now."
    return "'ragbot serve' checks it by itself, 'ragbot-ingest sync' now."


def _show_changes(changes: Changes) -> None:
    for label, addresses in (("+", changes.added), ("~", changes.changed), ("-", changes.forgotten)):
        for address in addresses:
            print(visible(f"  {label} {address}"))
    counts = (len(changes.added), len(changes.changed), len(changes.forgotten), changes.unchanged)
    print("{} added, {} changed, {} forgotten, {} as they were".format(*counts))


def _list(arguments: argparse.Namespace) -> int:
    from ingest.sources.lists import opml_of, toml_of

    with _sources(arguments) as opened:
        sources, now = opened.all(), datetime.now(UTC)
    if arguments.opml or arguments.toml:
        print(opml_of(sources) if arguments.opml else toml_of(sources), end="")
        return 0
    if arguments.json:
        print_json([{**asdict(source), "late": _late(source, now)} for source in sources])
        return 0
    for source in sources:
        _show_source(source, now)
    if not sources:
        tell("Nothing is followed yet: 'ragbot-ingest follow URL' adds a source.")
    return 0


def _late(source: Source, now: datetime) -> str | None:
    from ragbot.store.sources import lateness

    late = lateness(source, now)
    return late.why if late else None


def _show_source(source: Source, now: datetime) -> None:
    from ingest.sources.lines import lines_of

    for line in lines_of(source, now):
        print(visible(line))


def _pause(arguments: argparse.Namespace) -> int:
    return _for_each(arguments, lambda sources, source: sources.set(source.id, state="paused"), "paused")


def _resume(arguments: argparse.Namespace) -> int:
    from ragbot.store.sources import RESUMED

    return _for_each(arguments, lambda sources, source: sources.set(source.id, **RESUMED), "active")


def _forget(arguments: argparse.Namespace) -> int:
    return _for_each(arguments, lambda sources, source: sources.forget(source.id), "forgotten; its articles stay")


def _for_each(arguments: argparse.Namespace, change: Callable[[Sources, Source], None], state: str) -> int:
    with _sources(arguments) as sources:
        found, wrong = _named(sources, arguments.sources)
        for source in found:
            change(sources, source)
            print(visible(f"{source.address}: {state}"))
    return wrong


def _named(sources: Sources, names: Sequence[str]) -> tuple[list[Source], int]:
    """The sources of these names, and 1 when one of them is none."""
    found = [(name, sources.named(name)) for name in names]
    for name in [name for name, source in found if source is None]:
        tell(visible(f"{name}: {_unknown(sources, name)}"))
    return [source for _, source in found if source], int(any(source is None for _, source in found))


def _unknown(sources: Sources, name: str) -> str:
    same = [source.id[:8] for source in sources.all() if name == source.title]
    if same:
        return f"{len(same)} sources are called so; name one by its address or its id: {', '.join(same)}"
    return "no source has this address, title or id; 'ragbot-ingest list' shows them"


# -- checking ------------------------------------------------------------------------------------------------------


def _check(arguments: argparse.Namespace) -> int:
    from ingest.sources.follower import check_all

    with _sources(arguments, create=False) as sources:
        wanted, wrong = _named(sources, arguments.sources) if arguments.sources else (_active(sources), 0)
    if wrong and not wanted:
        return wrong
    return max(wrong, _checked(arguments, wanted, lambda checker, is_over: check_all(checker, wanted, is_over)))


def _active(sources: Sources) -> list[Source]:
    return [source for source in sources.all() if source.state == "active"]


def _sync(arguments: argparse.Namespace) -> int:
    from ingest.sources.follower import sync
    from ragbot.store.sources import moment

    with _sources(arguments) as sources:
        due = sources.due(moment(datetime.now(UTC)))
    return _checked(arguments, due, sync)


def _watch(arguments: argparse.Namespace) -> int:
    from ingest.sources.follower import watch

    with _sources(arguments) as sources:
        count = len(sources.all())
    tell(f"Following {count} sources until Ctrl-C.")
    return _checked(arguments, None, watch)


def _checked(
    arguments: argparse.Namespace, wanted: Sequence[Source] | None, check: Callable[[Checker, IsOver], Generator[Found]]
) -> int:
    """By the server that owns the archive, when one runs; else here."""
    from ragbot.client import find_server

    settings = settings_of(arguments)
    if wanted == []:
        tell("Nothing is due.")
        return 0
    if server := find_server(settings):
        tell(visible(f"The server at {server.address} follows the sources of this archive; it is asked to."))
        return _ask_server(arguments, wanted or [])
    is_over = Event()
    with _ended_by_sigterm(), _checker(settings) as checker, closing(check(checker, is_over.is_set)) as founds:
        try:
            return _show_all(founds, arguments.json)
        finally:
            is_over.set()  # or Ctrl-C would wait until each check on its way has fetched all that it wants


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """SIGTERM ends it as Ctrl-C does: killed at once, a source would stay claimed for minutes, and nobody check it."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _checker(settings: Settings) -> Iterator[Checker]:
    from ingest.sources.follower import checker_of
    from ragbot.archive import open_archive

    with open_archive(settings, create=True) as archive:
        yield checker_of(archive, settings)


def _show_all(founds: Iterator[Found], as_json: bool) -> int:
    wrong = 0
    for found in founds:
        wrong |= bool(found.error)
        if as_json:
            print_json(found)
        else:
            _show(found)
    return wrong


def _show(found: Found) -> None:
    from ingest.sources.lines import failure_of, report_of

    if found.error:
        tell(visible(failure_of(found)))
    else:
        print(visible(report_of(found)), flush=True)
    for problem in found.problems:
        tell(visible(f"  {problem.origin}: {problem.reason}"))


def _ask_server(arguments: argparse.Namespace, wanted: Sequence[Source]) -> int:
    """Put them first, and wait until it has checked them."""
    from ragbot.store.sources import ASKED

    with _sources(arguments) as sources:
        waiting, wrong = {source.id for source in wanted}, 0
        for id_ in waiting:
            sources.set(id_, next_check=ASKED)
        until = time.monotonic() + LONGEST_WAIT
        while waiting and time.monotonic() < until:
            for source in [each for each in sources.all() if each.id in waiting and each.next_check != ASKED]:
                waiting.remove(source.id)
                wrong |= bool(source.error)
                _show_source(source, datetime.now(UTC))
            time.sleep(0.5)
    return wrong | bool(waiting)


@contextmanager
def _sources(arguments: argparse.Namespace, create: bool = False) -> Iterator[Sources]:
    """Those of the archive, also while a server has it: a check of theirs never touches what the server owns."""
    from ragbot.archive import open_sources

    with ExitStack() as stack:
        yield stack.enter_context(open_sources(settings_of(arguments), create=create))


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "follow": _follow,
    "list": _list,
    "check": _check,
    "pause": _pause,
    "resume": _resume,
    "forget": _forget,
    "sync": _sync,
    "watch": _watch,
}

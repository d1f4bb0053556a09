"""ragbot-ingest change, pause, resume and forget: changes of sources that are followed."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ingest.commands.sources import named, note, sources_of
from ingest.records.addresses import MAX_TITLE
from ragbot.operations.terminal import tell, visible
from ragbot.passwords import deed_address

if TYPE_CHECKING:
    from ragbot.archive.source import Source
    from ragbot.archive.sources import Sources

HABIT = 0
"""The interval of a source whose habit decides."""


def interval(text: str) -> int:
    """Return the seconds of "30m", "6h" or "1d"; HABIT for "habit". Raises ArgumentTypeError for anything else."""
    from ragbot.settings import interval as interval_of

    if text == "habit":
        return HABIT
    seconds = interval_of(text)
    if seconds is None:
        raise argparse.ArgumentTypeError(
            f"{text} is no interval from 1m to 30d, such as 30m, 6h or 1d, and not 'habit'"
        )
    return seconds


def change(arguments: argparse.Namespace) -> int:
    """Give one source another title, another interval, or both; return the exit status."""
    if arguments.title is None and arguments.every is None:
        tell("Say what is to change: --title TEXT, --every SPAN, or both.")
        return 2
    return _for_each(arguments, lambda sources, source: _set(sources, source, arguments), "change", "changed")


def _set(sources: Sources, source: Source, arguments: argparse.Namespace) -> None:
    from ingest.sources.subscriptions import with_interval, with_title

    values: dict[str, Any] = {}
    if arguments.title is not None:
        values |= with_title(source, arguments.title[:MAX_TITLE])
    if arguments.every is not None:
        values |= with_interval(source, arguments.every or None)
    if values:
        sources.set(source.id, **values)
    if source.is_listed:
        tell(visible(f"{source.address}: the file that lists it decides again when it is followed the next time"))


def pause(arguments: argparse.Namespace) -> int:
    """Stop the checks of the named sources; return the exit status."""
    return _for_each(arguments, lambda sources, source: sources.set(source.id, state="paused"), "pause", "paused")


def resume(arguments: argparse.Namespace) -> int:
    """Check the named sources again, at once; return the exit status."""
    from ragbot.archive.source import RESUMED

    return _for_each(arguments, lambda sources, source: sources.set(source.id, **RESUMED), "resume", "active")


def forget(arguments: argparse.Namespace) -> int:
    """Follow the named sources no more; return the exit status."""
    state = "forgotten; its articles stay"
    return _for_each(arguments, lambda sources, source: sources.forget(source.id), "forget", state)


def _for_each(arguments: argparse.Namespace, change: Callable[[Sources, Source], None], step: str, state: str) -> int:
    """Change each named source, with a deed in the audit where something changed; return 1 when a name has none."""
    with sources_of(arguments) as sources:
        found, wrong = named(sources, arguments.sources)
        for source in found:
            change(sources, source)
            if sources.named(source.id) != source:
                note(arguments, step, deed_address(source.address))
            print(visible(f"{source.address}: {state}"))
    return wrong

"""ragbot-ingest list: the sources with their state, also for other programs."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ingest.commands.sources import show_source, sources_of
from ragbot.operations.cli import print_json
from ragbot.operations.terminal import tell

if TYPE_CHECKING:
    from ragbot.archive.source import Source


def show_all(arguments: argparse.Namespace) -> int:
    """Show all sources, as lines, JSON, OPML or TOML; return the exit status."""
    from ingest.sources.lists import opml_of, toml_of

    with sources_of(arguments) as opened:
        sources, now = opened.all(), datetime.now(UTC)
    if arguments.opml or arguments.toml:
        print(opml_of(sources) if arguments.opml else toml_of(sources), end="")
        return 0
    if arguments.json:
        print_json([{**asdict(source), "late": _late(source, now)} for source in sources])
        return 0
    for source in sources:
        show_source(source, now)
    if not sources:
        tell("Nothing is followed yet: 'ragbot-ingest follow URL' adds a source.")
    return 0


def _late(source: Source, now: datetime) -> str | None:
    from ragbot.archive.lateness import lateness

    late = lateness(source, now)
    return late.why if late else None

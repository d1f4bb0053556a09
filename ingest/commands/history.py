"""ragbot-ingest history: the last checks of sources, and what these refused and why."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ingest.commands.sources import named, show_source, sources_of
from ragbot.operations.cli import print_json
from ragbot.operations.terminal import visible

if TYPE_CHECKING:
    from ragbot.archive.source import Source
    from ragbot.archive.sources import Sources


def show(arguments: argparse.Namespace) -> int:
    """Show the checks of each source that brought something or ended otherwise than the one before, newest first."""
    from ingest.sources.shown_source import told_with_history

    with sources_of(arguments) as sources:
        found, wrong = named(sources, arguments.sources)
        for source in found:
            if arguments.json:
                print_json(told_with_history(sources, source, is_operator=True))
            else:
                _show(sources, source)
    return wrong


def _show(sources: Sources, source: Source) -> None:
    from ingest.sources.lines import lines_of_check

    show_source(source, datetime.now(UTC))
    history = sources.history(source.id)
    for line in (line for check in history for line in lines_of_check(check)):
        print(visible(line))
    if not history:
        print("  no check has found anything yet" if source.last_check else "  it was not checked yet")

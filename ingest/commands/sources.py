"""The sources of an archive on the command line: opened, looked up by their names, shown."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from ragbot.operations.cli import settings_of
from ragbot.operations.terminal import tell, visible

if TYPE_CHECKING:
    from ragbot.archive.source import Source
    from ragbot.archive.sources import Sources


@contextmanager
def sources_of(arguments: argparse.Namespace, create: bool = False) -> Iterator[Sources]:
    """Yield the sources of the archive, even while a server owns that: nothing else is touched."""
    from ragbot.archive.archive import open_sources

    with ExitStack() as stack:
        yield stack.enter_context(open_sources(settings_of(arguments), create=create))


def named(sources: Sources, names: Sequence[str]) -> tuple[list[Source], int]:
    """Return the sources of these names, and 1 when a name has none; tell which."""
    found = [(name, sources.named(name)) for name in names]
    for name in [name for name, source in found if source is None]:
        tell(visible(f"{name}: {_unknown(sources, name)}"))
    return [source for _, source in found if source], int(any(source is None for _, source in found))


def _unknown(sources: Sources, name: str) -> str:
    same = [source.id[:8] for source in sources.all() if name == source.title]
    if same:
        return f"{len(same)} sources are called so; name one by its address or its id: {', '.join(same)}"
    return "no source has this address, title or id; 'ragbot-ingest list' shows them"


def note(arguments: argparse.Namespace, step: str, detail: str) -> None:
    """Keep in the audit that `ragbot-ingest` followed, changed or forgot something; no password or key goes there."""
    from ragbot.archive.archive import open_deeds
    from ragbot.archive.deeds import COMMAND_LINE
    from ragbot.passwords import without_passwords

    with open_deeds(settings_of(arguments)) as deeds:
        deeds.add(COMMAND_LINE, f"ragbot-ingest {step}", without_passwords(detail))


def show_source(source: Source, now: datetime) -> None:
    """Show a line with the state of the source, and one with its trouble where it has some."""
    from ingest.sources.lines import lines_of

    for line in lines_of(source, now):
        print(visible(line))

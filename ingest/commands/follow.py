"""ragbot-ingest follow: an address, a folder, or the sources of a list."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.commands.sources import note, sources_of
from ragbot.errors import RagbotError
from ragbot.operations.cli import settings_of
from ragbot.operations.terminal import tell, visible
from ragbot.passwords import deed_address

if TYPE_CHECKING:
    from ingest.sources.discovery import Candidate
    from ingest.sources.subscriptions import Changes
    from ragbot.archive.sources import Sources


def follow(arguments: argparse.Namespace) -> int:
    """Follow each argument, whatever becomes of the others; return 1 when one is not followed."""
    wrong = 0
    with sources_of(arguments, create=True) as sources:
        for named in arguments.sources:
            try:
                wrong |= not _follow_one(named, sources, arguments)
            except RagbotError as error:
                tell(visible(f"{named}: {error}"))
                wrong = 1
    return wrong


def _follow_one(named: str, sources: Sources, arguments: argparse.Namespace) -> bool:
    """Return whether the source, or the list of sources, is followed now."""
    from ingest.sources.lists import opml_in, toml_in
    from ingest.sources.subscriptions import add_all, synchronise

    suffix = Path(named).suffix.lower()
    if suffix == ".opml" and not named.startswith("http"):
        _list(named, add_all(sources, opml_in(_content(named))), arguments)
    elif suffix == ".toml" and not named.startswith("http"):
        listed = toml_in(_content(named), os.path.dirname(os.path.abspath(named)))
        _list(named, synchronise(sources, listed), arguments)
    else:
        return _discover(named, sources, arguments)
    return True


def _content(path: str) -> bytes:
    from ingest.records.record import SourceError

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
        _show_candidates(found)
        if not (arguments.yes or _is_wanted(chosen)):
            tell("Nothing was added. Follow a feed by its address, the first one with --yes, the page with --page.")
            return False
    source = add(sources, chosen)
    if source:
        note(arguments, "follow", deed_address(source.address))
    state = "follows" if source else "follows already:"
    print(visible(f"ragbot {state} the {chosen.kind} {chosen.address} ({chosen.title}). {_when(arguments)}"))
    return True


def _show_candidates(candidates: Sequence[Candidate]) -> None:
    from ingest.sources.lines import line_of

    for each in candidates:
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


def _list(named: str, changes: Changes, arguments: argparse.Namespace) -> None:
    """Show what a list changed, and keep it in the audit as one deed: `news.opml: 3 added, 1 forgotten`."""
    _show_changes(changes)
    counts = {"added": changes.added, "changed": changes.changed, "forgotten": changes.forgotten}
    if told := ", ".join(f"{len(addresses)} {name}" for name, addresses in counts.items() if addresses):
        note(arguments, "follow", f"{named}: {told}")


def _show_changes(changes: Changes) -> None:
    for label, addresses in (("+", changes.added), ("~", changes.changed), ("-", changes.forgotten)):
        for address in addresses:
            print(visible(f"  {label} {address}"))
    counts = (len(changes.added), len(changes.changed), len(changes.forgotten), changes.unchanged)
    print("{} added, {} changed, {} forgotten, {} as they were".format(*counts))

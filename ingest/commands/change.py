"""ragbot-ingest pause, resume and forget: what becomes of sources that are followed."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from ingest.commands.sources import named, sources_of
from ragbot.terminal import visible

if TYPE_CHECKING:
    from ragbot.store.sources import Source, Sources


def pause(arguments: argparse.Namespace) -> int:
    """They are checked no more."""
    return _for_each(arguments, lambda sources, source: sources.set(source.id, state="paused"), "paused")


def resume(arguments: argparse.Namespace) -> int:
    """They are checked again, at once."""
    from ragbot.store.sources import RESUMED

    return _for_each(arguments, lambda sources, source: sources.set(source.id, **RESUMED), "active")


def forget(arguments: argparse.Namespace) -> int:
    """They are followed no more."""
    return _for_each(arguments, lambda sources, source: sources.forget(source.id), "forgotten; its articles stay")


def _for_each(arguments: argparse.Namespace, change: Callable[[Sources, Source], None], state: str) -> int:
    with sources_of(arguments) as sources:
        found, wrong = named(sources, arguments.sources)
        for source in found:
            change(sources, source)
            print(visible(f"{source.address}: {state}"))
    return wrong

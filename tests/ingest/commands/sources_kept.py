"""Sources that are followed, without a newsroom: they are in the ledger, as a check left them."""

from __future__ import annotations

from ingest import cli
from ragbot.archive.archive import open_sources
from ragbot.archive.source import Source
from ragbot.settings import Settings

THEN = "2026-03-10T09:30:00Z"
COURIER = Source("c" * 32, "https://courier.example/feed", "feed", "The Courier", THEN, THEN)
TIDE = Source("d" * 32, "https://tide.example/rss", "feed", "The Tide", THEN, THEN)


def keep(settings: Settings, *sources: Source) -> None:
    with open_sources(settings, create=True) as kept:
        for source in sources:
            kept.add(source)


def kept(settings: Settings) -> dict[str, Source]:
    """Return the sources by their titles, as they are now."""
    with open_sources(settings) as found:
        return {source.title: source for source in found.all()}


def run(settings: Settings, *words: str) -> int:
    return cli.main([*words, "--archive", str(settings.archive)])

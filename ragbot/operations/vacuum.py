"""ragbot vacuum: takes out the articles that are older than they are kept, here or through the server that has them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from pydantic import TypeAdapter

from ragbot.archive.archive import open_archive, open_deeds
from ragbot.archive.deeds import COMMAND_LINE
from ragbot.archive.retention import Vacuumed
from ragbot.client import find_server
from ragbot.errors import SettingsError
from ragbot.settings import Settings, keep_days


def vacuum(settings: Settings, dry_run: bool) -> Vacuumed:
    """Take out what is older than the settings keep, or only count it. Raises SettingsError when they keep all."""
    days = keep_days(settings.keep)
    if not days:
        raise SettingsError("Everything is kept for ever: say how long with --keep 365d, or set RAGBOT_KEEP.")
    if server := find_server(settings):
        reply = server.post("/v1/archive/vacuum", {"dry_run": dry_run, "keep": settings.keep})
        return TypeAdapter(Vacuumed).validate_json(reply)
    with open_archive(settings) as archive:
        done = archive.vacuum(days, datetime.now(UTC).date(), dry_run)
    count = sum(done.articles.values())
    if count and not dry_run:
        with open_deeds(settings) as deeds:
            deeds.add(COMMAND_LINE, "ragbot vacuum", f"{count} articles taken out")
    return done


def lines_of(done: Vacuumed) -> Sequence[str]:
    """What was done, in a line each."""
    verb = "would go" if done.dry_run else "went"
    lines = [f"{sum(done.articles.values()):,} articles {verb}."]
    lines += [f"  {count:,}  {outlet or '(no outlet)'}" for outlet, count in done.articles.items()]
    lines += [f"{count:,} as old stay: {why}." for why, count in done.kept.items()]
    if not done.dry_run:
        how = "" if done.shrunk else "; what is unused in it is for what comes in next"
        lines.append(f"The ledger has {done.size:,} bytes, {done.size_before - done.size:,} less than before{how}.")
    return lines

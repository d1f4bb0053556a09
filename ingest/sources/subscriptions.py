"""Subscriptions: which sources are followed, added one by one or by a list in a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from ingest.records.cleaning import clean_line
from ingest.sources.discovery import Candidate
from ingest.sources.lists import Listed
from ragbot.archive.source import Source, moment, read
from ragbot.archive.sources import Sources
from ragbot.types import sha256


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes by a list, by the addresses of its sources."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    forgotten: tuple[str, ...] = ()
    unchanged: int = 0


def source_at(listed: Listed, is_listed: bool = False) -> Source:
    """Return the source before its first check, which is due at once."""
    now = moment(datetime.now(UTC))
    return Source(
        id=sha256(listed.address)[:32],
        address=listed.address,
        kind=listed.kind,
        title=listed.title or listed.address,
        is_named=is_listed and bool(listed.title),
        added=now,
        next_check=now,
        state="paused" if listed.is_paused else "active",
        is_listed=is_listed,
        every=listed.every,
    )


def add(sources: Sources, candidate: Candidate) -> Source | None:
    """Follow a candidate; return its source, None when it is followed already."""
    source = source_at(Listed(candidate.address, candidate.title, candidate.kind))
    return source if sources.add(source) else None


def add_all(sources: Sources, listed: Sequence[Listed]) -> Changes:
    """Follow the new sources of a list; the others stay as they are."""
    added = tuple(each.address for each in listed if sources.add(source_at(each)))
    return Changes(added, unchanged=len(listed) - len(added))


def synchronise(sources: Sources, listed: Sequence[Listed]) -> Changes:
    """Make the listed sources those of the list: forget those that it no longer names, keep those added by hand."""
    known = {source.address: source for source in sources.all()}
    added, changed = [], []
    for each in listed:
        source = known.get(each.address)
        if source is None:
            sources.add(source_at(each, is_listed=True))
            added.append(each.address)
        elif new := _differences(source, each):
            sources.set(source.id, **new)
            changed.append(each.address)
    named = {each.address for each in listed}
    gone = [source for source in known.values() if source.is_listed and source.address not in named]
    for source in gone:
        sources.forget(source.id)
    kept = len(listed) - len(added) - len(changed)
    return Changes(tuple(added), tuple(changed), tuple(source.address for source in gone), kept)


def _differences(source: Source, listed: Listed) -> dict[str, Any]:
    """Return the fields in which the list differs; a source that its publisher ended waits for a resume by hand."""
    state = "paused" if listed.is_paused else "active" if source.state == "paused" else source.state
    title = {"title": listed.title or source.title, "is_named": bool(listed.title)}
    wanted = {"is_listed": True, "every": listed.every, "state": state, **title}
    return {name: value for name, value in wanted.items() if getattr(source, name) != value}


def with_title(source: Source, title: str | None) -> dict[str, Any]:
    """Return the fields that give the source a title; without one it takes its own again, from its next check on."""
    if title:
        return {"title": clean_line(title) or source.title, "is_named": True}
    return {"is_named": False, "etag": "", "last_modified": ""} if source.is_named else {}  # so that it comes whole


def with_interval(source: Source, every: int | None) -> dict[str, Any]:
    """Return the fields for a check every so many seconds; for None the habit decides, and the next check stays."""
    if every == source.every:
        return {}
    if every is None:
        return {"every": None}
    due = read(source.last_check or source.added) + timedelta(seconds=every)
    return {"every": every, "interval": every, "next_check": moment(due)}

"""Which sources are followed: added one by one, or kept as a list in a file names them."""

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
    """What a list changed, by addresses."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    forgotten: tuple[str, ...] = ()
    unchanged: int = 0


def source_at(listed: Listed, is_listed: bool = False) -> Source:
    """The source as it is before its first check, which is due at once."""
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
    """Follow it; None when it is followed already."""
    source = source_at(Listed(candidate.address, candidate.title, candidate.kind))
    return source if sources.add(source) else None


def add_all(sources: Sources, listed: Sequence[Listed]) -> Changes:
    """Follow those that are not followed yet; the others stay as they are."""
    added = tuple(each.address for each in listed if sources.add(source_at(each)))
    return Changes(added, unchanged=len(listed) - len(added))


def synchronise(sources: Sources, listed: Sequence[Listed]) -> Changes:
    """Make the listed sources those of the list: what it no longer names is forgotten, what was added by hand stays."""
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
    """What the list says otherwise. One that its publisher ended stays so until somebody resumes it by hand."""
    state = "paused" if listed.is_paused else "active" if source.state == "paused" else source.state
    title = {"title": listed.title or source.title, "is_named": bool(listed.title)}
    wanted = {"is_listed": True, "every": listed.every, "state": state, **title}
    return {name: value for name, value in wanted.items() if getattr(source, name) != value}


def with_title(source: Source, title: str | None) -> dict[str, Any]:
    """What is set to call it so; without a title it is called what it calls itself, from its next check on."""
    if title:
        return {"title": clean_line(title) or source.title, "is_named": True}
    return {"is_named": False, "etag": "", "last_modified": ""} if source.is_named else {}  # so that it comes whole


def with_interval(source: Source, every: int | None) -> dict[str, Any]:
    """What is set to check it every so many seconds; without them it is learned again, and the next check stays."""
    if every == source.every:
        return {}
    if every is None:
        return {"every": None}
    due = read(source.last_check or source.added) + timedelta(seconds=every)
    return {"every": every, "interval": every, "next_check": moment(due)}

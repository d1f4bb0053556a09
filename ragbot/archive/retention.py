"""Retention: which articles are too old to be kept, which stay all the same, and what is left of the others.

An article stays, however old, when something else could not be explained without it: when its publisher or an operator
corrected, retracted, removed or restored it (taken in again, it would come back as if nothing had been said), or when a
kept answer cites it. Of what goes, title, outlet, address and day stay, so that an old link to it can be explained.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Select, delete, exists, func, select

from ragbot.archive.tables import (
    OF_CURRENT,
    articles,
    expired,
    notes,
    versions,
)

Why = Literal["corrected or retracted", "cited by a kept answer"]
"""Why an article stays though it is old enough to go."""
AT_ONCE = 100
"""Articles that go in one transaction, so that readers and other writers wait for 0.1 s at the most."""

Keep = Mapping[str | None, int | None]
"""Days by outlet, None for ever; the outlet None stands for all others."""


@dataclass(frozen=True, slots=True)
class Expiry:
    """The record of an article that retention took out."""

    id: str
    title: str
    source: str
    url: str | None
    published: str | None
    at: str

    def __str__(self) -> str:
        day = f", published {self.published[:10]}," if self.published else ""
        outlet = f" of {self.source}" if self.source else ""
        return (
            f"The article {self.title[:200]!r}{outlet}{day} is no longer in the archive: it was older than its "
            f"outlet's articles are kept here, and was taken out on {self.at[:10]}."
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """The articles to take out, and the number of those that stay."""

    ids: Sequence[str] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    """Articles to go, by outlet."""
    kept: Mapping[Why, int] = field(default_factory=dict)
    """Articles as old that stay."""

    def batches(self) -> Iterator[Sequence[str]]:
        return (self.ids[start : start + AT_ONCE] for start in range(0, len(self.ids), AT_ONCE))


@dataclass(frozen=True, slots=True)
class Vacuumed:
    """The numbers of articles that a vacuum took out, or would take out."""

    dry_run: bool
    articles: Mapping[str, int]
    """The number of articles that went, by outlet."""
    kept: Mapping[Why, int]
    """Articles as old that stay, by the reason."""
    size_before: int
    """Bytes of the ledger."""
    size: int
    shrunk: bool
    """Whether its file was written anew without unused pages; else new articles use them."""


def plan(
    connection: Connection,
    keep: Keep,
    today: date,
    cited_articles: Collection[str],
    among: Sequence[str] | None = None,
) -> Plan:
    """Return what is older than it is kept, of all articles or `among` these ids; the oldest first.

    An article's age counts from the last of its days: published (or, if that is unknown, first seen) and modified.
    """
    query = _by_age()
    query = query if among is None else query.where(articles.c.id.in_(among))
    ids, counts, kept = [], Counter[str](), Counter[Why]()
    for row in connection.execute(query):
        if not _is_old(row, keep, today):
            continue
        if why := _why_kept(row, cited_articles):
            kept[why] += 1
            continue
        ids.append(row.id)
        counts[row.source] += 1
    return Plan(ids, dict(counts.most_common()), dict(kept))


def _by_age() -> Select[Any]:
    """Select what tells the age of each article that has no version on its way, the oldest first."""
    noted = exists().where(notes.c.article_id == articles.c.id).label("noted")
    a, v = articles.c, versions.c
    query = select(a.id, a.source, a.state, a.state_since, a.first_seen, v.published, v.modified, noted)
    on_its_way = versions.alias()
    is_settled = ~exists().where(on_its_way.c.article_id == a.id, on_its_way.c.number > a.current)
    return query.join(versions, OF_CURRENT).where(is_settled).order_by(func.coalesce(v.published, a.first_seen))


def _is_old(row: Any, keep: Keep, today: date) -> bool:
    days = keep.get(row.source, keep.get(None))
    last = max((row.published or row.first_seen)[:10], (row.modified or "")[:10])
    return days is not None and last < (today - timedelta(days=days)).isoformat()


def _why_kept(row: Any, cited_articles: Collection[str]) -> Why | None:
    if row.state != "live" or row.state_since or row.noted:
        return "corrected or retracted"
    return "cited by a kept answer" if row.id in cited_articles else None


def note_expired(connection: Connection, article_ids: Sequence[str], at: str) -> None:
    """Keep a record of each article that goes."""
    a, v = articles.c, versions.c
    query = select(a.id, v.title, a.source, a.url, v.published).join(versions, OF_CURRENT).where(a.id.in_(article_ids))
    rows = [{**row._mapping, "at": at} for row in connection.execute(query)]
    if rows:  # an article that is gone already keeps what was noted then
        connection.execute(delete(expired).where(expired.c.id.in_([row["id"] for row in rows])))
        connection.execute(expired.insert(), rows)


def expiries(connection: Connection, article_ids: Collection[str]) -> dict[str, Expiry]:
    """Return the records of those of these articles that retention ever took out."""
    rows = connection.execute(select(expired).where(expired.c.id.in_(article_ids)))
    return {row.id: Expiry(**row._mapping) for row in rows}


def expiry(connection: Connection, article_id: str) -> Expiry | None:
    """Return the record of an article that the archive has no more; None without one."""
    is_there = select(articles.c.id).where(articles.c.id == article_id)
    row = connection.execute(select(expired).where(expired.c.id == article_id)).first()
    return Expiry(**row._mapping) if row and not connection.execute(is_there).first() else None

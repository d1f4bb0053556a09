"""What the archive follows: each source with its state, its items and its history."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, fields, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, select

from ragbot.archive import clock
from ragbot.archive.database import Database
from ragbot.archive.source import ASKED, Check, Item, Refusal, Source, read
from ragbot.archive.tables import checks, items, refusals, sources

KEPT_ITEMS = 200
"""The newest items of a source that are kept, whether it still names them or not."""
KEPT_CHECKS = 100
"""The newest checks of a source that are kept: twice what is shown, and what a page's habit is learned from."""


class Sources:
    """The sources that a ledger holds. Safe beside a running server: it touches no article and no vector."""

    def __init__(self, ledger: Database) -> None:
        self._ledger = ledger

    def all(self) -> list[Source]:
        """Return all sources in the order of their titles."""
        return self._where(True)

    def due(self, now: str) -> list[Source]:
        """Return unclaimed sources that are due for a check, or have an item that is; longest due first.

        A paused source is due when somebody asks for its check.
        """
        item_due = select(items.c.source_id).where(items.c.next_check <= now)
        is_due = (sources.c.next_check <= now) | sources.c.id.in_(item_due)
        is_wanted = and_(sources.c.state == "active", is_due) | (sources.c.next_check == ASKED)
        found = self._where(and_(sources.c.claimed <= now, is_wanted))
        return sorted(found, key=lambda source: source.next_check)

    def due_by_hand(self) -> list[Source]:
        """Return sources that somebody wants checked at once."""
        return self._where(and_(sources.c.next_check == ASKED, sources.c.claimed <= clock.now()))

    def named(self, name: str) -> Source | None:
        """Find a source by its id, or 4 or more first digits of that, its address, or its whole title."""
        found = self._where((sources.c.id == name) | (sources.c.address == name) | (sources.c.title == name))
        shortest = 4
        if not found and len(name) >= shortest and name.isalnum():
            found = self._where(sources.c.id.startswith(name, autoescape=True))
        return found[0] if len(found) == 1 else None

    def add(self, source: Source) -> bool:
        """Follow a source; return False when it is followed already."""
        with self._ledger.writing() as connection:
            known = connection.execute(select(sources.c.id).where(sources.c.address == source.address)).first()
            if known is None:
                connection.execute(sources.insert().values(**asdict(source)))
            return known is None

    def set(self, source_id: str, **values: object) -> None:
        """Change some fields of a source."""
        with self._ledger.writing() as connection:
            connection.execute(sources.update().where(sources.c.id == source_id).values(**values))

    def claim(self, source_id: str, now: str, until: str) -> bool:
        """Claim a source until then; return False when somebody else has claimed it."""
        free = and_(sources.c.id == source_id, sources.c.claimed <= now)
        with self._ledger.writing() as connection:
            return connection.execute(sources.update().where(free).values(claimed=until)).rowcount == 1

    def forget(self, source_id: str) -> None:
        """Follow a source no more; its articles stay."""
        with self._ledger.writing() as connection:
            for table in (items, refusals, checks):
                connection.execute(table.delete().where(table.c.source_id == source_id))
            connection.execute(sources.delete().where(sources.c.id == source_id))

    def items(self, source_id: str, keys: Sequence[str] = (), due: str = "") -> dict[str, Item]:
        """Return by key the items with these keys and those due by then; all items when neither is given."""
        wanted = [items.c.source_id == source_id]
        if keys or due:
            wanted.append(items.c.key.in_(keys) | (items.c.next_check <= due))
        return {item.key: item for item in self._items(and_(*wanted))}

    def items_at(self, source_id: str, urls: Sequence[str]) -> list[Item]:
        """Return the items that have one of these addresses."""
        return list(self._items(and_(items.c.source_id == source_id, items.c.url.in_(urls)))) if urls else []

    def rename_item(self, item: Item, key: str) -> Item:
        """Give an item another key, which no other item has."""
        of_item = and_(items.c.source_id == item.source_id, items.c.key == item.key)
        with self._ledger.writing() as connection:
            connection.execute(items.update().where(of_item).values(key=key))
        return replace(item, key=key)

    def keep_items(self, changed: Sequence[Item]) -> None:
        """Add or replace items."""
        with self._ledger.writing() as connection:
            for item in changed:
                of_item = and_(items.c.source_id == item.source_id, items.c.key == item.key)
                connection.execute(items.delete().where(of_item))
                connection.execute(items.insert().values(**asdict(item)))

    def forget_items(self, source_id: str, named: Collection[str], before: str) -> int:
        """Forget items seen before that instant that the source names no more and nobody checks; return how many.

        The newest items stay, since some servers name now these and now those. An item that is named again after all
        is read once more, and the archive knows its article.
        """
        of_source = items.c.source_id == source_id
        newest = select(items.c.key).where(of_source).order_by(items.c.seen.desc()).limit(KEPT_ITEMS)
        old = and_(of_source, items.c.next_check.is_(None), items.c.seen < before, items.c.key.not_in(newest))
        with self._ledger.writing() as connection:
            keys = set(connection.scalars(select(items.c.key).where(old))).difference(named)
            if keys:
                of_key = and_(of_source, items.c.key == bindparam("gone"))
                connection.execute(items.delete().where(of_key), [{"gone": key} for key in keys])
        return len(keys)

    def keep_check(self, check: Check) -> None:
        """Add a check to the history."""
        row = {name: value for name, value in asdict(check).items() if name != "refusals"}
        key = {"source_id": check.source_id, "at": check.at}
        refused = [{**key, "place": place, **asdict(each)} for place, each in enumerate(check.refusals)]
        with self._ledger.writing() as connection:
            for table in (refusals, checks):  # of the same second
                connection.execute(table.delete().filter_by(**key))
            connection.execute(checks.insert().values(**row))
            if refused:
                connection.execute(refusals.insert(), refused)
            self._forget_checks(connection, check.source_id)

    def _forget_checks(self, connection: Connection, source_id: str) -> None:
        of_source = checks.c.source_id == source_id
        last = select(checks.c.at).where(of_source).order_by(checks.c.at.desc()).offset(KEPT_CHECKS - 1).limit(1)
        if oldest := connection.scalar(last):
            for table in (refusals, checks):
                connection.execute(table.delete().where(table.c.source_id == source_id, table.c.at < oldest))

    def history(self, source_id: str, limit: int = 50) -> list[Check]:
        """Return the checks of a source, newest first."""
        query = select(checks).where(checks.c.source_id == source_id).order_by(checks.c.at.desc()).limit(limit)
        why = select(refusals.c.at, refusals.c.origin, refusals.c.reason).where(refusals.c.source_id == source_id)
        with self._ledger.reading() as connection:
            rows = connection.execute(query).all()
            refused: dict[str, list[Refusal]] = {}
            for at, origin, reason in connection.execute(
                why.where(refusals.c.at.in_([row.at for row in rows])).order_by(refusals.c.place)
            ):
                refused.setdefault(at, []).append(Refusal(origin, reason))
        return [Check(**row._mapping, refusals=tuple(refused.get(row.at, ()))) for row in rows]

    def days(self, since: str) -> dict[str, dict[str, int]]:
        """Count by source and day the articles that were published, or else first seen, since that day."""
        day = func.substr(func.coalesce(items.c.published, items.c.seen), 1, 10).label("day")
        query = select(items.c.source_id, day, func.count()).where(day >= since).group_by(items.c.source_id, day)
        found: dict[str, dict[str, int]] = {}
        with self._ledger.reading() as connection:
            for source_id, of_day, count in connection.execute(query):
                found.setdefault(source_id, {})[of_day] = count
        return found

    def arrivals(self, source_id: str, limit: int) -> list[datetime]:
        """Return when the newest items were published, or else first seen, newest first.

        Texts with different offsets sort differently from their instants, by a day or so: all days that may count are
        read.
        """
        when = func.coalesce(items.c.published, items.c.seen)
        query = select(when).where(items.c.source_id == source_id)
        with self._ledger.reading() as connection:
            last = connection.scalar(query.order_by(when.desc()).offset(limit - 1).limit(1))
            texts = connection.scalars(query.where(when >= _days_before(last, 2)) if last else query)
            return sorted(map(read, texts), reverse=True)[:limit]

    def _where(self, condition: Any) -> list[Source]:
        columns = (sources.c[field.name] for field in fields(Source))  # as it has them: by name it takes twice as long
        query = select(*columns).where(condition).order_by(sources.c.title, sources.c.address)
        with self._ledger.reading() as connection:
            return [Source(*row) for row in connection.execute(query)]

    def _items(self, condition: Any) -> list[Item]:
        with self._ledger.reading() as connection:
            return [Item(**row._mapping) for row in connection.execute(select(items).where(condition))]


def _days_before(text: str, days: int) -> str:
    return (date.fromisoformat(text[:10]) - timedelta(days=days)).isoformat()

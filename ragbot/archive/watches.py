"""The standing questions of an archive: each with its state, its last answer and its updates."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select

from ragbot.archive.database import Database
from ragbot.archive.source import ASKED, moment, read
from ragbot.archive.tables import articles, versions, watch_updates, watches
from ragbot.archive.watch import (
    CLAIMED_SECONDS,
    KEPT_UPDATES,
    LEAST_PAUSE,
    CitedSentence,
    Sentences,
    Watch,
    WatchUpdate,
)
from ragbot.errors import QuestionError

FARTHEST = timedelta(days=31)
"""A look that is further away was planned by a clock that was ahead."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A standing question that is one process's own, and what of it is due."""

    watch: Watch
    is_to_ask: bool
    may_send: bool
    """Whether its webhook may be tried now, if an update waits."""


class Watches:
    """Those that a ledger holds. Safe beside a running server: it touches no article and no vector."""

    def __init__(self, ledger: Database) -> None:
        self._ledger = ledger

    def all(self) -> list[Watch]:
        """Return all, the oldest first."""
        return self._where(True)

    def named(self, name: str) -> Watch | None:
        """Find one by its id, 4 or more first digits of that, or its whole question."""
        same = self._where((watches.c.id == name) | (watches.c.question == name))
        shortest = 4
        if not same and len(name) >= shortest and name.isalnum():
            same = self._where(watches.c.id.startswith(name, autoescape=True))
        return same[0] if len(same) == 1 else None

    def add(self, watch: Watch, most: int) -> bool:
        """Keep one; return False when it is there already. Raises QuestionError when there are `most` already."""
        with self._ledger.writing() as connection:
            if connection.execute(select(watches.c.id).where(watches.c.id == watch.id)).first():
                return False
            if connection.execute(select(func.count()).select_from(watches)).scalar_one() >= most:
                raise QuestionError(
                    f"There are {most} standing questions, the most that RAGBOT_WATCHES allows: "
                    "delete one, or set it to more."
                )
            connection.execute(watches.insert().values(**_row(watch)))
            return True

    def set(self, watch_id: str, **values: Any) -> None:
        """Change some fields of one."""
        with self._ledger.writing() as connection:
            connection.execute(watches.update().where(watches.c.id == watch_id).values(**_columns(values)))

    def forget(self, watch_id: str) -> None:
        """Delete one with its updates."""
        with self._ledger.writing() as connection:
            connection.execute(watch_updates.delete().where(watch_updates.c.watch_id == watch_id))
            connection.execute(watches.delete().where(watches.c.id == watch_id))

    # -- what is due ----------------------------------------------------------------------------------------------

    def due(self, now: str, marker: str) -> list[Watch]:
        """Return unclaimed ones that are to be asked again, or have an update to send; the longest due first."""
        waits = exists().where(watch_updates.c.watch_id == watches.c.id, watch_updates.c.delivery == "waiting")
        is_due = or_(_is_to_ask(now, marker), and_(_may_send(now), waits))
        return sorted(self._where(and_(_is_free(now), is_due)), key=lambda watch: watch.next_check)

    def claim(self, watch_id: str, now: str, marker: str) -> Claim | None:
        """Claim one as it is now, whatever it was when somebody read it; None when it is another's, or gone."""
        query = select(watches, _is_to_ask(now, marker).label("is_to_ask"), _may_send(now).label("may_send"))
        until = _after(now, timedelta(seconds=CLAIMED_SECONDS))
        with self._ledger.writing() as connection:
            row = connection.execute(query.where(watches.c.id == watch_id, _is_free(now))).first()
            if row is None:
                return None
            connection.execute(watches.update().where(watches.c.id == watch_id).values(claimed=until))
        return Claim(replace(_watch(row), claimed=until), bool(row.is_to_ask), bool(row.may_send))

    def renew(self, watch: Watch, now: str) -> Watch | None:
        """Claim a claimed one for as long again; None when another has claimed it since, or it is gone."""
        until = _after(now, timedelta(seconds=CLAIMED_SECONDS))
        with self._ledger.writing() as connection:
            renewed = connection.execute(watches.update().where(_is_own(watch)).values(claimed=until)).rowcount
        return replace(watch, claimed=until) if renewed else None

    def release(self, watch: Watch) -> None:
        """Leave a claimed one to others, unless another has claimed it since."""
        with self._ledger.writing() as connection:
            connection.execute(watches.update().where(_is_own(watch)).values(claimed=""))

    def finish(
        self, watch: Watch, values: Mapping[str, Any], pause: int | None = None, update: WatchUpdate | None = None
    ) -> bool:
        """Keep in one step what a look at a claimed one brought; False when it is another's by now, or gone.

        The next look is after `pause` seconds from `last_check` of the values, or as the schedule has it that the
        watch has now: it may have been changed during the look. Who wanted one meanwhile gets it.
        """
        values = {**values, **({"updates": update.number} if update else {})}
        with self._ledger.writing() as connection:
            row = connection.execute(select(watches.c.every, watches.c.next_check).where(_is_own(watch))).first()
            if row is None:
                return False
            values["next_check"] = _after(values["last_check"], timedelta(seconds=pause or row.every or LEAST_PAUSE))
            if row.next_check == ASKED != watch.next_check:
                values["next_check"] = ASKED
            connection.execute(watches.update().where(watches.c.id == watch.id).values(**_columns(values)))
            if update:
                _keep_update(connection, update)
        return True

    def marker(self) -> str:
        """Return what differs whenever readers see another version of an article, or another state of one.

        Instants are whole seconds, so the versions of the last one are counted, too: 4 ms with 50,000 articles.
        """
        last_seen = select(func.max(versions.c.seen)).scalar_subquery()
        seen = select(func.max(versions.c.seen), func.count()).join(articles, articles.c.id == versions.c.article_id)
        seen = seen.where(versions.c.seen == last_seen, versions.c.number <= articles.c.current)
        last_state = select(func.max(articles.c.state_since)).scalar_subquery()
        states = select(func.max(articles.c.state_since), func.count()).where(articles.c.state_since == last_state)
        live = select(func.count()).select_from(articles).where(articles.c.state == "live")
        with self._ledger.reading() as connection:
            parts = [*connection.execute(seen).one(), *connection.execute(states).one(), connection.scalar(live)]
        return " ".join(str(part) for part in parts)

    # -- updates --------------------------------------------------------------------------------------------------

    def updates(self, watch_id: str, limit: int = KEPT_UPDATES) -> list[WatchUpdate]:
        """Return the newest updates of one, the newest first."""
        query = select(watch_updates).where(watch_updates.c.watch_id == watch_id)
        with self._ledger.reading() as connection:
            rows = connection.execute(query.order_by(watch_updates.c.number.desc()).limit(limit)).all()
        return [_update(row) for row in rows]

    def waiting(self, watch_id: str) -> list[WatchUpdate]:
        """Return the updates of one that are not sent yet, the oldest first."""
        return [each for each in reversed(self.updates(watch_id)) if each.delivery == "waiting"]

    def note_delivery(self, update: WatchUpdate) -> None:
        """Keep that an update was sent."""
        of_update = and_(watch_updates.c.watch_id == update.watch_id, watch_updates.c.number == update.number)
        with self._ledger.writing() as connection:
            connection.execute(watch_updates.update().where(of_update).values(delivery="sent"))

    def cited_articles(self) -> frozenset[str]:
        """Return the ids of the articles that the kept answers and updates cite."""
        kept = [sentence for watch in self.all() for sentence in watch.sentences]
        for watch in self.all():
            kept += [each for update in self.updates(watch.id) for each in (*update.old, *update.new)]
        return frozenset(sentence.article_id for sentence in kept)

    def _where(self, condition: Any) -> list[Watch]:
        query = select(watches).where(condition).order_by(watches.c.added, watches.c.id)
        with self._ledger.reading() as connection:
            return [_watch(row) for row in connection.execute(query)]


def _keep_update(connection: Connection, update: WatchUpdate) -> None:
    """The oldest ones go."""
    connection.execute(
        watch_updates.insert().values({**asdict(update), "old": _json(update.old), "new": _json(update.new)})
    )
    is_old = and_(watch_updates.c.watch_id == update.watch_id, watch_updates.c.number <= update.number - KEPT_UPDATES)
    connection.execute(watch_updates.delete().where(is_old))


def _is_own(watch: Watch) -> ColumnElement[bool]:
    """Whether it is claimed as it was when this process claimed it."""
    return and_(watches.c.id == watch.id, watches.c.claimed == watch.claimed)


def _is_to_ask(now: str, marker: str) -> ColumnElement[bool]:
    may_change = or_(watches.c.every.is_not(None), watches.c.marker != marker)
    is_wanted = and_(watches.c.state == "active", _is_reached(watches.c.next_check, now), may_change)
    return or_(is_wanted, watches.c.next_check == ASKED)


def _may_send(now: str) -> ColumnElement[bool]:
    return and_(watches.c.webhook_state == "active", _is_reached(watches.c.next_delivery, now))


def _is_free(now: str) -> ColumnElement[bool]:
    return or_(watches.c.claimed <= now, watches.c.claimed > _after(now, timedelta(seconds=CLAIMED_SECONDS)))


def _is_reached(planned: ColumnElement[str], now: str) -> ColumnElement[bool]:
    """Whether it is time, or it was planned by a clock that was ahead."""
    return or_(planned <= now, planned > _after(now, FARTHEST))


def _after(now: str, span: timedelta) -> str:
    return moment(read(now) + span)


def _json(sentences: Sequence[CitedSentence]) -> str:
    return json.dumps([asdict(each) for each in sentences], ensure_ascii=False)


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as the table has them."""
    return {name: _json(value) if name == "sentences" else value for name, value in values.items()}


def _sentences(text: str) -> Sentences:
    return tuple(CitedSentence(**each) for each in json.loads(text))


def _row(watch: Watch) -> dict[str, Any]:
    return {**asdict(watch), "sources": json.dumps(watch.sources), "sentences": _json(watch.sentences)}


def _watch(row: Any) -> Watch:
    values = {field.name: row._mapping[field.name] for field in fields(Watch)}
    kept = {"sources": tuple(json.loads(row.sources)), "sentences": _sentences(row.sentences)}
    return Watch(**{**values, **kept})


def _update(row: Any) -> WatchUpdate:
    return WatchUpdate(**{**row._mapping, "old": _sentences(row.old), "new": _sentences(row.new)})

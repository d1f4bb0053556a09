"""The state of an article: what its publisher says of it and what an operator decides, and which of them holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, and_, select

from ragbot.archive.tables import VISIBLE, articles, notes
from ragbot.types import Article, State

By = Literal["publisher", "operator"]
Set = Literal["changed", "unchanged"]
OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Notice:
    """The state of an article, and who says so."""

    state: State
    by: By | None
    """Who says so; None when the article was always live."""
    reason: str | None
    """The operator's reason, or the publisher's own words in the last version that has any."""
    since: str | None
    """When the archive learned of it; None when the state never changed."""


@dataclass(frozen=True, slots=True)
class PublisherNotice:
    """A publisher's statement about an article, with one of its versions."""

    state: State
    note: str | None


def said_with(article: Article) -> PublisherNotice | None:
    """Return the notice that comes with `article`; None without one. A note without a state is about a correction."""
    if article.state is None and not article.note:
        return None
    return PublisherNotice(article.state or "corrected", article.note)


def state_after(state: State, by_operator: bool, notice: PublisherNotice | None, is_news: bool) -> State:
    """Return the state of an article after its publisher has said something of it, or nothing.

    What an operator retracted or removed stays so until an operator lifts it; another state that an operator set stays
    until the publisher says something new. A publisher's silence revokes nothing, and "live" undoes no correction.
    """
    if notice is None or (by_operator and (state not in VISIBLE or not is_news)):
        return state
    return state if (state, notice.state) == ("corrected", "live") else notice.state


def said_in(connection: Connection, article_id: str, number: int | None) -> PublisherNotice | None:
    """Return the publisher's notice with that version; None without one."""
    query = select(notes.c.state, notes.c.note).where(_of(article_id, number or 0))
    row = connection.execute(query).first()
    return PublisherNotice(row.state, row.note) if row else None


def keep(connection: Connection, article_id: str, number: int, notice: PublisherNotice) -> None:
    """Keep the notice of a version, in place of an earlier one."""
    connection.execute(notes.delete().where(_of(article_id, number)))
    values = {"article_id": article_id, "number": number, "state": notice.state, "note": notice.note}
    connection.execute(notes.insert().values(**values))


def follow(
    connection: Connection, article_id: str, notice: PublisherNotice | None, before: PublisherNotice | None, now: str
) -> bool:
    """Make an article's state follow the publisher's notices; return whether that hid or showed the article."""
    row = _row(connection, article_id)
    if not row:
        return False
    by_operator = row["state_by"] == OPERATOR
    state = state_after(row["state"], by_operator, notice, is_news=notice != before)
    if state != row["state"]:
        values = {"state": state, "state_by": None, "state_since": now, "reason": None}
        connection.execute(articles.update().where(articles.c.id == article_id).values(**values))
    return (state in VISIBLE) != (row["state"] in VISIBLE)


def decide(connection: Connection, article_id: str, state: State, reason: str | None, now: str) -> Set | None:
    """Set an article's state for an operator; return None when readers never saw such an article.

    A state that is set again without a reason keeps its reason.
    """
    row = _row(connection, article_id)
    if not row or row["current"] is None:
        return None
    kept = row["reason"] if row["state"] == state else None
    new = {"state": state, "state_by": OPERATOR, "reason": reason or kept}
    if all(row[name] == value for name, value in new.items()):
        return "unchanged"
    since = row["state_since"] if row["state"] == state else now
    connection.execute(articles.update().where(articles.c.id == article_id).values(**new, state_since=since))
    return "changed"


def notice(connection: Connection, article_id: str) -> Notice | None:
    """Return the state of an article and its author; None when readers never saw such an article."""
    row = _row(connection, article_id)
    if not row or row["current"] is None:
        return None
    if row["state_by"] == OPERATOR:
        return Notice(row["state"], "operator", row["reason"], row["state_since"])
    if row["state"] == "live":
        return Notice("live", "publisher" if row["state_since"] else None, None, row["state_since"])
    notes = [*notes_of(connection, article_id).values()]
    return Notice(row["state"], "publisher", notes[-1] if notes else None, row["state_since"])


def notes_of(connection: Connection, article_id: str) -> dict[int, str]:
    """Return the notes of an article by version number, first version first."""
    query = select(notes.c.number, notes.c.note).join(articles, articles.c.id == notes.c.article_id)
    query = query.where(articles.c.id == article_id, notes.c.number <= articles.c.current, notes.c.note.is_not(None))
    return {row.number: row.note for row in connection.execute(query.order_by(notes.c.number))}


def _of(article_id: str, number: int) -> Any:
    return and_(notes.c.article_id == article_id, notes.c.number == number)


def _row(connection: Connection, article_id: str) -> Mapping[str, Any]:
    row = connection.execute(select(articles).where(articles.c.id == article_id)).first()
    return dict(row._mapping) if row else {}

"""Notices: what a publisher or an operator says of an article, with all that it reaches: copies and the full text."""

from __future__ import annotations

from sqlalchemy import Connection, select

from ragbot.archive import clock, spellings, states
from ragbot.archive.shown import reindexed
from ragbot.archive.states import PublisherNotice
from ragbot.archive.tables import articles
from ragbot.types import State


def say(connection: Connection, article_id: str, number: int, notice: PublisherNotice) -> bool:
    """Keep what a publisher says with that version; return whether it is new."""
    before = states.said_in(connection, article_id, number)
    if before and not notice.note:
        notice = PublisherNotice(notice.state, before.note)  # nothing known is replaced by nothing
    if notice == before:
        return False
    states.keep(connection, article_id, number, notice)
    if _current(connection, article_id) == number:  # else it counts when readers see that version
        with reindexed(connection, article_id):
            turned = states.follow(connection, article_id, notice, before, clock.now())
        if turned:
            reach(connection, article_id, notice)
    return True


def say_of_current(connection: Connection, article_id: str, notice: PublisherNotice) -> bool:
    """Keep what a publisher says outside of the text about the visible version; return whether it is new."""
    number = _current(connection, article_id)
    return bool(number) and say(connection, article_id, int(number or 0), notice)


def _current(connection: Connection, article_id: str) -> int | None:
    """Return the number of the version that readers see; None when they see none."""
    number: int | None = connection.execute(select(articles.c.current).where(articles.c.id == article_id)).scalar()
    return number


def reach(connection: Connection, article_id: str, notice: PublisherNotice) -> None:
    """Extend what hides an article, or brings it back, to what the archive has of it under other addresses."""
    for other in spellings.of_one(connection, article_id)[1:]:
        with reindexed(connection, other):
            states.follow(connection, other, notice, None, clock.now())


def decide(connection: Connection, article_id: str, state: State, reason: str | None) -> states.Set | None:
    """Set the state of an article and its copies for an operator; return what that changed, None for no such article.

    A correction is one article's alone.
    """
    ids = spellings.of_one(connection, article_id) if state != "corrected" else [article_id]
    done = [_decide(connection, each, state, reason) for each in ids]
    return "changed" if done[0] and "changed" in done else done[0]


def _decide(connection: Connection, article_id: str, state: State, reason: str | None) -> states.Set | None:
    with reindexed(connection, article_id):
        return states.decide(connection, article_id, state, reason, clock.now())

"""The versions of articles that the ledger has, current or not, as an intake compares new ones with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import and_, func, select

from ragbot.archive.database import Database
from ragbot.archive.tables import IS_PARTIAL, WITHOUT_TEXT, articles, versions


@dataclass(frozen=True, slots=True)
class Stored:
    """The newest version of an article in the ledger, current or not yet."""

    article_id: str
    number: int
    digest: str
    published: str | None
    modified: str | None
    is_current: bool


class VersionText(NamedTuple):
    """The text of a version, and whether it is only a part of the article's."""

    text: str
    partial: bool


def newest(database: Database, ids: Iterable[str]) -> dict[str, Stored]:
    """Return the newest version of each of these articles that the ledger has."""
    of_these = versions.c.article_id.in_(list(ids))
    numbers = select(versions.c.article_id, func.max(versions.c.number).label("number")).where(of_these)
    last = numbers.group_by(versions.c.article_id).subquery()
    query = (
        select(*WITHOUT_TEXT, articles.c.current)
        .join(last, and_(versions.c.article_id == last.c.article_id, versions.c.number == last.c.number))
        .join(articles, articles.c.id == versions.c.article_id)
    )
    with database.reading() as connection:
        rows = connection.execute(query).all()
    return {
        r.article_id: Stored(r.article_id, r.number, r.digest, r.published, r.modified, r.current == r.number)
        for r in rows
    }


def text_of(database: Database, article_id: str, number: int) -> VersionText:
    """Return the text of a version, which must exist."""
    query = select(versions.c.text, IS_PARTIAL).where(versions.c.article_id == article_id, versions.c.number == number)
    with database.reading() as connection:
        row = connection.execute(query).one()
    return VersionText(row.text, bool(row.partial))


def newest_text(database: Database, article_id: str) -> str:
    """Return the text of the newest version of an article, which must exist."""
    return text_of(database, article_id, newest(database, [article_id])[article_id].number).text


def has_version(database: Database, article_id: str, digest: str) -> bool:
    """Whether the article ever had this title and text."""
    query = select(versions.c.number).where(versions.c.article_id == article_id, versions.c.digest == digest)
    with database.reading() as connection:
        return connection.execute(query.limit(1)).first() is not None

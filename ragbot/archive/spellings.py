"""Articles that the archive took in under another spelling of their address, by the id that they would have now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, exists, select

from ragbot.addresses import outlet_of
from ragbot.archive.tables import OF_CURRENT, articles, meta, spellings, versions
from ragbot.types import Article

RULES = "1"
"""Of `addresses.plain`: count it up with them, and each archive is read anew when it is next opened."""


_own = articles.alias("own")


def renew(connection: Connection) -> None:
    """Add the spellings of all articles by these rules, unless they are there; 50,000 addresses take 1.1 s.

    Those by older rules stay: of addresses that an article has left only its ids there are kept.
    """
    by_rules = select(meta.c.value).where(meta.c.name == "addresses")
    if connection.execute(by_rules).scalar() == RULES:
        return
    rows = connection.execute(select(articles.c.id, articles.c.url).where(articles.c.url.is_not(None))).all()
    found = {(id_, row.id) for row in rows if (id_ := _id_of(row.url)) != row.id}
    known = {(row.id, row.article_id) for row in connection.execute(select(spellings.c.id, spellings.c.article_id))}
    new = found - known
    if new:
        connection.execute(spellings.insert(), [{"id": id_, "article_id": article_id} for id_, article_id in new])
    connection.execute(meta.delete().where(meta.c.name == "addresses"))
    connection.execute(meta.insert().values(name="addresses", value=RULES))


def _id_of(url: str) -> str:
    return Article(title="", text="", address=url).id


def known_as(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    """Return, by each of `ids` that the archive has only under others, the first of those."""
    there = exists().where(_own.c.id == spellings.c.id)
    query = select(spellings).join(articles, articles.c.id == spellings.c.article_id)
    rows = connection.execute(query.where(spellings.c.id.in_(ids), ~there).order_by(articles.c.serial.desc()))
    return {row.id: row.article_id for row in rows}


def follow_move(connection: Connection, article_id: str, before: str, after: str) -> None:
    """Know the article at its new address from now on, where its old address identified it.

    The address of a live blog's post is that of its page, and tells of no move.
    """
    own = {article_id, *connection.scalars(select(spellings.c.id).where(spellings.c.article_id == article_id))}
    if _id_of(before) in own and (new := _id_of(after)) not in own:
        connection.execute(spellings.insert(), [{"id": new, "article_id": article_id}])


def of_one(connection: Connection, article_id: str) -> list[str]:
    """Return the ids of an article in all its spellings, `article_id` first; also of its copies in the same outlet.

    Archives from before spellings were known have them as articles, and a parameter may be one that no rule knows.
    """
    known = known_as(connection, [article_id]).get(article_id, article_id)
    present = select(spellings.c.id).where(spellings.c.article_id == known)
    keys = connection.execute(present).scalars().all() or [known]
    others = connection.execute(select(spellings.c.article_id).where(spellings.c.id.in_(keys))).scalars().all()
    return list(dict.fromkeys([known, *keys, *others, *_copies(connection, known)]))


def _copies(connection: Connection, article_id: str) -> list[str]:
    """Return the articles of the same outlet with a headline and text that this one has or had, word for word."""
    one = connection.execute(select(articles.c.source, articles.c.url).where(articles.c.id == article_id)).first()
    if one is None:
        return []
    digests = select(versions.c.digest).where(versions.c.article_id == article_id)
    same = select(articles.c.id, articles.c.source, articles.c.url).join(versions, OF_CURRENT)
    rows = connection.execute(same.where(versions.c.digest.in_(digests))).all()
    return [row.id for row in rows if _outlet(row) == _outlet(one)]


def _outlet(row: Any) -> str:
    return outlet_of(row.url or "") or str(row.source)

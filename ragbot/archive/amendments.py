"""Amendments of a version: what may change beside its text, as a date or an author that became known later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, and_, select

from ragbot.addresses import plainer
from ragbot.archive import file_names, notices, spellings, states
from ragbot.archive.tables import WITHOUT_TEXT, articles, parts, versions
from ragbot.types import Article


def changeable(article: Article) -> dict[str, Any]:
    """Return what may change in a version, by column."""
    return {
        "authors": list(article.authors),
        "language": article.language,
        "published": article.published,
        "modified": article.modified,
    }


def amend(connection: Connection, article: Article, number: int) -> bool:
    """Take over changes beside the text: dates, authors, language, outlet, address, state. True if any came."""
    of_version = and_(versions.c.article_id == article.id, versions.c.number == number)
    version = dict(connection.execute(select(*WITHOUT_TEXT).where(of_version)).one()._mapping)
    new = _differences(version, changeable(article))
    if new:
        connection.execute(versions.update().where(of_version).values(**new))
    whole = not article.partial and _complete(connection, article.id, number)
    if article.file:
        file_names.keep(connection, article)  # so older archives, which noted no file names, learn them
    of_article, state = amend_article(connection, article), _amend_state(connection, article, number)
    return any((of_article, state, whole, new))


def _complete(connection: Connection, article_id: str, number: int) -> bool:
    """Note that a version is whole, which it then stays; return whether the archive took it for a part until now."""
    of_version = and_(parts.c.article_id == article_id, parts.c.number == number)
    return bool(connection.execute(parts.delete().where(of_version)).rowcount)


def amend_article(connection: Connection, article: Article) -> bool:
    """Take over another outlet or address; return whether there was one."""
    stored = dict(connection.execute(select(articles).where(articles.c.id == article.id)).one()._mapping)
    url = article.url and plainer(article.url, stored["url"])  # else two feeds would change it for ever
    new = _differences(stored, {"url": url, "source": article.source})
    if new:
        connection.execute(articles.update().where(articles.c.id == article.id).values(**new))
    if stored["url"] and "url" in new:
        spellings.follow_move(connection, article.id, stored["url"], new["url"])
    return bool(new)


def _amend_state(connection: Connection, article: Article, number: int) -> bool:
    said = states.said_with(article)
    return said is not None and notices.say(connection, article.id, number, said)


def _differences(stored: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the `values` that differ from the `stored` ones; an empty value replaces nothing."""
    return {name: value for name, value in values.items() if value and value != stored[name]}

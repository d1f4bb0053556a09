"""The versions that readers see, and the full text, which has just those."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, select

from ragbot.archive import fulltext
from ragbot.archive.tables import CURRENT, articles, versions

FULL_TEXTS = select(articles.c.serial, versions.c.title, versions.c.text).select_from(versions.join(articles, CURRENT))


def shown(connection: Connection, article_ids: Sequence[str]) -> list[fulltext.Row]:
    """Return serial, title and text of these articles as readers see them."""
    query = FULL_TEXTS.where(articles.c.id.in_(article_ids))
    return [(row.serial, row.title, row.text) for row in connection.execute(query)]


@contextmanager
def reindexed(connection: Connection, article_id: str) -> Iterator[None]:
    """Keep the full text to what readers see: an article leaves it with a state that supports no answers."""
    before = shown(connection, [article_id])
    yield
    if (after := shown(connection, [article_id])) != before:
        fulltext.remove(connection, before)
        fulltext.add(connection, after)


def index_all(connection: Connection) -> None:
    """Write the full text anew."""
    fulltext.clear(connection)
    rows = connection.execute(FULL_TEXTS)
    while some := rows.fetchmany(100):
        fulltext.add(connection, ((row.serial, row.title, row.text) for row in some))

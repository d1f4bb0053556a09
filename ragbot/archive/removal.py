"""The removal of articles with all their rows in the ledger; retention says which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, delete

from ragbot.archive import clock, fulltext, retention, text_vectors, texts
from ragbot.archive.retention import Plan
from ragbot.archive.shown import shown
from ragbot.archive.tables import (
    articles,
    file_names,
    items,
    notes,
    parts,
    passages,
    spellings,
    versions,
)


class Removal(NamedTuple):
    """The outcome of one step."""

    plan: Plan
    """The articles of the step that were still to go when nobody else could write."""
    keys: Sequence[str]
    """The keys of the texts that no current version has any more."""


def take_out(connection: Connection, plan: Plan) -> Removal:
    """Take the articles of a plan out with all their versions, and note that they were there."""
    fulltext.remove(connection, shown(connection, plan.ids))
    before = texts.in_any(connection, plan.ids)
    retention.note_expired(connection, plan.ids, clock.now())
    delete_rows(connection, plan.ids)
    gone = text_vectors.put_unused_aside(connection, before)
    texts.delete_unused(connection, list(before))
    return Removal(plan, gone)


def delete_rows(connection: Connection, article_ids: Sequence[str]) -> None:
    """Delete all rows of these articles but their texts; nobody looks at their pages any more."""
    connection.execute(items.update().where(items.c.article_id.in_(article_ids)).values(next_check=None))
    for table in (passages, parts, notes, versions, file_names, spellings):
        connection.execute(delete(table).where(table.c.article_id.in_(article_ids)))
    connection.execute(delete(articles).where(articles.c.id.in_(article_ids)))

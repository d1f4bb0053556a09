"""Full text of the embedded texts: SQLite FTS5 beside the ledger's tables, the only SQL for SQLite alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import BindParameter, ColumnClause, Connection, Select, bindparam, literal_column, select, text

from ragbot.types import EMBEDDED_TITLE

TITLE_WEIGHT = 1.0


def create(connection: Connection) -> None:
    """Make the index, empty. It keeps no copy of the texts (`content=''`): the versions have them."""
    connection.execute(
        text(
            "CREATE VIRTUAL TABLE IF NOT EXISTS texts_fts USING fts5("
            "title, body, content='', tokenize=\"porter unicode61 remove_diacritics 2\")"
        )
    )


def clear(connection: Connection) -> None:
    connection.execute(text("DROP TABLE IF EXISTS texts_fts"))
    create(connection)


Row = tuple[int, str, str]
"""Text id, title and body."""


def add(connection: Connection, rows: Iterable[Row]) -> None:
    """Index texts whose ids are not there yet."""
    if bound := _bound(rows):
        connection.execute(text("INSERT INTO texts_fts(rowid, title, body) VALUES (:id, :title, :body)"), bound)


def remove(connection: Connection, rows: Iterable[Row]) -> None:
    """Take texts out again; title and body must be what was added."""
    statement = "INSERT INTO texts_fts(texts_fts, rowid, title, body) VALUES ('delete', :id, :title, :body)"
    if bound := _bound(rows):
        connection.execute(text(statement), bound)


def _bound(rows: Iterable[Row]) -> list[dict[str, int | str]]:
    return [{"id": id_, "title": title[:EMBEDDED_TITLE], "body": body} for id_, title, body in rows]


def search(
    connection: Connection, terms: Sequence[str], limit: int, among: Select[tuple[int]] | None = None
) -> list[int]:
    """Ids of the texts that match any of the terms, best first by BM25; only those of `among` when it is given."""
    if not terms:
        return []
    rowid: ColumnClause[int] = literal_column("rowid")
    match: BindParameter[str] = bindparam("match", " OR ".join(f'"{term}"' for term in terms))
    query = select(rowid).select_from(text("texts_fts")).where(literal_column("texts_fts").op("MATCH")(match))
    if among is not None:
        # the plus keeps the condition from FTS5, which would match anew for each id: 4.3 s -> 0.03 s at 70,000 passages
        query = query.where(literal_column("+rowid").in_(among))
    query = query.order_by(text(f"bm25(texts_fts, {TITLE_WEIGHT}, 1.0)")).limit(limit)
    return list(connection.execute(query).scalars())


def count(connection: Connection, term: str) -> int:
    """How many texts contain the term."""
    query = text("SELECT count(*) FROM texts_fts WHERE texts_fts MATCH :match")
    return int(connection.execute(query, {"match": f'"{term}"'}).scalar_one())

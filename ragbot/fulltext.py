"""Full text of the current articles: SQLite FTS5 beside the ledger's tables, the only SQL for SQLite alone.

Words are looked for in whole articles: a question's words are seldom all in one passage, and on real news the BM25 of
articles ranks better than that of passages, from an index that is a third smaller (docs/evaluation.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import BindParameter, ColumnClause, Connection, Select, bindparam, literal_column, select, text

TITLE_WEIGHT = 2.0
"""A word in the headline counts twice; 1 and 5 are no better (docs/evaluation.md)."""


def create(connection: Connection) -> None:
    """Make the index, empty. It keeps no copy of the texts (`content=''`): the versions have them."""
    connection.execute(
        text(
            "CREATE VIRTUAL TABLE IF NOT EXISTS articles_fts USING fts5("
            "title, body, content='', tokenize=\"porter unicode61 remove_diacritics 2\")"
        )
    )


def clear(connection: Connection) -> None:
    connection.execute(text("DROP TABLE IF EXISTS articles_fts"))
    create(connection)


Row = tuple[int, str, str]
"""Serial of the article, title and text."""


def add(connection: Connection, rows: Iterable[Row]) -> None:
    """Index articles that are not there yet."""
    if bound := _bound(rows):
        connection.execute(text("INSERT INTO articles_fts(rowid, title, body) VALUES (:id, :title, :body)"), bound)


def remove(connection: Connection, rows: Iterable[Row]) -> None:
    """Take articles out again; title and text must be what was added."""
    statement = "INSERT INTO articles_fts(articles_fts, rowid, title, body) VALUES ('delete', :id, :title, :body)"
    if bound := _bound(rows):
        connection.execute(text(statement), bound)


def _bound(rows: Iterable[Row]) -> list[dict[str, int | str]]:
    return [{"id": id_, "title": title, "body": body} for id_, title, body in rows]


def search(
    connection: Connection, terms: Sequence[str], limit: int, among: Select[tuple[int]] | None = None
) -> dict[int, float]:
    """Serials of the articles with any of the terms, and their BM25, best first; only those of `among` when given."""
    if not terms:
        return {}
    rowid: ColumnClause[int] = literal_column("rowid")
    bm25: ColumnClause[float] = literal_column(f"-bm25(articles_fts, {TITLE_WEIGHT}, 1.0)")
    match: BindParameter[str] = bindparam("match", " OR ".join(f'"{term}"' for term in terms))
    query = (
        select(rowid, bm25).select_from(text("articles_fts")).where(literal_column("articles_fts").op("MATCH")(match))
    )
    if among is not None:
        # the plus keeps the condition from FTS5, which would match anew for each id: 4.3 s -> 0.03 s at 70,000 rows
        query = query.where(literal_column("+rowid").in_(among))
    query = query.order_by(text("2 DESC")).limit(limit)
    return {row[0]: row[1] for row in connection.execute(query).all()}


def count(connection: Connection, term: str) -> int:
    """How many articles contain the term."""
    query = text("SELECT count(*) FROM articles_fts WHERE articles_fts MATCH :match")
    return int(connection.execute(query, {"match": f'"{term}"'}).scalar_one())

"""Full text of the current articles: SQLite FTS5 beside the ledger's tables, the only SQL for SQLite alone.

Words are looked for in whole articles: a question's words are seldom all in one passage, and on real news the BM25 of
articles ranks better than that of passages, from an index that is a third smaller (docs/evaluation.md).
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import dropwhile, islice

from sqlalchemy import BindParameter, ColumnClause, Connection, Select, bindparam, literal_column, select, text
from sqlalchemy.exc import DatabaseError

NAME = "articles_fts"
"""The table's name; the tables in which SQLite keeps it have names that begin so."""
PROBED = 20
"""How many words of each article a check of the index looks for."""
TITLE_WEIGHT = 2.0
"""A word in the headline counts twice; 1 and 5 are no better (docs/evaluation.md)."""
TOKENIZER = "porter unicode61 remove_diacritics 2"
PIECE = 10_000
"""Code points in which hits are marked at once: 6 ms where every word is one."""
OPEN, CLOSE = "\ufdd0", "\ufdd1"
"""Marks around a hit: Unicode reserves them for uses such as this."""


def create(connection: Connection) -> None:
    """Make the index, empty. It keeps no copy of the texts (`content=''`): the versions have them."""
    connection.execute(
        text(
            "CREATE VIRTUAL TABLE IF NOT EXISTS articles_fts USING fts5("
            f"title, body, content='', tokenize=\"{TOKENIZER}\")"
        )
    )


def clear(connection: Connection) -> None:
    """Empty the index, even a damaged one."""
    try:
        connection.execute(text("DROP TABLE IF EXISTS articles_fts"))
    except DatabaseError:
        _forget(connection)
    create(connection)


def _forget(connection: Connection) -> None:
    """Drop the index without FTS5, which would first read what may be unreadable."""
    connection.execute(text("PRAGMA writable_schema = ON"))
    connection.execute(text("DELETE FROM sqlite_master WHERE name = 'articles_fts'"))
    connection.execute(text("PRAGMA writable_schema = RESET"))
    for part in ("data", "idx", "content", "docsize", "config"):
        connection.execute(text(f"DROP TABLE IF EXISTS articles_fts_{part}"))


Row = tuple[int, str, str]
"""Serial, title and text of an article."""


def add(connection: Connection, rows: Iterable[Row]) -> None:
    """Index articles that are not there yet."""
    if bound := _bound(rows):
        connection.execute(text("INSERT INTO articles_fts(rowid, title, body) VALUES (:id, :title, :body)"), bound)


def remove(connection: Connection, rows: Iterable[Row]) -> None:
    """Take articles out again; `rows` must have the title and text that were added."""
    statement = "INSERT INTO articles_fts(articles_fts, rowid, title, body) VALUES ('delete', :id, :title, :body)"
    if bound := _bound(rows):
        connection.execute(text(statement), bound)


def _bound(rows: Iterable[Row]) -> list[dict[str, int | str]]:
    return [{"id": id_, "title": title, "body": body} for id_, title, body in rows]


def search(
    connection: Connection, terms: Sequence[str], limit: int, among: Select[tuple[int]] | None = None
) -> dict[int, float]:
    """Return serials of the articles with any of the terms, and their BM25, best first; only those in `among` if given.

    A term is a word, or several in a row: "grey gull".
    """
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


def having(connection: Connection, terms: Sequence[str], serials: Iterable[int]) -> list[tuple[str, int]]:
    """Return each term with each of these articles that has it."""
    ids = ",".join(str(int(serial)) for serial in serials)
    return _of_each(connection, terms, "rowid", f"+rowid IN ({ids}) AND")  # the plus as above


def _of_each(connection: Connection, terms: Sequence[str], state: str, where: str = "") -> list[tuple[str, int]]:
    """Return each term with the `state` of each of its articles, in one statement, which halves the time."""
    if not terms:
        return []
    part = f"SELECT ?, {state} FROM articles_fts WHERE {where} articles_fts MATCH ?"
    bound = tuple(value for term in terms for value in (term, f'"{term}"'))
    rows = connection.exec_driver_sql(" UNION ALL ".join([part] * len(terms)), bound)
    return [(term, n) for term, n in rows]


def matched(match: str) -> Select[tuple[int, float]]:
    """Select the serials (`serial`) of all articles that an FTS5 expression finds, with their BM25 (`score`)."""
    found: BindParameter[str] = bindparam("match", match)
    score: ColumnClause[float] = literal_column(f"-bm25(articles_fts, {TITLE_WEIGHT}, 1.0)")
    serial: ColumnClause[int] = literal_column("rowid")
    query = select(serial.label("serial"), score.label("score")).select_from(text("articles_fts"))
    return query.where(literal_column("articles_fts").op("MATCH")(found))  # type: ignore[return-value]


Hits = list[tuple[int, int]]
"""Spans of a text, in code points."""


def hits(match: str, rows: Sequence[Row], most: int) -> dict[int, tuple[Hits, Hits]]:
    """Return by serial where an FTS5 expression finds these articles: spans in the title, and the first in the text.

    The index has no texts to mark hits in, so these few go into an index of their own: SQLite alone knows its stems.
    They go piece by piece, until there are `most` hits: SQLite copies its result for each, 1.1 s for 100,000 in one.
    """
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        database.execute(f"CREATE VIRTUAL TABLE shown USING fts5(piece, tokenize='{TOKENIZER}')")
        return {
            id_: (_marked(database, match, title, most), _marked(database, match, body, most))
            for id_, title, body in rows
        }


def _marked(database: sqlite3.Connection, match: str, text: str, most: int) -> Hits:
    found: Hits = []
    for start, piece in _pieces(text):
        database.execute("DELETE FROM shown")
        database.execute("INSERT INTO shown VALUES (?)", [piece.replace(OPEN, " ").replace(CLOSE, " ")])
        query = "SELECT highlight(shown, 0, ?, ?) FROM shown WHERE shown MATCH ?"
        for (marked,) in database.execute(query, (OPEN, CLOSE, match)):
            found += [(start + a, start + b) for a, b in _spans(marked)]
        if len(found) >= most:
            break
    return found


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """Cut a text into pieces at white space, where there is any."""
    start = 0
    while start < len(text):
        end = start + PIECE
        space = re.search(r"\s\S*$", text[start:end]) if end < len(text) else None
        end = start + space.start() if space and space.start() else end
        yield start, text[start:end]
        start = end


def _spans(marked: str) -> Hits:
    """Return the spans between marks, as offsets in the text without marks."""
    places = [found.start() - index for index, found in enumerate(re.finditer(f"[{OPEN}{CLOSE}]", marked))]
    return list(zip(places[::2], places[1::2], strict=True))


def stems(words: Sequence[str]) -> list[str]:
    """Return the words as the index has them: only letters, one stem for each; 1 ms for 500."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        database.execute(f"CREATE VIRTUAL TABLE stemmed USING fts5(words, tokenize='{TOKENIZER}')")
        database.execute("CREATE VIRTUAL TABLE stems USING fts5vocab(stemmed, instance)")
        database.execute("INSERT INTO stemmed VALUES (?)", [" ".join(words)])
        return [term for (term,) in database.execute("SELECT term FROM stems ORDER BY offset")]


def terms(connection: Connection, prefix: str) -> dict[str, int]:
    """Return the stems in the index that begin with `prefix`, and how many articles have each."""
    connection.execute(
        text("CREATE VIRTUAL TABLE IF NOT EXISTS temp.articles_terms USING fts5vocab(main, articles_fts, row)")
    )
    query = text("SELECT term, doc FROM temp.articles_terms WHERE term >= :first AND term < :last")
    return {row.term: row.doc for row in connection.execute(query, {"first": prefix, "last": f"{prefix}\U0010ffff"})}


def holding(connection: Connection, words: str) -> list[int]:
    """Return serials of the articles that have these words in a row."""
    query = text("SELECT rowid FROM articles_fts WHERE articles_fts MATCH :match")
    return list(connection.scalars(query, {"match": f'"{words}"'}))


def counts(connection: Connection, terms: Sequence[str]) -> dict[str, int]:
    """Count the articles that contain each term."""
    return dict(_of_each(connection, terms, "count(*)"))


def check(connection: Connection) -> None:
    """Raises DatabaseError when the index does not hold together. It takes a transaction that may write."""
    connection.execute(text("INSERT INTO articles_fts(articles_fts) VALUES ('integrity-check')"))


def compare(connection: Connection, rows: Iterable[Row]) -> tuple[int, int]:
    """Count those of these articles that their own words do not find, and the other articles in the index.

    Without a copy of the texts, SQLite does not notice that terms are lost.
    """
    rows_of_index = connection.execute(text("SELECT id, sz FROM articles_fts_docsize"))
    lengths: dict[int, bytes] = {row.id: row.sz for row in rows_of_index}
    lost = 0
    for id_, _, body in rows:
        has_words = any(lengths.pop(id_, b"?"))
        lost += has_words and not _is_found(connection, id_, body)
    return lost, len(lengths)


def _is_found(connection: Connection, id_: int, body: str) -> bool:
    """Return whether the first words of an article's text find it; not one may be lost."""
    pieces = (found[0] for found in re.finditer(r"\S+", body))
    words = list(islice(dropwhile(lambda piece: not any(map(str.isalnum, piece)), pieces), PROBED))
    if not words:
        return True
    phrase = " ".join(words).replace('"', '""')
    query = text("SELECT 1 FROM articles_fts WHERE articles_fts MATCH :phrase AND rowid = :id")
    return connection.execute(query, {"phrase": f'body : "{phrase}"', "id": id_}).first() is not None

"""The ledger: what the archive has taken in, as SQL tables. The truth: vectors and full text are rebuilt from it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import sqlalchemy as sql
from sqlalchemy import Connection, and_, bindparam, func, select

from ragbot import fulltext
from ragbot.embeddings import Vectors
from ragbot.errors import ArchiveError
from ragbot.tables import (
    CURRENT,
    IN_ANY_CURRENT,
    IN_CURRENT,
    OF_CURRENT,
    WITHOUT_TEXT,
    Scope,
    articles,
    embeddings,
    meta,
    passage_query,
    passages,
    tables,
    texts,
    versions,
)
from ragbot.types import Article, Passage, State

SCHEMA = "2"


@dataclass(frozen=True, slots=True)
class Draft:
    """A version on its way in, with the spans of its passages."""

    article: Article
    spans: Sequence[tuple[int, int]]

    def passages(self, number: int) -> list[Passage]:
        article = self.article
        return [Passage(article.id, number, a, b, article.text[a:b], article.title) for a, b in self.spans]


@dataclass(frozen=True, slots=True)
class Stored:
    """The newest state of an article that the ledger has, current or not yet."""

    article_id: str
    number: int
    digest: str
    published: str | None
    modified: str | None
    is_current: bool


class Hit(NamedTuple):  # a search makes 400 of them, and a dataclass takes 1 ms longer for that
    """A passage of a current version that carries a text which a search has found; without the text, which is slow."""

    text_id: int
    key: str
    serial: int
    """Of its article, in the full text."""
    article_id: str
    version: int
    start: int
    end: int
    source: str
    published: str | None


HITS = (
    select(
        texts.c.id,
        texts.c.key,
        articles.c.serial,
        passages.c.article_id,
        passages.c.number,
        passages.c.start,
        passages.c.end,
        articles.c.source,
        versions.c.published,
    )
    .select_from(IN_CURRENT)
    .join(texts, texts.c.id == passages.c.text_id)
)
MOST_HITS = 5_000
"""Of a search, whatever the size of the articles: twenty books have 30,000 passages."""
HITS_BY = {
    # each a statement of its own, with its values bound as a list when it runs: building it anew from 200 values takes
    # longer than SQLite needs for it, and an OR of the three would keep SQLite from its indices
    "ids": HITS.where(texts.c.id.in_(bindparam("ids", expanding=True))),
    "keys": HITS.where(texts.c.key.in_(bindparam("keys", expanding=True))),
    "serials": HITS.where(articles.c.serial.in_(bindparam("serials", expanding=True))),
}
VECTORS = select(embeddings.c.text_id, embeddings.c.vector).where(embeddings.c.model == bindparam("model"))
FULL_TEXTS = select(articles.c.serial, versions.c.title, versions.c.text).select_from(versions.join(articles, CURRENT))


def now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Ledger:
    """The tables of one archive, in a SQLite file."""

    def __init__(self, path: Path) -> None:
        """Opens the file, making it when missing. Raises ArchiveError when it is no ledger of this schema."""
        self._engine = sql.create_engine(f"sqlite:///{path}", connect_args={"timeout": 30})
        sql.event.listen(self._engine, "connect", _configure)
        sql.event.listen(self._engine, "begin", _begin)
        try:
            self._check_schema()
            with self.writing() as connection:
                tables.create_all(connection)
                fulltext.create(connection)
                _set_default(connection, "schema", SCHEMA)
                _set_default(connection, "archive", secrets.token_hex(8))
        except ArchiveError as error:
            self.close()
            raise ArchiveError(f"{path}: {error}") from error

    def _check_schema(self) -> None:
        """Before anything is written into a file of another schema."""
        with self.reading() as connection:
            if not sql.inspect(connection).has_table("meta"):
                return
        if (found := self.meta("schema")) not in (None, SCHEMA):
            raise ArchiveError(
                f"it has schema {found}, and this ragbot reads {SCHEMA}. Take the articles into a new folder with "
                "ragbot-ingest --archive, or use the ragbot that wrote it."
            )

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the tables. Raises ArchiveError when the database fails."""
        with _translated(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction; it takes the write lock at once, so that what it reads stays true until it commits."""
        with (
            _translated(),
            self._engine.connect().execution_options(ragbot_writes=True) as connection,
            connection.begin(),
        ):
            yield connection

    # -- facts about the archive ----------------------------------------------------------------------------------

    def meta(self, name: str) -> str | None:
        with self.reading() as connection:
            return connection.execute(select(meta.c.value).where(meta.c.name == name)).scalar()

    def set_meta(self, connection: Connection, **values: str) -> None:
        for name, value in values.items():
            connection.execute(meta.delete().where(meta.c.name == name))
            connection.execute(meta.insert().values(name=name, value=value))

    # -- taking in ------------------------------------------------------------------------------------------------

    def newest(self, ids: Iterable[str]) -> dict[str, Stored]:
        """The newest stored state of each of these articles that there is."""
        newest = select(versions.c.article_id, func.max(versions.c.number).label("number")).where(
            versions.c.article_id.in_(list(ids))
        )
        last = newest.group_by(versions.c.article_id).subquery()
        query = (
            select(*WITHOUT_TEXT, articles.c.current)
            .join(last, and_(versions.c.article_id == last.c.article_id, versions.c.number == last.c.number))
            .join(articles, articles.c.id == versions.c.article_id)
        )
        with self.reading() as connection:
            rows = connection.execute(query).all()
        return {
            r.article_id: Stored(r.article_id, r.number, r.digest, r.published, r.modified, r.current == r.number)
            for r in rows
        }

    def has_version(self, article_id: str, digest: str) -> bool:
        query = select(versions.c.number).where(versions.c.article_id == article_id, versions.c.digest == digest)
        with self.reading() as connection:
            return connection.execute(query.limit(1)).first() is not None

    def begin(self, drafts: Sequence[Draft]) -> list[int]:
        """Store new versions with their passages, not yet visible; their numbers."""
        with self.writing() as connection:
            return [self._begin_one(connection, draft) for draft in drafts]

    def _begin_one(self, connection: Connection, draft: Draft) -> int:
        article, seen = draft.article, now()
        last = self._last(connection, article.id)
        if last and last.digest == article.digest:  # another process, on the same Chroma server, was faster
            return int(last.number)
        number = last.number + 1 if last else 1
        if last is None:
            serial = select(func.coalesce(func.max(articles.c.serial), 0) + 1).scalar_subquery()
            row = {"id": article.id, "url": article.url, "source": article.source, "state": "live", "first_seen": seen}
            connection.execute(articles.insert().values(serial=serial, **row))
        else:
            self._amend_article(connection, article)
        connection.execute(
            versions.insert().values(
                article_id=article.id,
                number=number,
                digest=article.digest,
                title=article.title,
                text=article.text,
                seen=seen,
                **_changeable(article),
            )
        )
        self._add_passages(connection, draft.passages(number))
        return number

    def _last(self, connection: Connection, article_id: str) -> Any:
        query = select(versions.c.number, versions.c.digest).where(versions.c.article_id == article_id)
        return connection.execute(query.order_by(versions.c.number.desc()).limit(1)).first()

    def _add_passages(self, connection: Connection, found: Sequence[Passage]) -> None:
        ids = self._text_ids(connection, [passage.key for passage in found])
        rows = [
            {"article_id": p.article_id, "number": p.version, "start": p.start, "end": p.end, "text_id": ids[p.key]}
            for p in found
        ]
        if rows:
            connection.execute(passages.insert(), rows)

    def _text_ids(self, connection: Connection, keys: Sequence[str]) -> dict[str, int]:
        """The ids of these keys, new ones added."""
        known = self._known_texts(connection, keys)
        if missing := [{"key": key} for key in dict.fromkeys(keys) if key not in known]:
            connection.execute(texts.insert(), missing)
            known = self._known_texts(connection, keys)
        return known

    def _known_texts(self, connection: Connection, keys: Sequence[str]) -> dict[str, int]:
        rows = connection.execute(select(texts.c.key, texts.c.id).where(texts.c.key.in_(keys)))
        return {row.key: row.id for row in rows}

    def unembedded(self, model: str, wanted: Sequence[tuple[str, int]] | None = None) -> dict[int, Passage]:
        """By text id, a passage for each text without embedding: of these (article, number), or of all current ones."""
        missing = ~_has_embedding(model)
        with self.reading() as connection:
            if wanted is None:
                rows = connection.execute(passage_query().join(articles, OF_CURRENT).where(missing)).all()
            else:
                pairs = [and_(passages.c.article_id == a, passages.c.number == n) for a, n in wanted]
                rows = connection.execute(passage_query().where(missing, sql.or_(sql.false(), *pairs))).all()
        return {row.text_id: _passage(row) for row in rows}

    def finish(self, model: str, embedded: Mapping[int, Vectors], whole: Mapping[str, int]) -> Sequence[str]:
        """Keep embeddings, and let readers see these versions and find their words: all in one step.

        The keys of the texts that no current version has any more; their embeddings are forgotten.
        """
        with self.writing() as connection:
            self._keep(connection, model, embedded)
            before = self._current_texts(connection, list(whole))
            fulltext.remove(connection, self._shown(connection, list(whole)))
            for article_id, number in whole.items():
                later = sql.or_(articles.c.current.is_(None), articles.c.current < number)
                connection.execute(articles.update().where(articles.c.id == article_id, later).values(current=number))
            fulltext.add(connection, self._shown(connection, list(whole)))
            return self._forget(connection, before)

    def _shown(self, connection: Connection, article_ids: Sequence[str]) -> list[fulltext.Row]:
        """What readers see of these articles."""
        query = FULL_TEXTS.where(articles.c.id.in_(article_ids))
        return [(row.serial, row.title, row.text) for row in connection.execute(query)]

    def keep(self, model: str, embedded: Mapping[int, Vectors]) -> None:
        """Keep embeddings under a model that is not in use yet."""
        with self.writing() as connection:
            self._keep(connection, model, embedded)

    def _keep(self, connection: Connection, model: str, embedded: Mapping[int, Vectors]) -> None:
        """Those that are not there yet: another process may have been faster."""
        known = self._embedded_ids(connection, model, list(embedded))
        rows = [{"text_id": i, "model": model, "vector": _bytes(v)} for i, v in embedded.items() if i not in known]
        if rows:
            connection.execute(embeddings.insert(), rows)

    def _current_texts(self, connection: Connection, article_ids: Sequence[str]) -> dict[int, str]:
        """Ids and keys of the texts in the versions of these articles that readers see."""
        query = (
            select(texts.c.id, texts.c.key).select_from(IN_ANY_CURRENT).join(texts, texts.c.id == passages.c.text_id)
        )
        rows = connection.execute(query.where(articles.c.id.in_(article_ids)))
        return {row.id: row.key for row in rows}

    def _forget(self, connection: Connection, before: Mapping[int, str]) -> Sequence[str]:
        """Of these texts, drop those that no current version has: an article updated often would crowd out others."""
        ids = list(before)
        used = select(passages.c.text_id).select_from(IN_ANY_CURRENT).where(passages.c.text_id.in_(ids))
        gone = set(ids) - set(connection.execute(used).scalars())
        connection.execute(embeddings.delete().where(embeddings.c.text_id.in_(gone)))
        return [before[id_] for id_ in gone]

    def _embedded_ids(self, connection: Connection, model: str, ids: Sequence[int]) -> set[int]:
        query = select(embeddings.c.text_id).where(embeddings.c.model == model, embeddings.c.text_id.in_(ids))
        return set(connection.execute(query).scalars())

    def amend(self, article: Article, number: int) -> bool:
        """Take over what changed beside the text: dates, authors, language, outlet, address. Whether any did."""
        of_version = and_(versions.c.article_id == article.id, versions.c.number == number)
        with self.writing() as connection:
            version = dict(connection.execute(select(*WITHOUT_TEXT).where(of_version)).one()._mapping)
            new = _differences(version, _changeable(article))
            if new:
                connection.execute(versions.update().where(of_version).values(**new))
            return self._amend_article(connection, article) or bool(new)

    def _amend_article(self, connection: Connection, article: Article) -> bool:
        stored = dict(connection.execute(select(articles).where(articles.c.id == article.id)).one()._mapping)
        new = _differences(stored, {"url": article.url, "source": article.source})
        if new:
            connection.execute(articles.update().where(articles.c.id == article.id).values(**new))
        return bool(new)

    def set_state(self, article_id: str, state: State) -> bool:
        """Whether there is such an article; in a state that supports no answers it leaves the full text."""
        with self.writing() as connection:
            fulltext.remove(connection, self._shown(connection, [article_id]))
            change = articles.update().where(articles.c.id == article_id).values(state=state)
            found = connection.execute(change).rowcount > 0
            fulltext.add(connection, self._shown(connection, [article_id]))
            return found

    # -- finding --------------------------------------------------------------------------------------------------

    def hits(self, scope: Scope, **values: Sequence[int] | Sequence[str]) -> list[Hit]:
        """Every passage of a visible, current version in the scope that has one of the values.

        They are given as `ids` or `keys` of texts or as `serials` of articles.
        """
        ((name, given),) = values.items()
        with self.reading() as connection:
            query = HITS_BY[name].where(*scope.conditions()).limit(MOST_HITS)
            rows = connection.execute(query, {name: list(given)}).all()
            return [Hit._make(row) for row in rows]

    def vectors_of(self, model: str, ids: Sequence[int]) -> tuple[list[int], Vectors]:
        """Those of the text ids that have a vector, and their vectors, shape (n, dimension)."""
        return self._vectors(
            VECTORS.where(embeddings.c.text_id.in_(bindparam("ids", list(ids), expanding=True))), model
        )

    def matching(self, terms: Sequence[str], limit: int, scope: Scope) -> dict[int, float]:
        """Serials of the articles in the scope that contain any of the terms, with their BM25, best first."""
        among = select(articles.c.serial).select_from(versions.join(articles, CURRENT)).where(*scope.conditions())
        with self.reading() as connection:
            return fulltext.search(connection, terms, limit, None if scope.is_everything else among)

    def frequencies(self, terms: Sequence[str]) -> tuple[int, dict[str, int]]:
        """How many articles there are, and how many of them contain each term."""
        with self.reading() as connection:
            total = connection.execute(select(func.count(articles.c.current))).scalar_one()
            return total, {term: fulltext.count(connection, term) for term in terms}

    def _ids_in(self, scope: Scope) -> sql.Select[tuple[int]]:
        return select(passages.c.text_id).select_from(IN_CURRENT).where(*scope.conditions())

    def count_in(self, scope: Scope) -> int:
        """How many texts a search in this scope could find."""
        with self.reading() as connection:
            return connection.execute(
                select(func.count()).select_from(self._ids_in(scope).distinct().subquery())
            ).scalar_one()

    def vectors_in(self, model: str, scope: Scope) -> tuple[list[int], Vectors]:
        """Text ids and their vectors, shape (n, dimension), of everything in the scope."""
        return self._vectors(VECTORS.where(embeddings.c.text_id.in_(self._ids_in(scope))), model)

    def _vectors(self, query: sql.Select[tuple[int, bytes]], model: str) -> tuple[list[int], Vectors]:
        with self.reading() as connection:
            rows = connection.execute(query, {"model": model}).all()
        return [row.text_id for row in rows], _matrix([row.vector for row in rows])

    # -- rebuilding -----------------------------------------------------------------------------------------------

    def count_embeddings(self, model: str) -> int:
        query = select(func.count()).select_from(embeddings).where(embeddings.c.model == model)
        with self.reading() as connection:
            return connection.execute(query).scalar_one()

    def all_embeddings(self, model: str, batch: int) -> Iterator[tuple[list[str], Vectors]]:
        """All (keys, vectors of shape (n, dimension)) of the model, in batches."""
        query = (
            select(texts.c.id, texts.c.key, embeddings.c.vector)
            .join(embeddings, embeddings.c.text_id == texts.c.id)
            .where(embeddings.c.model == model)
        )
        last = -1
        while True:
            with self.reading() as connection:
                rows = connection.execute(query.where(texts.c.id > last).order_by(texts.c.id).limit(batch)).all()
            if not rows:
                return
            yield [r.key for r in rows], _matrix([r.vector for r in rows])
            last = rows[-1].id

    def switch(self, model: str, generation: int) -> None:
        """Point at another collection, and drop what belongs to another model."""
        with self.writing() as connection:
            self.set_meta(connection, model=model, generation=str(generation))
            connection.execute(embeddings.delete().where(embeddings.c.model != model))

    def forget_unused(self) -> None:
        """Drop the embeddings that no current version uses, and write the full text anew."""
        with self.writing() as connection:
            used = select(passages.c.text_id).select_from(IN_ANY_CURRENT)
            connection.execute(embeddings.delete().where(embeddings.c.text_id.not_in(used)))
            fulltext.clear(connection)
            rows = connection.execute(FULL_TEXTS)
            while some := rows.fetchmany(100):
                fulltext.add(connection, ((row.serial, row.title, row.text) for row in some))

    def problems(self) -> list[str]:
        """What is wrong with the tables themselves, a sentence each."""
        found = []
        with self.reading() as connection:
            if (said := connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()) != "ok":
                found.append(f"The ledger is damaged ({said}): restore it from a backup.")
            outside = select(func.count()).select_from(IN_CURRENT).where(passages.c.end > func.length(versions.c.text))
            if n := connection.execute(outside).scalar_one():
                found.append(f"{n} passages reach beyond their text: restore the ledger from a backup.")
            bare = select(func.count()).select_from(IN_CURRENT).where(~_has_embedding())
            if n := connection.execute(bare).scalar_one():
                found.append(f"{n} passages have no embedding: run 'ragbot rebuild'.")
        return found


def _has_embedding(model: str | None = None) -> sql.ColumnElement[bool]:
    of_text = embeddings.c.text_id == passages.c.text_id
    return sql.exists().where(of_text if model is None else and_(of_text, embeddings.c.model == model))


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except sql.exc.OperationalError as error:  # locked, read-only, disk full
        raise ArchiveError(f"The ledger cannot be used now ({error.orig}); try again when that is over.") from error
    except sql.exc.DatabaseError as error:
        raise ArchiveError(f"The ledger is damaged ({error.orig}): restore it from a backup.") from error


def _configure(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # so that BEGIN is ours: pysqlite's own starts too late to protect what was read
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("ragbot_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _set_default(connection: Connection, name: str, value: str) -> None:
    if connection.execute(select(meta.c.value).where(meta.c.name == name)).scalar() is None:
        connection.execute(meta.insert().values(name=name, value=value))


def _changeable(article: Article) -> dict[str, Any]:
    return {
        "authors": list(article.authors),
        "language": article.language,
        "published": article.published,
        "modified": article.modified,
    }


def _differences(stored: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """What is given and not as stored; nothing known is replaced by nothing."""
    return {name: value for name, value in given.items() if value and value != stored[name]}


def _passage(row: Any) -> Passage:
    return Passage(row.article_id, row.number, row.start, row.end, row.text, row.title)


def _bytes(vector: Vectors) -> bytes:
    return vector.astype("<f4").tobytes()


def _matrix(vectors: Sequence[bytes]) -> Vectors:
    return (
        np.frombuffer(b"".join(vectors), dtype="<f4").reshape(len(vectors), -1) if vectors else np.empty((0, 0), "f4")
    )

"""The ledger: what the archive has taken in, as SQL tables. The truth: vectors and full text are rebuilt from it."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import sqlalchemy as sql
from sqlalchemy import Connection, and_, bindparam, func, select

from ragbot.errors import ArchiveError
from ragbot.models.embeddings import Vectors
from ragbot.store import fulltext, states
from ragbot.store.tables import (
    CURRENT,
    IN_ANY_CURRENT,
    IN_CURRENT,
    OF_CURRENT,
    OF_VERSION,
    SUPERSEDED,
    WITHOUT_TEXT,
    Scope,
    articles,
    embeddings,
    meta,
    passage_query,
    passages,
    superseded,
    texts,
    versions,
)
from ragbot.store.upgrade import SCHEMA, check_schema, upgrade
from ragbot.types import Article, Passage, State


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


_HIT = (
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
    .select_from(passages)
    .join(texts, texts.c.id == passages.c.text_id)
    .join(versions, OF_VERSION)
)
MOST_HITS = 5_000
"""Of a search, whatever the size of the articles: twenty books have 30,000 passages."""
HITS_BY = {
    # each a statement of its own, with its values bound as a list when it runs: building it anew from 200 values takes
    # longer than SQLite needs for it, and an OR of the three would keep SQLite from its indices
    "ids": _HIT.where(texts.c.id.in_(bindparam("ids", expanding=True))),
    "keys": _HIT.where(texts.c.key.in_(bindparam("keys", expanding=True))),
    "serials": _HIT.where(articles.c.serial.in_(bindparam("serials", expanding=True))),
}
HITS_NOW = {name: query.join(articles, CURRENT) for name, query in HITS_BY.items()}
VECTORS = select(embeddings.c.text_id, embeddings.c.vector).where(embeddings.c.model == bindparam("model"))
OLD_VECTORS = select(superseded.c.text_id, superseded.c.vector).where(superseded.c.model == bindparam("model"))
FULL_TEXTS = select(articles.c.serial, versions.c.title, versions.c.text).select_from(versions.join(articles, CURRENT))


def now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Ledger:
    """The tables of one archive, in a SQLite file."""

    def __init__(self, path: Path) -> None:
        """Opens the file, making it when missing, upgrading it when it is of an older schema.

        Raises ArchiveError when it is no ledger that this ragbot can read.
        """
        self._engine = sql.create_engine(f"sqlite:///{path}", connect_args={"timeout": 30})
        sql.event.listen(self._engine, "connect", _configure)
        sql.event.listen(self._engine, "begin", _begin)
        try:
            with self.reading() as connection:
                check_schema(connection)
            with self.writing() as connection:
                upgrade(connection)
                fulltext.create(connection)
                _set_default(connection, "schema", SCHEMA)
                _set_default(connection, "archive", secrets.token_hex(8))
        except ArchiveError as error:
            self.close()
            raise ArchiveError(f"{path}: {error}") from error

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
        if said := states.said_with(article):
            states.keep(connection, article.id, number, said)
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

        The keys of the texts that no current version has any more; their embeddings are put aside.
        """
        with self.writing() as connection:
            self._keep(connection, model, embedded)
            before = self._current_texts(connection, list(whole))
            fulltext.remove(connection, self._shown(connection, list(whole)))
            for article_id, number in whole.items():
                self._make_current(connection, article_id, number)
            fulltext.add(connection, self._shown(connection, list(whole)))
            return self._forget(connection, before)

    def _make_current(self, connection: Connection, article_id: str, number: int) -> None:
        """Unless another process has made a later one current; the article's state follows what comes with it."""
        of_article = articles.c.id == article_id
        before = connection.execute(select(articles.c.current).where(of_article)).scalar_one()
        if before is None or before < number:
            connection.execute(articles.update().where(of_article).values(current=number))
            said = states.said_in(connection, article_id, number)
            states.follow(connection, article_id, said, states.said_in(connection, article_id, before), now)

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
            connection.execute(superseded.delete().where(superseded.c.text_id.in_(list(embedded))))
            connection.execute(embeddings.insert(), rows)

    def _current_texts(self, connection: Connection, article_ids: Sequence[str]) -> dict[int, str]:
        """Ids and keys of the texts in the versions of these articles that readers see."""
        query = (
            select(texts.c.id, texts.c.key).select_from(IN_ANY_CURRENT).join(texts, texts.c.id == passages.c.text_id)
        )
        rows = connection.execute(query.where(articles.c.id.in_(article_ids)))
        return {row.id: row.key for row in rows}

    def _forget(self, connection: Connection, before: Mapping[int, str]) -> Sequence[str]:
        """Of these texts, those that no current version has: an article updated often would crowd out others."""
        ids = list(before)
        used = select(passages.c.text_id).select_from(IN_ANY_CURRENT).where(passages.c.text_id.in_(ids))
        gone = set(ids) - set(connection.execute(used).scalars())
        self._supersede(connection, list(gone))
        return [before[id_] for id_ in gone]

    def _supersede(self, connection: Connection, ids: Sequence[int]) -> None:
        """Put the embeddings of these texts aside."""
        for i in range(0, len(ids), 1000):
            some = ids[i : i + 1000]
            rows = connection.execute(select(embeddings).where(embeddings.c.text_id.in_(some))).all()
            connection.execute(superseded.delete().where(superseded.c.text_id.in_(some)))
            if rows:
                old = [{**row._mapping, "vector": _matrix([row.vector]).astype("<f2").tobytes()} for row in rows]
                connection.execute(superseded.insert(), old)
            connection.execute(embeddings.delete().where(embeddings.c.text_id.in_(some)))

    def _embedded_ids(self, connection: Connection, model: str, ids: Sequence[int]) -> set[int]:
        query = select(embeddings.c.text_id).where(embeddings.c.model == model, embeddings.c.text_id.in_(ids))
        return set(connection.execute(query).scalars())

    def amend(self, article: Article, number: int) -> bool:
        """Take over what changed beside the text: dates, authors, language, outlet, address, state. Whether any did."""
        of_version = and_(versions.c.article_id == article.id, versions.c.number == number)
        with self.writing() as connection:
            version = dict(connection.execute(select(*WITHOUT_TEXT).where(of_version)).one()._mapping)
            new = _differences(version, _changeable(article))
            if new:
                connection.execute(versions.update().where(of_version).values(**new))
            return any((self._amend_article(connection, article), self._amend_state(connection, article, number), new))

    def _amend_article(self, connection: Connection, article: Article) -> bool:
        stored = dict(connection.execute(select(articles).where(articles.c.id == article.id)).one()._mapping)
        new = _differences(stored, {"url": article.url, "source": article.source})
        if new:
            connection.execute(articles.update().where(articles.c.id == article.id).values(**new))
        return bool(new)

    def _amend_state(self, connection: Connection, article: Article, number: int) -> bool:
        said, before = states.said_with(article), states.said_in(connection, article.id, number)
        if said and before and not said.note:
            said = states.Said(said.state, before.note)  # nothing known is replaced by nothing
        if said is None or said == before:
            return False
        states.keep(connection, article.id, number, said)
        with self._reindexed(connection, article.id):
            states.follow(connection, article.id, said, before, now)
        return True

    @contextmanager
    def _reindexed(self, connection: Connection, article_id: str) -> Iterator[None]:
        """The full text has what readers see: an article leaves it with a state that supports no answers."""
        before = self._shown(connection, [article_id])
        yield
        if (after := self._shown(connection, [article_id])) != before:
            fulltext.remove(connection, before)
            fulltext.add(connection, after)

    def set_state(self, article_id: str, state: State, reason: str | None) -> states.Set | None:
        """What it changed by an operator's word; None when there is no such article."""
        with self.writing() as connection, self._reindexed(connection, article_id):
            return states.decide(connection, article_id, state, reason, now())

    def notice(self, article_id: str) -> states.Notice | None:
        """What became of an article, also a removed one; None when there is none."""
        with self.reading() as connection:
            return states.notice(connection, article_id)

    def notes(self, article_id: str) -> dict[int, str]:
        """The publisher's notes on an article by the number of their version, the first one first."""
        with self.reading() as connection:
            return states.notes_of(connection, article_id)

    # -- finding --------------------------------------------------------------------------------------------------

    def hits(self, scope: Scope, **values: Sequence[int] | Sequence[str]) -> list[Hit]:
        """Every passage of a visible, current version in the scope that has one of the values.

        They are given as `ids` or `keys` of texts or as `serials` of articles.
        """
        ((name, given),) = values.items()
        with self.reading() as connection:
            query = HITS_NOW[name] if scope.as_of is None else HITS_BY[name].join(articles, scope.shown)
            query = query.where(*scope.conditions()).limit(MOST_HITS)
            rows = connection.execute(query, {name: list(given)}).all()
            return [Hit._make(row) for row in rows]

    def vectors_of(self, model: str, ids: Sequence[int]) -> tuple[list[int], Vectors]:
        """Those of the text ids that have a vector, and their vectors, shape (n, dimension)."""
        return self._vectors(
            VECTORS.where(embeddings.c.text_id.in_(bindparam("ids", list(ids), expanding=True))), model
        )

    def matching(self, terms: Sequence[str], limit: int, scope: Scope) -> dict[int, float]:
        """Serials of the articles in the scope that contain any of the terms, with their BM25, best first."""
        among = select(articles.c.serial).select_from(versions.join(articles, scope.shown)).where(*scope.conditions())
        with self.reading() as connection:
            return fulltext.search(connection, terms, limit, None if scope.is_everything else among)

    def frequencies(self, terms: Sequence[str]) -> tuple[int, dict[str, int]]:
        """How many articles there are, and how many of them contain each term."""
        with self.reading() as connection:
            total = connection.execute(select(func.count(articles.c.current))).scalar_one()
            return total, {term: fulltext.count(connection, term) for term in terms}

    def _ids_in(self, scope: Scope) -> sql.Select[tuple[int]]:
        if scope.as_of is not None:
            return self._ids_then(scope)
        return select(passages.c.text_id).select_from(IN_CURRENT).where(*scope.conditions())

    def _ids_then(self, scope: Scope, *more: sql.ColumnElement[bool]) -> sql.Select[tuple[int]]:
        """Versions first, which are far fewer than passages: 0.1 s instead of 0.8 s at 36,000 and 360,000."""
        chosen = select(versions.c.article_id, versions.c.number).select_from(versions.join(articles, scope.shown))
        shown = chosen.where(*scope.conditions(), *more).cte("shown").prefix_with("MATERIALIZED")
        of_shown = and_(passages.c.article_id == shown.c.article_id, passages.c.number == shown.c.number)
        return select(passages.c.text_id).select_from(shown.join(passages, of_shown))

    def count_in(self, scope: Scope) -> int:
        """How many texts a search in this scope could find."""
        with self.reading() as connection:
            return connection.execute(
                select(func.count()).select_from(self._ids_in(scope).distinct().subquery())
            ).scalar_one()

    def vectors_in(self, model: str, scope: Scope) -> tuple[list[int], Vectors]:
        """Text ids and their vectors, shape (n, dimension), of everything in the scope."""
        return self._vectors(VECTORS.where(embeddings.c.text_id.in_(self._ids_in(scope))), model)

    def superseded_of(self, model: str, ids: Sequence[int]) -> tuple[list[int], Vectors]:
        """Those of the text ids that no current version has, and their vectors, shape (n, dimension)."""
        return self._vectors(OLD_VECTORS.where(superseded.c.text_id.in_(ids)), model, "<f2")

    def superseded_in(self, model: str, scope: Scope, most: int) -> tuple[list[int], Vectors]:
        """The same of all texts in the scope, which is as of then; nothing when there are more than `most`."""
        found = self._vectors(
            OLD_VECTORS.where(superseded.c.text_id.in_(self._ids_then(scope, SUPERSEDED))).limit(most + 1),
            model,
            "<f2",
        )
        return found if len(found[0]) <= most else ([], _matrix([]))

    def superseded_texts(self, scope: Scope, serials: Sequence[int]) -> list[fulltext.Row]:
        """Of these articles those in the scope that had another text as of then: serial, title and text."""
        query = (
            select(articles.c.serial, versions.c.title, versions.c.text)
            .select_from(versions.join(articles, scope.shown))
            .where(SUPERSEDED, articles.c.serial.in_(serials), *scope.conditions())
        )
        with self.reading() as connection:
            return [(row.serial, row.title, row.text) for row in connection.execute(query)]

    def _vectors(
        self, query: sql.Select[tuple[int, bytes]], model: str, kind: str = "<f4"
    ) -> tuple[list[int], Vectors]:
        with self.reading() as connection:
            rows = connection.execute(query, {"model": model}).all()
        return [row.text_id for row in rows], _matrix([row.vector for row in rows], kind)

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
            connection.execute(superseded.delete().where(superseded.c.model != model))

    def forget_unused(self) -> None:
        """Put aside the embeddings that no current version uses, and write the full text anew."""
        with self.writing() as connection:
            used = select(passages.c.text_id).select_from(IN_ANY_CURRENT)
            unused = select(embeddings.c.text_id).distinct().where(embeddings.c.text_id.not_in(used))
            self._supersede(connection, connection.execute(unused).scalars().all())
            fulltext.clear(connection)
            rows = connection.execute(FULL_TEXTS)
            while some := rows.fetchmany(100):
                fulltext.add(connection, ((row.serial, row.title, row.text) for row in some))

    def problems(self) -> list[str]:
        """What is wrong with the tables and the full text, a sentence each."""
        found = []
        with self.reading() as connection:
            # from 3.44 on SQLite looks into the full text, too, and tells of it after all else
            said = connection.exec_driver_sql("PRAGMA integrity_check(2)").scalars()
            if damage := [what for what in said if what != "ok" and fulltext.NAME not in what]:
                found.append(f"The ledger is damaged ({damage[0]}): restore it from a backup.")
            outside = select(func.count()).select_from(IN_CURRENT).where(passages.c.end > func.length(versions.c.text))
            if n := connection.execute(outside).scalar_one():
                found.append(f"{n} passages reach beyond their text: restore the ledger from a backup.")
            bare = select(func.count()).select_from(IN_CURRENT).where(~_has_embedding())
            if n := connection.execute(bare).scalar_one():
                found.append(f"{n} passages have no embedding: run 'ragbot rebuild'.")
        return found + self._problems_of_full_text()

    def _problems_of_full_text(self) -> list[str]:
        found = []
        try:
            with self.writing() as connection:
                fulltext.check(connection)
            with self.reading() as connection:
                shown = ((row.serial, row.title, row.text) for row in connection.execute(FULL_TEXTS))
                lost, foreign = fulltext.compare(connection, shown)
        except ArchiveError as error:
            return [str(error)]
        if lost:
            found.append(f"{lost} articles are not found by their own words: run 'ragbot rebuild'.")
        if foreign:
            found.append(f"The full text has {foreign} articles that nobody may read: run 'ragbot rebuild'.")
        return found


def _has_embedding(model: str | None = None) -> sql.ColumnElement[bool]:
    of_text = embeddings.c.text_id == passages.c.text_id
    return sql.exists().where(of_text if model is None else and_(of_text, embeddings.c.model == model))


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except sql.exc.DatabaseError as error:
        raise ArchiveError(_told(error)) from error


def _told(error: sql.exc.DatabaseError) -> str:
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
    if fulltext.NAME in (error.statement or "") and code in (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT):
        return f"The full text is damaged ({error.orig}): run 'ragbot rebuild'; no text is lost."
    if isinstance(error, sql.exc.OperationalError):  # locked, read-only, disk full
        return f"The ledger cannot be used now ({error.orig}); try again when that is over."
    return f"The ledger is damaged ({error.orig}): restore it from a backup."


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


def _matrix(vectors: Sequence[bytes], kind: str = "<f4") -> Vectors:
    if not vectors:
        return np.empty((0, 0), "f4")
    return np.frombuffer(b"".join(vectors), dtype=kind).reshape(len(vectors), -1).astype("<f4", copy=False)

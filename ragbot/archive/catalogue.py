"""The catalogue tells people what is in the archive, and shows each article with its versions, from the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, false, func, or_, select

from ragbot.archive.ledger import Ledger
from ragbot.archive.tables import (
    CURRENT,
    IN_CURRENT,
    IS_PARTIAL,
    NOTED,
    OF_CURRENT,
    WHOLE,
    WITHOUT_TEXT,
    Scope,
    articles,
    notes,
    passages,
    versions,
)
from ragbot.types import ArticleSummary, Facts, LanguageCount, SourceCount, State, Version, VersionSummary

AT_ONCE = 500
"""Versions in one query: SQLite refuses an expression that is nested deeper than 1,000, as `a OR b OR …` is."""


def extent(ledger: Ledger, as_of: str | None = None) -> tuple[int, str | None, str | None]:
    """Return how many articles there are, or were at `as_of`, and their first and last date of publication."""
    with ledger.reading() as connection:
        return _extent(connection, Scope(as_of=as_of))


def _extent(connection: Connection, scope: Scope) -> tuple[int, str | None, str | None]:
    query = select(func.count(), func.min(versions.c.published), func.max(versions.c.published))
    count, oldest, newest = connection.execute(query.select_from(versions.join(articles, scope.shown))).one()
    return count, oldest, newest


def newest_day(ledger: Ledger, until: date, as_of: str | None = None) -> str | None:
    """Return the last day up to `until` on which something was published that the archive had by `as_of`."""
    query = (
        select(func.substr(versions.c.published, 1, 10))
        .select_from(versions.join(articles, Scope(as_of=as_of).shown))
        .where(versions.c.published < f"{until}U")  # after every instant of the day: T comes before U
        .order_by(versions.c.published.desc())
        .limit(1)
    )
    with ledger.reading() as connection:
        return connection.execute(query).scalar()


def facts(ledger: Ledger, embedding_model: str) -> Facts:
    """Return the figures of the archive: its articles, outlets, languages and index."""
    with ledger.reading() as connection:
        count, oldest, newest = _extent(connection, Scope())
        return Facts(
            articles=count,
            versions=connection.execute(select(func.count()).select_from(versions.join(articles, WHOLE))).scalar_one(),
            passages=connection.execute(
                select(func.count()).select_from(passages).select_from(IN_CURRENT)
            ).scalar_one(),
            sources=_source_counts(connection),
            oldest=oldest,
            newest=newest,
            as_of=_as_of(connection),
            embedding_model=embedding_model,
            languages=_language_counts(connection),
            invented=_count_invented(connection),
        )


def _source_counts(connection: Connection) -> tuple[SourceCount, ...]:
    query = (
        select(articles.c.source, func.count(), func.max(versions.c.published), func.max(versions.c.seen))
        .select_from(versions.join(articles, CURRENT))
        .group_by(articles.c.source)
        .order_by(func.count().desc(), articles.c.source)
    )
    return tuple(SourceCount(*row) for row in connection.execute(query))


def _language_counts(connection: Connection) -> tuple[LanguageCount, ...]:
    query = (
        select(versions.c.language, func.count())
        .select_from(versions.join(articles, CURRENT))
        .group_by(versions.c.language)
        .order_by(func.count().desc(), versions.c.language)
    )
    return tuple(LanguageCount(*row) for row in connection.execute(query))


def _count_invented(connection: Connection) -> int:
    """Count the articles of the samples, whose addresses are under .example."""
    current = select(func.count()).select_from(versions.join(articles, CURRENT))
    return connection.execute(current.where(articles.c.url.like("%.example/%"))).scalar_one()


def outlets(ledger: Ledger) -> tuple[str, ...]:
    """Return the names of all outlets that ever had an article in the archive, in order; "" for the nameless."""
    with ledger.reading() as connection:
        return tuple(connection.scalars(select(articles.c.source).distinct().order_by(articles.c.source)))


def as_of(ledger: Ledger, by: str | None = None) -> str | None:
    """Return when the archive last took a version in, up to the instant `by`."""
    with ledger.reading() as connection:
        return _as_of(connection, by)


def _as_of(connection: Connection, by: str | None = None) -> str | None:
    newest = select(versions.c.seen).join(articles, WHOLE).order_by(versions.c.seen.desc()).limit(1)
    return connection.execute(newest.where(versions.c.seen <= by) if by else newest).scalar()


def began(ledger: Ledger) -> str | None:
    """Return when the archive took its first version in."""
    with ledger.reading() as connection:
        first = select(versions.c.seen).join(articles, WHOLE).order_by(versions.c.seen).limit(1)
        return connection.execute(first).scalar()


def article(ledger: Ledger, article_id: str) -> tuple[ArticleSummary, tuple[VersionSummary, ...]] | None:
    """Return an article with its versions up to the current one, oldest first; a retracted one, but no removed one."""
    history = (
        select(*WITHOUT_TEXT, IS_PARTIAL)
        .join(articles, WHOLE)
        .where(versions.c.article_id == article_id)
        .order_by(versions.c.number)
    )
    kept = articles.c.state != "removed"
    with ledger.reading() as connection:
        row = connection.execute(summaries().where(articles.c.id == article_id, kept)).first()
        rows = connection.execute(history).all()
    if row is None:
        return None
    return summary(row), tuple(map(_line, rows))


def _line(row: Any) -> VersionSummary:
    return VersionSummary(row.number, row.title, row.published, row.modified, row.seen, bool(row.partial))


def version(ledger: Ledger, article_id: str, number: int) -> Version | None:
    """Return a version; None when there is none or it is not whole yet."""
    return all_versions(ledger, [(article_id, number)]).get((article_id, number))


def all_versions(ledger: Ledger, keys: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Version]:
    """Return those of the wanted versions, each an (article id, number), that exist."""
    with ledger.reading() as connection:
        rows = [
            row
            for start in range(0, len(keys), AT_ONCE)
            for row in connection.execute(_versions_of(keys[start : start + AT_ONCE]))
        ]
    return {(row.article_id, row.number): _version(row) for row in rows}


def _versions_of(keys: Sequence[tuple[str, int]]) -> Any:
    pairs = [and_(versions.c.article_id == a, versions.c.number == n) for a, n in keys]
    return (
        select(versions, articles.c.url, articles.c.source, articles.c.state, notes.c.note, IS_PARTIAL)
        .join(articles, WHOLE)
        .outerjoin(notes, NOTED)
        .where(articles.c.state != "removed", or_(false(), *pairs))
    )


def states_of(ledger: Ledger, keys: Iterable[tuple[str, int]]) -> dict[tuple[str, int], State]:
    """Return the states of the articles of those of the wanted versions that exist, removed ones as well."""
    ids = sorted({article_id for article_id, _ in keys})
    query = select(versions.c.article_id, versions.c.number, articles.c.state).join(articles, WHOLE)
    with ledger.reading() as connection:
        rows = connection.execute(query.where(articles.c.id.in_(ids))).all()
    return {(row.article_id, row.number): row.state for row in rows}


def summaries() -> Any:
    return select(articles, *WITHOUT_TEXT, IS_PARTIAL).join(versions, OF_CURRENT)


def summary(row: Any) -> ArticleSummary:
    return ArticleSummary(
        id=row.id,
        url=row.url,
        source=row.source,
        state=row.state,
        first_seen=row.first_seen,
        version=row.number,
        title=row.title,
        published=row.published,
        modified=row.modified,
        authors=tuple(row.authors),
        language=row.language,
        partial=bool(row.partial),
    )


def _version(row: Any) -> Version:
    fields = {name: row._mapping[name] for name in Version.__dataclass_fields__}
    return Version(**fields | {"authors": tuple(row.authors), "partial": bool(row.partial)})

"""The names of the files that articles came in: a file is one article, whether it was read from disk or uploaded.

On disk its path tells it from others, but an upload has a name only; so that is noted, with what else tells.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from ragbot.archive.database import Database
from ragbot.archive.tables import articles, file_names, spellings
from ragbot.archive.versions import has_version, newest_text
from ragbot.reading.losses import shares
from ragbot.types import Article, sha256

_OTHER = {"file": "upload", "upload": "file"}
"""By how a file came, the other way that it may have come."""


def _name(article: Article) -> tuple[str, str]:
    """Return the way in which the file came, and its name: `file` and `a.txt` of `file:/news/a.txt`."""
    way, _, path = article.file.partition(":")
    return way, path.replace("\\", "/").rpartition("/")[2]


def _ids(article: Article, way: str) -> list[str]:
    """Return the ids by name, title and text, and by name, title, outlet and day, which an edited file keeps."""
    name, day = _name(article)[1], (article.published or "")[:10]
    edited = [f"{article.source}|{article.title}|{day}"] if article.title else []
    return [sha256(f"{way}:{name}|{told}")[:32] for told in (article.digest, *edited)]


def of_file(database: Database, article: Article) -> str | None:
    """Return the id of a file's article that the archive has by another way; None for its own id, or a new article.

    An edited article is recognised by title and day. Without a day, it must also share some of its text.
    """
    with database.reading() as connection:
        is_there = _is_there(connection, article.id)
        if is_there and has_version(database, article.id, article.digest):
            return None
        found = _same_text(connection, article)
        if found or is_there:
            return found
        edited = _same_day(connection, article)
    if edited and not article.published and not shares(newest_text(database, edited), article.text):
        return None
    return edited


def _same_text(connection: Connection, article: Article) -> str | None:
    """Return the id of the article of the same file with this very text that came the other way; None without one."""
    return next(iter(_ids_of_file(connection, article)), None)


def _same_day(connection: Connection, article: Article) -> str | None:
    """Return the id of the only article with its title and day; None when there are several, of which none is sure."""
    found = _ids_of_file(connection, article, edited=True)
    return found[0] if len(found) == 1 else None


def _ids_of_file(connection: Connection, article: Article, *, edited: bool = False) -> Sequence[str]:
    """Return at most two ids of articles that the ledger has of this file."""
    ids = _ids(article, _OTHER.get(_name(article)[0], ""))[edited : edited + 1]
    query = select(file_names.c.article_id).join(articles, articles.c.id == file_names.c.article_id)
    query = query.where(file_names.c.id.in_(ids)).order_by(articles.c.serial)
    return connection.execute(query.limit(2)).scalars().all()


def _is_there(connection: Connection, article_id: str) -> bool:
    """Return whether the archive has an article of this id."""
    return connection.execute(select(articles.c.id).where(articles.c.id == article_id)).first() is not None


def keep(connection: Connection, article: Article) -> None:
    """Note the file of an article that the archive has; write nothing when it is noted already.

    An upload that turns out to be a file on disk stands for that one only, and no longer for others of its name.
    """
    own, (way, _) = article.address_id, _name(article)
    of_article = file_names.c.article_id == article.id
    if own != article.id and not _is_bound(connection, article.id, own):
        connection.execute(spellings.insert().values(id=own, article_id=article.id))
        connection.execute(file_names.delete().where(of_article, file_names.c.way == _OTHER.get(way)))
    if way == "upload" and (own != article.id or _is_bound(connection, article.id)):
        return
    noted = set(connection.execute(select(file_names.c.id).where(of_article)).scalars())
    if rows := [{"id": i, "article_id": article.id, "way": way} for i in _ids(article, way) if i not in noted]:
        connection.execute(file_names.insert(), rows)


def _is_bound(connection: Connection, article_id: str, own: str | None = None) -> bool:
    """Return whether `article_id` is noted under another id than `own`."""
    query = select(spellings.c.id).where(spellings.c.article_id == article_id)
    return connection.execute(query.where(spellings.c.id == own) if own else query).first() is not None

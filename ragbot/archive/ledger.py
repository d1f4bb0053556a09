"""The ledger: what the archive has taken in, as SQL tables. The truth: vectors and full text are rebuilt from it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, func, select

from ragbot.addresses import plainer
from ragbot.archive import file_names, fulltext, retention, spellings, states, text_vectors, texts
from ragbot.archive.database import Database
from ragbot.archive.tables import (
    CURRENT,
    IS_PARTIAL,
    WITHOUT_TEXT,
    articles,
    meta,
    parts,
    passages,
    versions,
)
from ragbot.models.embeddings import Vectors
from ragbot.reading.losses import shares
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
    """The newest version of an article in the ledger, current or not yet."""

    article_id: str
    number: int
    digest: str
    published: str | None
    modified: str | None
    is_current: bool


class Text(NamedTuple):
    """The text of a version, and whether it is only a part of the article's."""

    text: str
    partial: bool


@dataclass(frozen=True, slots=True)
class Pointer:
    """Points at the archive's index: that of a generation, which `rebuild` counts up, made with an embedding model."""

    model: str | None
    """The model's fingerprint; None before the archive was first opened."""
    generation: int


FULL_TEXTS = select(articles.c.serial, versions.c.title, versions.c.text).select_from(versions.join(articles, CURRENT))


def now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _seen_now(connection: Connection) -> str:
    """Return now, or when the newest version was seen if the clock was set back: `as_of` must not show it earlier."""
    return max(now(), connection.execute(select(func.max(versions.c.seen))).scalar() or "")


class Ledger(Database):
    """The tables of one archive, in a SQLite file: takes versions in."""

    # -- taking in ------------------------------------------------------------------------------------------------

    def newest(self, ids: Iterable[str]) -> dict[str, Stored]:
        """Return the newest version of each of these articles that the ledger has."""
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

    def known_as(self, ids: Sequence[str]) -> dict[str, str]:
        """Map ids of articles that the archive has only under another id to that id."""
        with self.reading() as connection:
            return spellings.known_as(connection, ids)

    def of_file(self, article: Article) -> str | None:
        """Return the id of a file's article that the archive has by another way; None for its own id, or a new article.

        An edited article is recognised by title and day. Without a day, it must also share some of its text.
        """
        with self.reading() as connection:
            is_there = file_names.is_there(connection, article.id)
            if is_there and self.has_version(article.id, article.digest):
                return None
            found = file_names.same_text(connection, article)
            if found or is_there:
                return found
            edited = file_names.same_day(connection, article)
        if edited and not article.published and not shares(self._newest_text(edited), article.text):
            return None
        return edited

    def _newest_text(self, article_id: str) -> str:
        return self.text_of(article_id, self.newest([article_id])[article_id].number).text

    def text_of(self, article_id: str, number: int) -> Text:
        """Return the text of a version, which must exist."""
        query = select(versions.c.text, IS_PARTIAL).where(
            versions.c.article_id == article_id, versions.c.number == number
        )
        with self.reading() as connection:
            row = connection.execute(query).one()
        return Text(row.text, bool(row.partial))

    def has_version(self, article_id: str, digest: str) -> bool:
        query = select(versions.c.number).where(versions.c.article_id == article_id, versions.c.digest == digest)
        with self.reading() as connection:
            return connection.execute(query.limit(1)).first() is not None

    def begin(self, drafts: Sequence[Draft], together: Collection[str] = ()) -> list[int] | None:
        """Store new versions with their passages, not yet visible; return their numbers.

        Returns None, and stores nothing, when one is a file that came in another way since its id was looked up, under
        an id that is not among those that it comes `together` with.
        """
        with self.writing() as connection:  # from here on nobody else can take one in
            if any(d.article.file and self.of_file(d.article) not in (None, *together) for d in drafts):
                return None
            return [self._begin_one(connection, draft) for draft in drafts]

    def _begin_one(self, connection: Connection, draft: Draft) -> int:
        article, seen = draft.article, _seen_now(connection)
        last = self._last(connection, article.id)
        if last and last.digest == article.digest:  # another process, on the same Chroma server, was faster
            self._amend(connection, article, last.number)
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
        if article.file:
            file_names.keep(connection, article)
        if article.partial:
            connection.execute(parts.insert().values(article_id=article.id, number=number))
        self._add_passages(connection, draft.passages(number))
        return number

    def _last(self, connection: Connection, article_id: str) -> Any:
        query = select(versions.c.number, versions.c.digest).where(versions.c.article_id == article_id)
        return connection.execute(query.order_by(versions.c.number.desc()).limit(1)).first()

    def _add_passages(self, connection: Connection, new: Sequence[Passage]) -> None:
        ids = texts.ids_of(connection, [passage.key for passage in new])
        rows = [
            {"article_id": p.article_id, "number": p.version, "start": p.start, "end": p.end, "text_id": ids[p.key]}
            for p in new
        ]
        if rows:
            connection.execute(passages.insert(), rows)

    def finish(self, model: str, embedded: Mapping[int, Vectors], whole: Mapping[str, int]) -> Sequence[str]:
        """Keep embeddings, and let readers see these versions and find their words: all in one step.

        Returns the keys of the texts that no current version has any more; their embeddings are put aside.
        """
        with self.writing() as connection:
            text_vectors.keep(connection, model, embedded)
            before = texts.in_current(connection, list(whole))
            fulltext.remove(connection, self._shown(connection, list(whole)))
            turned = [each for pair in whole.items() for each in self._make_current(connection, *pair)]
            fulltext.add(connection, self._shown(connection, list(whole)))
            for article_id, said in turned:
                self._reach(connection, article_id, said)
            return text_vectors.put_unused_aside(connection, before)

    def _make_current(
        self, connection: Connection, article_id: str, number: int
    ) -> Iterator[tuple[str, states.PublisherNotice]]:
        """Make a version current, unless another process has made a later one so; the article's state follows.

        Versions that were left on their way in come with it: readers have never seen them, but what their publisher
        said holds. Yields the article with each word that hid it or brought it back.
        """
        before = self._current(connection, article_id) or 0
        if before >= number:
            return
        seen, on_their_way = _seen_now(connection), and_(versions.c.number > before, versions.c.number <= number)
        of_article = articles.c.id == article_id
        connection.execute(articles.update().where(of_article).values(current=number))
        connection.execute(versions.update().where(versions.c.article_id == article_id, on_their_way).values(seen=seen))
        if not before:
            connection.execute(articles.update().where(of_article).values(first_seen=seen))
        for each in range(before + 1, number + 1):
            said, earlier = (states.said_in(connection, article_id, n) for n in (each, each - 1))
            if said and states.follow(connection, article_id, said, earlier, seen):
                yield article_id, said

    def _current(self, connection: Connection, article_id: str) -> int | None:
        """Return the number of the version that readers see."""
        current: int | None = connection.execute(
            select(articles.c.current).where(articles.c.id == article_id)
        ).scalar_one()
        return current

    def _shown(self, connection: Connection, article_ids: Sequence[str]) -> list[fulltext.Row]:
        """Return what readers see of these articles."""
        query = FULL_TEXTS.where(articles.c.id.in_(article_ids))
        return [(row.serial, row.title, row.text) for row in connection.execute(query)]

    def keep(self, model: str, embedded: Mapping[int, Vectors]) -> None:
        """Keep embeddings under a model that is not in use yet."""
        with self.writing() as connection:
            text_vectors.keep(connection, model, embedded)

    def amend(self, article: Article, number: int) -> bool:
        """Take over changes beside the text: dates, authors, language, outlet, address, state. True if any came."""
        with self.writing() as connection:
            return self._amend(connection, article, number)

    def _amend(self, connection: Connection, article: Article, number: int) -> bool:
        of_version = and_(versions.c.article_id == article.id, versions.c.number == number)
        version = dict(connection.execute(select(*WITHOUT_TEXT).where(of_version)).one()._mapping)
        new = _differences(version, _changeable(article))
        if new:
            connection.execute(versions.update().where(of_version).values(**new))
        whole = not article.partial and self._complete(connection, article.id, number)
        if article.file:
            file_names.keep(connection, article)  # archives from before they were noted get to know them so
        of_article, state = self._amend_article(connection, article), self._amend_state(connection, article, number)
        return any((of_article, state, whole, new))

    def _complete(self, connection: Connection, article_id: str, number: int) -> bool:
        """Note that a version is whole, which it then stays; return whether it was taken for a part until now."""
        of_version = and_(parts.c.article_id == article_id, parts.c.number == number)
        return bool(connection.execute(parts.delete().where(of_version)).rowcount)

    def _amend_article(self, connection: Connection, article: Article) -> bool:
        stored = dict(connection.execute(select(articles).where(articles.c.id == article.id)).one()._mapping)
        url = article.url and plainer(article.url, stored["url"])  # else two feeds would change it for ever
        new = _differences(stored, {"url": url, "source": article.source})
        if new:
            connection.execute(articles.update().where(articles.c.id == article.id).values(**new))
        if stored["url"] and "url" in new:
            spellings.follow_move(connection, article.id, stored["url"], new["url"])
        return bool(new)

    def _amend_state(self, connection: Connection, article: Article, number: int) -> bool:
        said = states.said_with(article)
        return said is not None and self._say(connection, article.id, number, said)

    def _say(self, connection: Connection, article_id: str, number: int, notice: states.PublisherNotice) -> bool:
        """Keep what a publisher says with that version; return whether it is new."""
        before = states.said_in(connection, article_id, number)
        if before and not notice.note:
            notice = states.PublisherNotice(notice.state, before.note)  # nothing known is replaced by nothing
        if notice == before:
            return False
        states.keep(connection, article_id, number, notice)
        if self._current(connection, article_id) == number:  # else it counts when readers see that version
            with self._reindexed(connection, article_id):
                turned = states.follow(connection, article_id, notice, before, now())
            if turned:
                self._reach(connection, article_id, notice)
        return True

    def _reach(self, connection: Connection, article_id: str, notice: states.PublisherNotice) -> None:
        """Extend what hides an article, or brings it back, to what the archive has of it under other addresses."""
        for other in spellings.of_one(connection, article_id)[1:]:
            with self._reindexed(connection, other):
                states.follow(connection, other, notice, None, now())

    @contextmanager
    def _reindexed(self, connection: Connection, article_id: str) -> Iterator[None]:
        """Keep the full text to what readers see: an article leaves it with a state that supports no answers."""
        before = self._shown(connection, [article_id])
        yield
        if (after := self._shown(connection, [article_id])) != before:
            fulltext.remove(connection, before)
            fulltext.add(connection, after)

    def set_state(self, article_id: str, state: State, reason: str | None) -> states.Set | None:
        """Return what an operator's word changed; None when there is no such article."""
        with self.writing() as connection:
            ids = spellings.of_one(connection, article_id) if state != "corrected" else [article_id]
            done = [self._decide(connection, each, state, reason) for each in ids]
        return "changed" if done[0] and "changed" in done else done[0]

    def _decide(self, connection: Connection, article_id: str, state: State, reason: str | None) -> states.Set | None:
        with self._reindexed(connection, article_id):
            return states.decide(connection, article_id, state, reason, now())

    def say(self, article_id: str, state: State, note: str) -> bool:
        """Keep what a publisher says outside of the text about the visible version; return whether it is new."""
        with self.writing() as connection:
            number = connection.execute(select(articles.c.current).where(articles.c.id == article_id)).scalar()
            return bool(number) and self._say(
                connection, article_id, int(number or 0), states.PublisherNotice(state, note)
            )

    def notice(self, article_id: str) -> states.Notice | None:
        """Return what became of an article, even a removed one; None when there is none."""
        with self.reading() as connection:
            return states.notice(connection, article_id)

    def notes(self, article_id: str) -> dict[int, str]:
        """Return the publisher's notes on an article by version number, first version first."""
        with self.reading() as connection:
            return states.notes_of(connection, article_id)

    def take_out(self, plan: Callable[[Connection], retention.Plan]) -> retention.Removal:
        """Take the articles of a plan out with all their versions, in one step, and note that they were there.

        It is made in the transaction that takes them out, so that what it goes by holds.
        """
        with self.writing() as connection:
            planned = plan(connection)
            article_ids = planned.ids
            fulltext.remove(connection, self._shown(connection, article_ids))
            before = texts.in_any(connection, article_ids)
            retention.note_expired(connection, article_ids, now())
            retention.delete_rows(connection, article_ids)
            gone = text_vectors.put_unused_aside(connection, before)
            retention.delete_unused_texts(connection, list(before))
            return retention.Removal(planned, gone)

    # -- its index ------------------------------------------------------------------------------------------------

    def pointer(self) -> Pointer:
        query = select(meta.c.name, meta.c.value).where(meta.c.name.in_(("model", "generation")))
        with self.reading() as connection:
            found: dict[str, str] = {row.name: row.value for row in connection.execute(query)}
        return Pointer(found.get("model"), int(found.get("generation", 1)))

    def switch(self, model: str, generation: int) -> None:
        """Point at another collection, and drop what belongs to another model."""
        with self.writing() as connection:
            self.set_meta(connection, model=model, generation=str(generation))
            text_vectors.drop_others(connection, model)

    def forget_unused(self) -> None:
        """Put aside the embeddings that no current version uses, and write the full text anew."""
        with self.writing() as connection:
            text_vectors.put_all_unused_aside(connection)
            fulltext.clear(connection)
            rows = connection.execute(FULL_TEXTS)
            while some := rows.fetchmany(100):
                fulltext.add(connection, ((row.serial, row.title, row.text) for row in some))


def _changeable(article: Article) -> dict[str, Any]:
    return {
        "authors": list(article.authors),
        "language": article.language,
        "published": article.published,
        "modified": article.modified,
    }


def _differences(stored: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what differs from what is stored; an empty value replaces nothing."""
    return {name: value for name, value in values.items() if value and value != stored[name]}

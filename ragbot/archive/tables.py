"""The ledger's tables, and the joins that say which of their rows a reader may see."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sql
from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    and_,
    func,
    select,
)

from ragbot.types import State, Window

VISIBLE: tuple[State, ...] = ("live", "corrected")
"""Articles in these states support answers."""

tables = MetaData()
meta = Table("meta", tables, Column("name", String(40), primary_key=True), Column("value", Text, nullable=False))
articles = Table(
    "articles",
    tables,
    Column("id", String(32), primary_key=True),
    Column("serial", Integer, nullable=False, unique=True),  # its row in the full text, which wants an integer
    Column("url", Text),
    Column("source", Text, nullable=False),
    Column("state", String(12), nullable=False),
    Column("first_seen", String(20), nullable=False),
    Column("current", Integer),  # number of the version that readers see; NULL until its first one is whole
    Column("state_by", String(12)),  # "operator", or NULL for the publisher
    Column("state_since", String(20)),  # NULL when it never changed
    Column("reason", Text),  # the operator's
    Index("articles_source", "source"),
)
versions = Table(
    "versions",
    tables,
    Column("article_id", String(32), nullable=False),
    Column("number", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("title", Text, nullable=False),
    Column("authors", sql.JSON, nullable=False),
    Column("language", String(8)),
    Column("published", String(25)),  # with the publisher's offset: the first ten characters are their day
    Column("modified", String(25)),
    Column("seen", String(20), nullable=False),
    Column("text", Text, nullable=False),  # last: SQLite reads past it, page by page, to whatever comes after
    PrimaryKeyConstraint("article_id", "number"),
    ForeignKeyConstraint(["article_id"], ["articles.id"]),
    Index("versions_published", "published"),
    Index("versions_seen", "seen"),
)
notes = Table(
    "notes",  # what a publisher says with a version; beside the versions, where a new column would come after the text
    tables,
    Column("article_id", String(32), nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", String(12), nullable=False),
    Column("note", Text),
    PrimaryKeyConstraint("article_id", "number"),
    ForeignKeyConstraint(["article_id", "number"], ["versions.article_id", "versions.number"]),
)
parts = Table(
    "parts",  # the versions of which only a part came in; beside them, as the notes are
    tables,
    Column("article_id", String(32), nullable=False),
    Column("number", Integer, nullable=False),
    PrimaryKeyConstraint("article_id", "number"),
    ForeignKeyConstraint(["article_id", "number"], ["versions.article_id", "versions.number"]),
)
spellings = Table(
    "spellings",  # articles that have another address, or another plain spelling of it, than when they came in
    tables,
    Column("id", String(32), nullable=False),  # that they would have today
    Column("article_id", String(32), nullable=False),
    PrimaryKeyConstraint("id", "article_id"),
    ForeignKeyConstraint(["article_id"], ["articles.id"]),
    Index("spellings_article", "article_id"),
)
file_names = Table(
    "file_names",  # what tells the articles that came in files, by more than where those are
    tables,
    Column("id", String(32), nullable=False),  # of a name with what else tells: see `archive/file_names.py`
    Column("article_id", String(32), nullable=False),
    Column("way", String(8), nullable=False),  # `file` or `upload`
    PrimaryKeyConstraint("id", "article_id"),
    ForeignKeyConstraint(["article_id"], ["articles.id"]),
    Index("file_names_article", "article_id"),
)
WITHOUT_TEXT = [column for column in versions.c if column is not versions.c.text]
"""The columns that lists show of a version; its text may have a megabyte."""
texts = Table(
    "texts", tables, Column("id", Integer, primary_key=True), Column("key", String(32), nullable=False, unique=True)
)
passages = Table(
    "passages",
    tables,
    Column("article_id", String(32), nullable=False),
    Column("number", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text_id", Integer, nullable=False),
    PrimaryKeyConstraint("article_id", "number", "start"),
    ForeignKeyConstraint(["article_id", "number"], ["versions.article_id", "versions.number"]),
    ForeignKeyConstraint(["text_id"], ["texts.id"]),
    Index("passages_text", "text_id"),
)
embeddings = Table(
    "embeddings",
    tables,
    Column("text_id", Integer, nullable=False),
    Column("model", String(120), nullable=False),
    Column("vector", LargeBinary, nullable=False),  # float32, little-endian
    PrimaryKeyConstraint("text_id", "model"),
    ForeignKeyConstraint(["text_id"], ["texts.id"]),
)
superseded = Table(
    "superseded",  # embeddings of texts that only earlier versions have: for questions as of then; not in the index
    tables,
    Column("text_id", Integer, nullable=False),
    Column("model", String(120), nullable=False),
    Column("vector", LargeBinary, nullable=False),  # float16, little-endian: half the size, cosines within 0.0005
    PrimaryKeyConstraint("text_id", "model"),
    ForeignKeyConstraint(["text_id"], ["texts.id"]),
)
sources = Table(
    "sources",  # what is followed: a feed, a news sitemap, a page or a folder
    tables,
    Column("id", String(32), primary_key=True),
    Column("address", Text, nullable=False, unique=True),
    Column("kind", String(12), nullable=False),
    Column("title", Text, nullable=False),
    Column("is_named", sql.Boolean, nullable=False),  # the title is the operator's, not its own
    Column("outlet", Text, nullable=False),  # of the newest article that came from it
    Column("state", String(12), nullable=False),
    Column("is_listed", sql.Boolean, nullable=False),  # whether the operator's file of sources names it
    Column("added", String(20), nullable=False),
    Column("every", Integer),  # seconds, the operator's; NULL where it is learned
    Column("interval", Integer, nullable=False),  # seconds between two checks
    Column("patience", Integer, nullable=False),  # seconds of silence that are usual
    Column("etag", Text, nullable=False),
    Column("last_modified", Text, nullable=False),
    Column("next_check", String(20), nullable=False),
    Column("claimed", String(20), nullable=False),  # until then it is being checked, unless its process was killed
    Column("last_check", String(20)),
    Column("last_change", String(20)),
    Column("newest", String(20)),  # published, or else seen
    Column("failures", Integer, nullable=False),  # in a row
    Column("failing_since", String(20)),
    Column("error", Text),
    Column("opt_outs", Text, nullable=False),
    Index("sources_next_check", "next_check"),
)
items = Table(
    "items",  # what a source named, and when it is looked at again
    tables,
    Column("source_id", String(32), nullable=False),
    Column("key", String(64), nullable=False),
    Column("url", Text),
    Column("article_id", String(32)),  # NULL until it is taken in
    Column("digest", String(64), nullable=False),  # of what the source said of it
    Column("published", String(25)),  # with the publisher's offset, as that of a version
    Column("seen", String(20), nullable=False),
    Column("is_whole", sql.Boolean, nullable=False),  # the source itself gave all of the text
    Column("is_partial", sql.Boolean, nullable=False),  # what the archive has of it is not all of the text
    Column("next_check", String(20)),  # NULL when it is looked at no more
    Column("checks", Integer, nullable=False),
    Column("etag", Text, nullable=False),
    Column("last_modified", Text, nullable=False),
    Column("gone", Integer, nullable=False),  # checks in a row that found no page
    Column("gone_since", String(20)),
    PrimaryKeyConstraint("source_id", "key"),
    ForeignKeyConstraint(["source_id"], ["sources.id"], ondelete="CASCADE"),
    Index("items_next_check", "next_check"),
)
checks = Table(
    "checks",  # the history of a source: those that found something, or ended otherwise than the one before
    tables,
    Column("source_id", String(32), nullable=False),
    Column("at", String(20), nullable=False),
    Column("added", Integer, nullable=False),
    Column("updated", Integer, nullable=False),
    Column("removed", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
    Column("requests", Integer, nullable=False),
    Column("not_modified", Integer, nullable=False),  # requests that were answered with 304
    Column("error", Text),
    PrimaryKeyConstraint("source_id", "at"),
    ForeignKeyConstraint(["source_id"], ["sources.id"], ondelete="CASCADE"),
)
refusals = Table(
    "refusals",  # what a check did not take in, or not wholly, and why
    tables,
    Column("source_id", String(32), nullable=False),
    Column("at", String(20), nullable=False),
    Column("place", Integer, nullable=False),  # the first one of the check is 0
    Column("origin", Text, nullable=False),
    Column("reason", Text, nullable=False),
    PrimaryKeyConstraint("source_id", "at", "place"),
    ForeignKeyConstraint(["source_id"], ["sources.id"], ondelete="CASCADE"),
)
keys = Table(
    "keys",  # who may use the service
    tables,
    Column("id", String(12), primary_key=True),
    Column("name", String(60), nullable=False, unique=True),
    Column("scopes", String(40), nullable=False),  # with spaces between them
    Column("digest", String(64), nullable=False),
    Column("created", String(20), nullable=False),
    Column("last_used", String(10)),  # a day; NULL before the first one
)
deeds = Table(
    "deeds",  # who changed what through the service or the command line
    tables,
    Column("id", Integer, primary_key=True),
    Column("at", String(20), nullable=False),
    Column("who", String(60), nullable=False),
    Column("what", Text, nullable=False),
    Column("detail", Text, nullable=False),
)
expired = Table(
    "expired",  # articles that retention took out of the archive, so that an old link to one can be explained
    tables,
    Column("id", String(32), primary_key=True),
    Column("title", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("url", Text),
    Column("published", String(25)),
    Column("at", String(20), nullable=False),
)
watches = Table(
    "watches",  # questions that are asked again, with what they were answered last
    tables,
    Column("id", String(32), primary_key=True),
    Column("question", Text, nullable=False),
    Column("added", String(20), nullable=False),
    Column("next_check", String(20), nullable=False),
    Column("since", String(10)),
    Column("sources", Text, nullable=False),  # JSON: a list of outlets
    Column("every", Integer),  # seconds; NULL where a change of articles decides
    Column("state", String(12), nullable=False),
    Column("claimed", String(20), nullable=False),
    Column("marker", Text, nullable=False),
    Column("evidence", String(64), nullable=False),
    Column("sentences", Text, nullable=False),  # JSON: what the last answer cites
    Column("outcome", String(20), nullable=False),
    Column("last_check", String(20)),
    Column("last_change", String(20)),
    Column("updates", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("error", Text),
    Column("webhook", Text, nullable=False),
    Column("secret", String(120), nullable=False),
    Column("webhook_state", String(12), nullable=False),
    Column("webhook_failures", Integer, nullable=False),
    Column("webhook_error", Text),
    Column("next_delivery", String(20), nullable=False),
    Index("watches_next_check", "next_check"),
)
watch_updates = Table(
    "watch_updates",
    tables,
    Column("watch_id", String(32), nullable=False),
    Column("number", Integer, nullable=False),
    Column("at", String(20), nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("answer", Text, nullable=False),
    Column("old", Text, nullable=False),  # JSON: sentences that went
    Column("new", Text, nullable=False),  # JSON: sentences that came
    Column("delivery", String(12), nullable=False),
    PrimaryKeyConstraint("watch_id", "number"),
    ForeignKeyConstraint(["watch_id"], ["watches.id"], ondelete="CASCADE"),
    Index("watch_updates_delivery", "delivery"),
)

feedback = Table(
    "feedback",  # what readers say of answers
    tables,
    Column("id", Integer, primary_key=True),
    Column("at", String(20), nullable=False),
    Column("who", String(60), nullable=False),  # the name of a key, or ""
    Column("answer_id", String(64)),
    Column("rating", String(4), nullable=False),
    Column("reason", String(20)),
    Column("text", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("standalone_question", Text, nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("asked_on", String(10)),
    Column("until", String(10)),
    Column("citations", Text, nullable=False),  # JSON: article, version, start and end of each
    Index("feedback_answer", "answer_id", "who"),
)
hearsay = Table(
    "hearsay",  # ratings of answers that no server remembered: only a reader says what was cited
    tables,
    Column("feedback_id", Integer, primary_key=True),
    ForeignKeyConstraint(["feedback_id"], ["feedback.id"], ondelete="CASCADE"),
)

OF_CURRENT = and_(versions.c.article_id == articles.c.id, versions.c.number == articles.c.current)
"""Joins an article with its newest whole version."""
CURRENT = and_(OF_CURRENT, articles.c.state.in_(VISIBLE))
"""Joins an article that may support answers with the version that readers see."""
WHOLE = and_(versions.c.article_id == articles.c.id, versions.c.number <= articles.c.current)
"""Joins an article with all its versions, but for one that is still on its way in."""
SUPERSEDED = versions.c.number < articles.c.current
"""Of a whole version: readers see a later one."""
NOTED = and_(notes.c.article_id == versions.c.article_id, notes.c.number == versions.c.number)
IS_PARTIAL = (
    sql.exists()
    .where(parts.c.article_id == versions.c.article_id, parts.c.number == versions.c.number)
    .correlate(versions)
    .label("partial")
)
OF_VERSION = and_(passages.c.article_id == versions.c.article_id, passages.c.number == versions.c.number)


_following = versions.alias("following")


def seen_by(moment: str) -> sql.ColumnElement[bool]:
    """Joins an article with the version that readers saw at that instant, unless it supports no answers today.

    It is the one seen by then whose successor was not: numbers have no gaps, and looking for the highest number instead
    would walk through all versions of a live page for each of its passages.
    """
    followed = sql.exists().where(
        _following.c.article_id == versions.c.article_id,
        _following.c.number == versions.c.number + 1,
        _following.c.number <= articles.c.current,
        _following.c.seen <= moment,
    )
    return and_(WHOLE, articles.c.state.in_(VISIBLE), versions.c.seen <= moment, ~followed)


@dataclass(frozen=True, slots=True)
class Scope:
    """Which articles a search may find, and in which state."""

    window: Window = field(default_factory=Window)
    sources: tuple[str, ...] = ()
    as_of: str | None = None
    """An instant: each article as it was seen by then, if it was; None is now. What has been retracted or removed since
    supports nothing, as of no time."""
    articles: tuple[str, ...] = ()
    """Only these, by their ids; empty means all."""

    @property
    def shown(self) -> sql.ColumnElement[bool]:
        """Joins an article with the version that a reader in this scope sees."""
        return CURRENT if self.as_of is None else seen_by(self.as_of)

    @property
    def is_everything(self) -> bool:
        return self == Scope()

    def conditions(self) -> list[sql.ColumnElement[bool]]:
        """Return the conditions of the scope; an article without a date is in no window that has an end."""
        found: list[sql.ColumnElement[bool]] = []
        if self.window.since:
            found.append(versions.c.published >= self.window.since)
        if self.window.until:
            found.append(func.substr(versions.c.published, 1, 10) <= self.window.until)
        if self.sources:
            found.append(articles.c.source.in_(self.sources))
        if self.articles:
            found.append(articles.c.id.in_(self.articles))
        return found


IN_ANY_CURRENT = passages.join(versions, OF_VERSION).join(articles, OF_CURRENT)
IN_CURRENT = passages.join(versions, OF_VERSION).join(articles, CURRENT)


def passage_query() -> sql.Select[Any]:
    """Select passages with title and text, cut from their version."""
    body = func.substr(versions.c.text, passages.c.start + 1, passages.c.end - passages.c.start).label("text")
    return select(passages, versions.c.title, body).join(versions, OF_VERSION)

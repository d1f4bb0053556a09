"""Lists of articles for people: filtered, searched in full text, counted by day, page by page."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import sqlalchemy as sql
from sqlalchemy import and_, func, or_, select

from ragbot.archive import fulltext
from ragbot.archive.catalogue import summaries, summary
from ragbot.archive.ledger import Ledger
from ragbot.archive.tables import CURRENT, OF_CURRENT, VISIBLE, Scope, articles, versions
from ragbot.errors import QuestionError
from ragbot.types import ArticlePage, ArticleSummary, DayCount, Days, Excerpt, ListedArticle, Place, State, Window

Sort = Literal["date", "relevance"]

CURSOR = re.compile(r"((?:\d{4}-\d\d-\d\d[0-9TZ:+-]*)?) ([0-9a-f]{32})")
"""Date of the last article on a page, and its id: "2026-03-10 0123456789abcdef0123456789abcdef"."""
RANK = re.compile(r"rank (\d{1,9})")
"""How many more relevant articles stand on the pages before: "rank 40"."""
UNDATED = ""
"""Sorts after every date when the newest comes first, just as a day alone sorts after an hour of that day."""
DAY = len("2026-03-10")
TERM = re.compile(r'(-?)(?:"([^"]*)"|([^\s"]+))')  # `ferry`, `"in Orm"`, `-harbour`
MOST_TERMS = 32
EXCERPT, BEFORE, EXCERPTS = 240, 60, 2
"""Code points in an excerpt, code points before its first hit, and excerpts from an article."""
MOST_HITS = 200
"""Hits in an article among which its excerpts are chosen."""
MOST_READ = 200_000
"""Code points of an article in which hits are looked for."""


@dataclass(frozen=True, slots=True)
class Search:
    """Words to look for, written for FTS5: each in quotation marks, so that nothing in it is an operator."""

    terms: tuple[str, ...]
    unwanted: tuple[str, ...] = ()

    @property
    def match(self) -> str:
        """Return the expression for articles with all wanted words and none of the others."""
        return "".join([" AND ".join(self.terms), *(f" NOT {term}" for term in self.unwanted)])

    @property
    def shown(self) -> str:
        """Return the expression for each wanted word, to be marked."""
        return " OR ".join(self.terms)


@dataclass(frozen=True, slots=True)
class Filter:
    """The conditions for the articles of a list."""

    words: str = ""
    """A search: every word and "quoted phrase" occurs, and no -word; stemmed, accents ignored."""
    sources: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    window: Window = field(default_factory=Window)
    states: tuple[State, ...] = VISIBLE
    """The states of the articles; a search finds no retracted one, since the full text has none."""

    @property
    def search(self) -> Search | None:
        """Return the search for `words`; None without words. Raises QuestionError when they name none to look for."""
        return _search(self.words) if self.words.strip() else None

    def conditions(self) -> list[sql.ColumnElement[bool]]:
        """Return the conditions on current versions."""
        found = [articles.c.state.in_(self.states), *Scope(self.window, self.sources).conditions()]
        if self.languages:
            found.append(versions.c.language.in_(self.languages))
        return found


def _search(words: str) -> Search:
    terms = [(minus, phrase or word) for minus, phrase, word in TERM.findall(words.replace("\0", " "))][:MOST_TERMS]
    terms = [(minus, f'"{term}"') for minus, term in terms if any(map(str.isalnum, term))]
    wanted, unwanted = (
        tuple(dict.fromkeys(term for minus, term in terms if bool(minus) == is_not)) for is_not in (False, True)
    )
    if not wanted:
        raise QuestionError("The search has no word to look for: write one without a minus.")
    return Search(wanted, unwanted)


def page(ledger: Ledger, criteria: Filter, sort: Sort, cursor: str | None, limit: int) -> ArticlePage:
    """Return a page of current articles, newest first and undated last, or by BM25; a search adds excerpts.

    Raises QuestionError on a cursor that is none of ours, and on a search without a word.
    """
    search, by_date = criteria.search, sort == "date"
    if by_date:
        query = _by_date(criteria, search, cursor)
    elif search:
        query = _by_relevance(criteria, search, cursor)
    else:
        raise QuestionError("Only a search can be sorted by relevance: give q, or sort by date.")
    with ledger.reading() as connection:
        found = [summary(row) for row in connection.execute(query.limit(limit + 1))]
        shown = [article.id for article in found[:limit]]
        texts = connection.execute(TEXTS.where(articles.c.id.in_(shown))).all() if search else []
    listed = _with_hits(found[:limit], search, texts)
    if len(found) <= limit:
        return ArticlePage(listed, None)
    return ArticlePage(listed, _cursor(found[limit - 1]) if by_date else _rank(_offset(cursor) + limit))


_READ = func.substr(versions.c.text, 1, MOST_READ).label("text")
TEXTS = select(articles.c.id, articles.c.serial, versions.c.title, _READ).join(versions, CURRENT)


def _by_date(criteria: Filter, search: Search | None, cursor: str | None) -> Any:
    day, instant = _day(versions.c.published), _instant(versions.c.published)
    query = summaries().where(*criteria.conditions()).order_by(day.desc(), instant.desc(), articles.c.id)
    if search:
        query = query.where(_matches(search))
    if not cursor:
        return query
    published, article_id = _read(cursor, CURSOR).groups()
    last = sql.literal(published, sql.String)
    follows = or_(instant < _instant(last), and_(instant == _instant(last), articles.c.id > article_id))
    return query.where(or_(day < _day(last), and_(day == _day(last), follows)))


def _day(published: sql.ColumnElement[Any]) -> sql.ColumnElement[str]:
    """Return the day by the publisher's own clock, by which people read a list."""
    return func.coalesce(func.substr(published, 1, DAY), UNDATED)


def _instant(published: sql.ColumnElement[Any]) -> sql.ColumnElement[str]:
    """Return the instant in UTC, for publishers' hours have different offsets: 13:00+09:00 is before 05:00Z."""
    utc = func.strftime("%Y-%m-%dT%H:%M:%SZ", published)
    return func.coalesce(sql.case((func.length(published) > DAY, utc)), UNDATED)


def _by_relevance(criteria: Filter, search: Search, cursor: str | None) -> Any:
    found = fulltext.matched(search.match).cte("found").prefix_with("MATERIALIZED")
    query = summaries().join(found, found.c.serial == articles.c.serial).where(*criteria.conditions())
    return query.order_by(found.c.score.desc(), articles.c.id).offset(_offset(cursor))


def _matches(search: Search) -> sql.ColumnElement[bool]:
    return articles.c.serial.in_(select(fulltext.matched(search.match).subquery().c.serial))


def days(ledger: Ledger, criteria: Filter) -> Days:
    """Count the articles published on each day. Raises QuestionError as `page` does."""
    day = func.substr(versions.c.published, 1, 10)
    query = select(day, func.count()).select_from(versions.join(articles, OF_CURRENT)).where(*criteria.conditions())
    if search := criteria.search:
        query = query.where(_matches(search))
    with ledger.reading() as connection:
        rows = connection.execute(query.group_by(day).order_by(day)).all()
        counts: dict[str | None, int] = {row[0]: row[1] for row in rows}
    dated = tuple(DayCount(day, count) for day, count in counts.items() if day)
    return Days(dated, counts.get(None, 0), sum(counts.values()))


def _with_hits(
    articles_: Sequence[ArticleSummary], search: Search | None, texts: Sequence[Any]
) -> tuple[ListedArticle, ...]:
    hits = (
        fulltext.hits(search.shown, [(row.serial, row.title, row.text) for row in texts], MOST_HITS) if search else {}
    )
    by_id = {row.id: (row.text, *hits[row.serial]) for row in texts if row.serial in hits}
    return tuple(_listed(article, *by_id.get(article.id, ("", [], []))) for article in articles_)


def _listed(article: ArticleSummary, text: str, title: fulltext.Hits, body: fulltext.Hits) -> ListedArticle:
    title_hits = tuple(Place(*hit) for hit in title)
    return ListedArticle(**asdict(article), title_hits=title_hits, excerpts=_excerpts(text, body[:MOST_HITS]))


def _excerpts(text: str, hits: fulltext.Hits) -> tuple[Excerpt, ...]:
    """Return the pieces with the most hits, in the order of the text."""
    left = list(hits)
    found: list[Excerpt] = []
    while left and len(found) < EXCERPTS:
        start = max((start for start, _ in left), key=lambda start: (len(_inside(left, *_window(text, start))), -start))
        window = _window(text, start)
        found.append(Excerpt(*window, text[slice(*window)], tuple(Place(*hit) for hit in _inside(hits, *window))))
        left = [hit for hit in left if hit[0] - BEFORE >= window[1] or hit[0] - BEFORE + EXCERPT <= window[0]]
    return tuple(sorted(found, key=lambda excerpt: excerpt.start))


def _window(text: str, hit: int) -> tuple[int, int]:
    """Return the piece around a hit, cut between words unless those are too long for that."""
    start, end = max(0, hit - BEFORE), min(len(text), hit - BEFORE + EXCERPT)
    if start and (space := re.search(r"\s+", text[start - 1 : hit])):
        start += space.end() - 1
    if end < len(text) and (word := re.search(r"\s+\S*$", text[start:end])) and start + word.start() > hit:
        end = start + word.start()
    return start, end


def _inside(hits: fulltext.Hits, start: int, end: int) -> fulltext.Hits:
    return [hit for hit in hits if start <= hit[0] and hit[1] <= end]


def _cursor(last: ArticleSummary) -> str:
    return _encoded(f"{last.published or UNDATED} {last.id}")


def _rank(rank: int) -> str:
    return _encoded(f"rank {rank}")


def _offset(cursor: str | None) -> int:
    return int(_read(cursor, RANK)[1]) if cursor else 0


def _encoded(cursor: str) -> str:
    return base64.urlsafe_b64encode(cursor.encode()).decode()


def _read(cursor: str, kind: re.Pattern[str]) -> re.Match[str]:
    try:
        found = kind.fullmatch(base64.b64decode(cursor, altchars=b"-_", validate=True).decode())
    except (binascii.Error, ValueError):
        found = None
    if not found:
        raise QuestionError("This cursor is none that GET /v1/articles gave out; start again without one.")
    return found

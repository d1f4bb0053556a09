"""Reading the archive over HTTP: its articles, their versions, and what it holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import StringConstraints

from ragbot.api.answers import BotDep
from ragbot.api.bodies import ArticleBody, Day, Outlets
from ragbot.api.problems import Problem, documented
from ragbot.archive.archive import Archive
from ragbot.archive.listing import Filter, Sort
from ragbot.archive.states import Notice
from ragbot.checks.changes import changes
from ragbot.types import ArticlePage, ArticleSummary, Change, Days, Facts, Version, VersionSummary, Window

router = APIRouter(tags=["articles"])

Number = Annotated[int, Query(ge=1, le=2**31 - 1)]
Shown = Literal["live", "corrected", "retracted"]


@dataclass(frozen=True, slots=True)
class NoticedArticleBody(ArticleBody):
    """An article, one state of its text, its history, and what became of it."""

    notice: Notice


@dataclass(frozen=True, slots=True)
class DiffBody:
    """What changed in an article from one version to another."""

    article: ArticleSummary
    from_version: VersionSummary
    to_version: VersionSummary
    note: str | None
    """The publisher's words about a correction, as they came with the later one of the two."""
    changes: tuple[Change, ...]
    """The sentences that differ, in order; their spans are of the two texts, in code points."""


def _filter(
    q: Annotated[
        str, Query(max_length=500, description='Full text: every word, every "quoted phrase", and no -word occurs.')
    ] = "",
    source: Annotated[Outlets, Query(description="Only this outlet; give it again for more.")] = [],  # noqa: B006
    language: Annotated[
        list[Annotated[str, StringConstraints(max_length=8)]],
        Query(max_length=100, description="Only in this language, by its ISO 639-1 code; give it again for more."),
    ] = [],  # noqa: B006
    since: Annotated[Day | None, Query(description="Published on this day or later.")] = None,
    until: Annotated[Day | None, Query(description="Published on this day or earlier.")] = None,
    state: Annotated[
        list[Shown],
        Query(max_length=3, description="In this state; give it again for more. Retracted only if asked, never by q."),
    ] = ["live", "corrected"],  # noqa: B006
) -> Filter:
    return Filter(q, tuple(source), tuple(language), Window(since, until), tuple(state))


FilterDep = Annotated[Filter, Depends(_filter)]


@router.get("/v1/articles", summary="List and search articles", responses=documented(422))
def articles(
    bot: BotDep,
    criteria: FilterDep,
    sort: Annotated[Sort, Query(description="By relevance only with q.")] = "date",
    cursor: Annotated[str | None, Query(max_length=500, description="`next` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ArticlePage:
    """The articles of the archive, newest first, or the most relevant first; retracted ones only if asked for.

    By date means by the publisher's own day, and within a day by the instant, whatever offset an hour has.
    With `q`, each comes with where it has the words: in its title, and in at most two excerpts of its text.
    """
    return bot.archive.articles(criteria, sort=sort, cursor=cursor, limit=limit)


@router.get("/v1/archive/days", tags=["archive"], summary="Count articles by day", responses=documented(422))
def days(bot: BotDep, criteria: FilterDep) -> Days:
    """How many articles were published on each day, with the filters of GET /v1/articles."""
    return bot.archive.days(criteria)


@router.get("/v1/articles/{article_id}", summary="Read an article", responses=documented(404, 410, 422))
def article(
    bot: BotDep,
    article_id: str,
    version: Annotated[Number | None, Query(description="The current one when it is not given.")] = None,
) -> NoticedArticleBody:
    """An article with its text and its history. `source_start` and `source_end` of a citation point into the text.

    `notice` says what became of it and why: a retracted article can be read here, but supports no answer.
    """
    summary, versions = _article_of(bot.archive, article_id)
    text = _version(bot.archive, versions, article_id, version or summary.version)
    notice = bot.archive.notice(article_id)
    if not notice:
        raise _unknown(bot.archive, article_id)
    return NoticedArticleBody(summary, text, versions, notice)


@router.get("/v1/articles/{article_id}/diff", summary="Compare two versions", responses=documented(404, 410, 422))
def diff(
    bot: BotDep,
    article_id: str,
    from_: Annotated[Number, Query(alias="from", description="Number of the version to begin with.")],
    to: Annotated[Number, Query(description="Number of the version to end with; it may be the earlier one.")],
) -> DiffBody:
    """The sentences that changed, came in or went out. White space and the order of sentences make no difference."""
    summary, versions = _article_of(bot.archive, article_id)
    before, after = (_version(bot.archive, versions, article_id, number) for number in (from_, to))
    first, last = (next(each for each in versions if each.number == number) for number in (from_, to))
    note = max(before, after, key=lambda version: version.number).note
    return DiffBody(summary, first, last, note, changes(before, after))


def _article_of(archive: Archive, article_id: str) -> tuple[ArticleSummary, tuple[VersionSummary, ...]]:
    if found := archive.article(article_id):
        return found
    raise _unknown(archive, article_id)


def _unknown(archive: Archive, article_id: str) -> Problem:
    if expiry := archive.expiry(article_id):
        return Problem(410, str(expiry))
    return Problem(404, f"No article has the id {article_id[:64]!r}.")


def _version(archive: Archive, versions: Sequence[VersionSummary], article_id: str, number: int) -> Version:
    if found := archive.version(article_id, number):
        return found
    raise Problem(404, f"The article has no version {number}; it has {', '.join(str(v.number) for v in versions)}.")


@router.get("/v1/archive", tags=["archive"], summary="What the archive holds")
def archive(bot: BotDep) -> Facts:
    """How many articles, from which outlets and days, and how fresh."""
    return bot.archive.facts()

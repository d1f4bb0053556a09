"""Reading the archive over HTTP: its articles, their versions, and what it holds."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from ragbot.api.answers import BotDep
from ragbot.api.bodies import ArticleBody, Day, Outlets
from ragbot.api.problems import Problem, documented
from ragbot.types import ArticlePage, Facts

router = APIRouter(tags=["articles"])


@router.get("/v1/articles", summary="List articles", responses=documented(422, 500, 503))
def articles(
    bot: BotDep,
    source: Annotated[Outlets, Query(description="Only this outlet; give it again for more.")] = [],  # noqa: B006
    since: Annotated[Day | None, Query(description="Published on this day or later.")] = None,
    until: Annotated[Day | None, Query(description="Published on this day or earlier.")] = None,
    cursor: Annotated[str | None, Query(max_length=500, description="`next` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ArticlePage:
    """The articles of the archive, newest first."""
    return bot.archive.articles(sources=source, since=since, until=until, cursor=cursor, limit=limit)


@router.get("/v1/articles/{article_id}", summary="Read an article", responses=documented(404, 422, 500, 503))
def article(
    bot: BotDep,
    article_id: str,
    version: Annotated[
        int | None, Query(ge=1, le=2**31 - 1, description="The current one when it is not given.")
    ] = None,
) -> ArticleBody:
    """An article with its text and its history. `source_start` and `source_end` of a citation point into the text."""
    found = bot.archive.article(article_id)
    if not found:
        raise Problem(404, f"No article has the id {article_id[:64]!r}.")
    summary, versions = found
    number = version or summary.version
    state = bot.archive.version(article_id, number)
    if not state:
        raise Problem(404, f"The article has no version {number}; it has {', '.join(str(v.number) for v in versions)}.")
    return ArticleBody(summary, state, versions)


@router.get("/v1/archive", tags=["archive"], summary="What the archive holds", responses=documented(500, 503))
def archive(bot: BotDep) -> Facts:
    """How many articles, from which outlets and days, and how fresh."""
    return bot.archive.facts()

"""Suggested questions over HTTP: ways to begin, and ways to go on from an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from ragbot.answering.suggest import MOST_ASKED, QuotedSpan, Suggestion, SuggestionScope
from ragbot.api.answers import BotDep
from ragbot.api.bodies import WHOLE, Count, Limits, Number
from ragbot.api.problems import documented
from ragbot.tracing.timings import Timings
from ragbot.types import LONGEST_QUESTION, Window

router = APIRouter(tags=["answers"])

MOST_USED = 200
Id = Annotated[str, StringConstraints(min_length=1, max_length=64)]


class VersionBody(BaseModel):
    """One version of an article, by its number."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    article_id: Id
    version: Number


class SpanBody(VersionBody):
    """A span of it, in code points."""

    start: Count
    end: Count


Articles = Annotated[tuple[VersionBody, ...], Field(max_length=MOST_ASKED)]
Questions = Annotated[
    tuple[Annotated[str, StringConstraints(max_length=LONGEST_QUESTION)], ...], Field(max_length=MOST_ASKED)
]
Spans = Annotated[tuple[SpanBody, ...], Field(max_length=MOST_USED)]


class SuggestionsBody(Limits):
    """What the questions are to be about, and the limits within which they are to be answered."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "articles": [{"article_id": "f0815789c0c48b125a95d7169bc61520", "version": 1}],
                    "asked": ["What was stolen from Ostrey Abbey?"],
                }
            ]
        },
    )

    articles: Articles = ()
    """Those of an answer; unknown and retracted ones are skipped. Empty means the newest of the archive."""
    asked: Questions = ()
    """The questions of the conversation so far: none of them is suggested."""
    used: Spans = ()
    """What the answer has quoted: a question leads on from it."""
    limit: Annotated[int, Field(ge=1, le=5), WHOLE] = 3
    """How many questions at most."""

    def scope(self) -> SuggestionScope:
        return SuggestionScope(
            tuple((each.article_id, each.version) for each in self.articles),
            self.asked,
            tuple(QuotedSpan(each.article_id, each.version, each.start, each.end) for each in self.used),
            Window(self.since, self.until),
            tuple(self.sources),
            self.asked_on,
            self.as_of,
            self.limit,
        )


@dataclass(frozen=True, slots=True)
class SuggestionsPage:
    """Questions that the archive answers, each with the article that answers it."""

    questions: tuple[Suggestion, ...]
    timings: dict[str, float]
    """Milliseconds by stage."""


@router.post("/v1/suggestions", summary="Suggest questions", responses=documented(415, 422))
def suggest(body: SuggestionsBody, bot: BotDep) -> SuggestionsPage:
    """Questions that these articles, or the newest ones, answer: each was asked, and its article is what is quoted.

    They are made by rule from names, speakers, numbers and headlines; no language model is asked. There may be fewer
    than `limit`, or none.
    """
    timings = Timings()
    with timings.stage("total"):
        found = bot.suggest(body.scope())
    return SuggestionsPage(found, timings.ms)

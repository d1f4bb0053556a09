"""Checking the citations of an earlier answer over HTTP. Nothing is stored: they come with the request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from ragbot.api.answers import BotDep
from ragbot.api.bodies import Count, Number
from ragbot.api.problems import documented
from ragbot.checks.recheck import EarlierCitation, Recheck, recheck

router = APIRouter(tags=["answers"])

MOST_CITATIONS = 200


class CitedBody(BaseModel):
    """A citation of an earlier answer; what else it has is not looked at."""

    model_config = ConfigDict(extra="ignore", use_attribute_docstrings=True, frozen=True)

    article_id: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    version: Number
    source_start: Count
    source_end: Count
    cited_text: Annotated[str, StringConstraints(max_length=100_000)]
    """What `text[source_start:source_end]` of that version is said to be."""

    def to_citation(self) -> EarlierCitation:
        return EarlierCitation(self.article_id, self.version, self.source_start, self.source_end, self.cited_text)


class CitationsBody(BaseModel):
    """The citations to check, as an answer gave them."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "citations": [
                        {
                            "article_id": "f0815789c0c48b125a95d7169bc61520",
                            "version": 1,
                            "source_start": 0,
                            "source_end": 183,
                            "cited_text": "Thieves broke into the library of Ostrey Abbey …",
                        }
                    ]
                }
            ]
        },
    )

    citations: Annotated[list[CitedBody], Field(max_length=MOST_CITATIONS)]


@dataclass(frozen=True, slots=True)
class RecheckPage:
    """What became of each citation, in the order they came."""

    citations: tuple[Recheck, ...]
    archive_as_of: str | None


@router.post("/v1/citations/check", summary="Check citations again", responses=documented(415, 422))
def check(body: CitationsBody, bot: BotDep) -> RecheckPage:
    """Says of each citation of an earlier answer what became of it.

    `holds`: the same text is still in the current version, at the span given. `changed`: it reads otherwise now, as
    `text` tells, or went out. `retracted`, `removed`: its article was. `unknown`: there is no such article or version.
    `altered`: the version that it names does not have that text at that place, and never had.
    """
    found = recheck(bot.archive, [each.to_citation() for each in body.citations])
    return RecheckPage(found, bot.archive.as_of())

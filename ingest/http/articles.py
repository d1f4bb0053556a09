"""Adding and retracting articles over HTTP: for `ragbot-ingest` beside a server, and for programs with the token."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from ingest.fetch.fetcher import Fetcher
from ingest.formats.parsers import shared_parsers
from ingest.formats.services.records import usual
from ingest.http.bearer import only_with
from ingest.http.permissions import permission_routes
from ingest.http.retention import retention_routes
from ingest.http.sources import Discover, following_routes
from ingest.http.uploads import ReadPage, upload_routes
from ingest.http.watches import watch_routes
from ingest.pipeline.deeds import deed_of
from ingest.pipeline.ingester import ingest
from ingest.pipeline.report import Report
from ingest.pipeline.sinks import ArchiveSink
from ingest.pipeline.tally import Outcome, Tally
from ingest.records.cleaning import clean_line
from ingest.records.record import IsOver, Raw, SourceError
from ingest.sources.discovery import Candidate
from ingest.sources.discovery import discover as found_at
from ingest.sources.web import read_page
from ragbot.api import problems
from ragbot.api.audit import note_deed
from ragbot.archive.archive import Archive
from ragbot.archive.states import Notice, Set
from ragbot.errors import ArchiveError, SettingsError
from ragbot.settings import load_settings
from ragbot.types import State

log = logging.getLogger(__name__)

MOST_RECORDS = 200
LONGEST_REASON = 2_000


class RecordsBody(BaseModel):
    """Articles as records, with the field names of schema.org's NewsArticle or the plain ones."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "articles": [
                        {
                            "title": "Harbour bridge closed",
                            "text": "The harbour bridge is closed until Friday.",
                            "url": "https://news.example/bridge",
                            "source": "The Example",
                            "published": "2026-03-14",
                        }
                    ]
                }
            ]
        },
    )

    articles: Annotated[list[Any], Field(max_length=MOST_RECORDS)]
    """The records, each with a `text`, and with an `origin` where the report should name it so."""


@dataclass(frozen=True, slots=True)
class ReportBody(Report):
    """The report on the records, with the outcome of each."""

    results: tuple[Outcome, ...] = ()
    """The outcome of each record, in their order. "older", "fuller": the archive keeps the later version, or the fuller
    text, that it has; "shortened": the article was updated, and lost most of its text."""


class StateBody(BaseModel):
    """An operator's decision about an article."""

    model_config = ConfigDict(
        extra="forbid",
        use_attribute_docstrings=True,
        json_schema_extra={"examples": [{"state": "retracted", "reason": "The quotes in it were invented."}]},
    )

    state: State
    """`retracted` supports no answer and stays readable, `removed` is hidden; `live` brings either back."""
    reason: Annotated[str, StringConstraints(max_length=LONGEST_REASON)] | None = None
    """The reason, for readers; the last one stays when the same state is set again without one."""


@dataclass(frozen=True, slots=True)
class StateReport:
    """The state of an article after a decision."""

    result: Set
    notice: Notice


def router(archive: Archive, token: str, read: ReadPage | None = None, discover: Discover | None = None) -> APIRouter:
    """Return the routes `POST /v1/articles`, below it `/file`, `/url` and `/{id}/state`, for whoever has the token.

    Beside them are `/v1/permissions`, `/v1/sources`, `/v1/watches` and `/v1/archive/vacuum`.

    `read` yields the article at an address, `discover` returns what can be followed there; without them, the settings
    say how. Raises SettingsError when a header cannot carry the token.
    """
    token = _sendable(token)
    fetcher = Fetcher.of(load_settings())
    routes = _article_routes(archive, token)
    routes.include_router(permission_routes(token))
    routes.include_router(upload_routes(archive, token, read or partial(read_page, fetcher=fetcher)))
    ours = APIRouter()
    ours.include_router(routes)
    ours.include_router(following_routes(archive, token, discover or partial(_discovered, fetcher)))
    ours.include_router(watch_routes(archive, token))
    ours.include_router(retention_routes(archive, token))
    return ours


def _sendable(token: str) -> str:
    """Return the token without spaces around it. Raises SettingsError when a header cannot carry it."""
    token = token.strip()
    if not re.fullmatch(r"[!-~]+", token):
        raise SettingsError(
            "The token for POST /v1/articles is empty, or has a space or a letter beyond ASCII in it: set RAGBOT_TOKEN "
            "to another, or unset it to get a new one."
        )
    return token


def _discovered(fetcher: Fetcher, address: str, is_over: IsOver) -> list[Candidate]:
    return found_at(address, fetcher, shared_parsers(), is_over)


def _article_routes(archive: Archive, token: str) -> APIRouter:
    routes = APIRouter(tags=["articles"], route_class=only_with(token))

    @routes.post(
        "/v1/articles",
        summary="Add articles",
        responses=problems.documented(415, 422),
    )
    def add(body: RecordsBody, request: Request) -> ReportBody:
        """Adds articles, or new versions of them. `failed` has each record that did not go in, and why.

        It also names those that were left when the archive failed or the server stopped, which `stopped` or
        `interrupted` say. When none went in, a failing archive is a 503.
        """
        report = _add(archive, body.articles, request.app.state.is_stopping)
        note_deed(request.scope, deed_of(report))
        return report

    @routes.post(
        "/v1/articles/{article_id}/state",
        summary="Retract an article",
        responses=problems.documented(404, 415, 422),
    )
    def set_state(article_id: str, body: StateBody, request: Request) -> StateReport:
        """Retracts or removes an article, marks it corrected, or brings it back; at once, since nothing is embedded.

        The state stays, whatever is added later, until another one is set here.
        """
        report = _set_state(archive, article_id, body)
        note_deed(request.scope, _deed_of_state(report, body.state))
        return report

    return routes


def _deed_of_state(report: StateReport, state: State) -> str | None:
    """`retracted: The quotes in it were invented.`; None when nothing changed."""
    if report.result != "changed":
        return None
    return f"{state}: {report.notice.reason}" if report.notice.reason else state


def _set_state(archive: Archive, article_id: str, body: StateBody) -> StateReport:
    result = archive.set_state(article_id, body.state, clean_line(body.reason or "") or None)
    notice = archive.notice(article_id)
    if not result or not notice:
        raise problems.Problem(404, f"No article has the id {article_id[:64]!r}; GET /v1/articles lists them.")
    return StateReport(result, notice)


def _add(archive: Archive, records: Sequence[object], is_over: IsOver) -> ReportBody:
    tally = Tally(outcomes={})
    raws = [_raw(number, record) for number, record in enumerate(records, 1)]
    report = ingest(raws, ArchiveSink(archive), tally=tally, is_over=is_over)
    if report.stopped and not report.added + report.updated + report.unchanged:
        raise ArchiveError(report.stopped)
    return _told_of_each(raws, tally, report.stopped)


def _told_of_each(raws: Sequence[Raw], tally: Tally, stopped: str | None) -> ReportBody:
    """Return the report with the outcome of each record, also of those that were not reached."""
    outcomes = tally.outcomes if tally.outcomes is not None else {}
    if stopped:
        log.warning("Of %d articles some went in, then the archive failed: %s", len(raws), stopped)
    for place in [place for place in range(len(raws)) if place not in outcomes]:
        tally.fail(place, raws[place].origin, stopped or "did not go in before the server was stopped; send it again")
    report = tally.report()
    results = tuple(outcomes[place] for place in range(len(raws)))
    return ReportBody(**{each.name: getattr(report, each.name) for each in fields(Report)}, results=results)


def _raw(number: int, record: object) -> Raw:
    if not isinstance(record, Mapping):
        return Raw(f"record {number}", None, "it is no JSON object")
    name = record.get("origin")
    origin = name if name and isinstance(name, str) else f"record {number}"
    given = {name: value for name, value in record.items() if name != "origin"}
    try:
        return Raw(origin, given if "_address" in given else usual(given))  # a record of the API is plain text
    except SourceError as error:
        return Raw(origin, None, str(error))

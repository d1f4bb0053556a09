"""Retention over HTTP, for `ragbot vacuum` beside a server that owns the archive."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, StrictBool, StringConstraints

from ingest.http.bearer import only_with
from ragbot.api import problems
from ragbot.api.audit import note_deed
from ragbot.archive.archive import Archive
from ragbot.archive.retention import Vacuumed
from ragbot.settings import keep_days, load_settings, problem_of_keep


class VacuumBody(BaseModel):
    """The articles to take out."""

    model_config = ConfigDict(
        extra="forbid", use_attribute_docstrings=True, json_schema_extra={"examples": [{"dry_run": True}]}
    )

    dry_run: StrictBool = True
    """Whether the server only counts the articles that would go; false takes them out."""
    keep: Annotated[str, StringConstraints(max_length=10_000)] | None = None
    """The retention, in the form of RAGBOT_KEEP, `365d; The Courier=90d`; null: the server's own."""


def retention_routes(archive: Archive, token: str) -> APIRouter:
    """Return the route `POST /v1/archive/vacuum`, for an operator."""
    routes = APIRouter(tags=["archive"], route_class=only_with(token))

    @routes.post(
        "/v1/archive/vacuum",
        summary="Take out what is older than it is kept",
        responses=problems.documented(415, 422),
    )
    def vacuum(body: VacuumBody, request: Request) -> Vacuumed:
        """Takes out articles that are older than `keep` allows, or counts them by outlet.

        Articles that a publisher or an operator corrected, retracted or removed, or a standing question cites, stay.
        A request for an article that was taken out is a 410, which says so.
        """
        days = keep_days(_keep(body))
        if not days:
            raise problems.Problem(422, "Everything is kept for ever: say how long with `keep`, or set RAGBOT_KEEP.")
        done = archive.vacuum(days, datetime.now(UTC).date(), body.dry_run)
        count = sum(done.articles.values())
        note_deed(request.scope, f"{count} articles taken out" if count and not done.dry_run else None)
        return done

    return routes


def _keep(body: VacuumBody) -> str:
    if body.keep is None:
        return load_settings().keep
    if problem := problem_of_keep(body.keep):
        raise problems.Problem(422, f"keep: {problem}.")
    return body.keep

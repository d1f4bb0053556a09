"""The followed feeds as one file over HTTP: OPML, which feed readers import and export."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from starlette.requests import ClientDisconnect

from ingest.http.bearer import only_with
from ingest.records.record import SourceError
from ingest.sources.lists import Listed, opml_in, opml_of
from ingest.sources.subscriptions import Changes, add_all
from ragbot.api import problems
from ragbot.api.audit import note_deed
from ragbot.archive.archive import Archive
from ragbot.passwords import deed_address

OPML = "text/x-opml"
MOST_NAMED = 10
"""The most addresses of a file that the audit names."""
CONTENT: dict[str, Any] = {OPML: {"schema": {"type": "string"}}}
BODY = {"requestBody": {"required": True, "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}}


async def _content(request: Request) -> bytes:
    try:
        return await request.body()
    except ClientDisconnect:
        raise problems.Problem(400, "The file broke off.") from None


def opml_routes(archive: Archive, token: str) -> APIRouter:
    """Return the routes of `/v1/sources/opml` for whoever has the token: addresses of feeds may have keys in them."""
    routes = APIRouter(tags=["sources"], route_class=only_with(token))

    @routes.get(
        "/v1/sources/opml",
        summary="The followed feeds as OPML",
        response_class=Response,
        responses={200: {"content": CONTENT}},
    )
    def opml() -> Response:
        """Returns the followed feeds, for any feed reader; OPML has no word for sitemaps, pages and folders."""
        return Response(opml_of(archive.followed.all()), media_type=OPML)

    @routes.post(
        "/v1/sources/opml",
        summary="Follow the feeds of an OPML file",
        responses=problems.documented(422),
        openapi_extra=BODY,
    )
    def follow_all(content: Annotated[bytes, Depends(_content)], request: Request) -> Changes:
        """Follows the new feeds of an OPML file of up to 4 MiB, from any folder of it; the others stay as they are."""
        changes = add_all(archive.followed, _feeds_in(content))
        note_deed(request.scope, _deed_of(changes.added))
        return changes

    return routes


def _feeds_in(content: bytes) -> list[Listed]:
    """Return the feeds that an OPML file names. Raises a Problem when it cannot be read, or names none."""
    try:
        feeds = opml_in(content)
    except SourceError as error:
        raise problems.Problem(422, f"The file {error}.") from None
    if not feeds:
        raise problems.Problem(422, 'The file names no feed: none of its outlines has an xmlUrl="https://…".')
    return feeds


def _deed_of(added: Sequence[str]) -> str | None:
    """Return `2 followed: https://a.example/feed, …`, of which the audit keeps the beginning; None for none."""
    return f"{len(added)} followed: {', '.join(map(deed_address, added[:MOST_NAMED]))}" if added else None

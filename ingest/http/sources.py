"""Following over HTTP: the sources and their state for anybody, and changes to them for an operator."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from ingest.http.bearer import is_operator, only_with
from ingest.http.opml import opml_routes
from ingest.http.uploads import end_of
from ingest.records.addresses import MAX_TITLE, MAX_URL, NO_WEB, flaw_in
from ingest.records.record import IsOver, SourceError
from ingest.records.threads import started
from ingest.sources.discovery import Candidate
from ingest.sources.shown_source import FollowedBody, FollowedSource, told_all, told_with_history
from ingest.sources.subscriptions import add, with_interval, with_title
from ragbot.api import problems
from ragbot.api.audit import note_deed
from ragbot.api.bodies import WHOLE
from ragbot.archive.archive import Archive
from ragbot.archive.source import ASKED, RESUMED, Source
from ragbot.passwords import deed_address, without_passwords
from ragbot.settings import LEAST_EVERY, MOST_EVERY

MOST_NAMED = 8
"""The most candidates at an address that a problem names."""
Discover = Callable[[str, IsOver], list[Candidate]]
"""Returns the candidates for following at an address. Raises SourceError when there is none."""
FOLDER_HINT = "; a folder is followed on the command line: ragbot-ingest follow FOLDER"
WebKind = Literal["feed", "sitemap", "page"]


def _web_address(url: str) -> str:
    """Return the address. Raises ValueError, which says why and the way out, when no request can go there."""
    if flaw := flaw_in(url):
        raise ValueError(f"The address {flaw}.")
    return url


def _source_address(url: str) -> str:
    """Return the address. Raises ValueError as `_web_address` does, and for what may be a folder names its way in."""
    if flaw := flaw_in(url):
        raise ValueError(f"The address {flaw}{FOLDER_HINT if flaw == NO_WEB else ''}.")
    return url


_Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_URL),
    Field(json_schema_extra={"pattern": r"^\s*[Hh][Tt][Tt][Pp][Ss]?://\S+\s*$"}),
]
"""As in "https://news.example/feed"."""
WebAddress = Annotated[_Text, AfterValidator(_web_address)]
SourceAddress = Annotated[_Text, AfterValidator(_source_address)]


class DiscoverBody(BaseModel):
    """The address to look at."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"url": "https://news.example/"}]})

    url: SourceAddress


class FollowBody(BaseModel):
    """The source to follow."""

    model_config = ConfigDict(
        extra="forbid",
        use_attribute_docstrings=True,
        json_schema_extra={"examples": [{"url": "https://news.example/feed"}]},
    )

    url: SourceAddress
    """The address of a feed, a news sitemap or a page. Only the command line follows a folder."""
    kind: WebKind | None = None
    """`page` follows the page itself, also where it names a feed; any other kind has to be what the address has."""


class ChangeBody(BaseModel):
    """The changes of an operator; a field that is left out stays as it is."""

    model_config = ConfigDict(
        extra="forbid", use_attribute_docstrings=True, json_schema_extra={"examples": [{"state": "paused"}]}
    )

    state: Literal["active", "paused"] | None = None
    """`active` checks the source again, at once, also one that its publisher had ended."""
    every: Annotated[int, Field(ge=LEAST_EVERY, le=MOST_EVERY), WHOLE] | None = None
    """Seconds between two checks; null: as the habit of the source suggests."""
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_TITLE)] | None = None
    """The title of the source here; null gives it its own title again, from its next check on."""
    check: Literal["now"] | None = None
    """The server checks the source within some seconds, even one that follows nothing by itself."""


@dataclass(frozen=True, slots=True)
class FollowedList:
    """The sources that are followed."""

    sources: tuple[FollowedSource, ...]


@dataclass(frozen=True, slots=True)
class Candidates:
    """The candidates for following at an address, the best first; the page itself is the last one."""

    candidates: tuple[Candidate, ...]


def following_routes(archive: Archive, token: str, discover: Discover) -> APIRouter:
    """Return the routes of `/v1/sources`: to read for anybody, and to change for whoever has the token."""
    routes = APIRouter()
    routes.include_router(opml_routes(archive, token))  # their path would also match one with an id
    routes.include_router(_reading(archive, token))
    routes.include_router(_adding(archive, token, discover))
    routes.include_router(_changing(archive, token))
    return routes


def _reading(archive: Archive, token: str) -> APIRouter:
    routes = APIRouter(tags=["sources"])

    @routes.get("/v1/sources", summary="What is followed", responses=problems.documented(422))
    def sources(
        request: Request, late: Annotated[bool, Query(description="Only those that are late.")] = False
    ) -> FollowedList:
        """Lists the sources by title, each with how fresh it is. The token is optional and shows whole addresses."""
        told = told_all(archive.followed, archive.followed.all(), is_operator(request, token))
        return FollowedList(tuple(each for each in told if each.late or not late))

    @routes.get("/v1/sources/{source_id}", summary="Read a source", responses=problems.documented(404, 422))
    def source(request: Request, source_id: str) -> FollowedBody:
        """Returns a source with its last 50 checks that brought something or ended otherwise than the one before."""
        return told_with_history(archive.followed, _source_of(archive, source_id), is_operator(request, token))

    return routes


def _adding(archive: Archive, token: str, discover: Discover) -> APIRouter:
    routes = APIRouter(tags=["sources"], route_class=only_with(token))
    refusals = problems.documented(415, 422)

    @routes.post("/v1/sources/discover", summary="What can be followed at an address?", responses=refusals)
    async def discovered(body: DiscoverBody, request: Request) -> Candidates:
        """Returns the feed or the news sitemap at the address, or the feeds of a page there, and the page itself."""
        return Candidates(tuple(await _candidates(discover, body.url, request)))

    @routes.post(
        "/v1/sources",
        summary="Follow a source",
        status_code=201,
        responses={
            200: {"model": FollowedSource, "description": "It is followed already."},
            **refusals,
            **problems.documented(404),
        },
    )
    async def follow(body: FollowBody, request: Request, response: Response) -> FollowedSource:
        """Follows the feed or the news sitemap at the address, or the page. The first check comes within some seconds.

        For a page that names feeds, `kind` says which is meant; without it a 422 names what can be followed.
        """
        chosen = _chosen(await _candidates(discover, body.url, request), body)
        source, is_new = _followed(archive, chosen, request)
        response.status_code = 201 if is_new else 200
        return told_all(archive.followed, [source], is_operator=True)[0]

    return routes


def _followed(archive: Archive, chosen: Candidate, request: Request) -> tuple[Source, bool]:
    """Follow a candidate; return its source, and whether it is new. Raises a Problem when it was forgotten at once."""
    added = add(archive.followed, chosen)
    note_deed(request.scope, f"followed: {deed_address(added.address)}" if added else None)
    source = added or archive.followed.named(chosen.address)
    if source is None:
        raise problems.Problem(404, "It was forgotten meanwhile.")
    return source, added is not None


def _changing(archive: Archive, token: str) -> APIRouter:
    routes = APIRouter(tags=["sources"], route_class=only_with(token))

    @routes.patch(
        "/v1/sources/{source_id}",
        summary="Pause, resume or check a source",
        responses=problems.documented(404, 415, 422),
    )
    def change(source_id: str, body: ChangeBody, request: Request) -> FollowedSource:
        """Changes the fields that the body has. The same change a second time changes nothing."""
        source = _source_of(archive, source_id)
        if values := _values(source, body):
            archive.followed.set(source.id, **values)
        note_deed(request.scope, _change_of(source, body) if values else None)
        return told_all(archive.followed, [_source_of(archive, source.id)], is_operator=True)[0]

    @routes.delete(
        "/v1/sources/{source_id}",
        summary="Follow a source no more",
        status_code=204,
        responses=problems.documented(404, 422),
    )
    def forget(source_id: str, request: Request) -> None:
        """Follows the source no more. Its articles stay, its history goes."""
        source = _source_of(archive, source_id)
        archive.followed.forget(source.id)
        note_deed(request.scope, f"forgotten: {deed_address(source.address)}")

    return routes


def _change_of(source: Source, body: ChangeBody) -> str:
    """Return the change in one line: `https://news.example/feed: state paused, every 600`."""
    wanted = body.model_dump(exclude_unset=True)
    return f"{deed_address(source.address)}: {', '.join(f'{name} {value}' for name, value in wanted.items())}"


def _source_of(archive: Archive, source_id: str) -> Source:
    source = archive.followed.named(source_id)
    if source is None or source.id != source_id:
        raise problems.Problem(404, f"No source has the id {source_id[:64]!r}; GET /v1/sources lists them.")
    return source


async def _candidates(discover: Discover, url: str, request: Request) -> list[Candidate]:
    """Return the candidates, found in a thread of its own; it fetches nothing more when the client goes away."""
    left, is_over = end_of(request)
    try:
        return await asyncio.wrap_future(started(lambda: discover(url, is_over), "discover"))
    except SourceError as error:
        raise problems.Problem(422, f"The address {error}.") from None
    finally:
        left.set()


def _chosen(candidates: Sequence[Candidate], body: FollowBody) -> Candidate:
    """Return the one candidate of the kind in `body`. Raises a Problem that names them all unless exactly one fits."""
    wanted = [each for each in candidates if each.kind == (body.kind or each.kind)]
    if len(wanted) == 1:
        return wanted[0]
    named = "; ".join(
        f"{each.kind} {without_passwords(each.address)} ({each.title})" for each in candidates[:MOST_NAMED]
    )
    if not wanted:
        raise problems.Problem(422, f"There is no {body.kind} at this address, but: {named}.")
    raise problems.Problem(422, f"Several things can be followed there; give the url of one, or its kind: {named}.")


def _values(source: Source, body: ChangeBody) -> dict[str, Any]:
    """Return the fields of the source that the body changes."""
    values: dict[str, Any] = {}
    if "title" in body.model_fields_set:
        values |= with_title(source, body.title)
    if "every" in body.model_fields_set:
        values |= with_interval(source, body.every)
    if body.state == "paused" and source.state != "paused":
        values["state"] = "paused"
    if body.state == "active" and source.state != "active":
        values |= RESUMED
    if body.check:
        values["next_check"] = ASKED
    return values

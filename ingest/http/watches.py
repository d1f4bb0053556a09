"""Standing questions over HTTP: readers see them and their updates, an operator makes and changes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from ingest.http.bearer import is_operator, only_with
from ingest.http.sources import WebAddress
from ingest.watches import atom
from ingest.watches.making import kept, made
from ingest.watches.webhook import Poster, WebhookError
from ragbot.api import problems
from ragbot.api.audit import note_deed
from ragbot.api.bodies import NOT_BLANK, WHOLE, Day, Outlets
from ragbot.api.entity_tags import is_known
from ragbot.archive.archive import Archive
from ragbot.archive.source import ASKED, moment, read
from ragbot.archive.watch import LEAST_PAUSE, REVIVED, Sentences, Watch, WatchState, WatchUpdate, WebhookState
from ragbot.errors import QuestionError
from ragbot.passwords import server_of, without_passwords
from ragbot.settings import LEAST_EVERY, MOST_EVERY, Settings, load_settings
from ragbot.types import LONGEST_QUESTION, Question, Window

SHOWN_UPDATES = 50
TOLD = 120
"""The most characters of a question in the audit."""
Every = Annotated[int, Field(ge=LEAST_EVERY, le=MOST_EVERY), WHOLE]


class WebhookBody(BaseModel):
    """The address to which updates are posted."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    url: WebAddress
    """An http(s) address: a public one, unless RAGBOT_ALLOWED_NETWORKS has its network."""
    secret: Annotated[
        str,
        StringConstraints(max_length=120),
        Field(json_schema_extra={"pattern": r"^(whsec_[A-Za-z0-9+/]{32,}={0,2})?$"}),
    ] = ""
    """The secret that signs posts, `whsec_` and 24 to 64 bytes in base64; without one the server makes it."""


class WatchBody(BaseModel):
    """The question to ask again."""

    model_config = ConfigDict(
        extra="forbid",
        use_attribute_docstrings=True,
        json_schema_extra={"examples": [{"question": "How many people died on the Grey Linnet?"}]},
    )

    question: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_QUESTION), NOT_BLANK
    ]
    since: Day | None = None
    """Only articles published on this day or later."""
    sources: Outlets = []
    """Only these outlets; empty means all."""
    every: Every | None = None
    """Seconds between two looks; null: when the articles change that a search for the question finds."""
    webhook: WebhookBody | None = None
    """The webhook for updates, beside the Atom feed of each standing question."""


class WatchChangeBody(BaseModel):
    """The changes of an operator; a field that is left out stays as it is."""

    model_config = ConfigDict(
        extra="forbid", use_attribute_docstrings=True, json_schema_extra={"examples": [{"state": "paused"}]}
    )

    state: WatchState | None = None
    """`paused` stops the question, `active` resumes it."""
    every: Every | None = None
    """Null: when articles change."""
    check: Literal["now"] | None = None
    """The server asks the question within some seconds, even while it is paused."""
    webhook_state: Literal["active"] | None = None
    """The server tries a dead webhook again."""


@dataclass(frozen=True, slots=True)
class WatchSummary:
    """A standing question with its state."""

    id: str
    question: str
    since: str | None
    sources: tuple[str, ...]
    every: int | None
    state: WatchState
    added: str
    outcome: str | None
    """The outcome of the last answer; null before the first one."""
    sentences: Sentences
    """The sentences that the last answer cites."""
    last_check: str | None
    last_change: str | None
    next_check: str | None
    """The server does not ask before this; null while the question is paused."""
    updates: int
    """The number of updates; the first answer is one."""
    failures: int
    """The number of failures in a row."""
    error: str | None
    webhook: str | None
    """The address of the webhook; without the operator's token only its server, for the path is often its key."""
    webhook_state: WebhookState
    """`dead`: the webhook failed eight times in a row, or answered with 410; `webhook_state` of a PATCH tries it
    again."""
    webhook_failures: int
    webhook_error: str | None
    next_delivery: str | None
    """When the webhook is tried again after a failure."""
    feed: str
    """The address of the Atom feed."""

    @classmethod
    def of(cls, watch: Watch, is_operator: bool) -> WatchSummary:
        address = without_passwords(watch.webhook) if is_operator else server_of(watch.webhook)
        return cls(
            id=watch.id,
            question=watch.question,
            since=watch.since,
            sources=watch.sources,
            every=watch.every,
            state=watch.state,
            added=watch.added,
            outcome=watch.outcome or None,
            sentences=watch.sentences,
            last_check=watch.last_check,
            last_change=watch.last_change,
            next_check=_next_check(watch),
            updates=watch.updates,
            failures=watch.failures,
            error=watch.error,
            webhook=address if watch.webhook else None,
            webhook_state=watch.webhook_state,
            webhook_failures=watch.webhook_failures,
            webhook_error=watch.webhook_error,
            next_delivery=watch.next_delivery or None if watch.webhook_state == "active" else None,
            feed=f"/v1/watches/{watch.id}/feed.atom",
        )


def _next_check(watch: Watch) -> str | None:
    if watch.next_check == ASKED:
        return watch.added if not watch.last_check else watch.last_check
    return watch.next_check if watch.state == "active" else None


@dataclass(frozen=True, slots=True)
class NewWatch:
    """A standing question, with the secret that is shown only once."""

    watch: WatchSummary
    secret: str | None
    """The secret that signs its posts; null without a webhook, and when the question was watched already."""


@dataclass(frozen=True, slots=True)
class WatchList:
    """All standing questions, the oldest first."""

    watches: tuple[WatchSummary, ...]


@dataclass(frozen=True, slots=True)
class WatchHistory:
    """A standing question with its updates, the newest first."""

    watch: WatchSummary
    updates: tuple[WatchUpdate, ...]


def watch_routes(archive: Archive, token: str, settings: Settings | None = None) -> APIRouter:
    """Return the routes of `/v1/watches`: to read for whoever may ask, and to change for whoever has the token."""
    settings = settings or load_settings()
    routes = APIRouter()
    routes.include_router(_reading(archive, token))
    routes.include_router(_making(archive, token, settings))
    routes.include_router(_changing(archive, token))
    return routes


def _reading(archive: Archive, token: str) -> APIRouter:
    routes = APIRouter(tags=["watches"])

    @routes.get("/v1/watches", summary="The standing questions", responses=problems.documented(422))
    def watches(request: Request) -> WatchList:
        """Lists the standing questions, each with its last answer and the state of its webhook."""
        may_see_all = is_operator(request, token)
        return WatchList(tuple(WatchSummary.of(each, may_see_all) for each in archive.watches.all()))

    @routes.get("/v1/watches/{watch_id}", summary="Read a standing question", responses=problems.documented(404, 422))
    def watch(request: Request, watch_id: str) -> WatchHistory:
        """Returns a standing question with its last 50 updates: the sentences that came, and those that went."""
        watch = _watch_of(archive, watch_id)
        updates = archive.watches.updates(watch.id, SHOWN_UPDATES)
        return WatchHistory(WatchSummary.of(watch, is_operator(request, token)), tuple(updates))

    @routes.get(
        "/v1/watches/{watch_id}/feed.atom",
        summary="What changed, as an Atom feed",
        response_class=Response,
        responses={
            200: {"content": {atom.MEDIA_TYPE: {"schema": {"type": "string"}}}},
            304: {"description": "Nothing changed since."},
            **problems.documented(404, 422),
        },
    )
    def feed(request: Request, watch_id: str) -> Response:
        """Returns an entry for each update, the newest first; with `If-None-Match` a 304 when nothing changed."""
        watch = _watch_of(archive, watch_id)
        address = str(request.base_url).rstrip("/")
        return _unless_known(atom.feed(watch, archive.watches.updates(watch.id, SHOWN_UPDATES), address), request)

    return routes


def _unless_known(feed: bytes, request: Request) -> Response:
    """Return the feed, or a 304 when the client has it already."""
    etag = f'"{sha256(feed).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if is_known(etag, request.headers):
        return Response(status_code=304, headers=headers)
    return Response(feed, media_type=f"{atom.MEDIA_TYPE}; charset=utf-8", headers=headers)


def _making(archive: Archive, token: str, settings: Settings) -> APIRouter:
    routes = APIRouter(tags=["watches"], route_class=only_with(token))

    @routes.post(
        "/v1/watches",
        summary="Watch a question",
        status_code=201,
        responses={
            200: {"model": NewWatch, "description": "It is watched already."},
            **problems.documented(409, 415, 422),
        },
    )
    def make(body: WatchBody, request: Request, response: Response) -> NewWatch:
        """Asks a question now, and again when the articles that a search for it finds change, or every so many seconds.

        When the sentences that the answer cites change, the feed has an update, and the webhook gets it.
        """
        watch, is_new = _kept(archive, body, settings)
        response.status_code = 201 if is_new else 200
        note_deed(request.scope, f"watched: {watch.question[:TOLD]}" if is_new else None)
        return NewWatch(WatchSummary.of(watch, is_operator=True), watch.secret or None)

    return routes


def _kept(archive: Archive, body: WatchBody, settings: Settings) -> tuple[Watch, bool]:
    webhook = body.webhook or WebhookBody.model_construct(url="", secret="")
    question = Question(body.question, Window(since=body.since), tuple(body.sources))
    try:
        watch = made(question, body.every, webhook.url, webhook.secret, Poster.of(settings))
    except WebhookError as error:
        raise problems.Problem(422, f"The webhook cannot be used: it {error}.") from None
    try:
        return kept(archive.watches, watch, settings.watches)
    except QuestionError as error:
        raise problems.Problem(409, str(error)) from None


def _changing(archive: Archive, token: str) -> APIRouter:
    routes = APIRouter(tags=["watches"], route_class=only_with(token))

    @routes.patch(
        "/v1/watches/{watch_id}",
        summary="Pause, resume or ask a standing question",
        responses=problems.documented(404, 415, 422),
    )
    def change(watch_id: str, body: WatchChangeBody, request: Request) -> WatchSummary:
        """Changes the fields that the body has. The same change a second time changes nothing."""
        watch, changes = _watch_of(archive, watch_id), body.model_dump(exclude_unset=True)
        values = values_of(watch, changes)
        if values:
            archive.watches.set(watch.id, **values)
        note_deed(request.scope, f"{changes}" if values else None)
        return WatchSummary.of(_watch_of(archive, watch_id), is_operator=True)

    @routes.delete(
        "/v1/watches/{watch_id}",
        summary="Watch a question no more",
        status_code=204,
        responses=problems.documented(404, 422),
    )
    def forget(watch_id: str, request: Request) -> None:
        """Forgets a standing question with all its updates."""
        watch = _watch_of(archive, watch_id)
        archive.watches.forget(watch.id)
        note_deed(request.scope, f"watched no more: {watch.question[:TOLD]}")

    return routes


def values_of(watch: Watch, changes: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of the watch that `changes` sets."""
    values: dict[str, Any] = {}
    if changes.get("state") and changes["state"] != watch.state:
        values["state"] = changes["state"]
    if "every" in changes and changes["every"] != watch.every:
        values |= {"every": changes["every"], "marker": "", **_planned(watch, changes["every"])}
    if changes.get("check"):
        values["next_check"] = ASKED
    if changes.get("webhook_state") and watch.webhook_state == "dead":
        values |= REVIVED
    return values


def _planned(watch: Watch, every: int | None) -> dict[str, str]:
    """Return the instant of the next look, counted from the last one; none when the question is to be asked at once."""
    if watch.next_check == ASKED:
        return {}
    due = read(watch.last_check or watch.added) + timedelta(seconds=every or LEAST_PAUSE)
    return {"next_check": moment(due)}


def _watch_of(archive: Archive, watch_id: str) -> Watch:
    watch = archive.watches.named(watch_id)
    if watch is None or watch.id != watch_id:
        raise problems.Problem(404, f"No standing question has the id {watch_id[:64]!r}; GET /v1/watches lists them.")
    return watch

"""Uploads over HTTP: a file, or the page at an address, with the progress of its articles."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Event
from typing import Annotated, Any

from anyio import CancelScope
from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, StringConstraints
from starlette.requests import ClientDisconnect
from starlette.types import Scope

from ingest.formats.format import Parsers
from ingest.formats.parsers import shared_parsers
from ingest.formats.table import PACKED, formats, suffixes
from ingest.http.bearer import only_with
from ingest.pipeline.deeds import deed_of
from ingest.pipeline.ingester import ingest
from ingest.pipeline.report import Report
from ingest.pipeline.retract import possible_ids
from ingest.pipeline.sinks import ArchiveSink
from ingest.pipeline.tally import Tally
from ingest.records.addresses import MAX_URL
from ingest.records.record import IsOver, Raw, SourceError
from ingest.records.threads import started
from ingest.sources.upload import check_name, read_upload
from ragbot.api import problems
from ragbot.api.audit import note_deed
from ragbot.api.events import PING, EventStream, described, frame
from ragbot.archive.archive import Archive
from ragbot.cancellation import cancellation
from ragbot.errors import ArchiveError

TOLD_SECONDS = 0.2
"""Seconds between two reports of progress: a file of bad lines would flood the browser."""
MOST_TOLD, MOST_BAD = 200, 1_000
"""The most failures that a report names; and the most bad records in a row, after which a file is none of articles."""
MOST_RECORDS = 500_000
"""The most records of one file: so many copies of one article cost half a minute of a core, and different ones a
day."""
ALIVE_SECONDS = 1.0
"""Seconds after which the server notices that a client went away; a batch may take longer."""
EVENTS = """With `Accept: text/event-stream`, server-sent events in this order:

| event | data | how often |
|---|---|---|
| `progress` | `{"done": 12, "expected": 40}`: records so far, and how many there seem to be, or null | any number |
| `done` | the report | last, when all went well |
| `error` | a problem document | last, instead of `done` |

When the client goes away it ends between two batches, and what was added stays.
"""
REPLIES: dict[int | str, dict[str, Any]] = {
    200: {"content": described(EVENTS, "progress", "done", "error")},
    **problems.documented(415, 422),
}
NAMED = r"[^./\\\s][^/\\]*$"
"""As in `news.jsonl.gz`: of a path only the last part counts."""
BINARY = {"requestBody": {"required": True, "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}}


class UrlBody(BaseModel):
    """The address of a page."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"url": "https://news.example/bridge"}]})

    url: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_URL)]


class IdsBody(BaseModel):
    """The ids that an article may have, the likeliest first."""

    ids: list[str]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file from a client."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class FormatBody:
    """A format, by its name for people, and the suffixes of its files."""

    name: str
    label: str
    suffixes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormatsBody:
    """The formats of files."""

    formats: list[FormatBody]
    suffixes: list[str]
    """The suffixes of all formats."""
    packed: tuple[str, ...]
    """The suffixes of packed files, behind one of these."""


def _formats() -> FormatsBody:
    read = [FormatBody(each.name, each.label, each.suffixes) for each in formats() if each.is_read]
    return FormatsBody(read, suffixes(), PACKED)


async def _upload(
    request: Request,
    name: Annotated[
        str,
        Query(
            description="Its name, `news.jsonl.gz`; the suffix says what it is where its bytes do not.",
            json_schema_extra={"pattern": NAMED},
        ),
    ],
) -> Upload:
    try:
        check_name(name)
        return Upload(name, await request.body())
    except SourceError as error:
        raise problems.Problem(415, str(error)) from None
    except ClientDisconnect:
        raise problems.Problem(400, "The file broke off.") from None


Reading = Callable[[IsOver], Generator[Raw]]
ReadPage = Callable[[str, Parsers, IsOver], Generator[Raw]]


def upload_routes(archive: Archive, token: str, read: ReadPage) -> APIRouter:
    """Return `POST /v1/articles/file` and `/url` for whoever has the token; `read` yields the article at an address."""
    routes = APIRouter(tags=["articles"], route_class=only_with(token))
    parsers = shared_parsers()

    @routes.post(
        "/v1/articles/file",
        summary="Add a file of articles",
        response_model=Report,
        responses=REPLIES,
        openapi_extra=BINARY,
    )
    async def add_file(upload: Annotated[Upload, Depends(_upload)], request: Request) -> Report | EventStream:
        """Adds the articles of a file that ragbot-ingest can read, up to 32 MiB. The same file adds nothing again."""
        return await _reply(archive, lambda is_over: read_upload(upload.name, upload.data, parsers, is_over), request)

    @routes.post(
        "/v1/articles/url",
        summary="Add the page at an address",
        response_model=Report,
        responses=REPLIES,
    )
    async def add_page(body: UrlBody, request: Request) -> Report | EventStream:
        """Fetches one page, or one file of a format that is read, from public addresses only, and adds its articles.

        `failed` says why it could not.
        """
        return await _reply(archive, lambda is_over: read(body.url, parsers, is_over), request)

    routes.include_router(_before_an_upload(token))
    return routes


def _before_an_upload(token: str) -> APIRouter:
    """Return the routes that tell a client what is in the archive, and which formats are read."""
    routes = APIRouter(route_class=only_with(token))

    @routes.get("/v1/archive/ids", summary="Find ids", responses=problems.documented(422))
    def ids(named: Annotated[str, Query(max_length=MAX_URL)]) -> IdsBody:
        """Returns the ids that an article with this URL may have, whether it is in the archive or not."""
        return IdsBody(ids=possible_ids(named.strip()))

    @routes.get("/v1/formats", summary="List formats")
    def formats() -> FormatsBody:
        """Lists the formats of files that `POST /v1/articles/file` and `ragbot-ingest` read here."""
        return _formats()

    return routes


async def _reply(archive: Archive, reading: Reading, request: Request) -> Report | EventStream:
    if "text/event-stream" in request.headers.get("accept", ""):
        return EventStream(_events(archive, reading, request))
    return await _report(archive, reading, request)


async def _report(archive: Archive, reading: Reading, request: Request) -> Report:
    """Return the report of a thread of its own; nothing more is read when the client goes away.

    What is on its way then is waited for: the audit, which looks when this is over, has to have what went in.
    """
    left, is_over = end_of(request)
    coming = asyncio.wrap_future(
        started(lambda: _taken_in(archive, reading(is_over), is_over, request.scope), "upload")
    )
    try:
        await asyncio.wait([coming])
    finally:
        left.set()
        with CancelScope(shield=True):
            await asyncio.wait([coming])
        coming.exception()  # else asyncio complains where nobody waits for it any more
    return coming.result()


def end_of(request: Request) -> tuple[Event, IsOver]:
    """Return an event for the writer of the reply to set, and whether it, the client's end or the server's came."""
    left, asked = Event(), cancellation()
    return left, lambda: left.is_set() or asked.reason is not None or request.app.state.is_stopping()


def _events(archive: Archive, reading: Reading, request: Request) -> Generator[bytes]:
    """Yield progress, then the report. When it is closed before, the batches that are on their way still go in.

    It must not wait for them: one of their threads may close it, in a garbage collection.
    """
    left, is_over = end_of(request)
    progress = _Progress(request)
    scope, watch = request.scope, progress.watch
    started(lambda: progress.follow(lambda: _taken_in(archive, reading(is_over), is_over, scope, watch)), "upload")
    try:
        yield from progress.frames()
    finally:
        left.set()


class _Progress:
    """Takes events from the thread of an upload to the one that writes the reply."""

    def __init__(self, request: Request) -> None:
        self._scope = request.scope
        self._events: SimpleQueue[tuple[str, Any]] = SimpleQueue()
        self._last = -TOLD_SECONDS

    def follow(self, upload: Callable[[], Report]) -> None:
        """Run an upload; its report, or the problem that it ends with, is the last event."""
        try:
            self._events.put(("done", upload()))
        except Exception as error:
            self._events.put(("error", problems.problem_of(error, self._scope).model_dump(exclude_none=True)))

    def watch(self, tally: Tally) -> None:
        """Add an event, unless there was one just now."""
        if time.monotonic() - self._last >= TOLD_SECONDS:
            self._last = time.monotonic()
            self._events.put(("progress", {"done": tally.done, "expected": tally.expected}))

    def frames(self) -> Generator[bytes]:
        """Yield the events as they come, up to the last one; a ping for each second without one."""
        event = "progress"
        while event == "progress":
            try:
                event, data = self._events.get(timeout=ALIVE_SECONDS)
                yield frame(event, data)
            except Empty:
                yield PING


def _taken_in(
    archive: Archive,
    raws: Generator[Raw],
    is_over: IsOver,
    scope: Scope,
    watch: Callable[[Tally], None] = lambda tally: None,
) -> Report:
    """Return the report on `raws`, and note for the audit what went in.

    Raises ArchiveError when the archive failed; articles from before that stay.
    """
    with closing(raws):
        report = ingest(_while_good(raws), ArchiveSink(archive), watch, is_over=is_over)
    note_deed(scope, deed_of(report))
    if report.stopped:
        kept = report.added + report.updated
        raise ArchiveError(f"{report.stopped} Before that, {kept} articles went in, and they stay.")
    return report.shortened(MOST_TOLD)


def _while_good(raws: Iterator[Raw]) -> Iterator[Raw]:
    """Yield the records until they are too many, or too many in a row are bad; one that is passed over is not bad."""
    bad = 0
    for number, raw in enumerate(raws, 1):
        if reason := _why_no_more(number, bad):
            yield Raw(raw.origin, None, f"the rest was not read: {reason}", progress=1.0)
            return
        bad = 0 if raw.record else bad + bool(raw.failure)
        yield raw


def _why_no_more(number: int, bad: int) -> str:
    """Return why the record of this number, behind `bad` ones in a row, is not read; "" when it is."""
    if bad == MOST_BAD:
        return f"{MOST_BAD:,} in a row were no articles; is it the right file?"
    return f"it holds over {MOST_RECORDS:,} records; split it" if number > MOST_RECORDS else ""

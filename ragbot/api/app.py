"""The HTTP API and the chat page, as one app."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from anyio import to_thread
from fastapi import APIRouter, FastAPI, Request
from starlette.middleware import Middleware

from ragbot import __version__
from ragbot.answering.bot import Bot
from ragbot.api import answers, articles, citations, feedback, metrics, page, suggestions
from ragbot.api.admission import QUOTED_AT_ONCE, Admission, Running, lanes_for
from ragbot.api.audit import Audit, DeedsOf
from ragbot.api.described_keys import with_keys
from ragbot.api.described_refusals import with_refusals
from ragbot.api.guards import BodyLimit, HostCheck, SecurityHeaders, for_origins
from ragbot.api.key_guard import KeyGuard
from ragbot.api.keyring import Keyring
from ragbot.api.openai import chat, models, response_events
from ragbot.api.problems import CatchAll, answer_with_problems, documented, with_problem_types
from ragbot.api.readiness import Readiness
from ragbot.api.recent import RecentAnswers
from ragbot.api.request_log import RequestLog
from ragbot.archive.late import MOST_LATE
from ragbot.types import Answer, LateSource

DESCRIPTION = """Ask the news and check every sentence: answers from an archive of articles, with exact citations.

Times are ISO 8601, as precise as the publisher gave them: a day (`2022-06-12`) or an instant (`2022-06-12T08:30:00Z`).
Offsets into texts count Unicode code points. Every error is a problem document (RFC 9457); on the
routes of OpenAI's clients it is in their shape. What is no HTTP request that can be read
(400, 408, 431), and a connection too many (503), is refused before there is a route: its problem has no `instance`.
"""
TAGS = [
    {"name": "answers", "description": "Ask the archive."},
    {"name": "openai", "description": "Ask with a client of OpenAI's; errors are in its shape."},
    {"name": "articles", "description": "Read what the archive holds; add to it with the operator's token."},
    {"name": "archive", "description": "How much the archive holds, and how fresh it is."},
    {"name": "sources", "description": "What the archive follows, and how fresh each source is."},
    {"name": "watches", "description": "Questions that are asked again, and what changed in their answers."},
    {"name": "keys", "description": "Links that log the page in."},
    {"name": "health", "description": "For whoever watches over the server."},
]
SPARE_THREADS = 8


class API(FastAPI):
    """A FastAPI that describes its problem documents as such, what each route asks of a key, and how it refuses."""

    def __init__(self, places: int, middleware: Sequence[Middleware]) -> None:
        """`places` requests are answered at once; the first of the `middleware` sees a request first."""
        super().__init__(
            title="ragbot",
            version=__version__,
            description=DESCRIPTION,
            openapi_tags=TAGS,
            docs_url=None,  # its page loads scripts from a CDN
            redoc_url=None,
            redirect_slashes=False,
            lifespan=partial(_with_threads, places),
            middleware=middleware,
        )

    def openapi(self) -> dict[str, Any]:
        return with_problem_types(with_refusals(with_keys(super().openapi())))


@asynccontextmanager
async def _with_threads(places: int, _app: FastAPI) -> AsyncIterator[None]:
    """A thread for every place, so that no request waits for another lane's thread; some are spare."""
    to_thread.current_default_thread_limiter().total_tokens = places + SPARE_THREADS
    yield


@dataclass(frozen=True, slots=True)
class Ready:
    """That it can answer, and what it may not know."""

    status: str
    late: tuple[LateSource, ...] = ()
    """Followed sources that are late, 20 at most."""


health = APIRouter(tags=["health"])


@health.get("/healthz", summary="Is the server running?")
async def healthz() -> dict[str, str]:
    """Asks nothing of the archive, and no thread either, so that it answers when all threads are busy."""
    return {"status": "ok"}


@health.get("/readyz", summary="Can it answer?", responses=documented(503))
async def readyz(request: Request) -> Ready:
    """503 when the ledger or the vectors do not answer. Looked at once a second at most, however many ask.

    Late sources are named and stay a 200: what the archive has it can answer from, and a restart would mend nothing.
    """
    late = await cast(Readiness, request.app.state.readiness).check()
    return Ready("ready", tuple(late[:MOST_LATE]))


ROUTERS = (
    page.router,
    answers.router,
    suggestions.router,
    citations.router,
    articles.router,
    feedback.router,
    health,
    metrics.router,
    chat.router,
    response_events.router,
    models.router,
)
"""In the order in which /openapi.json has their routes."""


def create_app(
    bot: Bot,
    *,
    routers: Sequence[APIRouter] = (),
    hosts: Sequence[str] = (),
    origins: Sequence[str] = (),
    any_address: bool = False,
    answers_at_once: int = QUOTED_AT_ONCE,
    keyring: Keyring | None = None,
    deeds: DeedsOf | None = None,
) -> FastAPI:
    """The app around a bot, with more routes from others. Without a keyring the routes look at keys themselves.
    What its callers change is kept in `deeds`. Pages of other `origins` than its own may read replies.

    When `hosts` are given, it answers under these names only, and under every IP address if `any_address`.
    """
    running, lanes = Running(), lanes_for(answers_at_once)
    counted, recent = metrics.Metrics(bot.archive, lanes), RecentAnswers()
    bot.on_answer = partial(_note_answer, counted, recent)
    app = API(
        sum(lane.at_once for lane in lanes.values()),
        [
            Middleware(SecurityHeaders),
            Middleware(RequestLog),
            Middleware(metrics.RequestMetrics, metrics=counted),
            *for_origins(origins),
            Middleware(CatchAll),
            Middleware(HostCheck, hosts=hosts, any_address=any_address),
            Middleware(BodyLimit),
            Middleware(KeyGuard, ring=keyring),
            Middleware(Audit, deeds=deeds),
            Middleware(Admission, lanes=lanes, running=running),
        ],
    )
    app.state.bot, app.state.running, app.state.readiness = bot, running, Readiness(partial(_look, bot))
    app.state.metrics, app.state.recent = counted, recent
    app.state.is_stopping = lambda: False  # whoever serves it knows; what takes long looks
    answer_with_problems(app)
    for router in (*ROUTERS, *routers):
        app.include_router(router)
    return app


def _note_answer(counted: metrics.Metrics, recent: RecentAnswers, answer: Answer) -> None:
    counted.note_answer(answer)
    recent.note(answer)


def _look(bot: Bot) -> Sequence[LateSource]:
    bot.archive.check_ready()
    return bot.archive.late.lately()

"""The HTTP API and the chat page, as one app."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.middleware import Middleware

from ragbot import __version__
from ragbot.api import answers, articles, citations, page, suggestions
from ragbot.api.answers import BotDep
from ragbot.api.guards import BodyLimit, HostCheck, SecurityHeaders
from ragbot.api.problems import CatchAll, answer_with_problems, documented, with_problem_types
from ragbot.bot import Bot

DESCRIPTION = """Ask the news and check every sentence: answers from an archive of articles, with exact citations.

Times are ISO 8601, as precise as the publisher gave them: a day (`2022-06-12`) or an instant (`2022-06-12T08:30:00Z`).
Offsets into texts count Unicode code points. Every error is a problem document (RFC 9457).
"""
TAGS = [
    {"name": "answers", "description": "Ask the archive."},
    {"name": "articles", "description": "Read what the archive holds; add to it with the operator's token."},
    {"name": "archive", "description": "How much the archive holds, and how fresh it is."},
    {"name": "health", "description": "For whoever watches over the server."},
]


class API(FastAPI):
    """A FastAPI that describes its problem documents as such."""

    def openapi(self) -> dict[str, Any]:
        return with_problem_types(super().openapi())


health = APIRouter(tags=["health"])


@health.get("/healthz", summary="Is the server running?")
async def healthz() -> dict[str, str]:
    """Asks nothing of the archive, and no thread either, so that it answers when all threads are busy."""
    return {"status": "ok"}


@health.get("/readyz", summary="Can it answer?", responses=documented(500, 503))
def readyz(bot: BotDep) -> dict[str, str]:
    """503 when the ledger or the vectors do not answer."""
    bot.archive.check_ready()
    return {"status": "ready"}


def create_app(bot: Bot, *, routers: Sequence[APIRouter] = (), hosts: Sequence[str] = ()) -> FastAPI:
    """The app around a bot, with more routes from others. When `hosts` are given, it answers under these names only."""
    app = API(
        title="ragbot",
        version=__version__,
        description=DESCRIPTION,
        openapi_tags=TAGS,
        docs_url=None,  # its page loads scripts from a CDN
        redoc_url=None,
        redirect_slashes=False,
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(CatchAll),
            Middleware(HostCheck, hosts=hosts),
            Middleware(BodyLimit),
        ],
    )
    app.state.bot = bot
    app.state.is_stopping = lambda: False  # whoever serves it knows; what takes long looks
    answer_with_problems(app)
    ours = (page.router, answers.router, suggestions.router, citations.router, articles.router, health)
    for router in (*ours, *routers):
        app.include_router(router)
    return app

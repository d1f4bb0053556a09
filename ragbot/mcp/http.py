"""The Model Context Protocol over HTTP, at /mcp: a request is a POST, and no session is kept between them."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from ragbot.answering.bot import Bot
from ragbot.extras import install_command
from ragbot.news import BotNews

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

log = logging.getLogger(__name__)
PATH = "/mcp"


def mcp_routers(bot: Bot) -> Sequence[APIRouter]:
    """The route, where the protocol's package is installed."""
    if find_spec("mcp") is None:
        return ()
    try:
        from ragbot.mcp.tools import news_server
    except ImportError as error:  # another major version of it
        log.warning("%s is not served (%s): %s", PATH, error, install_command("mcp"))
        return ()
    router = APIRouter()
    router.routes.append(Route(PATH, Endpoint(news_server(BotNews(bot))), methods=["POST"], include_in_schema=False))
    return (router,)


class Endpoint:
    """An ASGI app that answers each request by itself, with JSON.

    Whoever opens a stream to listen gets 405, as the protocol allows: there is nothing to tell them. Host and length of
    a request are checked before it comes here (`ragbot/api/guards.py`).
    """

    def __init__(self, server: MCPServer) -> None:
        self._server = server

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        one = self._manager()
        async with one.run():
            await one.handle_request(scope, receive, send)

    def _manager(self) -> StreamableHTTPSessionManager:
        """One for each request: it then ends what it began when the client leaves, and needs no lifespan of the app."""
        from mcp.server.transport_security import TransportSecuritySettings

        checked = TransportSecuritySettings(enable_dns_rebinding_protection=False)
        self._server.streamable_http_app(json_response=True, stateless_http=True, transport_security=checked)
        return self._server.session_manager

"""Serving: opens the bot, binds the address, tells it in the lock file, and runs the app until it is stopped."""

from __future__ import annotations

import secrets
import signal
import socket
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

from ragbot.archive import Archive
from ragbot.bot import Bot, open_bot
from ragbot.errors import SettingsError
from ragbot.moments import problem_of_clock
from ragbot.settings import Settings, problem_of_token
from ragbot.store.lock import is_loopback
from ragbot.terminal import tell

if TYPE_CHECKING:
    from fastapi import APIRouter, FastAPI

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
ROUTERS = "ragbot.routers"
"""Entry points that add routes: a function of the archive and the operator's token. The ingester brings one."""


def serve(settings: Settings) -> int:
    """Serve until SIGINT or SIGTERM; the exit status. Raises SettingsError when the address cannot be bound."""
    import uvicorn

    token = _token(settings)
    bot = open_bot(settings, create=True)  # before the port: who owns the archive is what a second server must hear
    with bot.archive, _listen(settings) as listening:
        bot.archive.embeddings.load()
        if problem := problem_of_clock(bot.archive.as_of()):
            tell(problem)
        address = _address(settings.host, listening)
        app = _app(settings, bot, address, token)
        print(f"ragbot answers at {address} from {bot.archive.extent()[0]:,} articles. Ctrl-C stops it.", flush=True)
        print(_invitation(address, None if settings.token else token), flush=True)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False))
        app.state.is_stopping = lambda: server.should_exit
        # at its end uvicorn raises again what stopped it, and SIGTERM would leave the archive open
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listening])
    return 0


def _token(settings: Settings) -> str:
    """The operator's, or a new one. Raises SettingsError when it can be guessed, and not only from this machine."""
    if problem := problem_of_token(settings):
        if not is_loopback(settings.host):
            raise SettingsError(problem)
        tell(problem)
    return settings.token.get_secret_value() if settings.token else secrets.token_urlsafe(32)


def _invitation(address: str, new_token: str | None) -> str:
    """Where articles go in. A token that was made just now is in it, one of the operator's choice is never told."""
    if new_token:
        return f"Feed it at {address}/#feed?key={new_token}"
    return f"Feed it at {address}/#feed, which asks for the key in RAGBOT_TOKEN."


def _app(settings: Settings, bot: Bot, address: str, token: str) -> FastAPI:
    """The app, with the ingester's routes; where it will be is told in the lock file."""
    from ragbot.api.app import create_app

    hosts = (*LOOPBACK_NAMES, settings.host) if is_loopback(settings.host) else ()
    app = create_app(bot, routers=_routers(bot.archive, token), hosts=hosts)
    if bot.archive.lock:
        bot.archive.lock.announce(address, token)
    return app


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
        listening.listen(128)  # now, so that whoever reads the address can call: until uvicorn runs, they wait
    except OSError as error:
        listening.close()
        raise SettingsError(
            f"{settings.host}:{settings.port} cannot be bound ({error.strerror}). "
            "Choose another with --host and --port, or RAGBOT_HOST and RAGBOT_PORT."
        ) from None
    return listening


def _address(host: str, listening: socket.socket) -> str:
    """For people and programs on this machine."""
    port = listening.getsockname()[1]
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "::1": "[::1]"}.get(host, host)
    return f"http://{name}:{port}"


def _routers(archive: Archive, token: str) -> Sequence[APIRouter]:
    return [point.load()(archive, token) for point in dict.fromkeys(entry_points(group=ROUTERS))]

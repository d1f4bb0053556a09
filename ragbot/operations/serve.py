"""Serving: opens the bot, binds the address, tells it in the lock file, and runs the app until it is stopped."""

from __future__ import annotations

import logging
import os
import secrets
import socket
from collections.abc import Callable, Sequence
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ragbot.answering.bot import Bot, open_bot
from ragbot.archive.archive import Archive
from ragbot.archive.lock import is_loopback
from ragbot.client import find_server
from ragbot.errors import ArchiveOwnedError, SettingsError
from ragbot.logs import log_to_stderr, write_out
from ragbot.models.cross_encoder import bundled_cross_encoder
from ragbot.models.names import QUOTING
from ragbot.operations.interrupt import interrupted_by_sigterm
from ragbot.plugins import loaded
from ragbot.settings import Settings, problem_of_token
from ragbot.timestamps import problem_of_clock

if TYPE_CHECKING:
    from fastapi import APIRouter, FastAPI

    from ragbot.api.keyring import Keyring
    from ragbot.api.login import Codes

log = logging.getLogger(__name__)
LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
WILDCARDS = ("0.0.0.0", "::")
ROUTERS = "ragbot.routers"
"""Entry points that add routes: a function of the archive and the operator's token. The ingester brings one."""

WORKERS = "ragbot.workers"
"""Entry points that work beside the server: a function of the archive, the settings, and whether it is over."""
LAST_SECONDS = 5.0
"""For a worker to end by itself, when the server stops."""


def serve(settings: Settings) -> int:
    """Serve until SIGINT or SIGTERM; the exit status. Raises SettingsError when the address cannot be served."""
    with interrupted_by_sigterm():  # by itself it would leave the archive open
        return _serve(settings)


def _serve(settings: Settings) -> int:
    log_to_stderr(settings.log_level, settings.log_format)
    token = _token(settings)
    try:
        bot = open_bot(settings, create=True)  # before the port: who owns the archive is what a second server must hear
    except ArchiveOwnedError:
        if address := _running_as_wanted(settings):
            print(f"ragbot runs already: open {address}", flush=True)
            return 0
        raise
    with bot.archive:
        check_reach(settings, has_keys=bool(bot.archive.keys.all()))
        _run(settings, bot, token)
    if not write_out():
        os._exit(0)  # whoever reads the log has stopped, and Python would wait for them at its end
    return 0


def check_reach(settings: Settings, *, has_keys: bool) -> None:
    """Raises SettingsError when others than this machine would reach a server that asks for no key."""
    asks = has_keys or (settings.require_key and settings.token is not None)
    if is_loopback(settings.host) or asks or settings.insecure:
        return
    raise SettingsError(
        f"Whoever reaches {settings.host} could ask and read, for no key is asked for. Make one with "
        "'ragbot keys add NAME' (or set RAGBOT_TOKEN and RAGBOT_REQUIRE_KEY=true), serve this machine alone with "
        "--host 127.0.0.1, or say --insecure where something else keeps strangers out, such as a proxy with a login "
        "or a port of a container that only this machine reaches."
    )


def _run(settings: Settings, bot: Bot, token: str) -> None:
    """Bind, tell, and answer until it is stopped."""
    from ragbot.api.login import Codes
    from ragbot.operations.server import Server, end_at_next_signal, prepare_process

    with _listen(settings) as listening:
        bot.archive.embeddings.load()
        bundled_cross_encoder().load()
        if problem := problem_of_clock(bot.archive.as_of()):
            log.warning("%s", problem)
        address = _address(settings.host, listening)
        codes = Codes()
        server = Server(_app(settings, bot, address, token, codes))
        prepare_process()
        workers = _workers(bot.archive, settings, lambda: server.should_exit)
        server.stop_at_signals()  # who reads the address may stop it before uvicorn hears of that
        print(f"ragbot answers at {address} from {bot.archive.extent()[0]:,} articles. Ctrl-C stops it.", flush=True)
        print(_invitation(address, None if settings.token else codes.make()), flush=True)
        for worker in workers:
            worker.start()
        server.run(sockets=[listening])
        end_at_next_signal()
        server.should_exit = True
        for worker in filter(Thread.is_alive, workers):
            worker.join(LAST_SECONDS)


def _running_as_wanted(settings: Settings) -> str | None:
    """The address of a server that has the archive, where these settings ask for."""
    running = find_server(settings)
    return running.address if running and urlsplit(running.address).port == settings.port else None


def _token(settings: Settings) -> str:
    """The operator's, or a new one. Raises SettingsError when it can be guessed, and not only from this machine."""
    if problem := problem_of_token(settings):
        if not is_loopback(settings.host):
            raise SettingsError(problem)
        log.warning("%s", problem)
    return settings.token.get_secret_value() if settings.token else secrets.token_urlsafe(32)


def _invitation(address: str, code: str | None) -> str:
    """Where articles go in. No token is ever told; a code opens the page once, where nobody chose a token to type."""
    if code:
        return f"Manage the archive at {address}/#manage?code={code} (once; 'ragbot keys login' prints another link)."
    return f"Manage the archive at {address}/#manage, which asks for the key in RAGBOT_TOKEN."


def _app(settings: Settings, bot: Bot, address: str, token: str, codes: Codes) -> FastAPI:
    """The app, with the ingester's routes; where it will be is told in the lock file."""
    from ragbot.api.admission import QUOTED_AT_ONCE, WRITTEN_AT_ONCE
    from ragbot.api.app import create_app
    from ragbot.api.login import login_routes
    from ragbot.mcp.http import mcp_routers

    ring = _keyring(settings, bot.archive, token)
    app = create_app(
        bot,
        routers=[login_routes(codes, ring), *mcp_routers(bot), *_routers(bot.archive, token)],
        hosts=_hosts(settings),
        origins=settings.cors.split(",") if settings.cors else (),
        any_address=not is_loopback(settings.host),
        keyring=ring,
        deeds=bot.archive.deeds,
        answers_at_once=settings.answers_at_once or (QUOTED_AT_ONCE if bot.backend == QUOTING else WRITTEN_AT_ONCE),
    )
    if bot.archive.lock:
        bot.archive.lock.announce(address, token)
    return app


def _keyring(settings: Settings, archive: Archive, token: str) -> Keyring:
    """Keys are asked for from the start where the last one's end must not open the server to others."""
    from ragbot.api.keyring import Keyring

    is_required = settings.require_key or not (settings.insecure or is_loopback(settings.host))
    is_chosen = settings.token is not None
    return Keyring(archive.keys, token, is_chosen=is_chosen, is_required=is_required, rate=settings.rate)


def _hosts(settings: Settings) -> Sequence[str]:
    """The names under which it answers; none when any will do."""
    named = settings.hosts.split(",") if settings.hosts else []
    if "*" in named:
        return ()
    bound = [] if settings.host in WILDCARDS else [settings.host]
    own = [] if is_loopback(settings.host) else [socket.gethostname()]
    return (*LOOPBACK_NAMES, *bound, *own, *named)


def _listen(settings: Settings) -> socket.socket:
    from ragbot.operations.server import BACKLOG

    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
        listening.listen(BACKLOG)  # now, so that whoever reads the address can call: until uvicorn runs, they wait
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


def _workers(archive: Archive, settings: Settings, is_over: Callable[[], bool]) -> Sequence[Thread]:
    """Each in a thread of its own, which nothing waits for at the end of the process."""
    return [Thread(target=work, args=(archive, settings, is_over), daemon=True) for work in loaded(WORKERS)]


def _routers(archive: Archive, token: str) -> Sequence[APIRouter]:
    return [router(archive, token) for router in loaded(ROUTERS)]

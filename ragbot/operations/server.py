"""The running server: how many connections it takes, and how it ends, whatever hangs."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
import threading
import time
from types import FrameType
from typing import TYPE_CHECKING, Any

import uvicorn

from ragbot.api.connections import Connection
from ragbot.logs import write_out

if TYPE_CHECKING:
    from fastapi import FastAPI

log = logging.getLogger(__name__)

GRACE_SECONDS = 10.0
"""For answers that are being written when the server is stopped; then each is told, and cancelled."""
CUT_SECONDS = 14.0
"""From the signal until connections are cut that still hang."""
END_SECONDS = 25.0
"""From the signal until the process ends, whatever hangs. Docker kills after 10 s unless it is told to wait longer."""
SPARE_FILES = 128
"""Open files that are not connections: the ledger's, Chroma's, a model's sockets."""
SWITCH_SECONDS = 0.0005
"""After which the event loop may take the interpreter from a thread that computes. Python's own 5 ms are waited for at
every step of each connection: with 500 asks at once, refusals came after 0.90 s in place of 1.18 (median, load 12)."""
BACKLOG = 1024
"""Connections that wait to be accepted: 500 that come at once would overflow the usual 128, and try again after 1 s."""
MOST_CONNECTIONS = 2048
"""Each may hold a body of 256 KiB."""


class Server(uvicorn.Server):
    """Uvicorn's server, which ends within END_SECONDS of SIGTERM or SIGINT; at once on a second one."""

    def __init__(self, app: FastAPI) -> None:
        config = uvicorn.Config(
            app,
            http=Connection,
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=round(CUT_SECONDS),
            backlog=BACKLOG,
        )
        super().__init__(config)
        self._app = app
        app.state.is_stopping = lambda: self.should_exit

    def stop_at_signals(self) -> None:
        """End at SIGTERM and SIGINT from now on, until uvicorn hears them, and when it raises them again at its end.

        KeyboardInterrupt would not do: raised while a thread starts, it may leave a lock of `threading` closed.
        """
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, self._stop)

    def _stop(self, *_: object) -> None:
        if not self.should_exit:
            self.should_exit = True
            _end_for_sure()

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        if not self.should_exit:
            super().run(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self.should_exit:
            _end("asked a second time")
        super().handle_exit(sig, frame)
        _end_for_sure()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        asyncio.get_running_loop().call_later(GRACE_SECONDS, self._app.state.running.cancel)
        await super().shutdown(sockets)


def prepare_process() -> None:
    """For a process that does nothing but serve."""
    Connection.most = _connections()
    sys.setswitchinterval(SWITCH_SECONDS)


def _end_for_sure() -> None:
    threading.Thread(target=_end_later, name="end", daemon=True).start()


def _end_later() -> None:
    time.sleep(END_SECONDS)
    alive = sorted(each.name for each in threading.enumerate() if each is not threading.current_thread())
    _end(f"it still hangs after {END_SECONDS:g} s, in {', '.join(alive)}")


def end_at_next_signal() -> None:
    """While the archive is closed: who asks again does not want to wait for that."""
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: _end("asked a second time"))


def _end(why: str) -> Any:
    """At once. What was acknowledged is in the ledger, and the kernel frees the lock."""
    telling = threading.Thread(target=_tell, args=(why,), daemon=True)
    telling.start()  # beside: whoever was interrupted may hold what a log needs
    telling.join(1.0)
    os._exit(1)


def _tell(why: str) -> None:
    log.error("Ended by force: %s. What was acknowledged is safe.", why)
    write_out()


def _connections() -> int:
    """As many as files may be open, after raising that limit as far as this user may."""
    try:
        import resource
    except ImportError:  # Windows
        return MOST_CONNECTIONS
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + SPARE_FILES
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    return max(32, allowed - SPARE_FILES)

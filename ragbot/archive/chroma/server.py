"""A Chroma server: no call to it takes longer than some seconds, and while it is away none waits for it.

chromadb's own client has no time-outs: a server that hangs holds every caller for ever.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, unquote, urlsplit

import httpx

from ragbot.errors import ArchiveError, IndexAwayError
from ragbot.models.deadline import within
from ragbot.models.failures import is_timeout, readable, reason_of
from ragbot.passwords import shown

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

log = logging.getLogger(__name__)

CONNECT = 2.0
"""Seconds to connect, and for the server to say that it is there."""
PATIENCE = 10.0
"""Seconds for a whole call, however slowly its reply trickles; 100 vectors take 0.1 s to write, in a crowd 0.3."""
PATIENCE_OF = {"heartbeat": CONNECT, "query": 5.0}
"""For those that a reader waits for, by the end of their path; beside a writer a query takes 0.1 s, at most 1.6."""
DROPPING = 300.0
"""Seconds for a collection to be dropped, which nobody waits for but a rebuild: it has as many rows as vectors."""
PAUSE = 1.0
"""Seconds between two looks for a server that is away."""
UNAVAILABLE = frozenset({502, 503, 504})
"""What a proxy says in place of a server that is away."""
REFUSED = "it refuses the user and password"


class ChromaServer:
    """The server at an http(s) address; user and password in it are sent with each call, and never shown."""

    def __init__(self, address: str) -> None:
        """Raises IndexAwayError when no server answers there, ArchiveError when the address cannot be one."""
        from chromadb.api.fastapi import FastAPI
        from chromadb.config import Settings, System

        self._session = _Session(address)
        try:
            self._session.check()
            settings = Settings(
                chroma_api_impl="chromadb.api.fastapi.FastAPI",
                chroma_server_host=self._session.base,
                chroma_server_http_port=0,  # it is in the host, and a port is asked for
            )
            api: Any = System(settings).instance(FastAPI)
            api._session.close()
            api._session = self._session  # the one way in: chromadb 1.5.9 has no setting for time-outs
            self._api = api
        except BaseException:
            self._session.close()
            raise

    def get_or_create_collection(self, name: str, *, configuration: Any, embedding_function: None) -> Collection:
        from chromadb.api.models.Collection import Collection

        model = self._api.create_collection(name, configuration=configuration, get_or_create=True)
        return Collection(client=self._api, model=model, embedding_function=embedding_function)

    def list_names(self) -> list[str]:
        """Of all collections, also those of other archives."""
        return [model.name for model in self._api.list_collections()]

    def delete_collection(self, name: str) -> None:
        self._api.delete_collection(name)

    def check(self) -> None:
        """Raises IndexAwayError when it does not answer within 2 s, at once when that is known."""
        self._session.check()

    def check_known(self) -> None:
        """The same without asking it: raises IndexAwayError when it did not answer last time."""
        self._session.check_known()

    def close(self) -> None:
        self._session.close()


class _Session:
    """What chromadb sends its requests by.

    After one that got no reply a thread looks for the server, and until it has found it all others fail at once.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        parts = _checked(address)
        self.base = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path.rstrip('/')}"
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        self._secrets = [parts.password or "", password]
        auth = httpx.BasicAuth(user, password) if user or password else None
        self._http = httpx.AsyncClient(auth=auth)
        self._changing = threading.Lock()
        self._away: str | None = None
        self._closed = threading.Event()

    @property
    def headers(self) -> Mapping[str, str]:
        return self._http.headers

    def request(self, method: str, url: str, **more: Any) -> httpx.Response:
        """The whole reply. Raises IndexAwayError when there is none in time, or none of Chroma's."""
        self.check_known()
        reply = self._reply(method, url, **more)
        if isinstance(reply, str):
            self._lose(reply)
            self.check_known()
            raise IndexAwayError(self._with_advice(reply))  # it came back this instant
        return reply

    def check(self) -> None:
        reply = self.request("GET", f"{self.base}/api/v2/heartbeat")
        if not reply.is_success:
            raise IndexAwayError(self._with_advice(f"what is there says {reply.status_code}"))

    def check_known(self) -> None:
        if away := self._away:
            raise IndexAwayError(self._with_advice(away))

    def close(self) -> None:
        self._closed.set()
        with suppress(TimeoutError, RuntimeError):  # the program ends, and has closed the loop
            within(CONNECT, self._http.aclose())

    def _reply(self, method: str, url: str, **more: Any) -> httpx.Response | str:
        """The reply, or why there is none."""
        seconds = DROPPING if method == "delete" else PATIENCE_OF.get(url.rpartition("/")[2], PATIENCE)
        try:
            timeout = httpx.Timeout(seconds, connect=CONNECT)
            reply = within(seconds, self._http.request(method, url, timeout=timeout, **more))
        except Exception as error:
            return f"nothing within {seconds:g} s" if is_timeout(error) else reason_of(error, self._secrets)
        if reply.status_code in (401, 403):
            return REFUSED
        return f"a proxy says {reply.status_code}" if reply.status_code in UNAVAILABLE else reply

    def _lose(self, reason: str) -> None:
        """From now on nobody waits for the server, until it answers again."""
        with self._changing:
            if self._away is None and not self._closed.is_set():
                log.warning("%s", self._with_advice(reason))
                threading.Thread(target=self._look_for_it, name="looking for Chroma", daemon=True).start()
            self._away = reason

    def _look_for_it(self) -> None:
        while not self._closed.wait(PAUSE):
            reply = self._reply("GET", f"{self.base}/api/v2/heartbeat")
            with self._changing:
                self._away = reply if isinstance(reply, str) else None
                if self._away is None:
                    log.warning("The Chroma server at %s answers again.", shown(self._address))
                    return

    def _with_advice(self, reason: str) -> str:
        way_out = "Start it ('chroma run --path FOLDER --port PORT'), or wait until it is back: nothing is lost."
        if reason == REFUSED:
            way_out = "Put those that it wants into the address: http://USER:PASSWORD@HOST:PORT."
        return f"RAGBOT_CHROMA={shown(self._address)}: no Chroma server answers there ({reason}). {way_out}"


def _checked(address: str) -> SplitResult:
    """The parts of the address. Raises ArchiveError when it has no host, or a port that is none."""
    parts = urlsplit(address)
    try:
        if parts.port != 0 and parts.hostname:
            return parts
        problem = "no host"
    except ValueError as error:
        problem = readable(str(error))
    raise ArchiveError(f"RAGBOT_CHROMA={shown(address)} is no address ({problem}): write it as http://127.0.0.1:8000.")

"""Server-sent events: what a server says while it works."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import suppress
from typing import Any

from anyio import CancelScope
from anyio.to_thread import run_sync
from fastapi.sse import EventSourceResponse, format_sse_event
from pydantic_core import to_json
from starlette.types import Receive, Scope, Send

PING_SECONDS = 10.0
"""Of silence; proxies cut a connection that is silent for a minute, some after 30 s."""
PING = b": still at it\n\n"
"""A comment, which clients skip."""


class EventStream(EventSourceResponse):
    """Events from a generator that runs in threads, and is closed when the client goes away."""

    def __init__(self, events: Generator[bytes]) -> None:
        self._events, self._sent = events, _with_pings(events)
        super().__init__(self._sent, headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            with CancelScope(shield=True):
                await self._sent.aclose()
                with suppress(ValueError):  # it runs still, when the server is made to end at once
                    await run_sync(self._events.close)


async def _with_pings(events: Generator[bytes]) -> AsyncGenerator[bytes]:
    """The events, and a ping whenever there was none for a while."""
    coming: asyncio.Future[bytes | None] | None = None
    try:
        while True:
            coming = coming or asyncio.ensure_future(run_sync(next, events, None))
            done, _ = await asyncio.wait([coming], timeout=PING_SECONDS)
            if not done:
                yield PING
            elif (event := coming.result()) is not None:
                coming = None
                yield event
            else:
                return
    finally:
        if coming and not coming.done():  # the generator cannot be closed before it stands still
            with CancelScope(shield=True):
                await asyncio.wait([coming])


def described(events: str, *names: str) -> dict[str, Any]:
    """Such a stream in OpenAPI: what an event is, as 3.2 says it, and FastAPI in 3.1 too. Without names it has none.

    A `schema` beside it would be one of all events together: who checks replies finds them no string.
    """
    data = {"type": "string", "contentMediaType": "application/json"} if names else {"type": "string"}
    event = {"event": {"type": "string", "enum": names}, "data": data} if names else {"data": data}
    item = {"type": "object", "description": events, "properties": event, "required": list(event)}
    return {"text/event-stream": {"itemSchema": item}}


def frame(name: str, data: Any) -> bytes:
    return format_sse_event(event=name, data_str=to_json(data, inf_nan_mode="null").decode())

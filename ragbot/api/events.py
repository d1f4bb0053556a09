"""Server-sent events: what a server says while it works."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import suppress
from typing import Any

from anyio import CancelScope
from anyio.to_thread import run_sync
from fastapi.sse import EventSourceResponse, format_sse_event
from pydantic_core import to_json
from starlette.types import Receive, Scope, Send


class EventStream(EventSourceResponse):
    """Events from a generator that runs in threads, and is closed when the client goes away."""

    def __init__(self, events: Generator[bytes]) -> None:
        super().__init__(events, headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        self.events = events

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            with CancelScope(shield=True):
                with suppress(ValueError):  # it runs still, when the server is made to end at once
                    await run_sync(self.events.close)


def described(events: str, *names: str) -> dict[str, Any]:
    """Such a stream in OpenAPI: text, as 3.1 can say, and what an event is, as 3.2 says it, and FastAPI in 3.1 too."""
    data = {"type": "string", "contentMediaType": "application/json"}
    event = {
        "type": "object",
        "properties": {"event": {"type": "string", "enum": names}, "data": data},
        "required": ["event", "data"],
    }
    return {"text/event-stream": {"schema": {"type": "string", "description": events}, "itemSchema": event}}


def frame(name: str, data: Any) -> bytes:
    return format_sse_event(event=name, data_str=to_json(data, inf_nan_mode="null").decode())

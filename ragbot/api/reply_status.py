"""The status of a reply, for what looks when a request is over."""

from __future__ import annotations

from starlette.types import Message, Send


class NotingSend:
    """Sends on, and notes the status."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 0
        """0 until the reply begins: whoever left before that has none."""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        await self._send(message)

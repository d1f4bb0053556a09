"""Admission: so many requests of a kind at once, so many waiting, and beyond that 503 at once.

Requests of one kind never wait for those of another: each kind has places of its own, and the page and the health
checks need none. Whoever leaves gives their place back, and what was done for them is cancelled.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from anyio import CancelScope
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ragbot.api.problems import Problem
from ragbot.cancellation import Cancellation, cancelled_by
from ragbot.models.embeddings import cores

LONGEST_WAIT = 2.2
"""Seconds that a request waits for its place; who would wait longer is refused at once."""
SMOOTHING = 0.2
"""Weight of the newest request in a lane's mean interval."""
LEFT = "The client has left."
STOPPING = "The server is being stopped: ask again in a moment."


@dataclass(slots=True)
class Lane:
    """Places for one kind of request, given in the order in which they come. To be used from one event loop."""

    at_once: int
    most_waiting: int
    reads_body_first: bool = True
    """Whether a place is given only to whoever has sent a whole request; not where bodies are large."""
    interval: float = 0.15
    """Mean seconds from one that is done to the next; of four at once each takes four times that."""
    busy: int = 0
    queue: deque[asyncio.Future[None]] = field(default_factory=deque)

    def check(self) -> None:
        """Raises Problem 503 when a request that comes now would wait too long."""
        if self.busy >= self.at_once and (len(self.queue) >= self.most_waiting or self._wait() > LONGEST_WAIT):
            raise self._busy()

    @asynccontextmanager
    async def place(self) -> AsyncIterator[Callable[[], None]]:
        """Wait for a place, and have it until the end or until what is given is called.

        Raises Problem 503 when that takes too long.
        """
        self.check()
        await self._enter()
        began, has_left = time.monotonic(), False

        def leave() -> None:
            nonlocal has_left
            if not has_left:
                has_left = True
                self.interval += SMOOTHING * ((time.monotonic() - began) / self.busy - self.interval)
                self._leave()

        try:
            yield leave
        finally:
            leave()

    async def _enter(self) -> None:
        turn = asyncio.get_running_loop().create_future()
        self.queue.append(turn)
        self._give()
        try:
            async with asyncio.timeout(LONGEST_WAIT):
                await turn
        except BaseException as error:
            if turn in self.queue:
                self.queue.remove(turn)
            elif turn.done() and not turn.cancelled() and turn.exception() is None:
                self._leave()  # the place came at the moment of leaving
            raise self._busy() if isinstance(error, TimeoutError) else error from None

    def _leave(self) -> None:
        self.busy -= 1
        self._give()
        while self.queue and self._wait() > LONGEST_WAIT:  # it takes longer than it was thought to: who cannot
            turn = self.queue.pop()  # be served in time is told so now, the last ones first
            if not turn.done():
                turn.set_exception(self._busy())

    def _give(self) -> None:
        while self.queue and self.busy < self.at_once:
            turn = self.queue.popleft()
            if not turn.done():
                self.busy += 1
                turn.set_result(None)

    def _wait(self) -> float:
        """Seconds that one more would wait."""
        return (len(self.queue) + 1) * self.interval

    def _busy(self) -> Problem:
        seconds = max(1, math.ceil(min(self._wait(), 30.0)))
        return Problem(
            503,
            f"The server has all the work that it can do just now: try again in {seconds} s.",
            {"Retry-After": str(seconds)},
        )


QUOTED_AT_ONCE = 2 * cores()
"""Answers: quoting is work for the processor, and more at once only makes each slower."""
WRITTEN_AT_ONCE = 16
"""Answers by a language model: it writes elsewhere, so that more may wait for it."""


def lanes_for(answers_at_once: int = QUOTED_AT_ONCE) -> Mapping[str, Lane]:
    """The lanes of a server, by name; short is reading the archive, and what an operator decides of an article."""
    return {
        "answers": Lane(answers_at_once, 8 * answers_at_once + 64),
        "short": Lane(4 * cores(), 200),
        "ingesting": Lane(4, 16, reads_body_first=False, interval=1.0),
    }


ANSWERS = (
    "/v1/answers",
    "/v1/chat/completions",
    "/v1/responses",
    "/v1/search",
    "/v1/suggestions",
    "/v1/citations/check",
    "/mcp",
)


def lane_of(scope: Scope) -> str | None:
    """The name of a request's lane; None for what takes no thread: the page, the health checks."""
    path = scope["path"]
    if path in ANSWERS:
        return "answers"
    if not path.startswith("/v1/"):
        return None
    is_short = scope["method"] != "POST" or path.endswith("/state") or path.startswith(("/v1/login", "/v1/feedback"))
    return "short" if is_short else "ingesting"


class Running:
    """What is being done for whom, so that it can be cancelled."""

    def __init__(self) -> None:
        self._running: set[Cancellation] = set()

    @asynccontextmanager
    async def one(self) -> AsyncIterator[Cancellation]:
        own = Cancellation()
        self._running.add(own)
        try:
            with cancelled_by(own):
                yield own
        finally:
            own.cancel(LEFT)
            self._running.discard(own)

    def cancel(self, reason: str = STOPPING) -> None:
        for each in list(self._running):
            each.cancel(reason)


class Admission:
    """Lets requests in, each into its lane."""

    def __init__(self, app: ASGIApp, lanes: Mapping[str, Lane], running: Running) -> None:
        self.app, self.lanes, self.running = app, lanes, running

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        lane = self.lanes.get(lane_of(scope) or "") if scope["type"] == "http" else None
        if lane is None:
            await self.app(scope, receive, send)
            return
        lane.check()  # before its body is read
        async with self.running.one() as cancellation:
            with CancelScope() as until_left:
                async with _incoming(receive, cancellation, until_left) as incoming:
                    if lane.reads_body_first:
                        await incoming.read()
                    async with lane.place() as leave:
                        await self.app(scope, incoming.receive, _leaving(send, leave))


def _leaving(send: Send, leave: Callable[[], None]) -> Send:
    """Before its last piece is sent, an answer is made: whoever reads it slowly keeps nobody else waiting."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.body" and not message.get("more_body", False):
            leave()
        await send(message)

    return sending


class Incoming:
    """A request as it comes in, and whether its client is there still."""

    def __init__(self, receive: Receive, cancellation: Cancellation, until_left: CancelScope) -> None:
        self._receive, self._cancellation, self._until_left = receive, cancellation, until_left
        self._kept: Message | None = None
        self._left = asyncio.Event()
        self.watching: asyncio.Task[None] | None = None

    async def read(self) -> None:
        """Wait for the whole of it, and keep it as one piece."""
        body = bytearray()
        while self.watching is None and not self._left.is_set():
            body += (await self.receive()).get("body", b"")
        self._kept = {"type": "http.request", "body": bytes(body), "more_body": False}

    async def receive(self) -> Message:
        """The next piece; after the last one, waits until the client has left."""
        if self._kept:
            kept, self._kept = self._kept, None
            return kept
        if self.watching is not None:
            await self._left.wait()
            return {"type": "http.disconnect"}
        message = await self._receive()
        if message["type"] == "http.disconnect":
            self._leave()
        elif not message.get("more_body", False):
            self.watching = asyncio.create_task(self._watch())
        return message

    async def _watch(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._leave()

    def _leave(self) -> None:
        self._left.set()
        self._cancellation.cancel(LEFT)
        self._until_left.cancel()


@asynccontextmanager
async def _incoming(receive: Receive, cancellation: Cancellation, until_left: CancelScope) -> AsyncIterator[Incoming]:
    incoming = Incoming(receive, cancellation, until_left)
    try:
        yield incoming
    finally:
        if incoming.watching:
            incoming.watching.cancel()

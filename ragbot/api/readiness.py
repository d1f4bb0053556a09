"""Readiness: whether ledger and vectors answer, looked at seldom and never waited for long."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from ragbot.errors import ArchiveError
from ragbot.types import LateSource

KEPT_SECONDS = 1.0
"""So long one look serves all who ask."""
PATIENCE = 3.0
"""Seconds to wait for a look; the image's health check has four."""


class Readiness:
    """Looks in a thread of its own, so that neither many who ask nor a look that hangs takes one from anybody."""

    def __init__(self, look: Callable[[], Sequence[LateSource]]) -> None:
        self._look = look
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="readiness")
        self._looking: asyncio.Future[Sequence[LateSource]] | None = None
        self._looked = 0.0

    async def check(self) -> Sequence[LateSource]:
        """The sources that are late. Raises what the look raises, ArchiveError when it does not end."""
        if self._looking is None or (self._looking.done() and time.monotonic() - self._looked > KEPT_SECONDS):
            self._looking = asyncio.get_running_loop().run_in_executor(self._thread, self._look)
            self._looking.add_done_callback(self._note)
        try:
            return await asyncio.wait_for(asyncio.shield(self._looking), PATIENCE)
        except TimeoutError:
            raise ArchiveError(f"The archive did not say within {PATIENCE:g} s whether it is ready.") from None

    def _note(self, looking: asyncio.Future[Sequence[LateSource]]) -> None:
        self._looked = time.monotonic()
        if not looking.cancelled():
            looking.exception()  # else asyncio complains when nobody waits for it any more

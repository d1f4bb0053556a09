"""Delivery: the updates of a standing question go out in their order, again and again, until its webhook is dead."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ingest.records.record import IsOver, never
from ingest.watches.webhook import Poster, WebhookError
from ragbot.archive.source import moment
from ragbot.archive.watch import Watch, WatchUpdate
from ragbot.archive.watches import Watches

log = logging.getLogger(__name__)

PAUSES = (60, 300, 1_800, 7_200, 21_600, 43_200, 86_400)
"""Seconds after each failure in a row: a webhook that is away for two days misses nothing, then it is dead."""


@dataclass(frozen=True, slots=True)
class Courier:
    """Delivers the waiting updates of standing questions."""

    watches: Watches
    poster: Poster
    now: Callable[[], datetime]

    def deliver(self, watch: Watch, is_over: IsOver = never) -> int:
        """Post the waiting updates, the oldest first, until one is not taken; return the number of those taken."""
        taken, failures = 0, watch.webhook_failures
        for update in self.watches.waiting(watch.id):
            if is_over():
                break
            try:
                self._post(watch, update)
            except WebhookError as error:
                self._note_failure(watch, failures + 1, error)
                break
            taken, failures = taken + 1, 0
            self.watches.note_delivery(update)
            self.watches.set(watch.id, webhook_failures=0, webhook_error=None, next_delivery="")
        return taken

    def _post(self, watch: Watch, update: WatchUpdate) -> None:
        """Post an update. Raises WebhookError when the webhook did not take it, even for a reason nobody foresaw."""
        try:
            self.poster.post(watch, update, int(self.now().timestamp()))
        except WebhookError:
            raise
        except Exception as error:
            log.warning("A post failed unexpectedly: %s: %.200a", type(error).__name__, str(error))
            raise WebhookError(f"could not be posted to ({type(error).__name__})") from None

    def _note_failure(self, watch: Watch, failures: int, error: WebhookError) -> None:
        """Plan the next try after so many failures in a row."""
        is_dead = error.is_over or failures > len(PAUSES)
        pause = 0 if is_dead else max(PAUSES[failures - 1], min(error.seconds or 0, PAUSES[-1]))
        state = "dead" if is_dead else "active"
        self.watches.set(
            watch.id,
            webhook_state=state,
            webhook_failures=failures,
            webhook_error=f"{error}"[:300],
            next_delivery=moment(self.now() + timedelta(seconds=pause)),
        )
        log.warning("The webhook of standing question %s %s; it is %s now.", watch.id[:8], error, state)

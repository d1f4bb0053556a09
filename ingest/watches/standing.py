"""The standing questions of an archive: the follower gives them turns, and each is asked and delivered when due."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

from ingest.records.record import LOOK_SECONDS, IsOver, never
from ingest.records.threads import started
from ingest.watches.asking import Asker, Look, put_off
from ingest.watches.delivery import Courier
from ingest.watches.webhook import Poster
from ragbot.answering.bot import Bot, bot_over
from ragbot.archive.archive import Archive
from ragbot.archive.source import moment
from ragbot.archive.watch import CLAIMED_SECONDS, Watch, WatchUpdate
from ragbot.archive.watches import Watches
from ragbot.cancellation import Cancellation, cancelled_by
from ragbot.errors import RagbotError
from ragbot.settings import Settings

log = logging.getLogger(__name__)

MARKER_SECONDS = 15.0
"""Seconds between two looks at the archive's state, where this process changed nothing: others may write to it, too."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Hold:
    """A standing question that this process has claimed, for as long as it works on it."""

    watches: Watches
    watch: Watch
    now: Callable[[], datetime]

    def renew(self) -> bool:
        """Claim the question for as long again; return False when another process has it by now, or it is gone."""
        renewed = self.watches.renew(self.watch, moment(self.now()))
        self.watch = renewed or self.watch
        return renewed is not None

    def lasts(self) -> bool:
        """Return whether the question is still ours; renew the claim when half of its time is over."""
        half = timedelta(seconds=CLAIMED_SECONDS / 2)
        return moment(self.now() + half) < self.watch.claimed or self.renew()


class StandingQuestions:
    """The standing questions of one archive. One is asked at a time, so that readers keep the processors."""

    def __init__(
        self, archive: Archive, settings: Settings, bot: Bot | None = None, now: Callable[[], datetime] = _now
    ) -> None:
        """Open a bot over the archive when the first question is due, unless there is a `bot`."""
        self._archive, self._settings, self._bot, self._now = archive, settings, bot, now
        self._courier = Courier(archive.watches, Poster.of(settings), now)
        self._marker = ("", -1, 0.0)
        self._current = ""

    @cached_property
    def _asker(self) -> Asker:
        return Asker(self._bot or bot_over(self._archive, self._settings), self._now)

    def next_due(self, busy: set[str]) -> Watch | None:
        """Return the question whose turn it is; None when nothing is due, or one is `busy` being asked."""
        if self._current in busy:
            return None
        due = self._archive.watches.due(moment(self._now()), self._known_marker())
        self._current = due[0].id if due else ""
        return due[0] if due else None

    def due_now(self) -> Iterator[tuple[Watch, WatchUpdate | None]]:
        """Ask and deliver once whatever is due; yield each question with its update, None without one."""
        for watch in self._archive.watches.due(moment(self._now()), self._known_marker()):
            yield watch, self.check(watch)

    def _known_marker(self) -> str:
        marker, changes, looked = self._marker
        if changes != self._archive.changes or time.monotonic() - looked > MARKER_SECONDS:
            changes = self._archive.changes  # before the look: articles that come in meanwhile are for the next one
            self._marker = marker, _, _ = self._archive.watches.marker(), changes, time.monotonic()
        return marker

    def check(self, watch: Watch, is_over: IsOver = never) -> WatchUpdate | None:
        """Ask the question if that is due, and deliver the waiting updates; return the new update, None without one."""
        watches = self._archive.watches
        claim = watches.claim(watch.id, moment(self._now()), self._known_marker())
        if claim is None:
            return None
        hold = Hold(watches, claim.watch, self._now)
        try:
            update = self._ask_safely(hold, is_over) if claim.is_to_ask else None
            if claim.may_send:
                self._courier.deliver(claim.watch, lambda: is_over() or not hold.renew())
        finally:
            watches.release(hold.watch)
        return update

    def _ask_safely(self, hold: Hold, is_over: IsOver) -> WatchUpdate | None:
        """Ask the question; put it off when it fails, for the fault of one question must not end all others."""
        try:
            look = self._ask(hold, is_over)
        except RagbotError:
            raise
        except Exception as error:
            kind = type(error).__name__
            log.warning("A standing question failed unexpectedly: %s: %.200a", kind, str(error))
            look = put_off(hold.watch, self._now(), f"It failed unexpectedly ({kind}): the server's log has more.")
        is_kept = look and self._archive.watches.finish(hold.watch, look.values, look.pause, look.update)
        return look.update if look and is_kept else None

    def _ask(self, hold: Hold, is_over: IsOver) -> Look | None:
        """Return the look; None when it is over, or another process has the question, before the answer is there."""
        cancellation, watch = Cancellation(), hold.watch

        def look() -> Look:
            with cancelled_by(cancellation):
                return self._asker.look(watch)

        asking: Future[Look] = started(look, "standing question")
        try:
            while True:
                try:
                    return asking.result(LOOK_SECONDS)
                except TimeoutError:
                    if asking.done():
                        return asking.result()
                    if is_over() or not hold.lasts():
                        return None
        finally:
            cancellation.cancel("Nobody waits for its answer any more.")

"""A look at a standing question: whether its search finds other passages, and then whether the cited answer changed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from ingest.watches.sentences import sentences_of, without
from ragbot.answering.bot import EVIDENCE, Bot
from ragbot.answering.question import read_question
from ragbot.answering.spelling import corrected
from ragbot.archive.source import ASKED, moment
from ragbot.archive.watch import LEAST_PAUSE, Watch, WatchUpdate
from ragbot.cancellation import Cancelled
from ragbot.errors import IndexAwayError, RagbotError
from ragbot.timestamps import asked_on
from ragbot.types import Answer, Question, Window

log = logging.getLogger(__name__)

OF_MORE_THAN_THE_SEARCH = ("digest", "compare", "list")
"""The kinds of questions whose answers draw on more than one search finds: any change of articles may change them."""
LONGEST_PAUSE = 86_400
"""The most seconds until a question that failed is asked again."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Look:
    """The result of a look at a standing question."""

    values: dict[str, Any]
    """The fields of the watch that it sets, except the time of the next look."""
    pause: int | None = None
    """Seconds until the next look; None: by the schedule of the watch."""
    update: WatchUpdate | None = None


def put_off(watch: Watch, now: datetime, reason: str) -> Look:
    """Return the look at a question that failed: it is asked again after 2, 4, 8 … minutes."""
    failures = watch.failures + 1
    values = {"last_check": moment(now), "marker": "", "failures": failures, "error": reason[:500]}
    return Look(values, min(LEAST_PAUSE * 2**failures, LONGEST_PAUSE))


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks the standing questions of one bot."""

    bot: Bot
    now: Callable[[], datetime] = field(default=_now)

    def look(self, watch: Watch) -> Look:
        """Ask the question again if that may change its answer; return the result, which nobody has kept yet.

        A failure is a look, too, and not raised. Raises Cancelled when nobody waits for the look any more, and
        ArchiveError when the ledger itself fails.
        """
        marker = self.bot.archive.watches.marker()  # before the search: what comes in meanwhile is for the next look
        try:
            return self._looked(watch, marker)
        except Cancelled:
            raise  # the server stops: that is no failure of the question
        except RagbotError as error:
            log.warning("The standing question %s could not be asked: %s", watch.id[:8], error)
            return put_off(watch, self.now(), str(error))

    def _looked(self, watch: Watch, marker: str) -> Look:
        if watch.every and watch.next_check != ASKED and self._is_same_day(watch) and marker == watch.marker:
            return self._nothing_new()
        question = Question(watch.question, Window(since=watch.since), watch.sources)
        evidence = self._evidence(question)
        if not watch.every and watch.next_check != ASKED and evidence and evidence == watch.evidence:
            return self._nothing_new(marker=marker)
        answer = self.bot.ask(question)
        if answer.outcome == "degraded":
            raise RagbotError(f"Its answer would be degraded, and is not compared: {answer.reason}")
        return self._compared(watch, answer, {"marker": marker, "evidence": evidence})

    def _evidence(self, question: Question) -> str:
        """Return a digest of the passages that the question's search finds; "" where its answer draws on others, too.

        Raises IndexAwayError when only words could be searched.
        """
        reading = read_question(question.text, asked_on(question))
        if reading.kind in OF_MORE_THAN_THE_SEARCH:
            return ""
        spelled = Question(corrected(question.text, self.bot.archive).text, question.window, question.sources)
        result = self.bot.search(spelled, EVIDENCE)
        if result.words_only:
            raise IndexAwayError("The index of meanings is away, and words alone are not compared.")
        places = sorted((e.passage.article_id, e.passage.version, e.passage.start) for e in result.evidence)
        return sha256(repr(places).encode()).hexdigest()

    def _compared(self, watch: Watch, answer: Answer, values: dict[str, Any]) -> Look:
        now = sentences_of(answer)
        old, new = without(watch.sentences, now), without(now, watch.sentences)
        values |= {"sentences": now, "outcome": answer.outcome}
        if not old and not new:
            return self._nothing_new(**values)
        values["last_change"] = moment(self.now())
        is_first = not watch.outcome  # there was no answer that could have changed
        update = WatchUpdate(
            watch_id=watch.id,
            number=watch.updates + 1,
            at=moment(self.now()),
            outcome=answer.outcome,
            answer=answer.answer,
            old=old,
            new=new,
            delivery="waiting" if watch.webhook and not is_first else "none",
        )
        return Look(self._done(values), update=update)

    def _nothing_new(self, **values: Any) -> Look:
        return Look(self._done(values))

    def _done(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return the fields of a look that did not fail."""
        return {"failures": 0, "error": None, "last_check": moment(self.now()), **values}

    def _is_same_day(self, watch: Watch) -> bool:
        return (watch.last_check or "")[:10] == moment(self.now())[:10]

"""The ingester takes records from sources into the archive, past bad ones, and reports the outcome of each."""

from __future__ import annotations

import logging
import math
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, wait
from functools import partial

from ingest.pipeline.repeats import Seen, is_repeated
from ingest.pipeline.report import Report
from ingest.pipeline.sinks import Sink
from ingest.pipeline.tally import Entry, Tally
from ingest.records.articles import ArticleError, article_from
from ingest.records.record import LOOK_SECONDS, IsOver, Raw, never
from ingest.records.threads import begin
from ragbot.archive.intake import Added
from ragbot.types import Article

log = logging.getLogger(__name__)

BATCH_CHARACTERS = 60_000
"""The characters of a batch: about 100 passages, 2 s of embedding. A kill loses two batches; progress shows after
each."""
BATCH_ARTICLES = 64
AT_ONCE = 2
"""The most batches on their way: one is written to disk while the other is embedded, and a third is read."""
LAST_SECONDS = 8.0
"""Seconds for the batches on their way, once nobody waits for the rest."""
UNKNOWN_END = "was on its way when it was stopped; it went in whole or not at all: send it again"


def ingest(
    raws: Iterable[Raw],
    sink: Sink,
    watch: Callable[[Tally], None] = lambda tally: None,
    tally: Tally | None = None,
    is_over: IsOver = never,
) -> Report:
    """Put every good record into the sink; return the outcome of each. `watch` sees the tally after each batch.

    Ctrl-C, a sink that fails, or `is_over` stops it between two batches: articles reported as added stay, and another
    run does the rest.
    """
    tally = tally or Tally()
    additions = _Additions(sink, tally, watch, is_over)
    with tally.stopping():
        for batch in _batches(_entries(_records(_until(is_over, raws), tally), tally, watch)):
            additions.make_room(batch)
            if is_over():
                break
            additions.begin(batch)
    additions.finish()
    tally.interrupted |= is_over()
    return tally.report()


class _Additions:
    """Batches on their way into a sink, the oldest first, and the tally of what became of them."""

    def __init__(self, sink: Sink, tally: Tally, watch: Callable[[Tally], None], is_over: IsOver) -> None:
        self._sink, self._tally, self._watch = sink, tally, watch
        self._patience = _Patience(is_over)
        self._batches: deque[tuple[list[Entry], Future[Added]]] = deque()

    def make_room(self, batch: Sequence[Entry]) -> None:
        """Wait until there is room for one more, and no version of its articles is on its way."""
        while len(self._batches) == AT_ONCE or self._has_any_of(batch):
            self._take()

    def begin(self, batch: list[Entry]) -> None:
        """Have a thread of its own add the batch."""
        added: Future[Added] = Future()
        self._batches.append((batch, added))  # first, so that it is reported even if Ctrl-C comes meanwhile
        begin(partial(self._sink.add, [entry.article for entry in batch]), "ingest", added)

    def finish(self) -> None:
        """Report what is on its way once it is in; after Ctrl-C without what has not begun."""
        for _, added in self._batches if self._tally.interrupted else ():
            added.cancel()  # what has begun goes on
        while self._batches:
            with self._tally.stopping():
                self._take()

    def _has_any_of(self, batch: Sequence[Entry]) -> bool:
        """Return whether a version of one of these articles is on its way: the first version must be stored first."""
        ids = {entry.article.id for earlier, _ in self._batches for entry in earlier}
        return any(entry.article.id in ids for entry in batch)

    def _take(self) -> None:
        """Wait for the oldest batch, and tally it."""
        batch, added = self._batches[0]
        is_done = self._patience.wait(added)
        self._batches.popleft()
        if added.cancelled():
            return
        if is_done:
            self._tally.add(batch, added.result())
        else:
            for entry in batch:
                self._tally.fail(entry.place, entry.origin, UNKNOWN_END)
        self._watch(self._tally)


class _Patience:
    """Waits for batches on their way: without end at first, and LAST_SECONDS for all of them once it is over."""

    def __init__(self, is_over: IsOver) -> None:
        self._is_over, self._until = is_over, math.inf

    def wait(self, added: Future[Added]) -> bool:
        """Wait, and return whether the batch is added."""
        while not added.done() and time.monotonic() < self._until:
            wait([added], LOOK_SECONDS)
            if self._is_over():
                self._until = min(self._until, time.monotonic() + LAST_SECONDS)
        return added.done()


def _until(is_over: IsOver, raws: Iterable[Raw]) -> Iterator[Raw]:
    for raw in raws:
        if is_over():
            return
        yield raw


def _records(raws: Iterable[Raw], tally: Tally) -> Iterator[Raw]:
    """Yield the records, except those passed over, which the tally counts."""
    for raw in raws:
        if raw.passed:
            tally.pass_over(raw.passed)
        else:
            yield raw


def _entries(raws: Iterable[Raw], tally: Tally, watch: Callable[[Tally], None]) -> Iterator[Entry]:
    """Yield the good records as articles, and tally the others."""
    seen: dict[str, Seen] = {}
    for place, raw in enumerate(raws):
        tally.read, tally.progress = place + 1, raw.progress
        try:
            entry = Entry(place, raw.origin, _article(raw, tally))
        except ArticleError as error:
            tally.fail(place, raw.origin, str(error))
            watch(tally)
            continue
        except Exception as error:  # no record may stop the others
            log.warning("A record that no check expected: %s: %.200a", type(error).__name__, str(error))
            tally.fail(place, raw.origin, f"cannot be taken for an article ({type(error).__name__})")
            continue
        if tally.outcomes is not None:
            tally.articles[place] = entry.article
        if not is_repeated(entry, seen, tally):
            yield entry


def _article(raw: Raw, tally: Tally) -> Article:
    if raw.record is None:
        raise ArticleError(raw.origin, raw.failure or "nothing could be read")
    article, warnings = article_from(raw.record, raw.origin)
    for warning in (*raw.warnings, *warnings):
        tally.warn(raw.origin, warning)
    return article


def _batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """Yield runs of articles with different ids, long enough to embed efficiently."""
    batch: list[Entry] = []
    size = 0
    for entry in entries:
        if entry.article.id in {each.article.id for each in batch}:
            yield batch
            batch, size = [], 0
        batch.append(entry)
        size += len(entry.article.text)
        if size >= BATCH_CHARACTERS or len(batch) >= BATCH_ARTICLES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch

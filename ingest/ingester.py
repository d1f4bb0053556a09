"""Takes raw records from sources into the archive, past bad ones, and reports what became of each."""

from __future__ import annotations

import json
import logging
import math
import re
import signal
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Literal, Protocol

from ingest.articles import ArticleError, article_from, record_of
from ingest.clean import clean_line
from ingest.passages import passage_spans
from ingest.raw import LOOK_SECONDS, IsOver, PassedOver, Raw, never
from ingest.threads import begin
from ragbot.archive import Added, Archive, Result
from ragbot.client import Client
from ragbot.errors import ArchiveError, ServerError
from ragbot.types import Article, is_before

log = logging.getLogger(__name__)

BATCH_CHARACTERS = 60_000
"""Of text: about 100 passages, 2 s of embedding; a kill loses two of them, and progress shows after each."""
BATCH_ARTICLES = 64
AT_ONCE = 2
"""Batches on their way: one is written to disk while the other is embedded, and a third is read."""
LAST_SECONDS = 8.0
"""So long what is on its way is waited for, once nobody waits for the rest."""
MOST_KEPT = 10_000
"""Problems of each sort that a report holds; 80 million bad lines are 30 MB of gzip, and took all memory."""
MOST_KINDS = 50
"""Of what was passed over; the others are counted together."""
LONGEST_ORIGIN, LONGEST_REASON = 300, 1_000
"""Characters."""
SHOWN = 200
"""Characters of a text that did not go in."""
UNKNOWN_END = "was on its way when it was stopped; it went in whole or not at all: send it again"

_SURROGATES = re.compile("[\ud800-\udfff]")  # halves of a character, such as "\ud83d": no encoding can carry them


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about one record, for a person to read."""

    origin: str
    """Where it was read: `news.jsonl:12`."""
    reason: str

    @classmethod
    def of(cls, origin: str, reason: str) -> Problem:
        """As a report can carry it, whatever the record or the name of its file says."""
        return cls(_told(origin, LONGEST_ORIGIN), _told(reason, LONGEST_REASON))


def _told(text: str, most: int) -> str:
    """Of a longer one the beginning and the end: the number of a line is there."""
    text = text if len(text) <= most else f"{text[: most // 2]}…{text[1 - most // 2 :]}"
    return _SURROGATES.sub("\ufffd", text)


@dataclass(frozen=True, slots=True)
class Passed:
    """Files of one kind that folders or archives hold, and that were not read."""

    kind: str
    count: int
    way_out: str = ""
    """How their news can be taken in; empty for what holds none, such as pictures."""


@dataclass(frozen=True, slots=True)
class Report:
    """What an ingest did."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: tuple[Problem, ...] = ()
    failed_more: int = 0
    """Failures beyond those in `failed`, which are the first ones."""
    warnings: tuple[Problem, ...] = ()
    """About articles that were taken in all the same."""
    warnings_more: int = 0
    passed_over: tuple[Passed, ...] = ()
    """The most frequent first."""
    passages: int = 0
    embedded: int = 0
    seconds: float = 0.0
    interrupted: bool = False
    """By Ctrl-C, or because whoever asked for it went away."""
    stopped: str | None = None
    """Why it could not go on: the archive or its server failed."""

    @property
    def total(self) -> int:
        return self.added + self.updated + self.unchanged + self.failures

    @property
    def failures(self) -> int:
        return len(self.failed) + self.failed_more

    def shortened(self, most: int) -> Report:
        """With so many problems of each sort; those beyond are counted."""
        failed, warnings = self.failed[:most], self.warnings[:most]
        return replace(
            self,
            failed=failed,
            failed_more=self.failures - len(failed),
            warnings=warnings,
            warnings_more=self.warnings_more + len(self.warnings) - len(warnings),
        )


class Sink(Protocol):
    """Where articles go: an archive that this process owns, or the server that owns it."""

    def add(self, articles: Sequence[Article]) -> Added:
        """The ids of the articles differ."""


@dataclass(frozen=True, slots=True)
class ArchiveSink:
    """Puts articles into an archive of this process."""

    archive: Archive

    def add(self, articles: Sequence[Article]) -> Added:
        return self.archive.add(articles, lambda article: passage_spans(article, self.archive.embeddings))


@dataclass(frozen=True, slots=True)
class ServerSink:
    """Hands articles over to the server that owns the archive."""

    server: Client

    def add(self, articles: Sequence[Article]) -> Added:
        """Raises ServerError when the server does not take them all."""
        reply = json.loads(self.server.post("/v1/articles", {"articles": [record_of(article) for article in articles]}))
        if "failed" in reply["results"]:
            raise ServerError(
                f"The server refused {articles[0].address} or one after it: {reply['failed'][0]['reason']}"
            )
        return Added(tuple(reply["results"]), reply["passages"], reply["embedded"])


Outcome = Result | Literal["failed"]
COUNTED_AS: Mapping[Outcome, Outcome] = {"fuller": "unchanged", "shortened": "updated"}
KEPT_FULLER = "kept the fuller text that is there; what came has little of it"
SHORTENED = "lost most of its text, by its publisher's later date; the one before stays a version"


def _shown(article: Article) -> str:
    """How its text begins: what did not go in is not lost without a word."""
    beginning = clean_line(f"{article.title}: {article.text[:SHOWN]}")
    return beginning if len(article.text) <= SHOWN else f"{beginning}…"


@dataclass(frozen=True, slots=True)
class Entry:
    """An article on its way in."""

    place: int
    """Of its record among those that came, from 0."""
    origin: str
    article: Article


@dataclass(slots=True)
class Tally:
    """A report in the making."""

    outcomes: dict[int, Outcome] | None = None
    """By the place of the record; None for who does not ask for them: of a long file they are many."""
    articles: dict[int, Article] = field(default_factory=dict)
    """By the place of the record, for who asks for outcomes."""
    counts: Counter[Outcome] = field(default_factory=Counter)
    failed: list[Problem] = field(default_factory=list)
    failed_more: int = 0
    warnings: list[Problem] = field(default_factory=list)
    warnings_more: int = 0
    passed_over: Counter[PassedOver] = field(default_factory=Counter)
    passages: int = 0
    embedded: int = 0
    read: int = 0
    """Records so far; those that are on their way have no outcome yet."""
    progress: float | None = None
    """Share of the input that was read for them."""
    started: float = field(default_factory=time.monotonic)
    interrupted: bool = False
    stopped: str | None = None

    @property
    def done(self) -> int:
        """Records of which it is known what became of them."""
        return self.counts.total()

    @property
    def expected(self) -> int | None:
        """How many records there seem to be, by the share that was read; None when nobody knows."""
        return max(self.read, round(self.read / self.progress)) if self.progress else None

    def take(self, place: int, outcome: Outcome) -> None:
        if self.outcomes is not None:
            self.outcomes[place] = outcome
        self.counts[COUNTED_AS.get(outcome, outcome)] += 1

    def fail(self, place: int, origin: str, reason: str, outcome: Outcome = "failed") -> None:
        self.take(place, outcome)
        if len(self.failed) < MOST_KEPT:
            self.failed.append(Problem.of(origin, reason))
        else:
            self.failed_more += 1

    def warn(self, origin: str, warning: str) -> None:
        if len(self.warnings) < MOST_KEPT:
            self.warnings.append(Problem.of(origin, warning))
        else:
            self.warnings_more += 1

    def pass_over(self, passed: PassedOver) -> None:
        if passed not in self.passed_over and len(self.passed_over) >= MOST_KINDS:
            passed = PassedOver("of other kinds")
        self.passed_over[passed] += 1

    def add(self, batch: Sequence[Entry], added: Added) -> None:
        self.passages += added.passages
        self.embedded += added.embedded
        for entry, result in zip(batch, added.results, strict=True):
            if result == "fuller":
                self.keep_fuller(entry)
            elif result == "older":
                self.fail(entry.place, entry.origin, "the archive has a later version and keeps it", "older")
            else:
                if result == "shortened":
                    self.warn(entry.origin, f"{SHORTENED}: {_shown(entry.article)}")
                self.take(entry.place, result)

    def keep_fuller(self, entry: Entry) -> None:
        self.warn(entry.origin, f"{KEPT_FULLER}: {_shown(entry.article)}")
        self.take(entry.place, "fuller")

    @contextmanager
    def stopping(self) -> Iterator[None]:
        """Notes what ends an ingest, Ctrl-C or a sink that failed, in place of raising it."""
        try:
            yield
        except KeyboardInterrupt:
            self.interrupted = True
            _let_the_next_ctrl_c_kill()
        except (ArchiveError, ServerError) as error:
            self.stopped = self.stopped or str(error)

    def report(self) -> Report:
        return Report(
            added=self.counts["added"],
            updated=self.counts["updated"],
            unchanged=self.counts["unchanged"],
            failed=tuple(self.failed),
            failed_more=self.failed_more,
            warnings=tuple(self.warnings),
            warnings_more=self.warnings_more,
            passed_over=_passed(self.passed_over),
            passages=self.passages,
            embedded=self.embedded,
            seconds=round(time.monotonic() - self.started, 3),
            interrupted=self.interrupted,
            stopped=self.stopped,
        )


def _passed(counts: Counter[PassedOver]) -> tuple[Passed, ...]:
    return tuple(Passed(each.kind, count, each.way_out) for each, count in counts.most_common())


def _let_the_next_ctrl_c_kill() -> None:
    """The first one lets two batches finish; a server that hangs would make it wait for ever. A kill loses nothing."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def ingest(
    raws: Iterable[Raw],
    sink: Sink,
    watch: Callable[[Tally], None] = lambda tally: None,
    tally: Tally | None = None,
    is_over: IsOver = never,
) -> Report:
    """Put every good record into the sink and report all; `watch` sees the tally after each batch.

    Ctrl-C, a sink that fails, or that it is over, stops it between two batches: what was reported as added stays, and
    running it again does the rest.
    """
    tally = tally or Tally()
    adding: Adding = deque()
    patience = _Patience(is_over)
    with tally.stopping():
        for batch in _batches(_entries(_records(_until(is_over, raws), tally), tally, watch)):
            while len(adding) == AT_ONCE or _is_on_its_way(batch, adding):
                _take(adding, tally, watch, patience)
            if is_over():
                break
            adding.append((batch, Future()))  # before it begins, so that Ctrl-C meanwhile does not leave it untold
            begin(partial(sink.add, [entry.article for entry in batch]), "ingest", adding[-1][1])
    for _, added in adding if tally.interrupted else ():
        added.cancel()  # Ctrl-C kept it from beginning; what has begun goes on
    while adding:  # what is on its way is finished, and told
        with tally.stopping():
            _take(adding, tally, watch, patience)
    tally.interrupted |= is_over()
    return tally.report()


Adding = deque[tuple[list[Entry], Future[Added]]]
"""Batches on their way, the oldest first."""


class _Patience:
    """With batches on their way: without end, but a few seconds for all once it is over."""

    def __init__(self, is_over: IsOver) -> None:
        self._is_over, self._until = is_over, math.inf

    def wait(self, added: Future[Added]) -> bool:
        """Whether it is done."""
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
    """Without what was passed over, which the tally counts."""
    for raw in raws:
        if raw.passed:
            tally.pass_over(raw.passed)
        else:
            yield raw


def _is_on_its_way(batch: Sequence[Entry], adding: Adding) -> bool:
    """Whether a version of one of these articles is: the one that came first has to be there first."""
    ids = {entry.article.id for earlier, _ in adding for entry in earlier}
    return any(entry.article.id in ids for entry in batch)


def _take(adding: Adding, tally: Tally, watch: Callable[[Tally], None], patience: _Patience) -> None:
    """Wait for the oldest addition."""
    batch, added = adding[0]
    is_done = patience.wait(added)
    adding.popleft()
    if added.cancelled():
        return
    if is_done:
        tally.add(batch, added.result())
    else:
        for entry in batch:
            tally.fail(entry.place, entry.origin, UNKNOWN_END)
    watch(tally)


def _entries(raws: Iterable[Raw], tally: Tally, watch: Callable[[Tally], None]) -> Iterator[Entry]:
    """The good records as articles; what becomes of the others goes to the tally."""
    seen: dict[str, Seen] = {}
    for place, raw in enumerate(raws):
        tally.read, tally.progress = place + 1, raw.progress
        try:
            entry = Entry(place, raw.origin, _article(raw, tally))
        except ArticleError as error:
            tally.fail(place, raw.origin, str(error))
            watch(tally)
            continue
        except Exception as error:  # what one record does to us must not be the end of all others
            log.warning("A record that no check expected: %s: %.200a", type(error).__name__, str(error))
            tally.fail(place, raw.origin, f"cannot be taken for an article ({type(error).__name__})")
            continue
        if tally.outcomes is not None:
            tally.articles[place] = entry.article
        if not _is_repeated(entry, seen, tally):
            yield entry


def _article(raw: Raw, tally: Tally) -> Article:
    if raw.record is None:
        raise ArticleError(raw.origin, raw.failure or "nothing could be read")
    article, warnings = article_from(raw.record, raw.origin)
    for warning in (*raw.warnings, *warnings):
        tally.warn(raw.origin, warning)
    return article


@dataclass(slots=True)
class Seen:
    """What this run had of one article."""

    newest: str
    """Digest of the text that counts."""
    when: str
    """When that was written; empty when nobody knows."""
    digests: set[str]
    is_hidden: bool = False
    """Whether it was retracted or removed."""
    partial: bool = False
    """Whether only a part of it came."""


def _is_repeated(entry: Entry, seen: dict[str, Seen], tally: Tally) -> bool:
    """Whether this run had the article before: a text that it had counts as unchanged.

    Another text is only taken as a new version when it is dated later; else each run would undo the other's work. That
    its publisher retracts it is never passed over.
    """
    article = entry.article
    is_hidden = article.state in ("retracted", "removed")
    when, digest = article.modified or article.published or "", article.digest
    known = seen.get(article.id)
    page = seen.get(article.page_id or "")
    if known is None and page and digest in page.digests:  # a fragment makes no second article of the page's own text
        known = page
    if known is None:
        seen[article.id] = Seen(digest, when, {digest}, is_hidden, article.partial)
        return False
    completes = known.partial and not article.partial
    if (completes and not is_before(when, known.when)) or (digest != known.newest and is_before(known.when, when)):
        seen[article.id] = Seen(digest, when, known.digests | {digest}, is_hidden, article.partial)
        return False
    if digest == known.newest and is_hidden and not known.is_hidden:
        known.is_hidden = True
        return False
    if digest in known.digests:
        tally.take(entry.place, "unchanged")
    elif article.partial and not known.partial:
        tally.keep_fuller(entry)
    else:
        reason = f"{article.address} came before in this run, with other text and no earlier date; kept the first"
        tally.fail(entry.place, entry.origin, reason)
    return True


def _batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """Runs of articles, of different ids each, big enough to embed efficiently."""
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

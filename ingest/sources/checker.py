"""A check of one source: its new, edited and due items go into the archive."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial

from ingest.formats.feeds import FeedItem
from ingest.pipeline.ingester import ingest
from ingest.pipeline.sinks import ArchiveSink
from ingest.pipeline.tally import Tally
from ingest.records.record import IsOver, Raw, SourceError, never
from ingest.sources.bookkeeping import MOST_TOLD, Bookkeeper, CheckResult
from ingest.sources.files import read as read_files
from ingest.sources.listing import Asking, Listing, listing_of
from ingest.sources.taking import Entry, Taker
from ragbot.archive.archive import Archive
from ragbot.archive.source import Item, Source, moment
from ragbot.errors import ArchiveError, RagbotError

log = logging.getLogger(__name__)

CLAIMED = timedelta(minutes=10)
"""How long a check belongs to one process, which claims it again after each few articles."""
A_FEW = 20
"""The number of articles that a check fetches and takes in before it keeps their state."""
MOST_ENTRIES = 500
"""The most entries of one check; the next one follows soon with the rest."""

REMEMBERED = timedelta(days=40)
"""How long an item is kept that its source names no more and that is looked at no more: a page shows 30 days."""


@dataclass(frozen=True, slots=True)
class Checker:
    """Checks sources for one archive; threads may share it, for different sources."""

    archive: Archive
    taker: Taker
    books: Bookkeeper
    met: dict[str, bool] = field(default_factory=dict)
    """Whether a source, by its id, was on the internet when this process asked it last: then its items have to be
    there, too."""

    def check_due(self, source: Source, is_over: IsOver = never) -> CheckResult | None:
        """Check what is due of `source`: often only items, for which nobody asks it sooner than it wants."""
        is_due = source.next_check <= moment(self.books.now()) or source.kind == "page"
        return self.check(source, is_over, items_only=not is_due and source.id in self.met)

    def check(self, source: Source, is_over: IsOver = never, items_only: bool = False) -> CheckResult | None:
        """Return the result; None when another process has the check. Raises ArchiveError when the archive fails."""
        found = CheckResult(source)
        if not self.archive.followed.claim(source.id, moment(self.books.now()), moment(self.books.now() + CLAIMED)):
            return None
        try:
            return self._items_checked(found, source, is_over) if items_only else self._checked(found, source, is_over)
        except SourceError as error:
            return self.books.settle_failure(found, error)
        except RagbotError:
            raise
        except Exception as error:  # the fault of one source must not end the following of all others
            log.warning("A source that no check expected: %s: %.200a", type(error).__name__, str(error))
            return self.books.settle_failure(found, SourceError(f"cannot be checked ({type(error).__name__})"))

    def _checked(self, result: CheckResult, source: Source, is_over: IsOver) -> CheckResult:
        """Return the result of a whole check. Raises SourceError when the source cannot be read."""
        asking = Asking(self.taker.fetcher, self.taker.parsers, is_over)
        try:
            listing = listing_of(source, asking)
        finally:
            result.requests += asking.requests
        result.not_modified += listing.is_unchanged
        for problem in listing.problems:
            result.tell(problem.origin, problem.reason)
        self.met[source.id] = listing.is_public
        entries = self._entries(source, listing)
        self._take_all(result, source, entries, is_over)
        if source.kind == "page" and result.problems and not result.is_news:
            raise SourceError(result.problems[0].reason)
        is_all = len(entries) <= MOST_ENTRIES and not is_over()
        is_whole = is_all and not listing.is_unchanged and not listing.has_failed
        if is_whole and result.added:  # the list of items grows by those that are added, and by no others
            before = moment(self.books.now() - REMEMBERED)
            self.archive.followed.forget_items(source.id, {said.key for said in listing.items}, before)
        return self.books.settle(result, listing, is_all)

    def _items_checked(self, result: CheckResult, source: Source, is_over: IsOver) -> CheckResult:
        self._take_all(result, source, self._entries(source, Listing(is_public=self.met[source.id])), is_over)
        return self.books.settle_items(result)

    def _take_all(self, result: CheckResult, source: Source, entries: Sequence[Entry], is_over: IsOver) -> None:
        take = self._take_files if source.kind == "folder" else self._take
        for start in range(0, min(len(entries), MOST_ENTRIES), A_FEW):
            if is_over():
                break
            take(result, entries[start : start + A_FEW], is_over)
            self.archive.followed.set(source.id, claimed=moment(self.books.now() + CLAIMED))

    # -- what is to be looked at ----------------------------------------------------------------------------------

    def _entries(self, source: Source, listing: Listing) -> list[Entry]:
        """Return the new and edited items, the oldest first as far as the source tells, then those due again."""
        now = moment(self.books.now())
        named = {said.key: said for said in reversed(listing.items)}
        known = self._known(source, named, now)
        found = [
            self._entry(item, said, listing)
            for key, said in named.items()
            if (item := known.get(key) or Item(source.id, key, now)).digest != said.digest
        ]
        new = {entry.item.key for entry in found}
        due = [each for each in known.values() if source.kind == "page" or (each.next_check and each.next_check <= now)]
        again = sorted((item for item in due if item.key not in new), key=lambda item: item.next_check or "")
        return found + [self._entry(item, named.get(item.key), listing) for item in again]

    def _known(self, source: Source, named: Mapping[str, FeedItem], now: str) -> dict[str, Item]:
        """Return, by key, the items that are named or due; one whose address has another key now gets that key."""
        followed = self.archive.followed
        known = followed.items(source.id, list(named), now)
        unknown = {said.url: key for key, said in named.items() if key not in known and said.url}
        for item in followed.items_at(source.id, list(unknown)):
            if item.key not in named and (key := unknown.pop(item.url or "", None)):
                known.pop(item.key, None)
                known[key] = followed.rename_item(item, key)
        return known

    def _entry(self, item: Item, feed_item: FeedItem | None, listing: Listing) -> Entry:
        now, before = item, None
        if feed_item and feed_item.digest != item.digest:
            now = replace(item, url=feed_item.url, digest=feed_item.digest, is_whole=feed_item.is_whole)
            before = item.url if item.url != feed_item.url else None
        return Entry(now, feed_item, partial(self._address, item), before, listing.is_public)

    def _address(self, item: Item) -> str | None:
        known = self.archive.article(item.article_id) if item.article_id else None
        return known[0].url if known else None

    # -- taking in ------------------------------------------------------------------------------------------------

    def _take(self, result: CheckResult, entries: Sequence[Entry], is_over: IsOver) -> None:
        taken = [self.taker.take(entry, is_over) for entry in entries]
        coming = [(one, one.raw) for one in taken if one.raw]
        tally = self._ingested(result, (raw for _, raw in coming), is_over)
        for place, (one, _) in enumerate(coming):
            one.outcome, one.article = (tally.outcomes or {}).get(place), tally.articles.get(place)
        result.requests += sum(one.requests for one in taken)
        result.not_modified += sum(one.is_unchanged for one in taken)
        result.unchanged += sum(one.is_unchanged for one in taken)
        self.archive.followed.keep_items([self.books.item_after(result, one) for one in taken])

    def _take_files(self, result: CheckResult, entries: Sequence[Entry], is_over: IsOver) -> None:
        paths = [str(entry.feed_item.record["path"]) for entry in entries if entry.feed_item]
        with closing(read_files(paths)) as raws:
            self._ingested(result, raws, is_over)
        self.archive.followed.keep_items([replace(entry.item, article_id="") for entry in entries])

    def _ingested(self, result: CheckResult, raws: Iterable[Raw], is_over: IsOver) -> Tally:
        """Return the tally of `raws`, counted in `result`. Raises ArchiveError when the archive failed."""
        tally = Tally(outcomes={})
        report = ingest(raws, ArchiveSink(self.archive), tally=tally, is_over=is_over)
        result.added += report.added
        result.updated += report.updated
        result.unchanged += report.unchanged
        result.failed += report.failures
        result.embedded += report.embedded
        result.problems += [*report.failed, *report.warnings][: MOST_TOLD - len(result.problems)]
        if report.stopped:
            raise ArchiveError(report.stopped)
        return tally

"""The books of a check: each item with its next look, the source with its habit, and the history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta

from ingest.fetch.fetched import QuietError, RefusedError
from ingest.pipeline.report import Problem
from ingest.records.record import SourceError
from ingest.sources.habit import HISTORY, Bounds, after_failure, interval_of, next_step, outside, patience_with
from ingest.sources.listing import GoneError, Listing
from ingest.sources.taking import ItemResult
from ragbot.archive.archive import Archive
from ragbot.archive.source import Check, Item, Refusal, Source, moment, read
from ragbot.settings import Settings, age

MOST_TOLD = 20
TRIES = tuple(timedelta(hours=age) for age in (1, 6, 24, 72, 168))
"""The ages at which an item without its whole text is tried again."""
A_DAY = timedelta(days=1)
GONE_CHECKS, GONE_AFTER = 3, timedelta(days=2)
GONE_NOTE = "Its publisher has taken the page away: it is not found any more since"
LONGEST_QUIET = timedelta(days=7)
PATIENCE_OF_PAGE = timedelta(days=3650)
"""How long a page may stay the same: one page need not change."""
SOON = timedelta(minutes=1)
COUNTS = ("added", "updated", "removed", "failed", "unchanged", "requests", "not_modified")
"""The counts of a check that its history keeps."""


@dataclass(frozen=True, slots=True)
class Rules:
    """How often sources and items are looked at."""

    bounds: Bounds = field(default_factory=Bounds)
    rechecks: tuple[timedelta, ...] = ()
    """The ages at which an article is fetched again."""

    @classmethod
    def of(cls, settings: Settings) -> Rules:
        """Return the rules of an operator."""
        shortest = timedelta(seconds=settings.shortest_interval)
        longest = max(shortest, timedelta(seconds=settings.longest_interval))
        return cls(Bounds(shortest, longest), tuple(sorted(map(age, settings.rechecks.split()))))


@dataclass(slots=True)
class CheckResult:
    """The result of a check."""

    source: Source
    """The source after the check."""
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    failed: int = 0
    embedded: int = 0
    outlet: str = ""
    """The outlet of the last article that came."""
    requests: int = 0
    not_modified: int = 0
    """Requests that were answered with 304: nothing new, and nothing sent."""
    problems: list[Problem] = field(default_factory=list)
    """The first problems."""
    error: str | None = None
    """Why the source itself could not be read."""

    def tell(self, origin: str, reason: str) -> None:
        """Keep a problem, if it is one of the first."""
        if len(self.problems) < MOST_TOLD:
            self.problems.append(Problem.of(origin, reason))

    @property
    def is_news(self) -> bool:
        return bool(self.added or self.updated or self.removed or self.failed)

    def as_check(self, at: str) -> Check:
        """Return the check as the history of its source keeps it."""
        counts = {name: getattr(self, name) for name in COUNTS}
        refusals = tuple(Refusal(each.origin, each.reason) for each in self.problems)
        return Check(self.source.id, at, error=self.error, refusals=refusals, **counts)


@dataclass(frozen=True, slots=True)
class Bookkeeper:
    """Keeps the books of the checks of one archive."""

    archive: Archive
    rules: Rules
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def item_after(self, result: CheckResult, item_result: ItemResult) -> Item:
        """Return the item after a look at it."""
        item, now = item_result.entry.item, self.now()
        if item_result.is_gone:
            return self._gone(result, item_result)
        if item_result.article and item_result.outcome != "failed":
            item = replace(item, article_id=item_result.article.id, is_partial=item_result.is_partial)
            item = replace(item, published=item_result.article.published or item.published)
            result.outlet = item_result.article.source or result.outlet
        if item_result.reason:
            result.tell(item_result.entry.name, item_result.reason)
        if item_result.moved_to and item_result.outcome != "failed":
            item = replace(item, url=item_result.moved_to)
        looked = replace(item, checks=item.checks + 1, etag=item_result.etag, last_modified=item_result.last_modified)
        return replace(looked, gone=0, gone_since=None, next_check=self._next_look(looked, now))

    def _next_look(self, item: Item, now: datetime) -> str | None:
        """Return the next look by the age of the item; one without its whole text has TRIES where no ages are set."""
        if item.article_id is None or item.is_partial:
            due = next_step(self.rules.rechecks or TRIES, read(item.seen), now)
        else:
            due = next_step(self.rules.rechecks, min(read(item.published or item.seen), now), now)
        return moment(due) if due else None

    def _gone(self, result: CheckResult, item_result: ItemResult) -> Item:
        """Remove a page that three checks over two days did not find: a server may have a bad day. Return the item."""
        item, now = item_result.entry.item, self.now()
        gone, since = item.gone + 1, item.gone_since or moment(now)
        item = replace(item, gone=gone, gone_since=since, checks=item.checks + 1)
        result.tell(item_result.entry.name, "is not found any more")
        if gone < GONE_CHECKS or now - read(since) < GONE_AFTER:
            return replace(item, next_check=moment(now + A_DAY))
        was_there = not item.is_partial or item.etag or item.last_modified  # else only its feed's text is known
        if item.article_id and was_there and self.archive.say(item.article_id, "removed", f"{GONE_NOTE} {since[:10]}."):
            result.removed += 1
        return replace(item, next_check=None)

    def settle(self, result: CheckResult, listing: Listing, is_all: bool) -> CheckResult:
        """Keep the state of the source after a check, and when the next one is due; return the result."""
        now = self.now()
        arrivals = self._arrivals(result.source, result)
        interval = self._interval(result.source, arrivals, now)
        source = self._as_listed(result.source, listing)
        changed = replace(
            _with_habit(source, arrivals, now),
            interval=int(interval.total_seconds()),
            outlet=result.outlet or source.outlet,
            etag=listing.etag if is_all else "",
            last_modified=listing.last_modified if is_all else "",
            next_check=moment(self._due(listing, interval, now) if is_all else now + SOON),
            last_check=moment(now),
            last_change=moment(now) if result.added or result.updated else source.last_change,
        )
        return self._keep(result, replace(changed, failures=0, failing_since=None, error=None))

    def _interval(self, source: Source, arrivals: Sequence[datetime], now: datetime) -> timedelta:
        """Return the time between two checks: as the operator set it, else by the habit of the source."""
        return timedelta(seconds=source.every) if source.every else interval_of(arrivals, now, self.rules.bounds)

    def _due(self, listing: Listing, interval: timedelta, now: datetime) -> datetime:
        """Return when to check next: after the interval, or later where the source wants that, within our bounds."""
        wait = min(max(interval, timedelta(seconds=listing.wait)), max(interval, self.rules.bounds.longest))
        return outside(now + wait, listing.skip_hours, listing.skip_days)

    def _as_listed(self, source: Source, listing: Listing) -> Source:
        """Return the source with its own title, address and opt-outs, as `listing` has them."""
        title = source.title if source.is_named else listing.title or source.title
        return replace(source, title=title, address=self._moved(source, listing), opt_outs=", ".join(listing.opt_outs))

    def settle_items(self, result: CheckResult) -> CheckResult:
        """Keep the state of the source after a look at items alone: its next check stays."""
        changed = moment(self.now()) if result.updated else result.source.last_change
        return self._keep(result, replace(result.source, last_change=changed))

    def _arrivals(self, source: Source, result: CheckResult) -> list[datetime]:
        """Return when something came from the source, the newest first: its articles, or the changes of a page."""
        sources = self.archive.followed
        if source.kind == "page":
            now = [self.now()] if result.added or result.updated else []
            return now + [read(each.at) for each in sources.history(source.id, HISTORY) if each.added or each.updated]
        return sources.arrivals(source.id, HISTORY)

    def _moved(self, source: Source, listing: Listing) -> str:
        """Return the new address after a permanent redirect, unless another source has it; else the old one."""
        taken = listing.moved_to and self.archive.followed.named(listing.moved_to)
        return listing.moved_to if listing.moved_to and not taken else source.address

    def settle_failure(self, result: CheckResult, error: SourceError) -> CheckResult:
        source, now = result.source, self.now()
        if isinstance(error, QuietError):  # no failure: the server asks for time, and gets it
            patient = min(timedelta(seconds=error.seconds), LONGEST_QUIET)
            return self._keep(result, replace(source, next_check=moment(now + patient), last_check=moment(now)))
        failures, result.error = source.failures + 1, str(error)
        wait = after_failure(failures, timedelta(seconds=source.interval), self.rules.bounds)
        changed = replace(
            source,
            state="gone" if isinstance(error, GoneError) else source.state,
            failures=failures,
            failing_since=source.failing_since or moment(now),
            error=result.error,
            next_check=moment(now + wait),
            last_check=moment(now),
            opt_outs=", ".join(error.words) if isinstance(error, RefusedError) else source.opt_outs,
        )
        return self._keep(result, changed)

    def _keep(self, result: CheckResult, changed: Source) -> CheckResult:
        """Write only the changed fields of the source, for an operator may have changed others meanwhile.

        The history gets the check only where that brought something, or ended otherwise than the one before.
        """
        before, result.source = result.source, replace(changed, claimed="")
        values = {name: value for name, value in asdict(changed).items() if value != getattr(before, name)}
        self.archive.followed.set(changed.id, **values | {"claimed": ""})
        check = result.as_check(moment(self.now()))
        if result.is_news or (changed.error or "") != (before.error or "") or self._tells_more(check):
            self.archive.followed.keep_check(check)
        return result

    def _tells_more(self, check: Check) -> bool:
        """Return whether the refusals differ from the last ones: a part may be broken for weeks."""
        last = self.archive.followed.history(check.source_id, 1) if check.refusals else []
        return bool(check.refusals) and (not last or last[0].refusals != check.refusals)


def _with_habit(source: Source, arrivals: Sequence[datetime], now: datetime) -> Source:
    """Return the source with its newest arrival, and with its patience: how long its silence is usual."""
    patience = PATIENCE_OF_PAGE if source.kind == "page" else patience_with(arrivals, now)
    newest = max((when for when in arrivals if when <= now), default=None)
    newest_moment = moment(newest) if newest else source.newest
    return replace(source, patience=int(patience.total_seconds()), newest=newest_moment)

"""What a year of following costs, and what of it grows, in some minutes: `python -m tests.year_of_following`. No test.

The clock is set forward to whatever is due next. Pages come from memory and are parsed in this process, and the
embeddings are those of the tests: what is counted is following itself, its ledger and its archive.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

from sqlalchemy import func, select

from ingest.fetch.fetched import Fetched, Target
from ingest.fetch.fetcher import Fetcher
from ingest.records.record import IsOver, never
from ingest.sources.bookkeeping import Bookkeeper, CheckResult, Rules
from ingest.sources.checker import Checker
from ingest.sources.lists import Listed
from ingest.sources.subscriptions import source_at
from ingest.sources.taking import Taker
from ragbot.archive.archive import Archive, open_archive
from ragbot.archive.source import Source, moment, read
from ragbot.archive.tables import checks, items
from ragbot.settings import load_settings
from ragbot.types import sha256
from tests.fakes import WordEmbeddings
from tests.formats import Here
from tests.sync_speed import Story, story
from tests.warc_memory import held

START = datetime(2026, 1, 1, tzinfo=UTC)
NAMED = 30
"""Articles in the feed."""
EDITED_EVERY, EDITED_AFTER = 10, timedelta(hours=5)
"""One article in ten is edited silently."""
GONE_EVERY, GONE_AFTER = 50, timedelta(days=2)
MONTH = timedelta(days=365 / 12)
HEAD = """\
| | added | updated | removed | checks | requests (304) | items | history | ledger, MB | held, MB | CPU ms a check |
|---|---|---|---|---|---|---|---|---|---|---|"""


@dataclass
class Outlet(Fetcher):
    """A newsroom in memory, as a fetcher finds it: so many articles a day, by the clock."""

    address: str
    a_day: int
    now: datetime = START
    asked: int = 0
    not_modified: int = 0

    def fetch(self, wanted: Target, is_over: IsOver = never) -> Fetched:
        name = wanted.url.rpartition("/")[2]
        body = self._feed() if name == "feed" else self._page(int(name))
        etag = f'"{sha256(body)[:16]}"'
        status = 404 if not body else 304 if wanted.etag == etag else 200
        self.asked += 1
        self.not_modified += status == 304
        kind = "application/rss+xml" if name == "feed" else "text/html"
        sent = body.encode() if status == 200 else b""
        return Fetched(wanted.url, None, status, kind, "utf-8", sent, etag, "", None, None, (), True)

    def _published(self, number: int) -> datetime:
        return START + timedelta(days=number / self.a_day)

    def _feed(self) -> str:
        newest = int((self.now - START) / timedelta(days=1) * self.a_day)
        entries = "".join(map(self._entry, range(newest, max(-1, newest - NAMED), -1)))
        return f'<rss version="2.0"><channel><title>The Courier</title>{entries}</channel></rss>'

    def _entry(self, number: int) -> str:
        link = f"<link>{self.address}/{number}</link><guid>{self.address}/{number}</guid>"
        return f"<item><title>{escape(story(number).title)}</title>{link}</item>"

    def _page(self, number: int) -> str:
        age = self.now - self._published(number)
        if number % GONE_EVERY == 1 and age > GONE_AFTER:
            return ""
        return _markup(story(number), self._published(number), number % EDITED_EVERY == 0 and age > EDITED_AFTER)


def _markup(one: Story, published: datetime, is_edited: bool) -> str:
    text = "".join(f"<p>{escape(each)}</p>" for each in one.paragraphs)
    text += "<p>The council has put the costs right since.</p>" if is_edited else ""
    head = f'<title>{one.title}</title><meta property="article:published_time" content="{published.isoformat()}">'
    return f"<html lang=en><head>{head}</head><body><article><h1>{one.title}</h1>{text}</article></body></html>"


@dataclass
class Year:
    """What was found, month by month."""

    archive: Archive
    outlet: Outlet
    checker: Checker
    checks: int = 0
    cpu: float = 0.0
    added: int = 0
    updated: int = 0
    removed: int = 0
    errors: list[str] = field(default_factory=list)

    def run(self, until: datetime) -> None:
        """All checks that are due until then."""
        while (due := self._next()) <= until:
            self.outlet.now = max(due, self.outlet.now)
            began = time.process_time()
            found = self.checker.check_due(self._source)
            self.cpu += time.process_time() - began
            self._count(found)

    @property
    def _source(self) -> Source:
        return self.archive.followed.all()[0]

    def _next(self) -> datetime:
        with self.archive._ledger.reading() as connection:
            item = connection.scalar(select(func.min(items.c.next_check)))
        return read(min(filter(None, (self._source.next_check, item))))

    def _count(self, found: CheckResult | None) -> None:
        assert found
        self.checks += 1
        self.added += found.added
        self.updated += found.updated
        self.removed += found.removed
        self.errors += [found.error] if found.error else []

    def row(self, name: str) -> str:
        with self.archive._ledger.reading() as connection:
            rows = [connection.scalar(select(func.count()).select_from(table)) for table in (items, checks)]
        size = (self.archive.folder / "ledger.sqlite3").stat().st_size / 1e6
        of_checks = f"{self.checks:,} | {self.outlet.asked:,} ({self.outlet.not_modified:,})"
        came = f"{self.added:,} | {self.updated:,} | {self.removed:,}"
        cost = f"{1000 * self.cpu / max(1, self.checks):.0f}"
        return f"| {name} | {came} | {of_checks} | {rows[0]:,} | {rows[1]} | {size:.0f} | {held()} | {cost} |"


def _months(days: float) -> Iterator[tuple[str, datetime]]:
    number = 1
    while number * MONTH <= timedelta(days=days) + timedelta(hours=1):
        yield f"month {number}", START + number * MONTH
        number += 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=float, default=365)
    parser.add_argument("--articles", type=int, default=6, help="a day")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(archive=Path(folder) / "archive")
        with closing(open_archive(settings, WordEmbeddings(), create=True)) as archive:
            outlet = Outlet("https://courier.example", chosen.articles)
            source = source_at(Listed(f"{outlet.address}/feed", kind="feed"))
            archive.followed.add(replace(source, added=moment(START), next_check=moment(START)))
            books = Bookkeeper(archive, Rules.of(settings), lambda: outlet.now)
            year = Year(archive, outlet, Checker(archive, Taker(outlet, Here()), books))
            print(HEAD, flush=True)
            for name, until in _months(chosen.days):
                year.run(until)
                print(year.row(name), flush=True)
    print(f"errors: {year.errors[:3] or 'none'}")


if __name__ == "__main__":
    main()

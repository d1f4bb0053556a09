"""Following: what a source names comes in once, what changes is a new version, and what is silent is noticed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest

from ingest.fetch.fetcher import Fetcher
from ingest.formats.parsers import shared_parsers
from ingest.sources.bookkeeping import Bookkeeper, CheckResult, Rules
from ingest.sources.checker import Checker
from ingest.sources.habit import Bounds
from ingest.sources.listing import Asking, Listing, listing_of
from ingest.sources.lists import Listed
from ingest.sources.subscriptions import source_at
from ingest.sources.taking import Taker
from ragbot.archive.archive import Archive
from ragbot.archive.lateness import lateness
from ragbot.archive.source import Source
from tests.newsroom import Newsroom, Page, newsroom

START = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
AGES = tuple(timedelta(hours=age) for age in (1, 6, 24, 72, 168))
TEXT = (
    "The council of Ostvale voted on Tuesday to raise the old dam by two metres, the mayor said after the meeting.\n"
    "Work on case number {n} begins in May and is to cost {cost} million crowns, which the province pays in part.\n"
    "Farmers below the dam had asked for a higher wall since the flood of last spring, in which nobody was hurt."
)


@dataclass
class Clock:
    """The time, as a test sets it."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class World:
    """A newsroom, an archive that follows it, and the time."""

    room: Newsroom
    archive: Archive
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        fetcher = Fetcher(networks=[ip_network("127.0.0.0/8")], pause=0)
        self.checker = Checker(
            self.archive, Taker(fetcher, PARSERS), Bookkeeper(self.archive, Rules(Bounds(), AGES), self.clock)
        )

    def follow(self, path: str = "/feed", kind: str = "feed") -> Source:
        source = source_at(Listed(f"{self.room.address}{path}", kind=kind))  # type: ignore[arg-type]
        self.archive.followed.add(source)
        return source

    @property
    def source(self) -> Source:
        return self.archive.followed.all()[0]

    def check(self, **later: float) -> CheckResult:
        self.clock.forward(**later)
        self.room.take_requests()
        found = self.checker.check(self.source)
        assert found
        return found

    def publish(self, *numbers: int, cost: int = 40, **page: object) -> None:
        for n in numbers:
            self.room.article(f"/story-{n}", f"Ostvale raises dam {n}", TEXT.format(n=n, cost=cost), **page)  # type: ignore[arg-type]

    def name(self, *numbers: int, **more: object) -> None:
        self.room.feed([(f"/story-{n}", f"Ostvale raises dam {n}") for n in numbers], **more)  # type: ignore[arg-type]

    @property
    def titles(self) -> list[str]:
        return sorted(one.title for one in self.archive.articles().articles)


PARSERS = shared_parsers()


@pytest.fixture
def world(archive: Archive) -> Iterator[World]:
    with newsroom() as room:
        yield World(room, archive)


def test_what_a_feed_names_comes_in_whole_from_its_pages(world: World) -> None:
    world.publish(1, 2)
    world.name(2, 1)
    world.follow()
    found = world.check()
    assert (found.added, found.failed, found.problems) == (2, 0, [])
    assert world.titles == ["Ostvale raises dam 1", "Ostvale raises dam 2"]
    one = world.archive.articles().articles[0]
    assert (one.source, one.published) == ("The Courier", "2026-03-10T09:00:00Z")
    text = world.archive.version(one.id, 1)
    assert text
    assert text.text.startswith("The council of Ostvale voted")


def test_a_check_that_finds_nothing_new_writes_its_own_row_alone(world: World) -> None:
    world.publish(1)
    world.name(1)
    source = world.follow()
    world.check()
    before = (world.archive.followed.items(source.id), world.archive.followed.history(source.id))
    found = world.check(minutes=20)
    assert world.room.take_requests() == [("/feed", 304)]
    assert (found.is_news, found.requests, found.not_modified, found.embedded) == (False, 1, 1, 0)
    assert (world.archive.followed.items(source.id), world.archive.followed.history(source.id)) == before
    assert world.source.last_check == "2026-03-10T09:50:00Z"


def test_a_feed_that_was_only_reordered_brings_nothing(world: World) -> None:
    world.publish(1, 2)
    world.name(1, 2)
    world.follow()
    world.check()
    world.name(2, 1)
    found = world.check(minutes=5)
    assert world.room.take_requests() == [("/feed", 200)]
    assert not found.is_news


def test_a_silent_edit_is_found_at_the_next_age_and_is_a_new_version(world: World) -> None:
    world.publish(1)
    world.name(1)
    world.follow()
    world.check()
    world.publish(1, cost=65)  # the feed says nothing of it
    assert not world.check(minutes=10).is_news, "not due yet"
    found = world.check(minutes=40)
    assert (found.updated, found.added) == (1, 0)
    assert world.room.take_requests() == [("/feed", 304), ("/story-1", 200)]
    one = world.archive.articles().articles[0]
    assert one.version == 2
    version = world.archive.version(one.id, 2)
    assert version
    assert "cost 65 million" in version.text


def test_what_is_due_of_its_items_asks_the_feed_no_sooner_than_it_wants(world: World) -> None:
    world.publish(1)
    world.name(1, headers={"Cache-Control": "max-age=86400"})
    world.follow()
    world.check()
    due = world.source.next_check
    world.publish(1, cost=65)
    world.clock.forward(hours=2)
    world.room.take_requests()
    found = world.checker.check_due(world.source)
    assert found
    assert (found.updated, found.requests) == (1, 1)
    assert world.room.take_requests() == [("/story-1", 200)]
    assert (world.source.next_check, world.source.claimed) == (due, "")
    world.clock.forward(hours=24)
    assert world.checker.check_due(world.source)
    assert ("/feed", 304) in world.room.take_requests()


def test_items_of_a_source_on_the_internet_lead_into_no_allowed_network_however_they_are_due(world: World) -> None:
    world.publish(1)
    world.name(1)
    world.follow()
    world.check()
    world.checker.met[world.source.id] = True
    world.clock.forward(minutes=40)
    world.archive.followed.set(world.source.id, next_check="2027-01-01T00:00:00Z")
    world.room.take_requests()
    found = world.checker.check_due(world.source)
    assert found
    assert "public" in found.problems[0].reason
    assert world.room.take_requests() == []


def test_the_ages_widen_and_end(world: World) -> None:
    world.publish(1)
    world.name(1)
    source = world.follow()
    seen = []
    for _ in range(200):
        world.check(hours=1)
        seen.append(("/story-1", 304) in world.room.take_requests())
    assert sum(seen) == 5 - 1, "the first hour was over at the first check"
    assert world.archive.followed.items(source.id).popitem()[1].next_check is None


def test_an_item_that_left_the_feed_stays(world: World) -> None:
    world.publish(1, 2)
    world.name(1)
    world.follow()
    world.check()
    world.name(2)
    assert world.check(minutes=5).added == 1
    assert world.titles == ["Ostvale raises dam 1", "Ostvale raises dam 2"]


def test_an_item_that_was_let_go_and_is_named_again_is_no_new_article(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ragbot.archive.sources.KEPT_ITEMS", 1)
    source = world.follow()
    for number, days in ((1, 0), (2, 60), (3, 0)):
        world.publish(number)
        world.name(number)
        world.check(days=days, minutes=5)
    assert len(world.archive.followed.items(source.id)) == 2, "the first one was let go"
    world.name(1)
    found = world.check(minutes=5)
    assert (found.added, found.updated, found.unchanged, found.embedded) == (0, 0, 1, 0)
    assert world.titles == [f"Ostvale raises dam {n}" for n in (1, 2, 3)]


def test_a_page_that_is_gone_at_three_checks_over_two_days_is_removed(world: World) -> None:
    world.publish(1)
    world.name(1)
    world.follow()
    world.check()
    one = world.archive.articles().articles[0]
    world.room.pages["/story-1"].status = 404
    assert world.check(hours=2).removed == 0
    assert world.check(hours=25).removed == 0
    assert world.titles, "a server may have a bad day"
    assert world.check(hours=25).removed == 1
    assert world.titles == []
    notice = world.archive.notice(one.id)
    assert notice
    assert (notice.state, notice.by) == ("removed", "publisher")


def test_a_page_that_comes_back_is_not_removed(world: World) -> None:
    world.publish(1)
    world.name(1)
    world.follow()
    world.check()
    for status in (410, 404, 200, 404, 410):
        world.room.pages["/story-1"].status = status
        assert world.check(hours=25).removed == 0
    assert world.titles


def test_an_article_that_leads_to_the_home_page_is_gone(world: World) -> None:
    world.publish(1)
    world.name(1)
    world.follow()
    world.check()
    world.room.pages["/"] = Page("<title>The Courier</title>" + "<p>Welcome to all the news of Ostvale.</p>" * 9)
    world.room.pages["/story-1"] = Page("", status=302, location="/", has_etag=False)
    for _ in range(3):
        found = world.check(hours=25)
    assert found.removed == 1


def test_an_article_that_moved_for_good_stays_the_same_one(world: World) -> None:
    world.publish(1)
    world.name(1)
    world.follow()
    world.check()
    world.room.article("/archive/story-1", "Ostvale raises dam 1", TEXT.format(n=1, cost=70))
    world.room.pages["/story-1"] = Page("", status=301, location="/archive/story-1", has_etag=False)
    assert world.check(hours=2).updated == 1
    [one] = world.archive.articles().articles
    assert (one.version, one.url) == (2, f"{world.room.address}/archive/story-1")


def test_where_the_page_is_refused_the_feeds_own_text_is_kept_as_partial_and_tried_again(world: World) -> None:
    world.room.pages["/robots.txt"] = Page("User-agent: *\nDisallow: /story", "text/plain")
    world.publish(1)
    world.name(1)
    world.follow()
    found = world.check()
    assert found.added == 1
    assert "robots.txt" in found.problems[0].reason
    assert world.room.take_requests() == [("/feed", 200)]
    [one] = world.archive.articles().articles
    assert one.partial


def test_a_page_that_comes_later_makes_it_whole(world: World) -> None:
    world.publish(1, status=503)
    world.name(1)
    world.follow()
    assert world.check().added == 1
    [one] = world.archive.articles().articles
    assert one.partial
    world.publish(1)
    assert world.check(hours=2).updated == 1
    [one] = world.archive.articles().articles
    assert (one.version, one.partial) == (2, False)


def test_the_page_is_not_fetched_where_the_feed_has_the_whole_text(world: World) -> None:
    whole = " ".join(f"Sentence {n} of the report on the dam says what the council heard." for n in range(40))
    item = (
        '<item><title>Dam report</title><link>ADDRESS/story-9</link><guid isPermaLink="false">9</guid>'
        f"<content:encoded><![CDATA[<p>{whole}</p><p>The end.</p>]]></content:encoded></item>"
    )
    namespace = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    feed = f'<rss version="2.0" {namespace}><channel><title>The Courier</title>{item}</channel></rss>'
    world.room.pages["/feed"] = Page(feed.replace("ADDRESS", world.room.address), "application/rss+xml")
    world.follow()
    assert world.check().added == 1
    assert world.room.take_requests() == [("/feed", 200)]
    [one] = world.archive.articles().articles
    assert not one.partial


def test_a_failing_source_is_tried_ever_more_seldom_but_for_ever_and_then_is_late(world: World) -> None:
    world.follow()
    world.room.pages["/feed"] = Page("", status=500)
    waits = []
    for _ in range(12):
        found = world.check(seconds=1)
        assert "500" in (found.error or "")
        waits.append((datetime.fromisoformat(world.source.next_check) - world.clock.now).total_seconds())
    assert waits[:3] == [300, 600, 1200]
    assert waits[-1] == 24 * 3600
    late = lateness(world.source, world.clock.now)
    assert late
    assert "500" in late.why
    assert len(world.archive.followed.history(world.source.id)) == 1, "the first failure; the rest are the same"
    world.publish(1)
    world.name(1)
    assert world.check(hours=25).added == 1
    assert lateness(world.source, world.clock.now) is None


def test_a_feed_that_renames_itself_is_called_so_unless_the_operator_chose_its_title(world: World) -> None:
    world.name()
    world.follow()
    world.check()
    assert world.source.title == "The Courier"
    renamed = replace(world.room.pages["/feed"], body=world.room.pages["/feed"].body.replace("Courier", "New Courier"))
    world.room.pages["/feed"] = renamed
    world.check(hours=1)
    assert world.source.title == "The New Courier"
    world.archive.followed.set(world.source.id, title="Ours", is_named=True)
    world.room.pages["/feed"] = replace(renamed, body=renamed.body.replace("New Courier", "Last Courier"))
    world.check(hours=1)
    assert world.source.title == "Ours"


def test_the_history_tells_what_each_check_did(world: World) -> None:
    world.publish(1)
    world.room.feed([("/story-1", "One"), ("/gone", "Two")])
    source = world.follow()
    world.check()
    world.publish(1, cost=50)
    world.check(hours=1)
    edited, first = world.archive.followed.history(source.id)
    assert (first.added, first.requests, first.not_modified) == (2, 3, 0)
    assert [(each.origin, each.reason) for each in first.refusals] == [
        (f"{world.room.address}/gone", "is answered with 404")
    ]
    assert (edited.updated, edited.requests, edited.not_modified) == (1, 3, 1)


def test_where_a_page_never_was_there_the_text_of_its_feed_is_kept_for_now(world: World) -> None:
    world.room.feed([("/late", "The late page")])
    world.follow()
    found = world.check()
    assert (found.added, found.problems[0].reason) == (1, "is answered with 404")
    [one] = world.archive.articles().articles
    assert one.partial
    world.room.article("/late", "The late page", TEXT.format(n=1, cost=4))
    assert world.check(hours=2).updated == 1
    [one] = world.archive.articles().articles
    assert not one.partial


def test_a_page_that_never_was_there_was_not_taken_away(world: World) -> None:
    world.room.feed([("/late", "The late page")])
    world.follow()
    world.check()
    assert [world.check(hours=25).removed for _ in range(4)] == [0, 0, 0, 0]
    assert world.titles


def test_items_without_an_address_are_named_by_their_headline(world: World) -> None:
    items = "".join(
        f"<item><title>Ferry {n}</title><guid>same</guid>{text}</item>"
        for n, text in enumerate(("<description>It sails again.</description>", ""))
    )
    world.room.pages["/feed"] = Page(
        f'<rss version="2.0"><channel><title>Ferries</title>{items}</channel></rss>', "application/rss+xml"
    )
    world.follow()
    found = world.check()
    assert world.titles == ["Ferry 0"]
    assert [(each.origin, each.reason) for each in found.problems] == [
        ("Ferry 1", "has neither an address nor a text"),
        ("Ferry 0", "has no address, and what its feed has may be a part of its text only"),
    ]


def test_a_page_that_came_just_now_is_the_newest_article_of_its_source(world: World) -> None:
    world.publish(1)
    world.follow("/story-1", "page")
    world.check()
    assert world.source.newest == "2026-03-10T09:30:00Z"


def test_410_ends_it(world: World) -> None:
    world.follow()
    world.room.pages["/feed"] = Page("", status=410)
    assert "410" in (world.check().error or "")
    assert world.source.state == "gone"
    assert world.archive.followed.due("2027-01-01T00:00:00Z") == []


def test_a_permanent_redirect_is_followed_once_and_kept(world: World) -> None:
    world.follow()
    world.publish(1)
    world.name(1, path="/new-feed")
    world.room.pages["/feed"] = Page("", status=301, location="/new-feed", has_etag=False)
    assert world.check().added == 1
    assert world.source.address == f"{world.room.address}/new-feed"
    world.check(minutes=10)
    assert world.room.take_requests() == [("/new-feed", 304)]


def test_a_temporary_redirect_is_not_kept(world: World) -> None:
    world.follow()
    world.name(1, path="/new-feed")
    world.room.pages["/feed"] = Page("", status=302, location="/new-feed", has_etag=False)
    world.check()
    assert world.source.address == f"{world.room.address}/feed"


@pytest.mark.parametrize(
    ("more", "headers", "seconds"),
    [
        ("<ttl>180</ttl>", {}, 3 * 3600),
        ("", {"Cache-Control": "max-age=7200"}, 2 * 3600),
        ("", {"Cache-Control": "max-age=999999999"}, 24 * 3600),
        ("<skipHours><hour>10</hour><hour>11</hour></skipHours>", {}, 2.5 * 3600),
        ("<skipDays><day>Tuesday</day></skipDays>", {}, 14.5 * 3600),
    ],
)
def test_what_a_publisher_asks_for_is_honoured(
    world: World, more: str, headers: dict[str, str], seconds: float
) -> None:
    world.name(more=more, headers=headers)
    world.follow()
    world.check()
    next_check = datetime.fromisoformat(world.source.next_check)
    assert (next_check - world.clock.now).total_seconds() == seconds


def test_retry_after_is_honoured_and_no_failure(world: World) -> None:
    world.follow()
    world.room.pages["/feed"] = Page("", status=429, headers={"Retry-After": "5400"})
    assert world.check().error is None
    next_check = datetime.fromisoformat(world.source.next_check)
    assert (next_check - world.clock.now).total_seconds() == pytest.approx(5400, abs=2)
    assert world.source.failures == 0


def test_a_page_where_a_feed_belongs_is_an_error_and_takes_nothing_away(world: World) -> None:
    world.publish(1)
    world.name(1)
    world.follow()
    world.check()
    world.room.pages["/feed"] = Page("<html><body><h1>Database error</h1></body></html>")
    assert "no feed" in (world.check(hours=1).error or "")
    assert world.titles


def test_of_a_feed_of_thousands_it_is_told_that_the_newest_are_followed(world: World) -> None:
    world.room.feed([(f"/story-{n}", f"Story {n}") for n in range(2_100)])
    world.follow()
    listing = listing_of(world.source, Asking(world.checker.taker.fetcher, PARSERS))
    assert (len(listing.items), listing.has_failed) == (2_000, False)
    assert "names 2,100 items" in listing.problems[0].reason


def test_one_page_is_followed_for_its_edits(world: World) -> None:
    world.publish(1)
    world.follow("/story-1", "page")
    assert world.check().added == 1
    assert not world.check(hours=2).is_news
    world.publish(1, cost=80)
    assert world.check(hours=2).updated == 1
    world.room.pages["/story-1"].status = 500
    assert "500" in (world.check(hours=2).error or "")


def test_a_news_sitemap_and_an_index_of_them(world: World) -> None:
    news = "http://www.google.com/schemas/sitemap-news/0.9"
    world.publish(1)
    urlset = (
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="{news}"><url>'
        f"<loc>{world.room.address}/story-1</loc><n:news><n:publication><n:name>The Courier</n:name></n:publication>"
        "<n:publication_date>2026-03-10</n:publication_date><n:title>Dam</n:title></n:news></url></urlset>"
    )
    world.room.pages["/news.xml"] = Page(urlset, "application/xml")
    index = f"<sitemapindex><sitemap><loc>{world.room.address}/news.xml</loc></sitemap></sitemapindex>"
    world.room.pages["/sitemap.xml"] = Page(index, "application/xml")
    world.follow("/sitemap.xml", "sitemap")
    found = world.check()
    assert (found.added, found.requests) == (1, 3), "the index, its part, the page"
    assert world.titles == ["Ostvale raises dam 1"]
    assert world.check(minutes=5).added == 0


def _index(world: World, *parts: str) -> None:
    """Put an index of sitemaps there that names these, and a sitemap of one story at each of them."""
    for number, part in enumerate(parts, 1):
        world.publish(number)
        urlset = (
            f"<urlset><url><loc>{world.room.address}/story-{number}</loc><lastmod>2026-03-10</lastmod></url></urlset>"
        )
        world.room.pages[part] = Page(urlset, "application/xml")
    maps = "".join(f"<sitemap><loc>{world.room.address}{part}</loc></sitemap>" for part in parts)
    world.room.pages["/sitemap.xml"] = Page(f"<sitemapindex>{maps}</sitemapindex>", "application/xml")
    world.follow("/sitemap.xml", "sitemap")


@pytest.mark.parametrize(
    ("status", "body"), [(404, "not found"), (410, "gone"), (503, "busy"), (200, "<html>Error</html>")]
)
def test_a_part_of_an_index_that_fails_leaves_the_others(world: World, status: int, body: str) -> None:
    _index(world, "/a.xml", "/b.xml", "/c.xml")
    whole, world.room.pages["/b.xml"] = world.room.pages["/b.xml"], Page(body, "application/xml", status=status)
    found = world.check()
    assert (found.added, found.failed, found.error, world.source.state) == (2, 0, None, "active")
    assert [problem.origin for problem in found.problems] == [f"{world.room.address}/b.xml"]
    kept = world.archive.followed.history(world.source.id)
    assert kept[0].refusals[0].origin.endswith("/b.xml")
    assert not world.check(hours=2).added
    assert world.archive.followed.history(world.source.id) == kept, "the same part again is no news"
    world.room.pages["/b.xml"] = whole
    assert (world.check(hours=2).added, world.source.error) == (1, None)


def test_an_index_of_which_no_part_can_be_read_fails_and_is_not_over(world: World) -> None:
    _index(world, "/a.xml", "/b.xml")
    for part in ("/a.xml", "/b.xml"):
        world.room.pages[part] = Page("gone", status=410)
    assert "none can be read" in (world.check().error or "")
    assert (world.source.state, world.source.failures) == ("active", 1)


def test_a_folder_is_read_again_where_its_files_changed(world: World, tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path)) / "news"
    folder.mkdir()
    (folder / "one.txt").write_text(f"Dam one\n\n{TEXT.format(n=1, cost=4)}")
    world.archive.followed.add(source_at(Listed(str(folder), kind="folder")))
    assert world.check().added == 1
    assert not world.check(hours=1).is_news
    (folder / "dam.jpg").write_bytes(b"\xff\xd8\xff\xe0 a picture")
    (folder / "two.txt").write_text(f"Dam two\n\n{TEXT.format(n=2, cost=5)}")
    found = world.check(hours=1)
    assert (found.added, found.unchanged, found.failed) == (1, 0, 0)
    folder.rename(folder.parent / "away")
    assert "no folder any more" in (world.check(hours=1).error or "")


def test_a_check_that_was_stopped_goes_on_at_the_next(world: World) -> None:
    world.publish(*range(45))
    world.name(*range(45))
    world.follow()
    asked: list[int] = []

    def is_over() -> bool:
        asked.append(1)
        return len(world.titles) >= 20

    assert world.checker.check(world.source, is_over)
    assert 20 <= len(world.titles) < 45
    found = world.check(minutes=2)
    assert len(world.titles) == 45
    assert found.updated == 0
    assert ("/feed", 200) in world.room.take_requests(), "what it named and was not taken is asked for again"


def _failing(*_: object) -> Listing:
    raise KeyError


def test_what_one_source_does_to_us_is_a_failure_of_its_own(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.follow()
    monkeypatch.setattr("ingest.sources.checker.listing_of", _failing)
    assert world.check().error == "cannot be checked (KeyError)"
    assert (world.source.failures, world.source.claimed) == (1, "")


def test_two_processes_never_check_one_source_at_a_time(world: World) -> None:
    world.follow()
    assert world.archive.followed.claim(world.source.id, "2026-03-10T09:30:00Z", "2026-03-10T09:40:00Z")
    assert world.checker.check(world.source) is None


def test_a_pause_during_a_check_outlives_it(world: World) -> None:
    world.name()
    world.follow()
    source = world.source
    world.archive.followed.set(source.id, state="paused", every=7200)
    world.checker.check(source)
    assert (world.source.state, world.source.every) == ("paused", 7200)

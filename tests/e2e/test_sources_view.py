"""The sources in the operator's view: what is found is chosen and followed, and what is late is said everywhere."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from ingest.fetch.fetcher import Fetcher
from ingest.formats.parsers import shared_parsers
from ingest.http.articles import router
from ingest.sources.bookkeeping import Bookkeeper, Rules
from ingest.sources.checker import Checker
from ingest.sources.discovery import discover
from ingest.sources.follower import watch
from ingest.sources.taking import Taker
from ragbot.answering.bot import Bot
from ragbot.api.app import create_app
from ragbot.archive.archive import Archive
from ragbot.archive.source import Check, Item, Refusal, Source, moment
from tests.conftest import add, article
from tests.e2e.conftest import OpenPage
from tests.e2e.fake_server import MARKUP, running
from tests.e2e.news import opened
from tests.e2e.reader import ask, violations
from tests.newsroom import Newsroom, newsroom

Shoot = Callable[[Page, str], None]
TOKEN = "operators-token"
STORY = "The lighthouse of Orrin was sold to a choir for ninety crowns on Friday, its keeper Edda Moss said."
NOW = datetime.now(UTC)
LONG_AGO = NOW - timedelta(days=40)
HOSTILE = f"{MARKUP} \u202egnp.exe\u2066 {'w' * 400}"


@dataclass
class Desk:
    """A server that follows, its archive, and a newsroom on this machine."""

    address: str
    archive: Archive
    room: Newsroom


@pytest.fixture
def desk(browser: object, tmp_path: Path) -> Iterator[Desk]:
    is_over = threading.Event()
    fetcher = Fetcher(networks=[ip_network("127.0.0.0/8")], pause=0)
    with opened(tmp_path / "archive") as archive, newsroom() as room:
        add(
            archive,
            article(STORY, "Lighthouse sold", "https://orrin.example/1", source="Orrin Post", published="2026-01-02"),
        )
        parsers = shared_parsers()
        checker = Checker(archive, Taker(fetcher, parsers), Bookkeeper(archive, Rules()))

        def check() -> None:
            with closing(watch(checker, is_over.is_set, asked_only=False)) as founds:
                for _ in founds:
                    pass

        thread = threading.Thread(target=check)
        thread.start()
        routes = router(archive, TOKEN, discover=lambda address, is_over: discover(address, fetcher, parsers, is_over))
        try:
            with running(create_app(Bot(archive), routers=[routes])) as address:
                yield Desk(address, archive, room)
        finally:
            is_over.set()
            thread.join()


def source(n: int, title: str, **more: object) -> Source:
    """One that was checked just now."""
    later = moment(NOW + timedelta(hours=n))
    made = Source(
        f"{n:032}", f"https://news-{n}.example/feed", "feed", title, moment(LONG_AGO), later, last_check=moment(NOW)
    )
    return replace(made, **more)  # type: ignore[arg-type]


REFUSED = (
    Refusal("https://news-3.example/quiz", "is a list of links"),
    Refusal(f"https://news-3.example/{'w' * 300}", f"is answered with 404 {MARKUP}"),
)
CHECKS = (
    Check(f"{3:032}", "", error="is answered with 500; is its server down?", requests=1),
    Check(f"{3:032}", "", updated=1, unchanged=11, requests=13, not_modified=11),
    Check(f"{3:032}", "", removed=1, requests=4, not_modified=3),
    Check(f"{3:032}", "", added=38, failed=2, requests=41, refusals=REFUSED),
)
"""Of one source, the newest first."""


def fill(archive: Archive) -> None:
    """One source of each state."""
    fresh = moment(NOW - timedelta(hours=3))
    archive.followed.add(source(1, "The Velm Courier", newest=fresh))
    archive.followed.add(source(2, "Orrin Post", outlet="Orrin Post", newest=moment(LONG_AGO)))
    failing = {"failures": 4, "failing_since": fresh, "error": "is answered with 500; is its server down?"}
    archive.followed.add(source(3, "Tide", **failing))
    archive.followed.add(source(4, "Northern Wire", newest=fresh, state="paused", kind="sitemap"))
    archive.followed.add(source(5, "Old Gazette", state="gone", failing_since=fresh, kind="page"))
    archive.followed.add(source(6, HOSTILE, newest=fresh, opt_outs=f"noai {MARKUP}"))
    for back, check in enumerate(CHECKS):
        archive.followed.keep_check(replace(check, at=moment(NOW - timedelta(hours=9 * back + 1))))
    came = [NOW - timedelta(days=n % 11, minutes=n) for n in range(30)]
    archive.followed.keep_items(
        [Item(f"{1:032}", str(n), moment(NOW), published=moment(at)) for n, at in enumerate(came)]
    )


def enter(page: Page) -> None:
    page.evaluate("location.hash = '#manage'")
    page.get_by_label("Your key").fill(TOKEN)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Follow a site or a feed")).to_be_visible()


def row(page: Page, title: str) -> Locator:
    return page.locator(".following li").filter(has=page.locator("h4", has_text=title))


@pytest.mark.parametrize("width", [1280, 768, 320])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_sources_are_calm_and_accessible(
    desk: Desk, open_page: OpenPage, shoot: Shoot, width: int, scheme: str
) -> None:
    fill(desk.archive)
    desk.room.feed([("/one", "Council raises the dam")])
    feed = f'<link rel="alternate" type="application/rss+xml" href="{desk.room.address}/feed">'
    desk.room.article("/", "Home", STORY)
    desk.room.pages["/"].body = desk.room.pages["/"].body.replace("<head>", f"<head>{feed}")
    with open_page(desk.address, width=width, color_scheme=scheme, reduced_motion="reduce") as page:
        page.evaluate("location.hash = '#manage'")
        expect(page.locator(".following li")).to_have_count(6)
        expect(page.locator(".following button:visible")).to_have_count(0)
        enter(page)
        expect(row(page, "Tide")).to_contain_text("Late")
        expect(row(page, "Tide")).to_contain_text("is its server down?")
        expect(row(page, "Orrin Post")).to_contain_text("Silent since")
        expect(row(page, "Northern Wire")).to_contain_text("Paused")
        expect(row(page, "Old Gazette")).to_contain_text("Ended")
        expect(row(page, "Velm").get_by_role("img")).to_have_accessible_name(
            re.compile("30 articles in 30 days; most, ")
        )
        page.evaluate("document.querySelector('.following').scrollIntoView()")
        shoot(page, f"sources-{width}-{scheme}")
        row(page, "Velm").evaluate("row => row.scrollIntoView({ block: 'end' })")
        shoot(page, f"sources-rows-{width}-{scheme}")
        assert violations(page) == []
        page.get_by_label("Follow a site or a feed").fill(desk.room.address)
        page.get_by_role("button", name="Look").click()
        expect(page.get_by_role("radio")).to_have_count(2)
        row(page, "Velm").get_by_role("button", name="Forget").click()
        page.evaluate("document.querySelector('.following').scrollIntoView()")
        shoot(page, f"sources-choosing-{width}-{scheme}")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        row(page, "Tide").get_by_role("button", name="Checks").click()
        expect(row(page, "Tide").locator(".checks > ol > li")).to_have_count(4)
        row(page, "Tide").get_by_role("button", name="Change").click()
        row(page, "Tide").evaluate("row => row.scrollIntoView({ block: 'start' })")
        shoot(page, f"sources-open-{width}-{scheme}")
        page.locator(".opml").scroll_into_view_if_needed()
        shoot(page, f"sources-opml-{width}-{scheme}")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.evaluate("scrollTo(0, 0)")
        shoot(page, f"sources-late-{width}-{scheme}")


def test_from_an_address_to_its_articles_by_the_keyboard(desk: Desk, open_page: OpenPage) -> None:
    desk.room.article(
        "/dam", "Ostvale raises the dam", f"{STORY}\nThe council of Ostvale voted on Tuesday, the mayor said."
    )
    desk.room.feed([("/dam", "Ostvale raises the dam")])
    with open_page(desk.address) as page:
        enter(page)
        expect(page.locator(".following")).to_contain_text("Nothing is followed yet")
        page.get_by_label("Follow a site or a feed").fill(f"{desk.room.address}/feed")
        page.keyboard.press("Enter")
        expect(page.get_by_role("radio")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator(".following li")).to_be_focused()
        expect(row(page, "The Courier")).to_contain_text("Newest article 10 Mar 2026", timeout=20_000)
        expect(page.locator(".outlets")).to_contain_text("The Courier")
        page.get_by_label("Follow a site or a feed").fill(f"{desk.room.address}/feed")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Follow", exact=True).click()
        expect(page.locator("#follow-trouble")).to_have_text("The Courier is followed already.")


def test_a_source_is_paused_resumed_and_forgotten_only_when_asked_twice(desk: Desk, open_page: OpenPage) -> None:
    fill(desk.archive)
    with open_page(desk.address) as page:
        enter(page)
        velm = row(page, "The Velm Courier")
        velm.get_by_role("button", name="Pause: The Velm Courier").press("Enter")
        expect(velm).to_contain_text("Paused")
        expect(velm.get_by_role("button", name="Resume: The Velm Courier")).to_be_focused()
        velm.get_by_role("button", name="Forget").press("Enter")
        expect(velm.get_by_role("button", name="Forget", exact=True)).to_be_focused()
        velm.get_by_role("button", name="Keep it").press("Enter")
        expect(velm.get_by_role("button", name="Forget…: The Velm Courier")).to_be_focused()
        velm.get_by_role("button", name="Forget").click()
        velm.get_by_role("button", name="Forget", exact=True).click()
        expect(velm).to_have_count(0)
        assert desk.archive.followed.named("The Velm Courier") is None


def test_a_check_is_asked_for_and_its_failure_is_told(desk: Desk, open_page: OpenPage) -> None:
    gone = f"{desk.room.address}/gone"
    desk.archive.followed.add(source(7, "Gone Herald", address=gone, newest=moment(NOW)))
    with open_page(desk.address) as page:
        enter(page)
        row(page, "Gone Herald").get_by_role("button", name="Check now").click()
        expect(row(page, "Gone Herald")).to_contain_text("404", timeout=20_000)


def test_an_address_where_nothing_can_be_followed_says_why(desk: Desk, open_page: OpenPage) -> None:
    with open_page(desk.address, strict=False) as page:  # the browser logs the 422
        enter(page)
        page.get_by_role("button", name="Look").click()
        expect(page.locator("#follow-trouble")).to_have_text("Type an address first.")
        page.get_by_label("Follow a site or a feed").fill(f"{desk.room.address}/nothing")
        page.keyboard.press("Enter")
        expect(page.locator("#follow-trouble")).to_contain_text("404")


def test_what_is_late_is_said_by_the_archive_line_and_by_an_answer(
    desk: Desk, open_page: OpenPage, shoot: Shoot
) -> None:
    fill(desk.archive)
    with open_page(desk.address) as page:
        expect(page.locator("#facts")).to_contain_text("Orrin Post is late: silent since")
        expect(page.locator("#facts")).to_contain_text("1 more source is late.")
        ask(page, "Who bought the lighthouse of Orrin?")
        expect(page.locator(".doubts")).to_contain_text("Orrin Post is late: silent since")
        expect(page.locator(".doubts")).to_contain_text("There may be news that is not here.")
        shoot(page, "sources-answer")
        assert violations(page) == []


def test_what_each_check_did_is_told_with_what_was_refused_and_why(desk: Desk, open_page: OpenPage) -> None:
    fill(desk.archive)
    with open_page(desk.address) as page:
        enter(page)
        tide = row(page, "Tide")
        see = tide.get_by_role("button", name="Checks: Tide")
        expect(see).to_have_attribute("aria-expanded", "false")
        see.press("Enter")
        expect(see).to_be_focused()
        expect(see).to_have_attribute("aria-expanded", "true")
        checks = page.get_by_role("group", name="Checks of Tide").get_by_role("listitem")
        expect(checks.nth(0)).to_contain_text("Not read · 1 request")
        expect(checks.nth(0)).to_contain_text("is its server down?")
        expect(checks.nth(1)).to_contain_text("1 updated, 11 unchanged · 13 requests, 11 answered with “not modified”")
        expect(tide).to_contain_text("38 added, 2 refused · 41 requests")
        expect(tide).to_contain_text("is a list of links")
        expect(tide).to_contain_text("https://news-3.example/quiz")
        see.press("Enter")
        expect(page.locator(".checks")).to_have_count(0)


def test_a_long_history_is_shown_in_part_and_grows_while_it_is_read(desk: Desk, open_page: OpenPage) -> None:
    kept = source(7, "The Courier", address=f"{desk.room.address}/feed", newest=moment(NOW))
    desk.archive.followed.add(kept)
    for n in range(12):
        desk.archive.followed.keep_check(Check(kept.id, moment(LONG_AGO + timedelta(hours=n)), added=n + 1))
    desk.room.article("/dam", "Ostvale raises the dam", f"{STORY}\nThe council of Ostvale voted on it on Tuesday.")
    desk.room.feed([("/dam", "Ostvale raises the dam")])
    with open_page(desk.address) as page:
        enter(page)
        courier = row(page, "The Courier")
        courier.get_by_role("button", name="Checks").click()
        checks = courier.locator(".checks > ol > li")
        expect(checks).to_have_count(8)
        courier.get_by_role("button", name="Show all 12 checks").press("Enter")
        expect(checks).to_have_count(12)
        expect(checks.nth(8)).to_be_focused()
        courier.get_by_role("button", name="Check now").click()
        expect(checks).to_have_count(13, timeout=20_000)
        expect(checks.nth(0)).to_contain_text("1 added · 2 requests")


def test_title_and_interval_are_changed_by_the_keyboard(desk: Desk, open_page: OpenPage) -> None:
    fill(desk.archive)
    with open_page(desk.address) as page:
        enter(page)
        row(page, "Tide").get_by_role("button", name="Change…: Tide").press("Enter")
        expect(page.get_by_label("Title", exact=True).last).to_be_focused()
        page.keyboard.type("Tide of Orrin")
        page.keyboard.press("Escape")
        expect(row(page, "Tide").get_by_role("button", name="Change…: Tide")).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.type("Tide of Orrin")
        page.keyboard.press("Tab")
        expect(page.get_by_label("Checked", exact=True)).to_be_focused()
        page.get_by_label("Checked", exact=True).select_option("every 6 hours")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Change…: Tide of Orrin")).to_be_focused()
        changed = desk.archive.followed.named("Tide of Orrin")
        assert changed
        assert (changed.is_named, changed.every) == (True, 6 * 3600)
        page.keyboard.press("Enter")
        expect(page.get_by_label("Checked", exact=True)).to_have_value(str(6 * 3600))
        page.get_by_label("Title", exact=True).last.fill("")
        page.get_by_label("Checked", exact=True).select_option("as its habit asks")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.locator(".changing")).to_have_count(0)
        changed = desk.archive.followed.named("Tide of Orrin")
        assert changed
        assert (changed.is_named, changed.every) == (False, None)


def test_feeds_come_and_go_as_opml(desk: Desk, open_page: OpenPage, tmp_path: Path) -> None:
    desk.room.article("/dam", "Ostvale raises the dam", f"{STORY}\nThe council of Ostvale voted on it on Tuesday.")
    desk.room.feed([("/dam", "Ostvale raises the dam")])
    given = tmp_path / "feeds.opml"
    given.write_text(f'<opml version="2.0"><body><outline xmlUrl="{desk.room.address}/feed"/></body></opml>')
    wrong = tmp_path / "page.xml"
    wrong.write_text(f"<html>{MARKUP}</html>")
    with open_page(desk.address, strict=False) as page:  # the browser logs the 422
        enter(page)
        box = page.get_by_label("Follow the feeds of an OPML file")
        expect(page.get_by_role("button", name="Save the feeds as OPML")).to_be_hidden()
        box.set_input_files(given)
        expect(page.locator("#opml-said")).to_have_text("1 feed is followed, and checked now.")
        expect(row(page, "The Courier")).to_contain_text("Newest article 10 Mar 2026", timeout=20_000)
        box.set_input_files(given)
        expect(page.locator("#opml-said")).to_have_text("1 was followed already.")
        box.set_input_files(wrong)
        expect(page.locator("#opml-said")).to_contain_text("The file is no OPML")
        with page.expect_download() as saved:
            page.get_by_role("button", name="Save the feeds as OPML").click()
        assert saved.value.suggested_filename.endswith(".opml")
        text = saved.value.path().read_text()
        assert f'text="The Courier" xmlUrl="{desk.room.address}/feed"' in text

"""Reading: from citation to citation, the history of an article and what changed, copies, slow networks, paper."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from ragbot.archive.archive import Archive
from tests.conftest import article
from tests.e2e.conftest import OpenPage
from tests.e2e.fake_server import COST, DETOUR, MARKUP, WALL, create_fake, running
from tests.e2e.news import PLANNED
from tests.e2e.reader import ask, citation, highlighted, violations

Shoot = Callable[[Page, str], None]
WIDTHS = (1280, 768, 360)
AT_REST = "() => new Set(window.tops = [...(window.tops ?? [0, 1]), scrollY].slice(-5)).size === 1"
"""Whether the page has not scrolled for five looks at it."""


def marked(page: Page, text: str) -> None:
    expect(page.locator("#article mark.current")).to_have_text(text)


# -- from citation to citation


@pytest.mark.parametrize("width", WIDTHS)
def test_the_next_citation_is_a_press_away(fake: str, open_page: OpenPage, shoot: Shoot, width: int) -> None:
    with open_page(fake, width=width) as page:
        ask(page, "What broke?")
        citation(page, 0)
        tour = page.locator("#article .tour")
        expect(tour.get_by_role("button", name="Previous")).to_be_disabled()
        tour.get_by_role("button", name="Next").click()
        marked(page, COST)
        tour.get_by_role("button", name="Next").click()
        marked(page, DETOUR)
        expect(tour.get_by_role("button", name="Next")).to_be_disabled()
        expect(tour).to_contain_text("Citation 3 of 3")
        shoot(page, f"tour-{width}")
        assert violations(page) == []
        tour.get_by_role("button", name="Previous").click()
        marked(page, COST)
        page.keyboard.press("Escape")
        expect(page.locator(".citation").nth(1)).to_be_focused()


def test_keys_go_from_citation_to_citation(fake: str, open_page: OpenPage) -> None:
    with open_page(fake) as page:
        ask(page, "What broke?")
        page.locator(".citation").first.focus()
        for key, index in (("n", 1), ("n", 2), ("n", 2), ("p", 1), ("Control+n", 1)):
            page.keyboard.press(key)
            expect(page.locator(".citation").nth(index)).to_be_focused()
        page.keyboard.press("Enter")
        marked(page, COST)
        page.keyboard.press("n")
        marked(page, DETOUR)
        page.keyboard.press("n")
        page.keyboard.press("p")
        marked(page, COST)


def test_the_keys_are_letters_where_one_types(fake: str, open_page: OpenPage) -> None:
    with open_page(fake) as page:
        ask(page, "What broke?")
        citation(page, 0)
        page.get_by_label("Your question").focus()
        page.keyboard.type("napping")
        expect(page.get_by_label("Your question")).to_have_value("napping")
        marked(page, WALL)


def test_what_is_no_citation_has_no_next_one(fake: str, open_page: OpenPage) -> None:
    with open_page(fake) as page:
        ask(page, "What broke?")
        page.locator(".sources button.title").first.click()
        marked(page, WALL)
        expect(page.locator("#article .tour")).to_have_count(0)


# -- copies and versions


def test_an_article_tells_where_else_it_is(fake: str, open_page: OpenPage) -> None:
    with open_page(fake) as page:
        ask(page, "What broke?")
        citation(page, 0)
        page.locator("#article").get_by_role("button", name="Northern Wire").click()
        expect(page.locator("#article-title")).to_have_text("Ferries to be diverted to Port Anders")
        expect(page.locator("#article-title")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator(".citation").first).to_be_focused()


@pytest.mark.parametrize("width", WIDTHS)
def test_two_versions_are_compared(told: str, harrow: Archive, open_page: OpenPage, shoot: Shoot, width: int) -> None:
    found = article("", address=PLANNED).id
    with open_page(told, width=width) as page:
        ask(page, "What would a new bridge at Harrow cost?")
        citation(page, 0)
        page.get_by_text("2 versions, and what changed").click()
        changed = page.locator(".comparing")
        difference = page.request.get(f"{told}/v1/articles/{found}/diff?from=1&to=2").json()
        expect(changed.get_by_role("status")).to_have_text(f"{len(difference['changes'])} sentences differ.")
        expect(changed.locator("del").first).to_have_text("14")
        expect(changed.locator("ins").first).to_have_text("41")
        expect(changed).to_contain_text(difference["note"])
        shoot(page, f"versions-{width}")
        assert violations(page) == []
        page.get_by_label("What changed from").select_option("2")
        page.get_by_label("to", exact=True).select_option("1")
        expect(changed.locator("del").first).to_have_text("41")
        changed.get_by_role("button", name="Work could begin in May.").click()
        expect(page.locator("#article")).to_contain_text("Version 1 of 2")
        assert highlighted(page) == "Work could begin in May."
        expect(page.locator("#article")).to_contain_text("A newer version")
        page.get_by_role("button", name="Read version 2").first.click()
        expect(page.locator("#article")).to_contain_text("Version 2 of 2")


def test_a_comparison_that_fails_is_told(fake: str, open_page: OpenPage) -> None:
    with open_page(fake, strict=False) as page:
        ask(page, "What broke?")
        citation(page, 0)
        page.route("**/diff?*", lambda route: route.fulfill(status=503, json={"detail": f"Being rebuilt {MARKUP}"}))
        page.get_by_text("2 versions, and what changed").click()
        expect(page.locator(".comparing").get_by_role("status")).to_have_text(f"Being rebuilt {MARKUP}")
        page.unroute("**/diff?*")
        page.get_by_label("What changed from").select_option("2")
        expect(page.locator(".comparing").get_by_role("status")).to_have_text("No sentence differs.")


# -- slow and gone


def test_a_slow_network_shows_where_things_will_be(open_page: OpenPage, shoot: Shoot) -> None:
    held: list[Route] = []

    def held_back(route: Route) -> None:
        held.append(route)

    with running(create_fake()) as address, open_page(address) as page:
        page.route("**/v1/archive", held_back)
        page.goto(f"{address}/?again")
        expect(page.locator("#beginnings .skeleton").first).to_be_visible()
        expect(page.get_by_label("Your question")).to_be_editable()
        held.pop().continue_()
        expect(page.locator("#beginnings li")).to_have_count(3)
        expect(page.locator("#beginnings .skeleton")).to_have_count(0)
        page.route("**/v1/articles/*", held_back)
        page.route("**/v1/answers", held_back)
        page.get_by_label("Your question").fill("What broke?")
        page.keyboard.press("Enter")
        expect(page.locator(".turn .skeleton").first).to_be_visible()
        shoot(page, "skeleton-1280")
        held.pop().continue_()
        page.locator(".colophon").wait_for()
        expect(page.locator(".turn .skeleton")).to_have_count(0)
        page.locator(".citation").first.click()
        expect(page.locator("#article .skeleton").first).to_be_visible()
        assert violations(page) == []
        held.pop().continue_()
        marked(page, WALL)


def test_a_server_that_comes_back_is_noticed(open_page: OpenPage, shoot: Shoot) -> None:
    with ExitStack() as stack:
        with running(create_fake()) as address:
            port = int(address.rsplit(":", 1)[1])
            page = stack.enter_context(open_page(address, strict=False))
            page.locator("#beginnings li").first.wait_for()
        page.get_by_label("Your question").fill("What broke?")
        page.keyboard.press("Enter")
        expect(page.locator("#gone")).to_contain_text("The page goes on by itself when it is back.")
        shoot(page, "gone-1280")
        with running(create_fake(), port):
            expect(page.locator("#gone")).to_be_empty(timeout=20_000)
            expect(page.locator("#status")).to_have_text("The server answers again.")
            page.locator(".ended").get_by_role("button", name="Ask again").click()
            expect(page.locator(".turn .sources li")).to_have_count(2)


@pytest.mark.parametrize(("motion", "moves"), [("reduce", False), ("no-preference", True)])
def test_nothing_moves_for_whom_motion_hurts(fake: str, open_page: OpenPage, motion: str, moves: bool) -> None:
    with open_page(fake, reduced_motion=motion) as page:
        style = "(node, name) => getComputedStyle(node)[name]"
        page.evaluate("document.querySelector('#beginnings').append(document.createElement('hr'))")
        page.evaluate("document.querySelector('#beginnings hr').className = 'skeleton'")
        skeleton = page.locator("#beginnings hr.skeleton")  # the page's own may wait there still
        assert ("waiting" in skeleton.evaluate(style, "animationName")) == moves
        assert (page.locator("html").evaluate(style, "scrollBehavior") == "smooth") == moves


# -- paper, colours, views


def test_paper_has_the_sources_and_nothing_to_press(fake: str, open_page: OpenPage, shoot: Shoot) -> None:
    with open_page(fake, width=800) as page:
        ask(page, "What broke?")
        page.emulate_media(media="print")
        shoot(page, "print-answer")
        for shown in ("[1]", "https://news.example/harbour", WALL, "Archive as of"):
            expect(page.locator(".turn").get_by_text(shown).first).to_be_visible()
        for gone in ("#ask", "#views", ".clippings", "#scheme", "#restart"):
            expect(page.locator(gone)).to_be_hidden()
        page.emulate_media(media="screen")
        expect(page.locator(".printed").first).to_be_hidden()
        citation(page, 0)
        page.emulate_media(media="print")
        shoot(page, "print-article")
        expect(page.locator("#chat")).to_be_hidden()
        expect(page.locator("#article mark.current")).to_be_visible()


def test_an_address_that_is_none_is_not_printed(fake: str, open_page: OpenPage) -> None:
    with open_page(fake) as page:
        ask(page, "hostile")
        expect(page.locator(".sources")).not_to_contain_text("javascript:")


@pytest.mark.parametrize("system", ["light", "dark"])
def test_the_colours_are_those_of_the_system_until_the_reader_chooses(
    fake: str, open_page: OpenPage, system: str
) -> None:
    def scheme(page: Page) -> Any:
        return page.evaluate("getComputedStyle(document.documentElement).colorScheme")

    other = "dark" if system == "light" else "light"
    with open_page(fake, color_scheme=system) as page:
        paper = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        page.get_by_role("button", name=other.capitalize(), exact=True).click()
        assert scheme(page) == other
        assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != paper
        assert violations(page) == []
        page.reload()
        page.locator("#facts:not(:empty)").wait_for()
        assert scheme(page) == other, "it is remembered"
        page.get_by_role("button", name=system.capitalize(), exact=True).click()
        assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == paper
        assert page.evaluate("localStorage.getItem('ragbot:scheme')") is None, "it is the system's again"


def test_the_colours_change_without_any_storage_too(fake: str, open_page: OpenPage) -> None:
    closed = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('closed') } })"
    with open_page(fake) as page:
        page.add_init_script(closed)
        page.reload()
        page.get_by_role("button", name="Dark", exact=True).click()
        assert page.evaluate("document.documentElement.dataset.scheme") == "dark"


def test_another_view_gets_the_focus_and_is_where_it_was_left(fake: str, open_page: OpenPage) -> None:
    with open_page(fake, height=500) as page:
        for question in ("What broke?", "And then?"):
            ask(page, question)
        expect(page.locator(".turn:last-child .suggestions")).to_be_visible()
        page.wait_for_function(AT_REST, polling=100)  # else what still scrolls to the answer goes on after ours
        page.evaluate("scrollTo({ top: 333, behavior: 'instant' })")
        page.wait_for_timeout(100)
        page.evaluate("location.hash = '#archive'")
        expect(page.locator("main#archive")).to_be_focused()
        expect(page).to_have_title("Archive · ragbot: ask the news")
        expect(page.get_by_role("button", name="New conversation")).to_be_hidden()
        page.go_back()
        expect(page.locator("main#asking")).to_be_focused()
        page.wait_for_timeout(300)  # whatever else may scroll
        assert page.evaluate("scrollY") == pytest.approx(333, abs=60)  # what came meanwhile may have moved it


def test_a_link_that_asks_finds_its_view_from_another(fake: str, open_page: OpenPage) -> None:
    with open_page(fake) as page:
        page.goto(f"{fake}/#archive")
        page.goto(f"{fake}/#q=What+broke%3F")
        expect(page.locator(".turn .sources")).to_be_visible()
        expect(page.locator(".turn h2")).to_be_focused()


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_a_long_name_of_an_outlet_leaves_room_for_the_buttons(
    fake: str, open_page: OpenPage, shoot: Shoot, width: int
) -> None:
    with open_page(fake, width=width) as page:
        page.route("**/v1/articles/harbour*", lambda route: named(route, "Western Counties Evening Chronicle " * 4))
        ask(page, "What broke?")
        citation(page, 0)
        shoot(page, f"long-outlet-{width}")
        for name in ("Previous", "Next", "Close"):
            box = page.locator("#article").get_by_role("button", name=name, exact=True).bounding_box()
            assert box
            assert box["width"] > box["height"], "in one line"
        assert page.evaluate("document.querySelector('#article').scrollWidth <= innerWidth")


def named(route: Route, outlet: str) -> None:
    """The article as if of this outlet."""
    body = route.fetch().json()
    body["version"]["source"] = outlet
    route.fulfill(json=body)


def test_what_the_keyboard_reaches_is_not_under_the_form(fake: str, open_page: OpenPage) -> None:
    with open_page(fake, width=360, height=640, reduced_motion="reduce") as page:
        ask(page, "A chronicle of walls?")
        page.locator(".citation").first.focus()
        for _ in range(30):
            page.keyboard.press("Tab")
            bottom = page.evaluate("document.activeElement.getBoundingClientRect().bottom")
            assert bottom <= page.evaluate("document.querySelector('#ask').getBoundingClientRect().top")


def test_another_view_closes_the_article_and_keeps_the_conversation(fake: str, open_page: OpenPage) -> None:
    with open_page(fake) as page:
        ask(page, "What broke?")
        citation(page, 0)
        page.locator("#views").get_by_role("link", name="Archive").click()
        expect(page.locator("#article")).to_be_hidden()
        expect(page.locator("#asking")).to_be_hidden()
        expect(page.locator("#archive")).to_be_visible()
        assert page.locator("#views [aria-current=page]").all_text_contents() == ["Archive"]
        page.go_back()
        expect(page.locator(".turn .citation").first).to_be_visible()
        page.goto(f"{fake}/#constructor?x=1")
        expect(page.locator("#asking")).to_be_visible()

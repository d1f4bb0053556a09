"""The timeline of the evidence: each article once, on its day and in its outlet's row, told and opened by its mark."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenPage
from tests.e2e.fake_server import WALL
from tests.e2e.news import HOW_MANY, UNKNOWN
from tests.e2e.reader import ask, violations

Shoot = Callable[[Page, str], None]
WIDTHS = (1280, 768, 360)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_each_article_of_the_evidence_is_on_the_timeline(
    told: str, open_page: OpenPage, shoot: Shoot, width: int, scheme: str
) -> None:
    with open_page(told, width=width, color_scheme=scheme) as page:
        ask(page, HOW_MANY)
        answer = page.request.post(f"{told}/v1/answers", data={"question": HOW_MANY}).json()
        marks = page.locator(".timeline .event")
        page.locator(".timeline").scroll_into_view_if_needed()
        shoot(page, f"timeline-{scheme}-{width}")
        cited = page.locator(".timeline .event.cited")
        expect(cited).to_have_count(len(answer["sources"]))
        labels = marks.evaluate_all("marks => marks.map((mark) => mark.getAttribute('aria-label'))")
        for source in answer["sources"]:
            assert any(source["title"] in label and source["source"] in label for label in labels)
        places = marks.evaluate_all(
            "marks => marks.map((mark) => mark.querySelector('circle').getBoundingClientRect().x)"
        )
        assert min(places) >= 0
        assert max(places) <= width
        assert violations(page) == []


def test_a_mark_tells_its_headline_and_opens_its_article(told: str, open_page: OpenPage, shoot: Shoot) -> None:
    with open_page(told) as page:
        ask(page, HOW_MANY)
        mark = page.locator(".timeline .event.cited").first
        mark.hover()
        shown = page.get_by_role("tooltip")
        expect(shown).to_be_visible()
        title = shown.locator("cite").text_content() or ""
        shoot(page, "timeline-hover")
        mark.click()
        expect(page.locator("#article-title")).to_have_text(title)
        expect(page.locator("#article mark.current").first).to_be_visible()
        page.keyboard.press("Escape")
        expect(mark).to_be_focused()
        for key in ("Enter", "Space"):
            page.keyboard.press(key)
            expect(page.locator("#article-title")).to_have_text(title)
            page.keyboard.press("Escape")
            expect(mark).to_be_focused()


def test_a_first_tap_shows_the_headline_and_a_second_opens_the_article(told: str, open_page: OpenPage) -> None:
    with open_page(told, width=390, height=844, has_touch=True, is_mobile=True) as page:
        ask(page, HOW_MANY)
        mark = page.locator(".timeline .event").last
        mark.tap()
        expect(page.get_by_role("tooltip")).to_contain_text("Press again to read it in the article.")
        expect(page.locator("#article")).to_be_hidden()
        mark.tap()
        expect(page.locator("#article-title")).to_be_visible()


def test_the_timeline_is_one_stop_of_the_tab_key(told: str, open_page: OpenPage) -> None:
    with open_page(told) as page:
        ask(page, HOW_MANY)
        marks = page.locator(".timeline .event")
        marks.first.focus()
        for key, index in (("ArrowRight", 1), ("End", -1), ("ArrowRight", -1), ("Home", 0), ("ArrowLeft", 0)):
            page.keyboard.press(key)
            expect(marks.nth(index)).to_be_focused()
            expect(page.locator(".timeline .event[tabindex='0']")).to_have_count(1)
        page.keyboard.press("Tab")
        expect(page.locator(".clippings button").first).to_be_focused()


def test_related_articles_are_on_it_too(told: str, open_page: OpenPage) -> None:
    with open_page(told) as page:
        ask(page, UNKNOWN)
        expect(page.locator(".timeline .event.related").first).to_be_visible()
        expect(page.locator(".timeline .event.cited")).to_have_count(0)


def test_articles_of_one_day_need_no_timeline(fake: str, open_page: OpenPage) -> None:
    with open_page(fake) as page:
        ask(page, "What broke?")
        expect(page.locator(".timeline")).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 320])
def test_two_hundred_citations_are_shown_and_drawn(fake: str, open_page: OpenPage, shoot: Shoot, width: int) -> None:
    with open_page(fake, width=width, has_touch=width == 320) as page:
        ask(page, "A chronicle of walls?")
        expect(page.locator(".citation")).to_have_count(200)
        expect(page.locator(".sources li")).to_have_count(200)
        timeline = page.locator(".timeline")
        expect(timeline).to_contain_text("3 more outlets are not drawn.")
        expect(timeline).to_contain_text("Without a date: Wall <i>2</i> breaks, Wall <i>3</i> breaks")
        expect(timeline.locator(".outlet").first).to_contain_text("<i>P</i> 0")
        expect(timeline.locator(".band")).to_have_count(1)
        boxes = timeline.locator(".event").evaluate_all(
            "marks => marks.map((mark) => { const { x, y } = mark.lastChild.getBoundingClientRect(); return [x, y] })"
        )
        apart = all(abs(x - u) + abs(y - v) >= 12 for i, (x, y) in enumerate(boxes) for u, v in boxes[:i])
        assert apart, "no mark covers another"
        timeline.scroll_into_view_if_needed()
        shoot(page, f"chronicle-{width}")
        timeline.get_by_role("button", name="Wall <i>2</i> breaks").click()
        expect(page.locator("#article mark.current")).to_have_text(WALL)
        assert violations(page) == []
        page.keyboard.press("Escape")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
